"""Many at once, and an orderly end when somebody says stop."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class StoppedError(Exception):
    """Somebody said stop while a call was waiting to be tried again."""


class Crew:
    """Workers who take things up in order, and take up no more once they are told to stop."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.stopped_by: int | None = None
        self._halt = threading.Event()

    @property
    def stopped(self) -> bool:
        return self._halt.is_set()

    def stop(self) -> None:
        """Finish the calls that are under way and no more."""
        self._halt.set()

    def pause(self, seconds: float) -> None:
        """Sleep, unless told to stop. Raises StoppedError."""
        if self._halt.wait(seconds):
            raise StoppedError

    def each(self, work: Callable[[Thing], Result], things: Iterable[Thing]) -> Iterator[Result]:
        """The result for each thing, as they come; they are begun in order.

        An error stops the crew and is raised when the others have finished. Stopping is no error:
        the results end.
        """
        under_way: set[Future[Result]] = set()
        failure: Exception | None = None
        with ThreadPoolExecutor(self.workers) as pool:
            more = iter(things)
            while True:
                while len(under_way) < self.workers and not self.stopped:
                    try:
                        under_way.add(pool.submit(work, next(more)))
                    except StopIteration:
                        break
                if not under_way:
                    break
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    try:
                        yield future.result()
                    except StoppedError:
                        pass
                    except Exception as error:
                        failure = failure or error
                        self.stop()
        if failure:
            raise failure

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Stop at SIGTERM and SIGINT; more of them change nothing, since wrappers like to send two."""
        before = {number: signal.signal(number, self._told) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        self.stopped_by = self.stopped_by or number
        self.stop()
