"""HR's desk in an empty shop."""

import pytest

from tests.appraisal_rounds.staff import Office
from tests.harness import House


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)
