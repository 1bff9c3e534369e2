"""A robot's token bucket, in one number: when it will be full again. Pure.

A token takes `every` milliseconds to come, and the bucket holds `burst` of them, so that within any time `t` a robot
says at most burst + t / every messages. Whoever takes one holds the bucket until it has said its message: two at once
would say the same lines. Who dies meanwhile is waited for as long as a call can take.
"""

from typing import NamedTuple, Self

# Longer than a function may run.
HOLDS_MS = 60_000


class Limit(NamedTuple):
    """How much a platform lets a robot say: messages at once, and the time until another one may follow."""

    burst: int
    every_ms: int


class Bucket(NamedTuple):
    """When it is full again and until when somebody holds it, in milliseconds since 1970."""

    full_at: int = 0
    held_until: int = 0
    version: int = 0

    def take(self, limit: Limit, now: int) -> Self | None:
        """The bucket with a token less, held by whoever took it; None when it is empty or held."""
        full_at = max(self.full_at, now) + limit.every_ms
        if self.held_until > now or full_at - now > limit.burst * limit.every_ms:
            return None
        return self._next(full_at=full_at, held_until=now + HOLDS_MS)

    def let_go(self) -> Self:
        """The bucket that nobody holds any more."""
        return self._next(full_at=self.full_at, held_until=0)

    def blocked(self, until: int) -> Self:
        """The bucket from which nobody takes for a while: the platform refused what was said."""
        return self._next(full_at=self.full_at, held_until=until)

    def _next(self, **changes: int) -> Self:
        return self._replace(version=self.version + 1, **changes)
