"""Names of Keras 3.15 that are not here, and what is closest: for error messages and for `docs/coverage.md`.

A test compares this table with the names of real Keras: each is either here or in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground.engine.meanings import known_meaning, meant, question

# (where, what it is, what is closest, names)
TABLE: tuple[tuple[str, str, str, str], ...] = (
    (
        "layers",
        "image augmentation",
        "GaussianNoise, or keras.ops.image in a layer of your own",
        (
            "AugMix AutoContrast ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization MixUp RandAugment"
            " RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop"
            " RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue"
            " RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness"
            " RandomShear RandomTranslation RandomZoom Solarization"
        ),
    ),
    (
        "layers",
        "texts, and categories without numbers",
        "CategoryEncoding and Embedding, on integers",
        "HashedCrossing Hashing IntegerLookup StringLookup TextVectorization",
    ),
    (
        "layers",
        "layers of other frameworks",
        "a Layer of your own",
        "FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper",
    ),
    ("layers", "sound", "keras.ops.stft in a Lambda layer", "MelSpectrogram STFTSpectrogram"),
    ("layers", "an Embedding and its inverse", "Embedding", "ReversibleEmbedding"),
    ("layers", "chains of data layers", "Sequential", "Pipeline"),
    ("layers", "bounding boxes", "keras.ops on arrays of corners", "MaxNumBoundingBoxes"),
    ("", "quantization", "dtype='mixed_float16'", "Quantizer"),
    (
        "dtype_policies",
        "quantization, and policies by layer",
        "a DTypePolicy for each layer",
        (
            "AWQDTypePolicy DTypePolicyMap GPTQDTypePolicy Int4DTypePolicy QuantizedDTypePolicy "
            "QuantizedFloat8DTypePolicy"
        ),
    ),
    (
        "callbacks",
        "services that watch training",
        "CSVLogger, ModelCheckpoint or LambdaCallback",
        "OrbaxCheckpoint RemoteMonitor TensorBoard",
    ),
    (
        "config",
        "settings of other backends",
        "no setting at all: NumPy computes",
        "is_nnx_enabled set_backend",
    ),
    (
        "distillation",
        "distillation",
        "a train_step of your own",
        "DistillationLoss Distiller FeatureDistillation LogitsDistillation",
    ),
    (
        "initializers",
        "sound",
        "an array of numbers as initializer",
        "STFT STFTInitializer stft",
    ),
    (
        "ops.image",
        "warping, blurring and comparing images",
        "affine_transform and map_coordinates, keras.ops.depthwise_conv, keras.ops.psnr",
        "elastic_transform gaussian_blur perspective_transform scale_and_translate ssim",
    ),
    (
        "optimizers",
        "rare optimizers",
        "SGD, Adam or AdamW",
        "MultiOptimizer Muon OptimizerMap ScheduleFreeAdamW",
    ),
    (
        "preprocessing",
        "data in files",
        "NumPy arrays, or keras.utils.PyDataset",
        "image_dataset_from_directory text_dataset_from_directory",
    ),
    (
        "preprocessing.image",
        "pictures in files",
        "keras.ops.image.resize on arrays",
        "load_img save_img",
    ),
    ("saving", "editing of saved files", "Model.load_weights", "KerasFileEditor"),
    (
        "utils",
        "data in files",
        "NumPy arrays, or keras.utils.PyDataset",
        (
            "audio_dataset_from_directory get_file image_dataset_from_directory load_img save_img "
            "text_dataset_from_directory"
        ),
    ),
    ("utils", "drawings of models", "plot_model, which prints the summary", "model_to_dot"),
    ("utils", "tables with named columns", "Normalization and CategoryEncoding", "FeatureSpace"),
    (
        "utils.bounding_boxes",
        "bounding boxes",
        "keras.ops on arrays of corners",
        (
            "affine_transform clip_to_image_size compute_ciou compute_iou convert_format crop decode_deltas_to_boxes "
            "encode_box_to_deltas pad"
        ),
    ),
)


# Whole namespaces of Keras that are about something else: (what it is, what is closest).
NAMESPACES: dict[str, tuple[str, str]] = {
    "applications": ("networks trained by others", "a Model of your own, and Model.load_weights"),
    "datasets": (
        "data from the internet",
        (
            "`from playground import datasets`, then `x, y = datasets.digits()` (8 × 8) or `datasets.glyphs(size=28)`"
            " for mnist and fashion_mnist, iris(), penguins() or wine() for tables, moons(), spiral() and others for "
            "points"
        ),
    ),
    "distillation": ("distillation", "a train_step of your own"),
    "distribution": ("training on several devices", "fit"),
    "export": ("files for other programs", "Model.save"),
    "legacy": ("what Keras itself no longer recommends", "the names of today"),
    "quantizers": ("quantization", "dtype='mixed_float16'"),
    "visualization": ("drawings of data", "matplotlib"),
    "wrappers": ("models for scikit-learn", "fit and predict"),
}


class NotHere(AttributeError):
    """`name` is nothing that `module` of the engine has; `known()` are the names that it has. The text, which says why
    and what is closest, is written when it is read: Python also asks for names in vain."""

    def __init__(self, module: str, name: str, known: Callable[[], Iterable[str]]) -> None:
        super().__init__(module, name)
        self._known = known

    @property
    def reason(self) -> str | None:
        """Why it was left out; None when it is no name of Keras."""
        return explained(_namespace(self.args[0]), self.args[1])

    @property
    def closest(self) -> str:
        """ " Did you mean Dense?", or "" when nothing is near."""
        module, name = self.args
        return closest(_namespace(module), name, self._known())

    def __str__(self) -> str:
        if self.reason:
            return self.reason
        module, name = self.args
        space = _namespace(module)
        said = f"module {'.'.join(filter(None, ('keras', space)))!r} has no attribute {name!r}"
        return said if name.startswith("_") else f"{said}.{self.closest}".rstrip(".")


def _namespace(module: str) -> str:
    """What stands behind `keras.` in the name by which a learner knows a module of the engine."""
    return module.removeprefix("playground.engine").removeprefix("keras").lstrip(".")


# Where a name is looked for that is not where it was asked for, in this order.
_ELSEWHERE = (
    "layers models ops optimizers optimizers.schedules losses metrics callbacks utils initializers"
)


def closest(space: str, name: str, known: Iterable[str]) -> str:
    """What to say of `keras.<space>.<name>`, which is none: where else it is, what is meant, what is spelt alike."""
    names = list(known)
    plain = name.replace("_", "").lower()
    same = [k for k in names if k.replace("_", "").lower() == plain]
    if not space and name.islower() and known_meaning(space, name):
        same = []  # keras.layer is keras.layers, not the class Layer
    found = same or ([] if known_meaning(space, name) else elsewhere(name, space))
    return question(found or meant(space, name, names))


def elsewhere(name: str, but: str | None = None) -> list[str]:
    """The full names under which `name` is in Keras, the usual one only; not those in the namespace `but`."""
    from importlib import import_module

    engine = import_module(__name__.partition(".left_out")[0])
    for space in ("", *_ELSEWHERE.split()):
        module = engine
        for part in space.split("."):
            module = getattr(module, part) if part else module
        if space != but and not name.startswith("_") and name in dir(module):
            return [".".join(filter(None, ("keras", space, name)))]
    return []


def explained(namespace: str, name: str) -> str | None:
    """What to say of `keras.<namespace>.<name>`; None when it is no name of Keras that was left out.

    For instance "keras.layers.RandomFlip is not here: image augmentation was left out. Closest: …".
    """
    full = ".".join(filter(None, ("keras", namespace, name)))
    if not namespace and name in NAMESPACES:
        subject, closest = NAMESPACES[name]
        return f"{full} is not here: {subject}. Closest: {closest}."
    for where, subject, closest, names in TABLE:
        if where == namespace and name in names.split():
            return f"{full} is not here: {subject} was left out. Closest: {closest}."
    return None
