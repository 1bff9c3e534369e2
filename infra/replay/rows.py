"""A file as rows that know their line: CSV in UTF-8 with one heading, gzipped or not."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, cast

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
HELP = "docs/replay.md says how to make one"


class UnreadableFileError(Exception):
    """The file is not what it should be; the message is a sentence that says where."""


class Row(NamedTuple):
    """A row by the heading's names; `number` is the line of the file that it begins on."""

    number: int
    cells: dict[str, str]


def read(path: Path, columns: Sequence[str]) -> list[Row]:
    """All rows of a file that are not blank. Its heading has at least these columns, in any order.

    Raises OSError, UnreadableFileError.
    """
    with path.open("rb") as file:
        magic = file.peek(4)
        if magic.startswith(_ZIP):
            raise UnreadableFileError(f"{path} is a workbook or a zip archive and no CSV; {HELP}.")
        opened = cast(IO[bytes], gzip.GzipFile(fileobj=file) if magic.startswith(_GZIP) else file)
        try:
            return list(_rows(_decoded(opened), columns))
        except (zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise UnreadableFileError(f"{path} is a damaged archive, get it once more: {error}.") from error


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableFileError(f"Line {number} is not in UTF-8; {HELP}.") from None


def _rows(lines: Iterable[str], columns: Sequence[str]) -> Iterator[Row]:
    numbered = _numbered(lines)
    heading = [name.strip() for name in next(numbered, (1, list[str]()))[1]]
    if wrong := [column for column in columns if heading.count(column) != 1]:
        raise UnreadableFileError(
            f"Line 1 is to name each column once, and lacks or repeats {', '.join(wrong)}; {HELP}."
        )
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            raise UnreadableFileError(
                f"Line {number} has {len(cells)} cells, and the heading {len(heading)}: either it is cut off, "
                "or a comma inside of a number or a text lacks quotation marks around it."
            )
        yield Row(number, dict(zip(heading, cells, strict=True)))


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line that each begins on: a cell in quotation marks may hold ends of lines."""
    reader = csv.reader(lines, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFileError(f"Line {begins} is no row of CSV: {error}.") from error
