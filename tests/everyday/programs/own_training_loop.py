# A training loop from scratch: batches, metrics, validation, printed by step.
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
x = rng.rand(64, 5).astype("float32")
y = (x.sum(1) > 2.5).astype("int32")
inputs = keras.Input(shape=(5,), name="digits")
h = keras.layers.Dense(8, activation="relu", name="dense_1")(inputs)
outputs = keras.layers.Dense(2, name="predictions")(h)
model = keras.Model(inputs=inputs, outputs=outputs)
optimizer = keras.optimizers.SGD(learning_rate=0.1)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
train_acc, val_acc = (
    keras.metrics.SparseCategoricalAccuracy(),
    keras.metrics.SparseCategoricalAccuracy(),
)
train_dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(buffer_size=64, seed=1).batch(16)
val_dataset = tf.data.Dataset.from_tensor_slices((x[:20], y[:20])).batch(8)


@tf.function
def train_step(a, b):
    with tf.GradientTape() as tape:
        logits = model(a, training=True)
        loss = loss_fn(b, logits)
    grads = tape.gradient(loss, model.trainable_weights)
    optimizer.apply(grads, model.trainable_weights)
    train_acc.update_state(b, logits)
    return loss


@tf.function
def test_step(a, b):
    val_acc.update_state(b, model(a, training=False))


losses = []
for epoch in range(3):
    for step, (a, b) in enumerate(train_dataset):
        loss = train_step(a, b)
        if step % 2 == 0:
            print(
                f"epoch {epoch} step {step} seen {(step + 1) * 16} finite {np.isfinite(float(loss))}"
            )
        losses.append(float(loss))
    train_acc.reset_state()
    for a, b in val_dataset:
        test_step(a, b)
    print(0 <= float(val_acc.result()) <= 1, int(optimizer.iterations))
    val_acc.reset_state()
print(len(losses), np.mean(losses[-4:]) < np.mean(losses[:4]), len(list(val_dataset)))
for a, b in train_dataset.take(1):
    print(a.shape, b.shape, a.dtype.name if hasattr(a.dtype, "name") else a.dtype)
