from keras import models,layers

model = models.Sequential([
    layers.Dense(32, activation="relu"),
    layers.Dense(32)
])
