from keras import layers
layer = layers.Dense(32, activation="relu")
