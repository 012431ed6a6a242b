"""The Layer Playground: edit a neural-network layer, see its shape, watch it learn."""

__version__ = "0.2.0"
