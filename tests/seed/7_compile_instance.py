model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=1e-4),
            loss="mean_squared_error",
            metrics=["accuracy"])
