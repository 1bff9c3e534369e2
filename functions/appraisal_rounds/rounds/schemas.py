"""What is asked of rounds on the wire."""

import re

from appraisal_rounds.people.schemas import EmployeeId
from appraisal_rounds.schemes.terms import MOST_GRADES, Quota
from shop.errors import Invalid
from shop.web.models import RequestModel

_QUOTA = re.compile(r"([^,:]{1,10}):(100|[1-9]?[0-9])")


class AddSheet(RequestModel):
    """Whose sheet is to be opened."""

    employee_id: EmployeeId


def quotas(text: str) -> list[Quota]:
    """Quotas as one asks what they would make: `A:20,B:40`. Raises Invalid."""
    parts = [one for one in text.split(",") if one]
    found = [_QUOTA.fullmatch(one) for one in parts]
    if len(parts) > MOST_GRADES or not all(found) or len({one[1] for one in found if one}) < len(parts):
        raise Invalid.field("what_if", "is to be grades with percents, each once, such as A:20,B:40")
    return [Quota(one[1], int(one[2])) for one in found if one]
