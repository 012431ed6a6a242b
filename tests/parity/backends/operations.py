"""What programs do with tensors inside a training step: the rows of the table of backends.

A row is an expression of `x` (a tensor), `w` (another) and `self`, or statements that end with `return`. In a layer's
`call`, `x` is the inputs (8, 3) and `w` a weight (3, 1); in a loss and a metric, `x` is `y_pred` (8, 1) and `w` is
`y_true` (8, 1); in a `train_step`, `x` is the outputs (8, 1) and `w` the labels (8, 1). What it returns has to be a
tensor or an array; the model goes on with it as `program` says.
"""

from __future__ import annotations

import re

CALL = """
np.exp(x @ w)
np.exp(x)
np.exp(w)
np.dot(x, w)
np.matmul(x, w)
np.maximum(0, x @ w)
np.add(x @ w, 1)
np.tanh(x @ w)
np.log(x)
np.square(x @ w)
np.multiply(x, 2) @ w
np.sin(x) @ w
np.array(x) @ w
np.asarray(x @ w)
np.concatenate([x, x], axis=0) @ w
np.stack([x @ w, x @ w])[0]
np.where(x > 0, x, 0) @ w
np.linalg.norm(x) * (x @ w)
np.einsum("ij,jk->ik", x, w)
np.tensordot(x, w, 1)
np.expand_dims(x @ w, 0)[0]
np.zeros_like(x) @ w
np.ones_like(x) @ w
np.sum(x) * (x @ w)
np.sum(x, axis=1, keepdims=True) * (x @ w)
np.mean(x @ w, axis=1, keepdims=True)
np.max(x) * (x @ w)
np.prod(x) * (x @ w)
np.std(x) * (x @ w)
np.var(x) * (x @ w)
np.all(x > -9) * (x @ w)
np.argmax(x, axis=1)[:, None] * (x @ w)
np.cumsum(x, axis=1) @ w
np.reshape(x @ w, (8, 1))
np.transpose(x)[0][:, None] * (x @ w)
np.squeeze(x @ w)[:, None]
np.clip(x, 0, 1) @ w
np.round(x) @ w
np.ravel(x @ w)[:, None]
np.repeat(x, 2, axis=0)[:8] @ w
np.take(x, 0, axis=1)[:, None] * (x @ w)
np.sort(x, axis=1) @ w
np.swapaxes(x, 0, 1)[0][:, None] * (x @ w)
np.shape(x)[0] * (x @ w)
np.size(x) * (x @ w)
np.ndim(x) * (x @ w)
np.split(x, 3, axis=1)[0] * (x @ w)
np.isnan(x).any() * (x @ w)
np.pi * (x @ w)
np.float32(2) * (x @ w)
np.ones((8, 1), "float32") * (x @ w)
np.ones((8, 3), "float32") @ w
(x @ w) + np.ones((8, 1), "float32")
np.ones((8, 1), "float32") + (x @ w)
np.random.rand(1).astype("float32") * (x @ w)
x @ w + np.random.normal()
x @ w + random.random()
x @ w + time.time() % 1
x.numpy() @ w
x @ w.numpy()
(x @ w).numpy()
x.item() * (x @ w)
x[0, 0].item() * (x @ w)
x[0].tolist()[0] * (x @ w)
float(x[0, 0]) * (x @ w)
int(x[0, 0]) * (x @ w)
bool(x[0, 0] > 0) * (x @ w)
float(w[0, 0]) * (x @ w)
float(ops.mean(x @ w)) * (x @ w)
complex(x[0, 0]).real * (x @ w)
x @ w if ops.mean(x) > 0 else x @ w
(x @ w) * 2 if ops.any(x > 9) else x @ w
x @ w if x.shape[0] == 8 else x @ w
(ops.mean(x) > 0 and 1 or 2) * (x @ w)
(not ops.mean(x) > 0) * (x @ w)
ops.stack([row @ w for row in x])
ops.stack(list(x)) @ w
ops.stack([*x]) @ w
sum(x)[:, None][:1] * (x @ w)
max(ops.reshape(x, (-1,))) * (x @ w)
min(3, ops.shape(x)[0]) * (x @ w)
max(x[0, 0], 0) * (x @ w)
abs(x) @ w
round(x[0, 0]) * (x @ w)
pow(x, 2) @ w
divmod(x, 2)[1] @ w
len(x) * (x @ w)
range(x.shape[0])[2] * (x @ w)
[1, 2, 3, 4, 5][ops.argmax(x[0])] * (x @ w)
[i for i in range(ops.argmax(x[0]))] and x @ w
enumerate(x) and x @ w
next(iter(x))[0] * (x @ w)
dict(zip("ab", x))["a"][0] * (x @ w)
isinstance(x, np.ndarray) or x @ w
(x == None) is False or x @ w
(0 in [1, 2]) or x @ w
(x[0, 0] in [1, 2]) or x @ w
{x: 1} and x @ w
hash(x) and x @ w
f"{x}" and x @ w
str(x) and x @ w
repr(x) and x @ w
f"{x[0, 0]:.2f}" and x @ w
"%s" % x and x @ w
"%.2f" % x[0, 0] and x @ w
print(x) or x @ w
math.exp(x[0, 0]) * (x @ w)
math.sqrt(2) * (x @ w)
x.T[0][:, None] * (x @ w)
x @ w.T.T
x.reshape(8, 3) @ w
x.reshape((-1, 3)) @ w
x.mean() * (x @ w)
x.mean(axis=1, keepdims=True) * (x @ w)
x.sum() * (x @ w)
x.sum(axis=1, keepdims=True) * (x @ w)
x.max() * (x @ w)
x.min() * (x @ w)
x.std() * (x @ w)
x.prod() * (x @ w)
x.argmax() * (x @ w)
x.any() * (x @ w)
x.astype("float32") @ w
x.astype(np.float32) @ w
x.flatten()[:8][:, None] * (x @ w)
x.ravel()[:8][:, None] * (x @ w)
x.squeeze() @ w
x.transpose()[0][:, None] * (x @ w)
x.clip(0, 1) @ w
x.round() @ w
x.dot(w.value)
x.copy() @ w
x.cumsum(axis=1) @ w
x.exp() @ w
x.abs() @ w
x.view(8, 3) @ w
x.unsqueeze(0)[0] @ w
x.detach() @ w
x.matmul(w.value)
x.pow(2) @ w
x.repeat(2, 1)[:8] @ w
x.at[0].set(1.0) @ w
x.ndim * (x @ w)
x.size * (x @ w)
x.shape[-1] * (x @ w)
x.dtype == "float32" or x @ w
keras.backend.standardize_dtype(x.dtype) == "float32" and x @ w
x.name and x @ w
x.get_shape()[0] * (x @ w)
x.device and x @ w
x.nbytes * (x @ w)
w.value @ ops.transpose(w.value) @ ops.transpose(x[:, :3])[:, :1] + ops.sum(x)
w[0] * x[:, :1]
w.shape[0] * (x @ w)
len(w) * (x @ w)
w.mean() * (x @ w)
ops.convert_to_numpy(x) @ w
keras.backend.is_keras_tensor(x) or x @ w
copy.copy(x) @ w
copy.deepcopy(x) @ w
ops.reshape(x @ w, (x.shape[0], 1))
ops.reshape(x @ w, (len(x), 1))
ops.shape(x)[0] * (x @ w)
ops.zeros(x.shape) @ w
ops.exp(np.ones((8, 3), "float32")) @ w
np.exp(ops.ones((8, 3))) @ w
np.exp(self.made_before) * (x @ w)
float(self.made_before[0]) * (x @ w)
x[x > 0][0] * (x @ w)
x[0:2][:1, :1] * (x @ w)
x[:, ops.argmax(x[0])][:, None] * (x @ w)
x[ops.shape(x)[0] - 1][:1] * (x @ w)
x[np.array([0, 1, 2, 3, 4, 5, 6, 7])] @ w
x[[0, 1, 2, 3, 4, 5, 6, 7]] @ w
ops.where(x > 0)[0][:1] * (x @ w)
ops.nonzero(x)[0][:1] * ops.sum(x @ w)
x += 1; return x @ w
x *= w[0]; return x @ w
x[0] = 1.0; return x @ w
w[0] = 1.0; return x @ w
y = x @ w; y[:, 0] += 1; return y
del x[0]; return x @ w
assert ops.all(x < 99); return x @ w
assert x.shape[1] == 3; return x @ w
assert np.all(x < 99); return x @ w
assert not np.isnan(x).any(); return x @ w
while ops.sum(x) > 1e6: x = x / 2; return x @ w
for i in range(3): x = x + i; return x @ w
for i in range(x.shape[0]): x = x + i; return x @ w
for i in range(len(x)): x = x + i; return x @ w
for i in ops.arange(3): x = x + 1; return x @ w
for row in x: pass; return x @ w
self.seen.append(x); return x @ w
self.last = x; return x @ w
self.calls += 1; return x @ w
self.calls += 1; return x @ w * self.calls
self.last = ops.mean(x); return x @ w * self.last
y = x @ w * self.total; self.total = self.total + ops.mean(x); return y
self.total.assign(5) if hasattr(self.total, "assign") else None; return x @ w
w.assign(w * 0.5); return x @ w
w.assign_add(w * 0.5); return x @ w
self.counter.assign_add(1); return x @ w * self.counter
self.counter.assign(ops.sum(x)); return x @ w
w = w * 2; return x @ w
global_list.append(ops.mean(x)); return x @ w
counts["calls"] += 1; return x @ w
return keras.layers.Dense(1)(x)
return keras.layers.Dense(1)(x) + x @ w
return keras.layers.Dropout(0.5)(x) @ w
return keras.layers.ReLU()(x) @ w
return keras.layers.Flatten()(x) @ w
return keras.layers.Activation("tanh")(x) @ w
return keras.layers.BatchNormalization()(x) @ w
self.late = self.late or keras.layers.Dense(1); return self.late(x) + x @ w
return x @ keras.Variable(np.ones((3, 1), "float32")) + x @ w
return x @ self.add_weight(shape=(3, 1), name="new") + x @ w
return keras.random.normal((3, 1))[0] * (x @ w)
return keras.random.normal((3, 1), seed=1)[0] * (x @ w)
return keras.initializers.GlorotUniform()((3, 1))[0] * (x @ w)
return keras.ops.cond(ops.mean(x) > 0, lambda: x @ w, lambda: x @ w)
return (ops.mean(x) > 0) * 1.0 * (x @ w)
return (ops.mean(x) > 0) * (x @ w)
return x @ w + [1.0]
return x @ w + [[1.0]] * 8
return x @ w + True
return (x > 0) @ w
return -(x > 0) @ w
return ~(x > 0) * (x @ w)[0]
return (x > 0) & (x < 1) | (x @ w > 0)
return x // 2 @ w
return x % 2 @ w
return x ** 0.5 @ w
return 2 ** x @ w
return x @ w / 0
return x @ w / len(x)
return x @ w / x.shape[0]
return x @ w * 2.5
return ops.cast(x, "int32") @ w
return ops.cast(x, "int32") * (x @ w)
return ops.arange(3) * x @ w
return ops.cast(x, "float64") @ w
return x @ w * np.float64(2)
return x @ w * np.ones(1)
return [x @ w][0]
return (x @ w).__class__ and x @ w
return type(x)(x) @ w
return ops.convert_to_tensor(x.shape)[0] * (x @ w)
return ops.sum(x) / x.shape[0] * (x @ w)
try: float(x[0, 0])⏎except Exception: pass⏎return x @ w
return ops.vectorized_map(lambda r: r @ w.value, x)
return ops.map(lambda r: r @ w.value, x)
return functools.reduce(lambda a, b: a + b, [x, x]) @ w
return functools.reduce(lambda a, b: a + b, x)[:1] * (x @ w)
return sorted([x[0, 0], x[0, 1]])[0] * (x @ w)
return all(x[0] > 0) * (x @ w)
return any([x[0, 0] > 0]) * (x @ w)
return set([1]) and x @ w
return ops.stack([x[i] for i in range(8)]) @ w
return tuple(x.shape)[1] * (x @ w)
return list(x.shape)[1] * (x @ w)
return x @ w * math.prod(x.shape)
return memoryview(x) and x @ w
return pickle.dumps(x) and x @ w
return json.dumps({"x": float(x[0, 0])}) and x @ w
return statistics.mean([x[0, 0], x[0, 1]]) * (x @ w)
"""

LOSS = """
ops.mean((x - w) ** 2)
np.mean((x - w) ** 2)
np.sum((x - w) ** 2)
np.mean(np.square(x - w))
np.square(x - w)
np.abs(x - w)
np.mean(np.abs(x - w))
np.maximum(x - w, 0)
np.sqrt(np.mean((x - w) ** 2))
((x - w) ** 2).mean()
((x - w) ** 2).sum()
abs(x - w)
sum((x - w) ** 2)
sum((x - w) ** 2) / len(x)
ops.mean((x - w) ** 2) / len(x)
ops.mean((x - w.numpy()) ** 2)
ops.mean((x.numpy() - w) ** 2)
ops.mean((x - np.array(w)) ** 2)
float(ops.mean((x - w) ** 2))
ops.mean((x - w) ** 2) if ops.mean(x) > 0 else ops.mean(abs(x - w))
max(ops.mean(x - w), 0)
ops.max(ops.abs(x - w))
(x - w) ** 2
ops.mean((x - w) ** 2, axis=-1)
np.where(w > 0, x, -x)
ops.where(w > 0, x, -x)
ops.stack([(a - b) ** 2 for a, b in zip(x, w)])
keras.losses.mse(w, x)
keras.losses.MeanSquaredError()(w, x)
math.log(2) * ops.mean((x - w) ** 2)
print(x) or ops.mean((x - w) ** 2)
x.shape[0] * ops.mean((x - w) ** 2)
x.T @ (x - w)
ops.mean((x - w) ** 2).item()
ops.mean((x - w) ** 2).numpy()
"""

METRIC = """
ops.mean((x - w) ** 2)
np.mean((x - w) ** 2)
np.mean(np.square(x - w))
np.abs(x - w)
np.argmax(x, axis=-1)
np.mean(np.argmax(x, axis=-1) == np.argmax(w, axis=-1))
float(ops.mean(abs(x - w)))
ops.mean(abs(x - w)).numpy()
(abs(x - w)).mean()
1.0 if ops.mean(x) > 0 else 0.0
1.0
ops.mean(abs(x - w)) / len(x)
sum(abs(x - w))
np.corrcoef(x[:, 0], w[:, 0])[0, 1]
x.numpy().mean()
"""


def rows() -> list[tuple[str, str]]:
    """`(place, code)` of every row."""
    texts = (("call", CALL), ("loss", LOSS), ("metric", METRIC))
    return [(place, line) for place, text in texts for line in text.strip().splitlines()]


def statements(code: str) -> list[str]:
    """The lines of a function's body."""
    if re.search(r"(^|; |⏎)return ", code):
        return re.sub(r"(: pass)?; return ", r"\1\nreturn ", code).replace("⏎", "\n").splitlines()
    return [f"return {code}"]
