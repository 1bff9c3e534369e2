"""What every platform's robot is to the shop. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from notices.bucket import Limit


class Robot(NamedTuple):
    """A robot as it was set up: its name here, whose it is, where it listens, and whose notices it tells."""

    code: str
    platform: str
    url: str
    secret: str
    roles: frozenset[str]
    language: str
    party: str | None = None

    def tells(self, role: str, party: str | None) -> bool:
        """Whether it tells what this role is told, or those of it who act for this party."""
        return role in self.roles and self.party in (None, party)


class Request(NamedTuple):
    """What is posted where."""

    url: str
    body: Mapping[str, Any]


class Platform(Protocol):
    """How the robots of one platform are spoken to, and how much they may say.

    `largest` is in bytes of the text; for `blocked_ms` a robot is left alone that refused something.
    """

    limit: Limit
    largest: int
    blocked_ms: int

    def request(self, robot: Robot, title: str, lines: list[str], at: datetime) -> Request:
        """What says these lines under this title."""

    def took(self, answer: Mapping[str, Any]) -> bool:
        """Whether the platform's answer, which has status 200 whatever it says, is that it was said."""
