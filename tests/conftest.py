"""For all tests: a plan that fails is an error (for a learner the step is run as it is written); no clocks."""

import os

from hypothesis import HealthCheck, settings

os.environ["PLAYGROUND_STRICT_PLANS"] = "1"
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
