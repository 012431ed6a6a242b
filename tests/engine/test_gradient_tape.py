"""GradientTape: TensorFlow's behaviour."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops, primitive


def test_variables_are_watched_by_themselves_and_tensors_are_not():
    v, x = keras.Variable(3.0), ops.convert_to_tensor(2.0)
    with keras.GradientTape() as tape:
        y = v * v * x
    dv, dx = tape.gradient(y, [v, x])
    assert float(dv) == 12
    assert dx is None
    assert tape.watched_variables() == (v,)


def test_watch():
    x = ops.convert_to_tensor(2.0)
    with keras.GradientTape() as tape:
        tape.watch(x)
        y = x**3
    assert float(tape.gradient(y, x)) == 12
    with pytest.raises(ValueError, match="not a Tensor"), keras.GradientTape() as tape:
        tape.watch(2.0)


def test_variables_that_are_not_trainable():
    v = keras.Variable(3.0, trainable=False)
    with keras.GradientTape(persistent=True) as tape:
        y = v * v
        tape.watch(v)
        z = v * v
    assert float(tape.gradient(z, v)) == 6
    with keras.GradientTape(watch_accessed_variables=False) as tape:
        y = keras.Variable(1.0) * 2
    assert tape.watched_variables() == ()
    assert tape.gradient(y, v) is None


def test_one_use_unless_persistent():
    v = keras.Variable(3.0)
    with keras.GradientTape() as tape:
        y = v * v
    tape.gradient(y, v)
    with pytest.raises(RuntimeError, match=r"persistent=True"):
        tape.gradient(y, v)
    with keras.GradientTape(persistent=True) as tape:
        y, z = v * v, v * 2
    assert (float(tape.gradient(y, v)), float(tape.gradient(z, v))) == (6, 2)


def test_nested_tapes_give_second_derivatives():
    x = keras.Variable(2.0)
    with keras.GradientTape() as outer:
        with keras.GradientTape() as inner:
            y = x**4
        first = inner.gradient(y, x)
    assert float(first) == 32
    assert float(outer.gradient(first, x)) == 48


def test_a_persistent_tape_records_its_own_gradients():
    x = keras.Variable(2.0)
    with keras.GradientTape(persistent=True) as tape:
        first = tape.gradient(x**3, x)
    assert float(tape.gradient(first, x)) == 12


def test_gradient_inside_the_with_block():
    x = keras.Variable(2.0)
    with keras.GradientTape() as tape:
        g = tape.gradient(x * x, x)
    assert float(g) == 4
    assert primitive.tapes == []


def test_structures_and_unconnected():
    a, b, c = (keras.Variable(float(i)) for i in range(1, 4))
    with keras.GradientTape(persistent=True) as tape:
        y = a * b
    grads = tape.gradient(y, {"a": a, "rest": (b, c)})
    assert (float(grads["a"]), float(grads["rest"][0]), grads["rest"][1]) == (2, 1, None)
    assert float(tape.gradient(y, c, unconnected_gradients="zero")) == 0


def test_several_targets_add_up_and_output_gradients_weight():
    x = keras.Variable([1.0, 2.0])
    with keras.GradientTape(persistent=True) as tape:
        y, z = x * 2, x * x
    np.testing.assert_array_equal(tape.gradient([y, z], x), [4, 6])
    np.testing.assert_array_equal(
        tape.gradient(z, x, output_gradients=ops.convert_to_tensor([0.0, 10.0])), [0, 40]
    )


def test_a_variable_that_is_assigned_to_in_between():
    v = keras.Variable(2.0)
    with keras.GradientTape() as tape:
        y = v * v  # 2 · 2
        v.assign(5.0)
        z = y + v * v
    assert float(tape.gradient(z, v)) == 14  # 2 · 2 + 2 · 5


def test_jacobian():
    x = keras.Variable([1.0, 2.0, 3.0])
    with keras.GradientTape(persistent=True) as tape:
        y = ops.stack([ops.sum(x * x), ops.prod(x)])
    jacobian = tape.jacobian(y, x)
    assert jacobian.shape == (2, 3)
    np.testing.assert_allclose(jacobian, [[2, 4, 6], [6, 3, 2]])
    with keras.GradientTape() as tape:
        y = x * 1.0
    np.testing.assert_array_equal(tape.jacobian(y, x), np.eye(3))


def test_batch_jacobian():
    x = ops.convert_to_tensor([[1.0, 2.0], [3.0, 4.0]])
    with keras.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    np.testing.assert_array_equal(tape.batch_jacobian(y, x), [np.diag([2, 4]), np.diag([6, 8])])


def test_stop_recording_and_reset():
    x = keras.Variable(2.0)
    with keras.GradientTape(persistent=True) as tape:
        with tape.stop_recording():
            y = x * x
        z = x * x
    assert tape.gradient(y, x) is None
    assert float(tape.gradient(z, x)) == 4
    tape.reset()
    assert tape.gradient(z, x) is None


def test_stop_gradient():
    x = keras.Variable(3.0)
    with keras.GradientTape() as tape:
        y = x * ops.stop_gradient(x)
    assert float(tape.gradient(y, x)) == 3


def test_the_first_layers_input_gets_no_gradient_computed():
    """Only what leads to a variable is worked out: a dense layer's data does not."""
    seen = []

    class Listener:
        def applied(self, what, inputs, parameters, output):
            seen.append((what.name, output.shape))

        def assigned(self, variable, value):
            raise AssertionError("nothing is assigned here")

    data, w = ops.ones((5, 4)), keras.Variable(np.ones((4, 3), "float32"))
    with keras.GradientTape() as tape:
        y = ops.sum(data @ w)
    primitive.tracer = Listener()
    try:
        tape.gradient(y, w)
    finally:
        primitive.tracer = None
    assert ("matmul", (4, 3)) in seen
    assert ("matmul", (5, 4)) not in seen


def test_a_tracer_hears_assignments():
    heard = []

    class Listener:
        def applied(self, what, inputs, parameters, output):
            heard.append((what.name, [getattr(x, "variable", None) for x in inputs]))

        def assigned(self, variable, value):
            heard.append(("assign", [variable, value.shape]))

    v = keras.Variable([1.0, 2.0])
    primitive.tracer = Listener()
    try:
        v.assign_add([1.0, 1.0])
    finally:
        primitive.tracer = None
    assert heard == [("add", [v, None]), ("assign", [v, (2,)])]
