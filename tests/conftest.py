"""What all tests share: the environment of a function, and an empty shop on moto."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.stores import ENVIRONMENT

# No test fails for a slow moment of the machine. CI judges a change, and tries the same examples each time; at home
# each run looks for others.
settings.register_profile("shop", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("shop")

os.environ.update(ENVIRONMENT)
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
    os.environ.pop(name, None)

from tests import harness  # noqa: E402  (the environment comes first)


@pytest.fixture
def house() -> Iterator[harness.House]:
    """An empty shop on moto whose clock the test holds."""
    with harness.on_moto() as house:
        yield house
