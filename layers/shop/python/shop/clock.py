"""The shop's clock: the one source of `at`, replaceable so that days can be simulated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache


def _system_time() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Tells the server's time in UTC."""

    def __init__(self, source: Callable[[], datetime] = _system_time) -> None:
        self._source = source

    def now(self) -> datetime:
        return self._source()

    @contextmanager
    def told_by(self, source: Callable[[], datetime]) -> Iterator[None]:
        """Tell another source's time inside the block (for harnesses and tests)."""
        before, self._source = self._source, source
        try:
            yield
        finally:
            self._source = before


clock = Clock()


@lru_cache(maxsize=16)  # a request tells the same moment many times over
def iso(at: datetime) -> str:
    """A UTC time as ISO 8601 with milliseconds and `Z`; sorts as text in time order."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
