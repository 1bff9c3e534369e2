"""Runs of a simulation, each in a process of its own, with a bar of progress each."""

import multiprocessing
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from infra.simulate.shop import SimulationError

# Tells how many steps of how many are done.
Tell = Callable[[int, int], None]
Run = Callable[..., Any]

_COLUMNS = (
    TextColumn("{task.description:<24}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TimeRemainingColumn(),
)


def beside_each_other(runs: Mapping[str, tuple[Run, tuple[Any, ...]]], console: Console) -> dict[str, Any]:
    """What the runs come to, by their names; each is called with its arguments and a `Tell`.

    Raises SimulationError with the trace of the first that failed; the others end then.
    """
    # A process is one shop: rooms remember their settings and their store.
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    processes = {
        name: context.Process(target=_run, args=(name, run, arguments, queue), daemon=True)
        for name, (run, arguments) in runs.items()
    }
    done: dict[str, Any] = {}
    tenths: dict[str, int] = {}
    with Progress(*_COLUMNS, console=console) as progress:
        tasks = {name: progress.add_task(name, total=None) for name in runs}
        for process in processes.values():
            process.start()
        try:
            while len(done) < len(runs):
                name, what, told = queue.get()
                if what == "failed":
                    raise SimulationError(f"The run {name} failed:\n{told}")
                if what == "done":
                    done[name] = told
                else:
                    progress.update(tasks[name], completed=told[0], total=told[1])
                    tenths[name] = _said(console, name, tenths.get(name, 0), *told)
        finally:
            for process in processes.values():
                process.terminate()
                process.join()
    return {name: done[name] for name in runs}


def _said(console: Console, name: str, before: int, done: int, total: int) -> int:
    """Say every tenth of the way where there is no terminal for a bar; returns how many tenths it is."""
    tenths = done * 10 // total
    if tenths > before and not console.is_terminal:
        console.print(f"{name}: {tenths * 10} %", highlight=False)
    return tenths


def _run(name: str, run: Run, arguments: tuple[Any, ...], queue: Any) -> None:
    def tell(completed: int, total: int) -> None:
        queue.put((name, "far", (completed, total)))

    try:
        result = run(*arguments, tell)
    except BaseException:
        queue.put((name, "failed", traceback.format_exc()))
    else:
        queue.put((name, "done", result))
    queue.close()
    queue.join_thread()
