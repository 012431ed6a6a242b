# tf.data: map, filter, batch, take, skip, zip, enumerate, cache, repeat, window, interleave, from_generator.
import numpy as np, tensorflow as tf

ds = tf.data.Dataset.range(10)
print([int(v) for v in ds.filter(lambda v: v % 2 == 0).map(lambda v: v * v)])
print(
    [b.numpy().tolist() for b in ds.batch(4)],
    [b.numpy().tolist() for b in ds.batch(4, drop_remainder=True)],
)
print([(int(i), int(v)) for i, v in ds.skip(7).enumerate()])
print([int(v) for v in ds.take(3).repeat(2)], len(ds), int(ds.cardinality()))
a, b = (
    tf.data.Dataset.from_tensor_slices([1, 2, 3]),
    tf.data.Dataset.from_tensor_slices(["x", "y", "z"]),
)
for n, s in tf.data.Dataset.zip((a, b)):
    print(int(n), s.numpy().decode())
print([int(v) for v in a.concatenate(a.map(lambda v: -v))])


def count():
    for i in range(4):
        yield i, np.full(2, i, "float32")


g = tf.data.Dataset.from_generator(
    count, output_signature=(tf.TensorSpec((), tf.int32), tf.TensorSpec((2,), tf.float32))
)
for i, v in g.batch(3):
    print(i.numpy().tolist(), v.shape, v.dtype.name)
print(g.element_spec[1].shape, ds.batch(2).element_spec.shape)
w = ds.window(4, shift=2, drop_remainder=True).flat_map(lambda window: window.batch(4))
print([x.numpy().tolist() for x in w])
d = tf.data.Dataset.from_tensor_slices({"a": np.arange(4), "b": np.arange(8).reshape(4, 2)})
for row in d.batch(2):
    print({k: v.numpy().tolist() for k, v in row.items()})
print(
    int(ds.reduce(np.int64(0), lambda s, v: s + v)), sorted(int(v) for v in ds.shuffle(10, seed=1))
)
print(
    [p.numpy().tolist() for p in tf.data.Dataset.from_tensor_slices([[1], [2]]).unbatch()],
    [int(x) for x in ds.as_numpy_iterator()][:2],
)
pad = tf.data.Dataset.from_generator(
    lambda: iter([[1], [1, 2, 3]]), output_signature=tf.TensorSpec((None,), tf.int32)
)
print([p.numpy().tolist() for p in pad.padded_batch(2)])
