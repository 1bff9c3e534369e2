"""HR's desk in an empty shop, and where evidence comes in."""

import pytest

from tests.appraisal_rounds.department import Department
from tests.appraisal_rounds.staff import Office
from tests.appraisal_rounds.telling import Desk
from tests.harness import House
from tests.people import Person


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
def department(house: House) -> Department:
    """The whole department, before its first round."""
    one = Department(house)

    def hire() -> tuple[dict[str, str], dict[str, Person]]:
        one.hire_all()
        return one.ids, one.persons

    ids, persons = house.at_the_end_of("a department is hired", hire)
    one.ids, one.persons = dict(ids), dict(persons)
    return one
