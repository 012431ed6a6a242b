"""The confusion matrix and the ROC curve have the numbers that counting gives."""

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground.execute import execute
from playground.execute.confusion import Question, confusion_of, question_of, roc
from playground.view.confusion import ConfusionMatrix


class Given(keras.Model):
    """Answers with its inputs."""

    def call(self, inputs):
        return inputs


def asked(answers, labels) -> ev.Confusion | None:
    question = Question(np.asarray(answers, "float32"), np.asarray(labels), None)
    return confusion_of(Given(), question, 1)


def test_rows_are_true_classes_and_columns_answers():
    found = asked([[0.9, 0, 0.1], [0, 0.8, 0.2], [0.7, 0.2, 0.1]], [0, 1, 2])
    assert found.counts.numpy().tolist() == [[1, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert found.roc is None and found.area is None


@pytest.mark.parametrize("logits", [False, True])
def test_one_unit_is_a_probability_or_a_logit(logits):
    answers = np.array([[-3.0], [-1.0], [2.0], [3.0]]) if logits else [[0.1], [0.6], [0.4], [0.9]]
    found = asked(answers, [0, 1, 0, 1])
    expected = [[1, 1], [1, 1]] if logits else [[2, 0], [0, 2]]
    assert found.counts.numpy().tolist() == expected


def test_the_area_is_the_share_of_pairs_in_the_right_order():
    random = np.random.default_rng(0)
    scores, labels = random.integers(0, 9, 60) / 9.0, random.integers(0, 2, 60)
    pairs = [(a > b) + 0.5 * (a == b) for a in scores[labels == 1] for b in scores[labels == 0]]
    found = asked(scores[:, None], labels)
    assert found.area == pytest.approx(np.mean(pairs), abs=1e-6)
    curve = roc(scores, labels)
    assert curve[0].tolist() == [0, 0] and curve[-1].tolist() == [1, 1]
    assert (np.diff(curve, axis=0) >= 0).all()


def test_what_is_no_classification_has_none():
    assert question_of(np.ones((4, 2)), np.array([0.1, 0.2, 0.3, 0.4])) is None
    assert question_of(None, None) is None and question_of([np.ones(3)], np.ones(3)) is None
    assert asked([[0.1], [0.2]], [0, 2]) is None  # one unit, three classes
    assert asked([[np.nan], [0.2]], [0, 1]) is None
    assert roc(np.array([0.1, 0.2]), np.array([1, 1])) is None


def test_a_fit_tells_it_of_its_validation_data():
    heard: list = []

    class Channel:
        def send(self, items):
            heard.extend(items)

        def receive(self, seconds):
            return None

    program = """
import keras, numpy as np
x = np.random.normal(size=(90, 3)); y = (x[:, :1] > 0).astype("float32")
model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy")
model.fit(x, y, epochs=2, validation_split=1 / 3, verbose=0)
"""
    execute(ev.Run(program), Channel())
    last = [item for item in heard if isinstance(item, ev.Confusion)][-1]
    assert last.counts.numpy().sum() == 30 and last.epoch == 2 and 0 <= last.area <= 1


def test_forged_matrices_are_not_shown():
    view = ConfusionMatrix()
    good = ev.Array.of(np.ones((2, 2), "float32"))
    view.show([ev.Confusion(1, good, ev.Array.of(np.zeros((2, 2), "float32")), 0.5)])
    assert 'scope="row"' in view.panel.html and "area 0.500" in view.panel.html
    for shape in ((2, 3), (4,), (30, 30)):
        view.show([ev.Confusion(1, ev.Array.of(np.ones(shape, "float32")))])
        assert view.panel.html == ""
    view.show([ev.Confusion(1, good, ev.Array.of(np.ones(3, "float32")), float("nan"))])
    assert "ROC" not in view.panel.html
