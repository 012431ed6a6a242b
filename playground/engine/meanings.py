"""What learners write and what Keras calls it: names by meaning, where spelling does not help.

`meant("layers", "Linear", known)` is `["Dense"]`. Names are compared without case and underscores. An entry that is a
sentence stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# namespace → {what is called so here: what others call it}
_TABLE: dict[str, dict[str, str]] = {
    "layers": {
        "Dense": "linear fullyconnected fc affine innerproduct denselayer perceptron neurons lazylinear",
        "Conv2D": "convolution conv convolutional convlayer convolutionallayer conv2 locallyconnected2d",
        "Conv1D": "locallyconnected1d",
        "Conv2DTranspose": "deconv deconvolution deconvolution2d convtranspose2d transposedconv upconv",
        "SeparableConv2D": "separableconv separableconvolution",
        "MaxPooling2D": "maxpool maxpooling pooling pool pool2d",
        "AveragePooling2D": "avgpool averagepooling meanpooling avgpooling avgpooling2d",
        "GlobalAveragePooling2D": "gap globalpooling globalavgpool adaptiveavgpool2d globalaverage",
        "BatchNormalization": "batchnorm batchnorm1d batchnorm2d bn batchnormalisation normbatch",
        "LayerNormalization": "layernorm layernormalisation ln",
        "GroupNormalization": "groupnorm instancenorm instancenormalization",
        "Concatenate": "concat cat join stack",
        "`Concatenate`, `Add`, `Multiply`, `Average` or `Maximum`": "merge merging",
        "Add": "sum plus residual skip addition",
        "LSTM": "cudnnlstm fastlstm longshorttermmemory",
        "GRU": "cudnngru gatedrecurrentunit",
        "SimpleRNN": "recurrent vanillarnn rnnlayer",
        "Bidirectional(LSTM(…))": "bilstm bidirectionallstm",
        "TimeDistributed(Dense(…))": "timedistributeddense",
        "UpSampling2D": "upsample upsampling upsampling2 interpolate",
        "ZeroPadding2D": "zeropad pad padding zeropadding",
        "SpatialDropout2D": "dropout2d",
        "Dropout": "alphadropout1d dropoutlayer",
        "GaussianNoise": "noise",
        "Embedding": "embed embeddings wordembedding lookup",
        "Reshape": "view unflatten resize",
        "Flatten": "flat ravel flattenlayer",
        "LeakyReLU": "leakyrelulayer leaky",
        "MultiHeadAttention": "multiheadedattention selfattention multihead transformerattention",
        "Permute": "transpose swapaxes",
        "Activation('tanh')": "tanh",
        "Activation('sigmoid')": "sigmoid logistic",
        "keras.Sequential": "sequential",
        "keras.Model": "model module functional",
        "StringLookup and IntegerLookup are not here; `np.unique(words, return_inverse=True)` numbers words": (
            "tokenizer textencoder"
        ),
    },
    "models": {
        "Model": "net network graph module functionalmodel neuralnetwork",
        "Sequential": "seq stack chain",
        "load_model": "load open restore loadmodel",
    },
    "optimizers": {
        "SGD": (
            "gradientdescent gradientdescentoptimizer stochasticgradientdescent gd momentum momentumoptimizer "
            "nesterov sgdoptimizer batchgradientdescent"
        ),
        "Adam": "adamoptimizer adaptive",
        "RMSprop": "rmspropoptimizer rms",
        "AdamW": "adamweightdecay",
    },
    "losses": {
        "binary_crossentropy (two classes), sparse_categorical_crossentropy (classes as whole numbers) or "
        "categorical_crossentropy (one-hot)": (
            "crossentropy crossentropyloss ce xent entropy logits classification categorical"
        ),
        "binary_crossentropy": (
            "logloss logisticloss logistic bceloss bcewithlogits bcewithlogitsloss binary binarycross "
            "sigmoidcrossentropy sigmoidcrossentropywithlogits"
        ),
        "sparse_categorical_crossentropy": (
            "nll nllloss negativeloglikelihood softmaxcrossentropy sparse sparsecrossentropy "
            "sparsesoftmaxcrossentropy sparsecategorical scce"
        ),
        "categorical_crossentropy": "categoricalcross cce softmax",
        "mse": (
            "l2 l2loss mseloss squared squarederror quadratic leastsquares meansquare rmse rootmeansquarederror "
            "regression sse"
        ),
        "mae": "l1 l1loss absolute absoluteerror",
        "huber": "smoothl1 smoothl1loss huberloss",
        "kl_divergence": "kl kldivloss",
    },
    "metrics": {
        "accuracy": "accuracyscore correct acuracy hitrate",
        "mae": "l1 absoluteerror",
        "mse": "l2 squarederror",
        "keras.metrics.RootMeanSquaredError()": "rmse rootmeansquare",
        "keras.metrics.F1Score()": "f1 fscore f1measure fmeasure",
        "keras.metrics.AUC()": "auroc rocauc roc rocaucscore",
        "keras.metrics.R2Score()": "r2 r2score rsquared",
        "keras.metrics.Precision()": "ppv",
        "keras.metrics.Recall()": "sensitivity tpr",
        "keras.metrics.TopKCategoricalAccuracy()": "topk top5 top5accuracy",
        "`np.histogram2d` of labels and classes": "confusionmatrix",
    },
    "activations": {
        "sigmoid": "logistic logit expit",
        "relu": "rectifier rectified rectifiedlinear relulayer",
        "linear": "identity none no nothing",
        "tanh": "hyperbolictangent tangent tansig",
        "softmax": "softargmax softmaxactivation argmax",
        "leaky_relu": "lrelu leakyrectify prelu",
        "silu": "sish",
    },
    "initializers": {
        "glorot_uniform": "xavier xavieruniform glorot default",
        "glorot_normal": "xaviernormal",
        "he_uniform": "kaiming kaiminguniform he",
        "he_normal": "kaimingnormal msra",
        "random_normal": "gaussian randn gauss rand normaldistribution",
        "random_uniform": "unif",
        "zeros": "nil null",
    },
    "callbacks": {
        "EarlyStopping": "earlystop stop early earlystopper",
        "ModelCheckpoint": "checkpoint savebest modelcheck bestmodel",
        "ReduceLROnPlateau": "reducelr reduceonplateau plateau reducelearningrate",
        "LearningRateScheduler": "lrscheduler scheduler lr lrschedule",
        "TerminateOnNaN": "stoponnan nan",
    },
    "utils": {
        "keras.utils.to_categorical": "nputils onehot toonehot tocategory tocategoric onehotencoder categorical",
        "keras.utils.set_random_seed": "seed setseed randomseed setrandomseeds",
        "Model.summary": "visutils plot plotkerasmodel modelplot",
        "keras.utils.register_keras_serializable": "generic genericutils customobjects",
        "keras.utils.pad_sequences": "pad padding sequencepadding",
        "keras.utils.PyDataset": "datautils generator dataloader dataset",
        "fit, on one processor": "multigpumodel multigpu",
    },
    "backend": {
        "keras.Input": "placeholder",
        "keras.Variable": "variable",
        "variable.assign(value)": "setvalue batchsetvalue update",
        "variable.numpy()": "getvalue eval batchgetvalue",
        "tf.GradientTape": "gradients gradient",
        "the `training` argument of `call`": "learningphase setlearningphase",
        "no session at all: everything is computed at once": "getsession setsession session function",
        "keras.random.normal": "randomnormal randomnormalvariable truncatednormal",
        "keras.random.uniform": "randomuniform randomuniformvariable",
        "x.shape": "intshape",
        "keras.ops.matmul": "batchdot",
        "keras.ops.power": "pow",
        "keras.ops.clip": "clipbyvalue",
    },
    "ops": {
        "mean": "reducemean average avg",
        "sum": "reducesum total",
        "max": "reducemax",
        "min": "reducemin",
        "prod": "reduceprod",
        "all": "reduceall",
        "any": "reduceany",
        "multiply": "mul times",
        "divide": "div division",
        "subtract": "sub minus",
        "matmul": "mm bmm matrixmultiply",
        "concatenate": "concat cat",
        "convert_to_tensor": "tensor constant fromnumpy astensor totensor",
        "expand_dims": "unsqueeze newaxis",
        "transpose": "permute permutedimensions",
        "reshape": "view flatten",
        "power": "pow",
        "clip": "clamp clipbyvalue",
        "cast": "float int astype tofloat",
        "log": "ln",
        "absolute": "fabs",
        "keras.random.normal": "randn randomnormal random",
        "keras.random.uniform": "rand randomuniform",
        "tf.GradientTape": "grad gradient gradients",
        "dot": "dotproduct inner2 scalarproduct",
    },
    "": {
        "keras.layers.Layer": "engine topology",
        "keras.ops": "math nn np numpy op",
        "keras.utils": "util tools",
        "keras.layers": "layer core",
        "keras.losses": "loss objectives objective",
        "keras.metrics": "metric",
        "keras.optimizers": "optimizer optimiser optimisers optim opt",
        "keras.callbacks": "callback",
        "keras.activations": "activation",
        "keras.initializers": "init initialisers initializations initialization",
        "keras.regularizers": "regularisers",
        "keras.models": "model nets",
        "keras.preprocessing": "preprocess",
        "keras.datasets": "dataset data",
        "keras.utils.to_categorical": "tocategorical onehot nputils",
        "keras.Sequential": "sequentialmodel",
        "keras.GradientTape": "tape",
        "keras.saving": "save serialization load",
        "keras.random": "rand",
    },
    "datasets": {
        "circle": "circles rings makecircles",
        "moons": "moon makemoons",
        "spiral": "spirals",
        "xor": "exclusiveor",
    },
    "tf": {
        "TensorFlow 1 is not here: everything is computed at once, without a session": (
            "session interactivesession globalvariablesinitializer run initializeallvariables getdefaultgraph "
            "variablescope getvariable resetdefaultgraph disableeagerexecution"
        ),
        "keras.Input, or a plain array: TensorFlow 1 is not here": "placeholder",
        "keras.layers": "layers",
        "keras.optimizers": "train optimizers",
        "keras.losses": "losses",
        "keras.metrics": "metrics",
        "keras": "python contrib estimator",
        "tf.concat": "concatenate cat",
        "tf.reduce_mean": "mean average",
        "tf.reduce_sum": "sum",
        "tf.reduce_max": "max",
        "tf.reduce_min": "min",
        "tf.matmul": "dot mm",
        "tf.multiply": "mul",
        "tf.subtract": "sub",
        "tf.divide": "div",
        "tf.constant": "tensor array",
        "tf.math.log": "log",
        "tf.nn.relu": "relu",
        "tf.nn.softmax": "softmax",
        "tf.random.set_seed": "setrandomseed seed",
        "tf.random.normal": "randomnormal randn",
        "tf.random.uniform": "randomuniform rand",
    },
}

# arguments: {what it is called here: what others call it}; the callee's own arguments decide which of them count
_ARGUMENTS: dict[str, str] = {
    "units": (
        "nunits numunits outputdim outputsize hidden hiddenunits hiddensize neurons nneurons numneurons nodes "
        "outfeatures outputs size unit dim width"
    ),
    "filters": "nbfilter nbfilters nfilters numfilters filter outchannels channels kernels",
    "kernel_size": "kernel filtersize filterlength ksize kernelsize2 window size nbrow",
    "strides": "stride subsample subsamplelength step steps",
    "padding": "pad bordermode",
    "pool_size": "pool poolsizes size window poollength kernelsize",
    "rate": "p prob probability dropout droprate dropoutrate keepprob",
    "activation": "act activ activationfn activationfunction actfn nonlinearity activations func function",
    "use_bias": "bias withbias hasbias",
    "kernel_initializer": "init initializer weightinitializer weightsinitializer winit kernelinit initialization",
    "bias_initializer": "biasinit binit",
    "kernel_regularizer": "wregularizer weightregularizer regularizer weightsregularizer kernelreg regularization",
    "bias_regularizer": "bregularizer biasreg",
    "input_dim": "vocabsize numembeddings vocab numwords inputsize infeatures",
    "output_dim": "embeddingdim embeddingsize embeddim dim units",
    "return_sequences": "returnseq returnsequence sequences returnall",
    "learning_rate": "lr rate alpha eta learningrate2 stepsize lrate",
    "weight_decay": "decay l2",
    "clipnorm": "gradientclip clip maxnorm gradclip",
    "epochs": "nbepoch nbepochs epoch nepochs nepoch numepochs iterations niter niterations rounds maxiter",
    "batch_size": "batch bs batchsize nbatch minibatch minibatchsize batches",
    "validation_split": "valsplit split testsize validationfraction testsplit validation",
    "validation_data": "valdata valset validset testdata evalset validationset evaldata",
    "steps_per_epoch": "samplesperepoch steps",
    "callbacks": "callback cb",
    "verbose": "verbosity silent showaccuracy print",
    "shuffle": "shuffled random",
    "optimizer": "opt optim optimiser solver",
    "loss": "lossfn lossfunction criterion objective cost lossfunc losses",
    "metrics": "metric scores metricslist",
    "loss_weights": "lossweight weights",
    "inputs": "input inputtensor inputlayer",
    "outputs": "output outputtensor outputlayer",
    "layers": "layer",
    "shape": "size dims inputshape dim dimensions",
    "initializer": "init initial initialiser initialvalue",
    "name": "layername title",
    "trainable": "train istrainable learn",
    "axis": "dim dims axes dimension",
    "keepdims": "keepdim keepdimension keepdimensions",
    "x": "inputs data features xtrain",
    "y": "labels targets target ytrain outputs",
    "from_logits": "logits fromlogit",
    "patience": "wait nepochs",
    "monitor": "metric watch quantity",
    "filepath": "path file filename",
    "num_classes": "nclasses classes nbclasses numclass depth",
    "num_heads": "heads nheads nhead numhead",
    "key_dim": "dim headdim headsize keysize dk",
    "depth": "numclasses",
    "maxlen": "maxlength length",
}


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _turned(table: Mapping[str, str]) -> dict[str, list[str]]:
    """From what others say to what it is called here."""
    found: dict[str, list[str]] = {}
    for here, others in table.items():
        for other in others.split():
            found.setdefault(other, []).append(here)
    return found


def meant(namespace: str, name: str, known: Iterable[str] = ()) -> list[str]:
    """What `name` in `keras.<namespace>` most likely means: the same name in other spelling first, then by meaning,
    then what is spelt alike. At most three; [] when nothing is near."""
    plain = _plain(name)
    names = [k for k in known if not k.startswith("_")]
    same = [k for k in names if _plain(k) == plain]
    by_meaning = _turned(_TABLE.get(namespace, {})).get(plain)
    module = (
        not namespace and name.islower() and by_meaning
    )  # keras.layer is keras.layers, not the class Layer
    if same and not module:
        return same[:1]
    if by_meaning:
        return by_meaning[:3]
    return alike(name, names)


def known_meaning(namespace: str, name: str) -> bool:
    """Whether the table says what `name` means there."""
    return _plain(name) in _turned(_TABLE.get(namespace, {}))


def alike(name: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """Names that are spelt nearly so, the nearest first. Not case and underscores, but letters count."""
    import difflib  # here, not above: it is only needed on the way to an error

    plain: dict[str, str] = {}
    for k in sorted(known, key=lambda k: (k[:1].isupper() != name[:1].isupper(), k)):
        plain.setdefault(_plain(k), k)
    return [plain[k] for k in difflib.get_close_matches(_plain(name), plain, 3, cutoff)]


def argument_meant(name: str, accepted: Iterable[str]) -> str | None:
    """Which of the arguments that are `accepted` is meant by `name`; None when none is near."""
    names, plain = list(accepted), _plain(name)
    for same in names:
        if _plain(same) == plain:
            return same
    for here in _turned(_ARGUMENTS).get(plain, ()):
        if here in names:
            return here
    return next(iter(alike(name, names, 0.7)), None)


def question(found: list[str]) -> str:
    """ " Did you mean Dense?", a sentence as it stands, or ""."""
    if not found:
        return ""
    if len(found) == 1 and " is not here" in found[0]:
        return f" {found[0]}."
    return f" Did you mean {' or '.join(found)}?"
