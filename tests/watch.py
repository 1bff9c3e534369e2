"""A watch that moves only while somebody pauses by it: patience that ends after so many tries, on any machine."""

from dataclasses import dataclass, field

from shop.storage.retry import RetryPolicy


@dataclass
class Watch:
    """Tells a time of its own, and remembers the pauses that were made."""

    pauses: list[float] = field(default_factory=list)

    def time(self) -> float:
        """Seconds since it was started."""
        return sum(self.pauses)

    def patience(self, seconds: float = 8) -> RetryPolicy:
        """Patience by this watch."""
        return RetryPolicy(deadline=seconds, sleep=self.pauses.append, time=self.time)

    def invocation(self, seconds: float) -> "Invocation":
        """A call of a function that Lambda stops when this watch has moved so far."""
        return Invocation(self, self.time() + seconds)


@dataclass(frozen=True)
class Invocation:
    """What Lambda tells of a call."""

    watch: Watch
    ends: float

    def get_remaining_time_in_millis(self) -> int:
        return round((self.ends - self.watch.time()) * 1000)
