"""Programs as people write them after books and forums, and what real Keras prints of them."""
