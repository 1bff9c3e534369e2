"""Events of appraisal rounds (R4). Of people they say ids and that something changed: no names, texts or scores."""

from pydantic import Field

from shop.contract import EventData


class EmployeeEntered(EventData):
    """R4: somebody is to be appraised in a post from the day on which they joined."""

    post: str


class EmployeeChanged(EventData):
    """R4: facts of an employee's record are others now; which ones, by their names."""

    fields: list[str]


class EmployeePostChanged(EventData):
    """R4: an employee has another post from a day (in Shanghai) on; `fields` are the facts that changed besides."""

    former_post: str
    post: str
    since: str
    fields: list[str] = Field(default_factory=list)


class OfScheme(EventData):
    """What is told of a scheme: whose it is, and from which month on (`2026-12`)."""

    post: str
    valid_from: str


class SchemeProposed(OfScheme):
    """R4.2: somebody proposes by what a post is to be appraised."""


class SchemePublished(OfScheme):
    """R4.1: those in the post can read by what they are to be appraised, before the month begins."""


class SchemeWithdrawn(OfScheme):
    """R4.1: it will not hold; `was_published` where those in the post had been told of it."""

    was_published: bool


class MonthClosed(EventData):
    """R4.2.1: from now on whatever is told of a month (`2026-11`, in Shanghai) counts in the next one."""

    month: str


class FiguresFrozen(EventData):
    """R4.2.1: the figures of a month stand for good."""

    month: str
