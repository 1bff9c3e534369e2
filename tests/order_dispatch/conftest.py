"""A shop with something to sell."""

import pytest

from tests.harness import House
from tests.order_dispatch.shop_floor import Floor


@pytest.fixture
def floor(house: House) -> Floor:
    """Ten mugs and ten tins of tea at Shanghai, five jars at Guangzhou; a SKU's price is 5.00."""
    floor = Floor(house)
    floor.stock("MUG", "TEA")
    floor.stock("JAR", units=5, party="WH-GZ")
    return floor
