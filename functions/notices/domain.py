"""Who may read what people were told, what a later event overtakes, and what a reader has read. Pure."""

from typing import NamedTuple, Self

from shop.roles import Right, Role, Transition

READ_NOTICES = Right("read what customers were told", frozenset({Role.CUSTOMER_SERVICE, Role.SPECIALIST, Role.MANAGER}))
# Everybody on the staff may be told something.
READ_OWN = Right("read one's own notices", frozenset(Role))
READ = Transition("mark as read", frozenset({"unread"}), "read", frozenset(Role))

# Whoever has the parcel is not to hear of trouble that is over: what is overtaken, by what.
_OVERTAKEN_BY = {"ShipmentException": "ShipmentDelivered", "ShipmentReturnedToSender": "ShipmentDelivered"}


class Heard(NamedTuple):
    """An event of an order, as far as it was told."""

    event_type: str
    version: int

    @property
    def may_be_overtaken(self) -> bool:
        """Whether some later event would make this one old news."""
        return self.event_type in _OVERTAKEN_BY

    def overtakes(self, earlier: Self) -> bool:
        """Whether this one makes the other old news."""
        return self.event_type == _OVERTAKEN_BY.get(earlier.event_type) and self.version > earlier.version


class Reader(NamedTuple):
    """A member of staff who is told things; the version counts how often they marked some as read."""

    actor: str
    version: int = 0

    def read(self) -> Self:
        """The reader who has marked notices as read once more."""
        return self._replace(version=self.version + 1)
