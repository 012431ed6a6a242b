"""For all tests: a plan that fails is an error. For a learner the step is run as it is written."""

import os

os.environ["PLAYGROUND_STRICT_PLANS"] = "1"
