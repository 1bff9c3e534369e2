"""A shop with something to sell, of which people are to be told."""

import pytest

from tests.harness import House
from tests.order_dispatch.shop_floor import Floor


@pytest.fixture
def floor(house: House) -> Floor:
    """Ten mugs at Shanghai; a mug's price is 5.00."""
    floor = Floor(house)
    floor.stock("MUG")
    return floor
