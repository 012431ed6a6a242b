"""`keras.layers`: table of contents."""

from playground.engine.layers.activation import (
    ELU,
    Activation,
    LeakyReLU,
    PReLU,
    ReLU,
    Softmax,
)
from playground.engine.layers.dense import Dense
from playground.engine.layers.dropout import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
)
from playground.engine.layers.identity import Identity
from playground.engine.layers.input import Input, InputLayer
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.lambda_layer import Lambda
from playground.engine.layers.layer import Layer
from playground.engine.layers.masking_layer import Masking
from playground.engine.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    minimum,
    multiply,
    subtract,
)
from playground.engine.layers.reshaping import (
    Cropping1D,
    Cropping2D,
    Flatten,
    Permute,
    RepeatVector,
    Reshape,
    UpSampling1D,
    ZeroPadding1D,
    ZeroPadding2D,
)
from playground.engine.layers.wrapper import Wrapper
from playground.engine.saving import deserialize_keras_object as deserialize
from playground.engine.saving import serialize_keras_object as serialize
