# A graph convolution as a layer, adjacency as a constant and as an input; einsum; masks of nodes.
import keras, numpy as np
from keras import layers, ops

A = np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]], "float32") + np.eye(
    4, dtype="float32"
)
D = np.diag(1 / np.sqrt(A.sum(1)))
A = (D @ A @ D).astype("float32")


class GraphConv(layers.Layer):
    def __init__(self, units, activation=None, **kw):
        super().__init__(**kw)
        self.units, self.activation = units, keras.activations.get(activation)

    def build(self, shapes):
        self.kernel = self.add_weight(
            shape=(shapes[0][-1], self.units), initializer="glorot_uniform", name="kernel"
        )
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs):
        nodes, adjacency = inputs
        return self.activation(
            ops.einsum("bij,bjf->bif", adjacency, ops.matmul(nodes, self.kernel)) + self.bias
        )

    def compute_output_shape(self, shapes):
        return (*shapes[0][:-1], self.units)


n, a = keras.Input((4, 3)), keras.Input((4, 4))
h = GraphConv(5, "relu")([n, a])
h = GraphConv(2)([h, a])
model = keras.Model([n, a], layers.Softmax()(layers.GlobalAveragePooling1D()(h)))
model.set_weights([0.5 * np.cos(np.arange(w.size)).reshape(w.shape) for w in model.get_weights()])
model.compile(
    keras.optimizers.SGD(0.2), "categorical_crossentropy", metrics=["categorical_accuracy"]
)
X = np.sin(np.arange(6 * 12)).reshape(6, 4, 3)
Y = np.eye(2)[np.arange(6) % 2]
h = model.fit(
    [X, np.repeat(A[None], 6, 0)], Y, epochs=3, batch_size=2, shuffle=False, verbose=0
).history
print(
    {k: [round(float(v), 4) for v in vs] for k, vs in h.items()},
    [l.count_params() for l in model.layers],
)
