"""The invocation: how much of its time is left.

    with invocation.running(context):
        ...  # time_left() is that of this call

Lambda stops a function at its timeout, whatever it is doing. Entry points say which call is
running; whoever tries again, or works piece by piece, asks for the time left and ends in time.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

# Whatever has begun is to end: one try at the store (2 seconds to connect, 6 to read), and the answer.
WINDING_UP = 9.0


class Context(Protocol):
    """What Lambda tells a function about its call, as far as it matters here."""

    def get_remaining_time_in_millis(self) -> int: ...


_current: ContextVar[Context | None] = ContextVar("invocation", default=None)


@contextmanager
def running(context: Context) -> Iterator[None]:
    """Inside the block the time left is that of this call."""
    before = _current.set(context)
    try:
        yield
    finally:
        _current.reset(before)


def time_left() -> float:
    """Seconds in which something may still be begun, 0 or less when none are; outside of a call there is no end."""
    context = _current.get()
    return context.get_remaining_time_in_millis() / 1000 - WINDING_UP if context else math.inf
