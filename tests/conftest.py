"""For all tests: a plan that fails is an error (for a learner the step is run as it is written); no clocks."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests import programs

os.environ["PLAYGROUND_STRICT_PLANS"] = "1"
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    programs.close()
