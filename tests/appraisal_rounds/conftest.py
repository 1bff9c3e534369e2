"""HR's desk in an empty shop, and where evidence comes in."""

import pytest

from tests.appraisal_rounds.staff import Office
from tests.appraisal_rounds.telling import Desk
from tests.harness import House


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)
