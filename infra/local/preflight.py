"""What must be true before the local cloud starts; each failure is one clear sentence."""

import argparse
import platform
import re
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENVS = ROOT / ".local" / "venv"
HOST = "127.0.0.1"

LARGEST_PORT = 65_535
OLDEST, NEWEST = (3, 11), (3, 14)


class CannotStartError(Exception):
    """The local cloud cannot run here; the message is one sentence for the person at the keyboard."""


def python_runtime(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """The Lambda runtime of a Python version, like `python3.12`. Raises CannotStartError."""
    if not OLDEST <= version <= NEWEST:
        raise CannotStartError(
            f"The shop runs on Python 3.11 to 3.14, and this is {version[0]}.{version[1]}; say which: "
            "make clean, then make PYTHON=python3.12 …"
        )
    return f"python{version[0]}.{version[1]}"


def architecture(machine: str | None = None) -> str:
    """The Lambda architecture of a machine (this one unless told)."""
    return "arm64" if (machine or platform.machine()).lower() in ("arm64", "aarch64") else "x86_64"


def tool(environment: str, name: str, *, venvs: Path = VENVS) -> Path:
    """A program of one of the environments that make fills. Raises CannotStartError."""
    program = venvs / environment / "bin" / name
    if not program.exists():
        raise CannotStartError(f"'{name}' is not in .local/venv/{environment}; run: make tools")
    return program


def check_tools(*more: str, venvs: Path = VENVS) -> None:
    """All tools, and more that are in environments of their names, are there and run on this very Python.

    Raises CannotStartError.
    """
    runtime = python_runtime()
    for environment, name in (("cloud", "ministack"), ("sam", "sam"), *zip(more, more, strict=True)):
        tool(environment, name, venvs=venvs)
        if not (venvs / environment / "bin" / runtime).exists():
            raise CannotStartError(
                f".local/venv/{environment} was made with another Python than {runtime[6:]}; run: make clean tools"
            )


def port(text: str) -> int:
    """A port from the command line; 0 is any free one. Raises argparse.ArgumentTypeError."""
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or int(text) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"'{text}' is no port: a number from 0 (any free one) to {LARGEST_PORT}")
    return int(text)


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of the loopback interface. Raises CannotStartError when it may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStartError(f"Only the system's administrator may use port {port}; give another.") from None
        except OSError:
            return False
        return True


def free_port(*, asked: int | None, last: int | None) -> int:
    """The port asked for (0: any); else the last one, so that addresses stay; else any. Raises CannotStartError."""
    if asked:
        if not is_free(asked):
            raise CannotStartError(f"Port {asked} is taken by another program; leave out --port, or give another.")
        return asked
    if asked is None and last is not None and is_free(last):
        return last
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
