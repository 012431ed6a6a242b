"""Messages go to JSON and back; what a learner can forge is refused."""

import itertools
import json
import math

import numpy as np
import pytest

from playground import events as ev

EXAMPLES = [
    ev.Loading("NumPy", 0.5),
    ev.Waiting(2),
    ev.Started(),
    ev.Printed("(2, 32)\n"),
    ev.Built(
        (ev.Node("n0", "Dense", "dense", 50, ((None, 4),), ((None, 10),), "f", "4 × 10 + 10", 3),),
        (("i0", "n0"),),
        (ev.Model("model", ("i0", "n0")),),
    ),
    ev.Data(
        ev.Array.of(np.zeros((3, 2), "float32")),
        ev.Array.of(np.ones(3, "float32")),
        None,
        None,
        (-1.0, 1.0),
        (0.0, 0.5),
        2,
    ),
    ev.Examples(None, ev.Array.of(np.ones(3, "float32"))),
    ev.FitStarted(3, 10, 2, "RMSprop", 0.01, "mse", ("accuracy",), True, x_range=(-1.0, 1.0)),
    ev.FitChanged(
        2, ev.FitStarted(3, 10, 4, "SGD", 0.01, "mse", (), False, x_range=(-1.0, 1.0)), True
    ),
    ev.Batch(1, 2, {"loss": 0.5}),
    ev.Epoch(1, {"loss": 0.5, "val_loss": math.inf}),
    ev.Picture(1, ev.Array.of(np.arange(6, dtype="uint8").reshape(2, 3)), weights={"dense": ()}),
    ev.Picture(
        1,
        maps={
            "dense": ev.UnitMaps(
                ev.Array.of(np.zeros((3, 2, 2), "uint8")), ev.Array.of(np.ones((3, 2), "float32"))
            )
        },
    ),
    ev.Picture(1, answers=ev.Answers(ev.Array.of(np.ones(3, "float32")))),
    ev.Sections({"0,1": ev.Picture(1, ev.Array.of(np.zeros((2, 2), "uint8")))}),
    ev.Paused(1, 2),
    ev.Resumed(),
    ev.Notice("hello"),
    ev.Diverged(
        "The loss became nan in epoch 2, batch 3.", "Try …", "loss", 4, (0, 7), 2, 3, "dense"
    ),
    ev.Confusion(3, ev.Array.of(np.ones((2, 2), "float32")), None, 0.5),
    ev.Trace(
        3,
        2,
        (0, 7),
        10,
        1,
        ev.Array.of(np.ones(2, "float32")),
        (ev.LayerTrace("dense", (ev.Quantity("inputs", "input", (), None, (2,)),)),),
        "model",
        (
            ev.WeightUpdate(
                "dense",
                "W",
                *[ev.Array.of(np.ones(2, "float32"))] * 2,
                {},
                ev.Array.of(np.ones(2, "float32")),
            ),
        ),
    ),
    ev.File("model.keras", "weights", "AAAA", 1, 2),
    ev.Checked("task", False, "advice"),
    ev.Failed("ValueError", "no", 3),
    ev.Stopped(),
    ev.Finished(0.1),
]


def test_every_event_comes_back_equal() -> None:
    assert ev.events_from_json(ev.to_json(EXAMPLES)) == EXAMPLES
    assert {type(e) for e in EXAMPLES} == set(ev._EVENTS.values())


def test_every_command_comes_back_equal() -> None:
    commands = [
        ev.Run("print(1)", "shapes"),
        ev.Pause(),
        ev.Resume(),
        ev.Step(),
        ev.Stop(),
        ev.Set(0.1),
        ev.SetSpeed("slow motion"),
        ev.SetWeight("dense", 0, (1, 2), -0.5),
        ev.Join("0 0 1"),
        ev.DrawFeatures(0, 3),
    ]
    assert ev.commands_from_json(ev.to_json(commands)) == commands
    assert {type(c) for c in commands} == set(ev._COMMANDS.values())


def test_an_array_keeps_its_numbers() -> None:
    values = np.linspace(0, 1, 6, dtype="float32").reshape(2, 3)
    np.testing.assert_array_equal(ev.Array.of(values).numpy(), values)


def test_nan_survives() -> None:
    [batch] = ev.events_from_json(ev.to_json([ev.Batch(1, 1, {"loss": math.nan})]))
    assert isinstance(batch, ev.Batch) and math.isnan(batch.logs["loss"])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[1]",
        "nonsense",
        "[" * 10_000,
        '[{"type": "Run", "source": ""}]',  # a command is not an event
        '[{"type": "__class__"}]',
        '[{"type": ["Printed"]}]',
        '[{"type": "Printed", "text": 3}]',
        '[{"type": "Printed"}]',
        '[{"type": "Printed", "text": "a", "extra": 1}]',
        '[{"type": "Printed", "text": "a", "stream": "other"}]',
        '[{"type": "Batch", "epoch": 1.5, "step": 1, "logs": {}}]',
        '[{"type": "Batch", "epoch": true, "step": 1, "logs": {}}]',
        '[{"type": "Batch", "epoch": 1, "step": 1, "logs": {"loss": "high"}}]',
        '[{"type": "Built", "nodes": [{"id": "a"}], "edges": []}]',
        '[{"type": "Built", "nodes": [], "edges": [["a"]]}]',
        '[{"type": "Picture", "epoch": 1, "surface": {"dtype": "object", "shape": [1], "data": ""}}]',
        '[{"type": "Picture", "epoch": 1, "surface": {"dtype": "uint8", "shape": [9], "data": "AA=="}}]',
        '[{"type": "Picture", "epoch": 1, "surface": {"dtype": "uint8", "shape": [1], "data": "!"}}]',
    ],
)
def test_forged_events_are_refused(line: str) -> None:
    with pytest.raises(ev.BadMessage):
        ev.events_from_json(line)


def test_an_oversized_message_is_refused() -> None:
    line = json.dumps([{"type": "Printed", "text": "x" * ev.MAX_MESSAGE_BYTES}])
    with pytest.raises(ev.BadMessage, match="limit"):
        ev.events_from_json(line)


def node(number: int) -> ev.Node:
    return ev.Node(f"n{number}", "Dense", f"dense_{number}", 6, ((None, 2),), ((None, 2),))


def test_a_network_of_four_thousand_layers_is_told() -> None:
    nodes = tuple(map(node, range(4000)))
    built = ev.Built(nodes, tuple((a.id, b.id) for a, b in itertools.pairwise(nodes)))
    assert ev.events_from_json(ev.to_json([built])) == [built]


@pytest.mark.parametrize(
    "line",
    [
        ev.to_json([ev.Built(tuple(map(node, range(5001))), ())]),
        ev.to_json([ev.Built((), (("a", "b"),) * 20_001)]),
        ev.to_json([ev.Printed("x" * 100_001)]),
        ev.to_json([ev.Failed("ValueError", "x" * 20_001)]),
        # Every field is within its limits; what there are too many of is parts, which are what reading costs.
        ev.to_json([ev.Failed("E", "", traceback="," * 60_000, full_traceback="," * 200_000)]),
        ev.to_json([ev.Batch(1, 1, {f"m{i}": 0.0 for i in range(1001)})]),
        ev.to_json([ev.Batch(1, 1, {"m" * 10_001: 0.0})]),
        ev.to_json([ev.Resumed()] * 2001),
        '[{"type":"Finished","seconds":' + "9" * 400 + "}]",
        '[{"type":"Finished","seconds":1e999}]',
        '[{"type":"Finished","seconds":0.' + "1" * 400 + "}]",
        '[{"type":"Finished","seconds":NaN}]',
        '[{"type":"Epoch","epoch":' + "9" * 5000 + ',"logs":{}}]',
        '[{"type":"Printed","text":[' + "[" * 100_000 + "]]}]",
        "[" + "0," * 200_001 + "0]",
        '[{"type":"Picture","epoch":1,"surface":{"dtype":"uint8","shape":[-1],"data":"AAAA"}}]',
        '[{"type":"Picture","epoch":1,"surface":{"dtype":"uint8","shape":['
        + ",".join("1" * 9)
        + '],"data":"AA=="}}]',
    ],
    ids=lambda line: line[:60],
)
def test_what_is_too_much_is_refused(line: str) -> None:
    with pytest.raises(ev.BadMessage) as refused:
        ev.events_from_json(line)
    assert len(str(refused.value)) < 500
