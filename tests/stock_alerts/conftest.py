"""A shop with ten mugs at WH-SH, of which nothing is set."""

import pytest

from tests.harness import House
from tests.stock_alerts.supply import Supply


@pytest.fixture
def supply(house: House) -> Supply:
    supply = Supply(house)
    supply.stock("MUG")
    return supply
