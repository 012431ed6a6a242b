"""keras.ops.image against plain NumPy and against each other; gradients against finite differences."""

import colorsys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.engine import ops
from playground.engine.ops import image
from tests.engine.finite_differences import check_gradients

rng = np.random.default_rng(0)
PICTURE = rng.random(size=(5, 6, 3)).astype("float32")
KINDS = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]


def test_bilinear_by_hand():
    y = image.resize(np.array([[[0.0], [4.0]]], "float32"), (1, 4))
    assert y.numpy().ravel().tolist() == [0.0, 1.0, 3.0, 4.0]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(KINDS), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_a_resized_flat_picture_stays_flat(kind, rows, columns, antialias):
    y = image.resize(np.full((4, 5, 2), 0.3, "float32"), (rows, columns), kind, antialias)
    assert y.shape == (rows, columns, 2)
    np.testing.assert_allclose(y, 0.3, rtol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_gradient_of_resize(kind):
    def resized(x):
        return image.resize(x, (3, 7), kind, antialias=True)

    check_gradients(resized, rng.normal(size=(4, 5, 1)))


def test_whole_numbers_are_rounded_and_limited():
    y = image.resize(np.array([[[0], [255]]], "uint8"), (1, 8), "bicubic")
    assert y.dtype == "uint8"
    assert y.numpy().min() == 0
    assert y.numpy().max() == 255


def test_aspect_ratio_is_kept_by_cropping_or_padding():
    wide = np.tile(np.arange(8.0, dtype="float32")[None, :, None], (4, 1, 1))
    cropped = image.resize(wide, (4, 4), crop_to_aspect_ratio=True)
    np.testing.assert_array_equal(cropped[0, :, 0], [2, 3, 4, 5])
    filled = image.resize(wide, (4, 4), pad_to_aspect_ratio=True, fill_value=-1.0)
    assert filled[0].numpy().tolist() == [[-1.0]] * 4
    with pytest.raises(ValueError, match="positive height"):
        image.resize(wide, (0, 4))
    with pytest.raises(ValueError, match="rank 3"):
        image.resize(wide[0], (4, 4))


def test_symbolic_shapes():
    unknown = keras.KerasTensor((None, None, None, 3))
    assert image.resize(unknown, (4, 5)).shape == (None, 4, 5, 3)
    known = keras.KerasTensor((None, 5, 6, 3))
    assert image.extract_patches(known, 2).shape == (None, 2, 3, 12)
    assert image.crop_images(known, 1, 1, 1, 1).shape == (None, 3, 4, 3)
    assert image.pad_images(known, 1, 1, 1, 1).shape == (None, 7, 8, 3)
    assert image.rgb_to_grayscale(known).shape == (None, 5, 6, 1)


def test_crop_undoes_pad():
    padded = image.pad_images(PICTURE, 1, 2, target_height=9, target_width=10)
    assert padded.shape == (9, 10, 3)
    back = image.crop_images(padded, 1, 2, target_height=5, target_width=6)
    np.testing.assert_array_equal(back, PICTURE)
    with pytest.raises(ValueError, match="exactly two"):
        image.crop_images(PICTURE, 1, 1)
    with pytest.raises(ValueError, match="bottom_cropping must be >= 0"):
        image.crop_images(PICTURE, 3, 0, target_height=4, target_width=6)


def test_patches_are_windows():
    y = image.extract_patches(PICTURE, (2, 3), strides=1).numpy()
    assert y.shape == (4, 4, 18)
    np.testing.assert_array_equal(y[1, 2], PICTURE[1:3, 2:5].ravel())
    volume = rng.normal(size=(1, 4, 4, 4, 2)).astype("float32")
    np.testing.assert_array_equal(
        image.extract_patches_3d(volume, 2)[0, 1, 0, 1], volume[0, 2:, :2, 2:].ravel()
    )


def test_colours_are_those_of_colorsys():
    hsv = image.rgb_to_hsv(PICTURE).numpy()
    expected = [[colorsys.rgb_to_hsv(*map(float, c)) for c in row] for row in PICTURE]
    np.testing.assert_allclose(hsv, expected, atol=1e-5)
    np.testing.assert_allclose(image.hsv_to_rgb(hsv), PICTURE, atol=1e-5)
    grey = image.rgb_to_grayscale(PICTURE)
    np.testing.assert_allclose(grey[..., 0], PICTURE @ [0.2989, 0.587, 0.114], rtol=1e-5)


@pytest.mark.parametrize(
    ("fill_mode", "expected"),
    [
        ("constant", [7, 7, 0, 1, 2, 7, 7]),
        ("nearest", [0, 0, 0, 1, 2, 2, 2]),
        ("wrap", [1, 2, 0, 1, 2, 0, 1]),
        ("mirror", [2, 1, 0, 1, 2, 1, 0]),
        ("reflect", [1, 0, 0, 1, 2, 2, 1]),
    ],
)
def test_outside_of_the_coordinates(fill_mode, expected):
    line = np.arange(3.0, dtype="float32")
    for order in (0, 1):
        y = image.map_coordinates(line, np.arange(-2.0, 5.0)[None], order, fill_mode, 7.0)
        np.testing.assert_allclose(y, expected)


def test_between_coordinates():
    y = image.map_coordinates(np.array([[0.0, 2.0], [4.0, 6.0]]), np.array([[0.5], [0.25]]), 1)
    np.testing.assert_allclose(y, [2.5])

    def at(x, places):
        return image.map_coordinates(x, places, 1)

    places = rng.uniform(0.1, 0.9, (2, 3)) + rng.integers(0, 2, (2, 3))
    check_gradients(at, rng.normal(size=(3, 3)), places, order=1)


def test_affine_transforms():
    same = image.affine_transform(PICTURE, np.array([1, 0, 0, 0, 1, 0, 0, 0], "float32"))
    np.testing.assert_allclose(same, PICTURE, rtol=1e-6)
    moved = image.affine_transform(PICTURE, np.array([1, 0, 2, 0, 1, 1, 0, 0], "float32"))
    np.testing.assert_allclose(moved[:-1, :-2], PICTURE[1:, 2:], rtol=1e-6)
    assert not moved.numpy()[-1].any()


def test_edges():
    step = np.repeat(np.array([0.0, 0, 1, 1], "float32")[None, :, None], 4, 0)
    edges = image.sobel_edges(step[None]).numpy()
    assert edges.shape == (1, 4, 4, 1, 2)
    assert not edges[..., 0].any()
    assert edges[0, 1, :, 0, 1].tolist() == [0, 4, 4, 0]


def test_as_classes():
    assert image.Resize((2, 2))(PICTURE).shape == (2, 2, 3)
    assert image.RGBToGrayscale()(PICTURE).shape == (5, 6, 1)
    assert ops.image is image
