"""Of several models the one is shown that the learner chose, else the one that is trained; each keeps its numbers."""

import numpy as np

from playground import events as ev
from playground.events import Array, Built, Model, Node
from playground.lesson import load_lessons
from playground.session import Launched, Opened, Session
from playground.view.model_choice import LOOSE, ModelChoice, models_of
from playground.view.network import Network
from playground.view.shapes import Shapes, shapes_html
from tests.view.test_network import Quiet


def dense(key: str, name: str = "dense") -> Node:
    return Node(key, "Dense", name, 6, ((1, 2),), ((1, 2),), "", "2 × 2 + 2")


def data(key: str) -> Node:
    return Node(key, "Input", "input", 0, (), ((1, 2),))


def two(loose: bool = False) -> Built:
    """Two models whose layers have one name, as after loading."""
    nodes = (data("x"), dense("a"), data("y"), dense("b"))
    edges = (("x", "a"), ("y", "b"))
    models = (Model("model", ("x", "a")), Model("loaded", ("y", "b")))
    if loose:
        return Built((*nodes, data("z"), dense("c", "c")), (*edges, ("z", "c")), models)
    return Built(nodes, edges, models)


def fit(model: str) -> ev.FitStarted:
    return ev.FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False, model=model)


def weights(value: float) -> tuple[Array, Array]:
    return Array.of(np.full((2, 2), value, "float32")), Array.of(np.zeros(2, "float32"))


def test_one_model_is_no_choice() -> None:
    assert models_of(None) == {} == models_of(Built((dense("a"),), (), (Model("model", ("a",)),)))
    forged = Built((dense("a"),), (), (Model("model", ("ghost",)), Model("other", ("a",))))
    assert models_of(forged) == {}


def test_layers_of_no_model_are_named_too() -> None:
    assert models_of(two(loose=True)) == {
        "model": {"x", "a"},
        "loaded": {"y", "b"},
        LOOSE: {"z", "c"},
    }


def test_what_is_trained_is_shown_until_the_learner_chooses() -> None:
    choice = ModelChoice()
    choice.show([two()])
    assert choice.chosen == "" and [o["key"] for o in choice.options()] == ["", "model", "loaded"]
    choice.show([Launched(False), fit("loaded")])
    assert choice.chosen == "loaded"
    choice.choose("model")
    choice.choose("ghost")
    assert choice.chosen == "model"
    choice.choose("")
    assert choice.chosen == ""
    choice.show([Opened(load_lessons()[0])])
    assert choice.options() == [] and choice.owners() == {}


def test_the_table_names_the_models_and_never_adds_them_up_silently() -> None:
    html = shapes_html(two(), models_of(two()))
    assert "12 parameters in all" in html and html.count("6 parameters</span>") == 2
    assert html.index("loaded") > html.index("model")
    choice = ModelChoice()
    shapes = Shapes(Session(Quiet(), load_lessons()), lambda line: None, choice)
    for view in (choice, shapes):
        view.show([two()])
    choice.choose("loaded")
    assert "loaded: 6 parameters" in shapes.panel.html and shapes.layers == 1


def test_weights_stay_with_their_model_when_another_is_made() -> None:
    choice = ModelChoice()
    network = Network(Session(Quiet(), load_lessons()), choice)

    def show(*items: object) -> None:
        for view in (choice, network):
            view.show(list(items))

    one = Built((data("x"), dense("a")), (("x", "a"),), (Model("model", ("x", "a")),))
    show(one, fit("model"), ev.Picture(1, weights={"dense": weights(1)}))
    assert set(network.panel.weights) == {"a"} and network.panel.models == []
    before = network.panel.weights["a"]
    show(two())
    assert network.panel.weights == {"a": before}  # the trained one is not grey
    assert network.panel.model == "model"
    show(fit("loaded"), ev.Picture(1, weights={"dense b": weights(2)}))
    assert network.panel.model == "loaded" and set(network.panel.weights) == {"b"}
    network._received({"action": "model", "value": ""})
    assert set(network.panel.weights) == {"a", "b"} and network.panel.weights["a"] == before
    assert network.panel.owners == {"x": "model", "a": "model", "y": "loaded", "b": "loaded"}
