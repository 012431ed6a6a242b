"""Keras's own unit tests, run against the engine. See docs/contributors.md."""
