"""Events of notices (R1.3, R3.2.1)."""

from shop.contract import EventData


class NoticesRead(EventData):
    """R3.2.1: a member of staff has read what they were told."""

    notice_ids: list[str]
