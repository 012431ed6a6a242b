"""Training, side by side: our `fit`, a loop written by hand in NumPy, and Keras where it is installed."""
