"""Random Keras programs: plan against eager step, and our engine against real Keras. `python -m tests.fuzz --help`."""
