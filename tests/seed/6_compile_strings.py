from keras.src.optimizers import optimizer


model = keras.Sequential([keras.layers.Dense(1)]) #classificador linear
#specify optimizer, loss, list of metrics
model.compile(optimizer="rmsprop",
            loss="mean_squared_error",
            metrics=["accuracy"])
