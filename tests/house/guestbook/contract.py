"""Events of the guestbook."""

from shop.contract import EventData


class EntryWritten(EventData):
    """A visitor wrote so many characters."""

    length: int


class EntryThanked(EventData):
    """The visitor was thanked."""
