"""Where a learner's program runs: all runners speak the same messages."""
