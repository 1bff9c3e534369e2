"""What a room logs, for tests to read."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Log:
    """What the room logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        """What was logged since this was last asked."""
        told = [json.loads(line) for line in self.text.splitlines()]
        self.stream.seek(0)
        self.stream.truncate()
        return told


@contextmanager
def log_of(room: str) -> Iterator[Log]:
    """What a room logs inside the block; its logger holds on to the standard output that it was made with."""
    log = Log()
    (handler,) = [h for h in logging.getLogger(room).handlers if isinstance(h, logging.StreamHandler)]
    before = handler.setStream(log.stream)
    try:
        yield log
    finally:
        handler.setStream(before)
