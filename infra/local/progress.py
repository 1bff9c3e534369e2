"""Says what is being done: a spinner and times at a terminal, plain lines elsewhere."""

import time

from rich.console import Console
from rich.status import Status


class Progress:
    """One step after another: `say` begins the next one and ends the one before."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._status: Status | None = None
        self._step = ""
        self._since = 0.0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._end("[green]✓" if kind is None else "[red]✗")

    def say(self, step: str) -> None:
        self._end("[green]✓")
        self._step, self._since = step, time.monotonic()
        if self.console.is_terminal:
            self._status = self.console.status(step)
            self._status.start()
        else:
            self.console.print(f"{step} …", highlight=False)

    def _end(self, mark: str) -> None:
        if self._status:
            self._status.stop()
            self._status = None
            seconds = time.monotonic() - self._since
            self.console.print(f"{mark}[/] {self._step} [dim]{seconds:.1f} s", highlight=False)
