"""What is asked of people's records on the wire. Days are in Shanghai."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from appraisal_rounds.people.domain import AbsenceKind, Post
from shop.ids import ULID_PATTERN
from shop.web.models import RequestModel, Version
from shop.web.texts import Text, printable
from shop.web.wanted import Wanted

# Of a file, in characters.
LONGEST_FILE = 100_000
NUMBER_PATTERN = r"^[A-Z0-9][A-Z0-9-]{0,19}$"
# 18 figures of an identity card, 11 of a mobile phone: numbers stand in keys, and these tell who somebody is.
_OF_A_PERSON = re.compile(r"[0-9]{17}[0-9X]|1[3-9][0-9]{9}")


def _day(said: Any) -> Any:
    # Left alone, pydantic takes moments and numbers of seconds for days.
    if not isinstance(said, str) or not re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", said):
        raise ValueError("is not written out")
    return said


def _no_persons_number(number: str) -> str:
    if _OF_A_PERSON.fullmatch(number):
        raise ValueError("looks like an identity card's or a phone's; give the number that the shop calls them by")
    return number


Day = Annotated[date, BeforeValidator(_day), Wanted("is to be a day, such as 2026-12-05")]
Number = Annotated[
    Annotated[
        str,
        Field(pattern=NUMBER_PATTERN, max_length=20, description="The shop's own number of an employee (工号)."),
        Wanted("is to be 1 to 20 letters A to Z, figures or dashes"),
    ],
    AfterValidator(_no_persons_number),
]
Name = Annotated[str, printable(100)]
User = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9-]{1,64}$", max_length=64, description="The `sub` of the account."),
    Wanted("is to be the `sub` of an account"),
]
EmployeeId = Annotated[str, Field(pattern=ULID_PATTERN, max_length=26), Wanted("is to be an employee's id")]


class EnterEmployee(RequestModel):
    """An employee as HR enters them. Without a superior it is the director; without `user` they have no account."""

    number: Number
    name: Name
    user: User | None = None
    post: Post
    superior: EmployeeId | None = None
    joined: Day
    left: Annotated[Day | None, Field(description="The last day.")] = None


_CAN_BE_TAKEN_BACK = ("user", "superior", "left")


class CorrectEmployee(RequestModel):
    """What is to be different of a record; at least one thing. A `null` for user, superior or left takes it back."""

    version: Version
    name: Name | None = None
    joined: Day | None = None
    user: User | None = None
    superior: EmployeeId | None = None
    left: Day | None = None

    @model_validator(mode="after")
    def _something(self) -> "CorrectEmployee":
        if self.name is None and self.joined is None and not self.said:
            raise ValueError("give a name, joined, user, superior or left")
        return self

    @property
    def said(self) -> frozenset[str]:
        """Which of those were given that can be taken back."""
        return frozenset(_CAN_BE_TAKEN_BACK) & self.model_fields_set


class ChangePost(RequestModel):
    """Another post from a day on, in mid-month too: both count by their days."""

    version: Version
    post: Post
    since: Day


class RecordAbsence(RequestModel):
    """Days on which somebody is not there, both included."""

    version: Version
    first_day: Day
    last_day: Day
    kind: AbsenceKind


class RemoveAbsence(RequestModel):
    """The absence that was recorded from this day on."""

    version: Version
    first_day: Day


class ImportRow(RequestModel):
    """A line of an import. What is missing stays as it is; of somebody new name, post and joined are needed."""

    number: Number
    name: Name | None = None
    user: User | None = None
    post: Post | None = None
    post_since: Annotated[Day | None, Field(description="From which day on the post is another one.")] = None
    superior: Annotated[Number | None, Field(description="The superior's number.")] = None
    joined: Day | None = None
    left: Day | None = None


class ImportEmployees(RequestModel):
    """A CSV file (RFC 4180) as a text; its first line names the columns, and there are at most 500 others."""

    csv: Annotated[str, Text(LONGEST_FILE, 1, "\t\n\r")]
