"""Trying again: jittered, up to a deadline or as long as the invocation has time, then `Busy`.

One policy for reads and writes alike. botocore's own retries are off, though they would keep the
token of a transaction (it is set once, before the request is written out). They count tries where
time is what runs out; they take no conflict for transient, neither a single write's nor a
transaction's, whose reasons have to be read to tell it from a refusal; they do not tell whether
something may have been written; and no test can hold their watch. Two loops, one inside the other,
would multiply each other's tries.
"""

import random
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from shop import invocation
from shop.errors import Busy

T = TypeVar("T")

_TRANSIENT = frozenset(
    {
        "InternalServerError",
        "InternalFailure",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "ThrottlingException",
        "TransactionConflictException",  # a single write met with somebody's transaction
        "TransactionInProgressException",
    }
)

# After these nobody knows whether it was written.
_UNKNOWN = frozenset({"InternalServerError", "InternalFailure", "RequestTimeout", "TransactionInProgressException"})
_LOST = "The store's answer was lost. Repeat the request to learn what became of it."


class TransientError(Exception):
    """Raised by an attempt to say: this will pass, try again. `instead` is raised when it does not."""

    def __init__(self, instead: Exception | None = None) -> None:
        super().__init__()
        self.instead = instead


class RetryPolicy(NamedTuple):
    """How long to go on: seconds of real time, whatever the shop's clock says. Tests bring a watch of their own."""

    deadline: float = 8.0
    first_pause: float = 0.02
    longest_pause: float = 0.6
    sleep: Callable[[float], None] = time.sleep
    time: Callable[[], float] = time.monotonic

    def call(self, attempt: Callable[[], T]) -> T:
        """Call `attempt` until it answers. Raises Busy (or what TransientError names) when no time is left."""
        left = invocation.time_left()
        ends = self.time() + min(self.deadline, left)
        pause = self.first_pause
        given_up = "The store did not keep up; nothing was written. Try again in a moment."
        if left <= 0:  # a try that begins now might not end
            raise Busy(given_up)
        while True:
            instead: Exception | None = None
            try:
                return attempt()
            except TransientError as transient:
                instead = transient.instead
            except ClientError as error:
                if error.response["Error"]["Code"] not in _TRANSIENT:
                    raise
                if error.response["Error"]["Code"] in _UNKNOWN:
                    given_up = _LOST
            except (ConnectionError, HTTPClientError):
                given_up = _LOST
            if self.time() + pause > ends:
                raise instead or Busy(given_up)
            self.sleep(random.uniform(pause / 2, pause))
            pause = min(pause * 2, self.longest_pause)
