"""Arguments of `fit`: callbacks, batches, validation."""

from __future__ import annotations

from tests.fuzz.draw import Draw


def callback(draw: Draw, monitored: str) -> str:
    c = "keras.callbacks."
    watched = f"monitor='{monitored}'"
    return draw.one(
        draw.call(
            f"{c}ReduceLROnPlateau",
            watched,
            "patience=1",
            options={"factor": ["0.5"], "min_delta": ["0.01"], "cooldown": ["1"]},
        ),
        draw.call(
            f"{c}EarlyStopping",
            watched,
            options={
                "patience": ["1", "2"],
                "restore_best_weights": ["True"],
                "min_delta": ["0.01"],
                "start_from_epoch": ["1"],
                "mode": ["'min'"],
            },
            often=0.5,
        ),
        f"{c}LearningRateScheduler(lambda epoch, rate: rate * 0.7)",
        f"{c}LearningRateScheduler(lambda epoch: 0.01 / (1 + epoch))",
        f"{c}LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(dict(logs)))",
        f"{c}LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(dict(logs)))",
        f"{c}LambdaCallback(on_train_batch_begin=lambda batch, logs: seen.append(batch))",
        f"{c}LambdaCallback(on_epoch_begin=lambda epoch, logs: seen.append(model.get_weights()))",
        f"{c}TerminateOnNaN()",
        "OwnCallback()",
    )


OWN = {
    "OwnCallback": (
        "class OwnCallback(keras.callbacks.Callback):\n"
        "    def on_epoch_end(self, epoch, logs=None):\n"
        "        rate = float(self.model.optimizer.learning_rate)\n"
        "        seen.append([rate, logs['loss']])\n"
        "    def on_test_batch_end(self, batch, logs=None):\n"
        "        seen.append(dict(logs))"
    ),
}


def arguments(
    draw: Draw, rows: int, goals: list, x: str, y: str, scheduled: bool, weights: str | None
) -> tuple[list[str], bool]:
    """Texts of the arguments, and whether there is validation."""
    batch = draw.choice([rows, rows // 2, rows // 4, 1 + rows // 3, 7, 1 + rows, 5])
    given = [f"batch_size={max(batch, rows // 12, 1)}", "epochs=4", "verbose=0"]
    validated = draw.maybe(0.45)
    if validated:
        if draw.maybe() and rows > 4:
            given.append(f"validation_split={draw.one(0.2, 0.25, 0.5)}")
        else:
            given.append(f"validation_data=({x}, {y})")
            if draw.maybe(0.3):
                given.append(f"validation_batch_size={draw.one(3, 8, rows)}")
        if draw.maybe(0.1):
            given.append("validation_freq=2")
    if draw.maybe(0.5) or draw.certain:
        given.append("shuffle=False")
    if weights:
        given.append(f"sample_weight={weights}")
    elif len(goals) == 1 and goals[0].weighs_classes and draw.maybe(0.15):
        units = max(goals[0].units, 2)
        given.append(f"class_weight={{{', '.join(f'{i}: {1.0 + 0.5 * i}' for i in range(units))}}}")
    if draw.maybe(0.35):
        monitored = "val_loss" if validated and "validation_freq=2" not in given else "loss"
        made = [callback(draw, monitored) for _ in range(draw.randint(1, 3))]
        if scheduled:  # their rate cannot be set
            made = [text for text in made if "LearningRate" not in text and "ReduceLR" not in text]
        given.append(f"callbacks=[{', '.join(made)}]")
    if draw.maybe(0.05):
        given.append("initial_epoch=1")
    return given, validated
