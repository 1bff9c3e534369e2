"""Events of appraisal rounds (R4). Of people they say ids and that something changed: no names, texts or scores."""

from shop.contract import EventData


class EmployeeEntered(EventData):
    """R4: somebody is to be appraised in a post from the day on which they joined."""

    post: str


class EmployeeChanged(EventData):
    """R4: facts of an employee's record are others now; which ones, by their names."""

    fields: list[str]


class EmployeePostChanged(EventData):
    """R4: an employee has another post from a day (in Shanghai) on."""

    former_post: str
    post: str
    since: str


class MonthClosed(EventData):
    """R4.2.1: from now on whatever is told of a month (`2026-11`, in Shanghai) counts in the next one."""

    month: str


class FiguresFrozen(EventData):
    """R4.2.1: the figures of a month stand for good."""

    month: str
