"""A shop whose storefront tells its traffic."""

import pytest

from tests.harness import House
from tests.traffic.days import Traffic


@pytest.fixture
def traffic(house: House) -> Traffic:
    return Traffic(house)
