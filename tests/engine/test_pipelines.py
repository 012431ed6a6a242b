"""Data sets of arrays, with the values that Keras 3.15.1 gives; `Config`, pictures, `plot_model`."""

import numpy as np
import pytest

from playground import engine as keras

utils = keras.utils
SERIES = np.arange(20, dtype="float32")


def lists(dataset):
    return [
        tuple(part.numpy().tolist() for part in element)
        if isinstance(element, tuple)
        else element.numpy().tolist()
        for element in dataset
    ]


def test_windows_of_a_series():
    found = lists(utils.timeseries_dataset_from_array(SERIES, None, 3, batch_size=2, end_index=6))
    assert found == [[[0, 1, 2], [1, 2, 3]], [[2, 3, 4], [3, 4, 5]]]
    apart = utils.timeseries_dataset_from_array(SERIES, None, 3, 4, 2, batch_size=None)
    assert lists(apart) == [[0, 2, 4], [4, 6, 8], [8, 10, 12], [12, 14, 16]]


def test_targets_belong_to_where_a_window_begins():
    made = keras.preprocessing.timeseries_dataset_from_array(
        SERIES[:-3], SERIES[3:], 3, batch_size=4
    )
    x, y = next(iter(made))
    assert x.shape == (4, 3) and y.numpy().tolist() == [3, 4, 5, 6]
    assert len(made) == 4  # 15 windows
    inner = utils.timeseries_dataset_from_array(
        SERIES, SERIES, 2, batch_size=9, start_index=5, end_index=9
    )
    assert lists(inner) == [([[5, 6], [6, 7], [7, 8]], [5, 6, 7])]


def test_shuffled_windows_are_all_there_and_repeatable():
    def firsts():
        made = utils.timeseries_dataset_from_array(
            SERIES, None, 2, batch_size=4, shuffle=True, seed=3
        )
        return [row[0] for batch in lists(made) for row in batch]

    assert sorted(firsts()) == list(range(19)) != firsts()
    assert firsts() == firsts()


def test_a_model_learns_from_windows():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    made = utils.timeseries_dataset_from_array(SERIES[:-3] / 20, SERIES[3:] / 20, 3, batch_size=4)
    losses = model.fit(made, epochs=20, verbose=0, validation_data=made).history["loss"]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    "arguments, said",
    [
        ({"sampling_rate": 0}, "`sampling_rate` must be higher than 0"),
        ({"sampling_rate": 20}, "`sampling_rate` must be lower than the length"),
        ({"sequence_stride": -1}, "`sequence_stride` must be higher than 0"),
    ],
)
def test_windows_that_cannot_be(arguments, said):
    with pytest.raises(ValueError, match=said):
        utils.timeseries_dataset_from_array(SERIES, None, 3, **arguments)


def test_a_data_set_in_two():
    left, right = utils.split_dataset(np.arange(10), left_size=0.7)
    assert (lists(left), lists(right)) == (list(range(7)), [7, 8, 9])
    left, right = utils.split_dataset((SERIES, -SERIES), left_size=2, right_size=3)
    assert lists(left) == [(0, 0), (1, -1)] and lists(right) == [(17, -17), (18, -18), (19, -19)]
    left, right = utils.split_dataset(np.arange(6), right_size=2, shuffle=True, seed=5)
    assert lists(left) + lists(right) == [1, 0, 3, 5, 2, 4]  # as Keras
    from playground.engine.pipelines import Dataset

    left, right = utils.split_dataset(Dataset.range(7).batch(2), left_size=4)
    assert lists(left) == [[0, 1], [2, 3]] and lists(right) == [[4, 5], [6]]


@pytest.mark.parametrize(
    "arguments, error, said",
    [
        ({}, ValueError, "At least one of"),
        ({"left_size": 10}, ValueError, "`left_size` should be"),
        ({"left_size": 1.0}, ValueError, "`left_size` should be"),
        ({"left_size": "half"}, TypeError, "Invalid `left_size` type"),
        ({"left_size": 0.8, "right_size": 0.8}, ValueError, "greater than 1"),
        ({"left_size": 8, "right_size": 8}, ValueError, "at most 10"),
        ({"left_size": 0.01}, ValueError, "empty part"),
    ],
)
def test_sizes_that_cannot_be(arguments, error, said):
    with pytest.raises(error, match=said):
        utils.split_dataset(np.arange(10), **arguments)
    with pytest.raises(TypeError, match="must be a data set, or a list or tuple"):
        utils.split_dataset(3, left_size=1)


def test_config():
    config = utils.Config(rate=0.1, size=3)
    config.name = "x"
    config["more"] = 1
    assert (config.rate, config["size"], config.name, len(config)) == (0.1, 3, "x", 4)
    assert [*config] == ["more", "name", "rate", "size"] and "more" in config
    assert config.to_json() == '{"rate": 0.1, "size": 3, "name": "x", "more": 1}'
    config.freeze()
    assert config.frozen
    for change in (
        lambda: setattr(config, "rate", 1),
        lambda: config.pop("rate"),
        lambda: config.update(a=1),
    ):
        with pytest.raises(ValueError, match="frozen"):
            change()
    with pytest.raises(AttributeError, match="no 'other'"):
        _ = config.other


def test_pictures():
    image = np.arange(24, dtype="uint8").reshape(2, 4, 3)
    assert utils.img_to_array(image).dtype == "float32"
    assert utils.img_to_array(image[..., 0]).shape == (2, 4, 1)
    assert utils.img_to_array(image, data_format="channels_first").shape == (3, 2, 4)
    resized = keras.preprocessing.image.smart_resize(np.ones((8, 4, 3), "float32"), (2, 2))
    assert isinstance(resized, np.ndarray) and resized.shape == (2, 2, 3)
    middle = np.arange(8, dtype="float32").reshape(1, 8, 1)
    square = keras.preprocessing.image.smart_resize(middle, (1, 4))
    assert square.ravel().tolist() == [2, 3, 4, 5]


def test_plot_model_prints_the_summary(capsys):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="hidden")])
    assert utils.plot_model(model, "a.png", show_shapes=True) is None
    out = capsys.readouterr().out
    assert "no a.png" in out and "hidden" in out and "Total params" in out
    with pytest.raises(ValueError, match="not yet been built"):
        utils.plot_model(keras.Sequential([keras.layers.Dense(1)]))
