"""`keras.layers`: table of contents."""

# ruff: noqa: F403
from typing import TYPE_CHECKING

from playground.engine.contents import contents

if TYPE_CHECKING:
    from playground.engine.layers.activation import *
    from playground.engine.layers.adaptive_pooling import *
    from playground.engine.layers.attention import *
    from playground.engine.layers.batch_normalization import *
    from playground.engine.layers.bidirectional import *
    from playground.engine.layers.category_encoding import *
    from playground.engine.layers.concatenation import *
    from playground.engine.layers.convolution import *
    from playground.engine.layers.convolutional_lstm import *
    from playground.engine.layers.dense import *
    from playground.engine.layers.dropout import *
    from playground.engine.layers.einsum_dense import *
    from playground.engine.layers.embedding import *
    from playground.engine.layers.identity import *
    from playground.engine.layers.input import *
    from playground.engine.layers.input_spec import *
    from playground.engine.layers.lambda_layer import *
    from playground.engine.layers.layer import *
    from playground.engine.layers.masking_layer import *
    from playground.engine.layers.merging import *
    from playground.engine.layers.multi_head_attention import *
    from playground.engine.layers.normalization import *
    from playground.engine.layers.padding import *
    from playground.engine.layers.pooling import *
    from playground.engine.layers.preprocessing import *
    from playground.engine.layers.recurrent import *
    from playground.engine.layers.recurrent_cells import *
    from playground.engine.layers.reshaping import *
    from playground.engine.layers.resizing import *
    from playground.engine.layers.separable_convolution import *
    from playground.engine.layers.serialization import *
    from playground.engine.layers.spectral_normalization import *
    from playground.engine.layers.time_distributed import *
    from playground.engine.layers.wrapper import *


__getattr__, __dir__ = contents(
    __name__,
    {
        ".activation": "ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax",
        ".adaptive_pooling": (
            "AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D, AdaptiveMaxPooling1D, "
            "AdaptiveMaxPooling2D, AdaptiveMaxPooling3D"
        ),
        ".attention": "AdditiveAttention, Attention",
        ".batch_normalization": "BatchNormalization",
        ".bidirectional": "Bidirectional",
        ".category_encoding": "CategoryEncoding, Discretization",
        ".concatenation": "Concatenate, Dot, concatenate, dot",
        ".convolution": (
            "Conv1D, Conv1DTranspose, Conv2D, Conv2DTranspose, Conv3D, Conv3DTranspose, DepthwiseConv1D, "
            "DepthwiseConv2D"
        ),
        ".convolutional_lstm": "ConvLSTM1D, ConvLSTM2D, ConvLSTM3D",
        ".dense": "Dense",
        ".dropout": (
            "ActivityRegularization, AlphaDropout, Dropout, GaussianDropout, GaussianNoise, SpatialDropout1D, "
            "SpatialDropout2D, SpatialDropout3D"
        ),
        ".einsum_dense": "EinsumDense",
        ".embedding": "Embedding",
        ".identity": "Identity",
        ".input": "Input, InputLayer",
        ".input_spec": "InputSpec",
        ".lambda_layer": "Lambda",
        ".layer": "Layer",
        ".masking_layer": "Masking",
        ".merging": (
            "Add, Average, Maximum, Minimum, Multiply, Subtract, add, average, maximum, minimum, multiply, subtract"
        ),
        ".multi_head_attention": "GroupedQueryAttention, MultiHeadAttention",
        ".normalization": (
            "GroupNormalization, LayerNormalization, RMSNormalization, UnitNormalization"
        ),
        ".padding": (
            "Cropping1D, Cropping2D, Cropping3D, UpSampling1D, UpSampling2D, UpSampling3D, ZeroPadding1D, "
            "ZeroPadding2D, ZeroPadding3D"
        ),
        ".pooling": (
            "AveragePooling1D, AveragePooling2D, AveragePooling3D, GlobalAveragePooling1D, GlobalAveragePooling2D, "
            "GlobalAveragePooling3D, GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D, MaxPooling1D, "
            "MaxPooling2D, MaxPooling3D"
        ),
        ".preprocessing": "Normalization, Rescaling",
        ".recurrent": "RNN, DropoutRNNCell, StackedRNNCells",
        ".recurrent_cells": "GRU, LSTM, GRUCell, LSTMCell, SimpleRNN, SimpleRNNCell",
        ".reshaping": "Flatten, Permute, RepeatVector, Reshape",
        ".resizing": "CenterCrop, Resizing",
        ".separable_convolution": "SeparableConv1D, SeparableConv2D",
        ".spectral_normalization": "SpectralNormalization",
        ".time_distributed": "TimeDistributed",
        ".wrapper": "Wrapper",
        ".serialization": "deserialize, serialize",
        # the names of Keras 1, which older programs use
        "..layers": (
            "Conv1D as Convolution1D, Conv2D as Convolution2D, Conv3D as Convolution3D, "
            "Conv1DTranspose as Convolution1DTranspose, Conv2DTranspose as Convolution2DTranspose, "
            "Conv3DTranspose as Convolution3DTranspose, SeparableConv1D as SeparableConvolution1D, "
            "SeparableConv2D as SeparableConvolution2D, AveragePooling1D as AvgPool1D, AveragePooling2D as AvgPool2D, "
            "AveragePooling3D as AvgPool3D, MaxPooling1D as MaxPool1D, MaxPooling2D as MaxPool2D, "
            "MaxPooling3D as MaxPool3D, GlobalAveragePooling1D as GlobalAvgPool1D, "
            "GlobalAveragePooling2D as GlobalAvgPool2D, GlobalAveragePooling3D as GlobalAvgPool3D, "
            "GlobalMaxPooling1D as GlobalMaxPool1D, GlobalMaxPooling2D as GlobalMaxPool2D, "
            "GlobalMaxPooling3D as GlobalMaxPool3D, GroupedQueryAttention as GroupQueryAttention"
        ),
    },
)
