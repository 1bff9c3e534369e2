"""What the room logs, for tests to read."""

import io
import json
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
