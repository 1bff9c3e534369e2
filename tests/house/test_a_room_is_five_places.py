"""A new room is five places. The guestbook is added in exactly these to a copy of the project, and works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.house import ROOT

GUESTBOOK = Path(__file__).with_name("guestbook")
COPIED = ("docs", "events", "functions", "infra", "layers", "tests", "template.yaml", "pyproject.toml", "Makefile")
SECTION = "# --- "  # each part of section.yaml begins with the line of the template that it goes before


class Copy:
    """A copy of the project, in which commands can be run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in COPIED:
            source, target = ROOT / name, root / name
            ignored = shutil.ignore_patterns("__pycache__", "guestbook")
            shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(source, target)
        # Tools are not copied: making them takes minutes.
        (root / ".local").mkdir()
        (root / ".local" / "venv").symlink_to(ROOT / ".local" / "venv")
        self.before = self.files()

    def files(self) -> dict[str, bytes]:
        """Every file that somebody wrote, with what is in it."""
        paths = [path for name in COPIED for path in [self.root / name, *(self.root / name).rglob("*")]]
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in paths
            if path.is_file() and "__pycache__" not in path.parts
        }

    def python(self, *arguments: str) -> str:
        """Run Python there; what it printed. Raises AssertionError with it when it fails."""
        paths = os.pathsep.join(str(self.root / folder) for folder in ("", "functions", "layers/shop/python"))
        environment = {**os.environ, "PYTHONPATH": paths}
        run = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The project with one room more, and with what is generated made anew."""
    copy = Copy(tmp_path_factory.mktemp("house"))
    shutil.copytree(GUESTBOOK / "functions", copy.root / "functions", dirs_exist_ok=True)
    shutil.copy(GUESTBOOK / "contract.py", copy.root / "layers/shop/python/shop/contract/guestbook.py")
    shutil.copytree(GUESTBOOK / "tests", copy.root / "tests", dirs_exist_ok=True)
    put_before(copy.root / "template.yaml", (GUESTBOOK / "section.yaml").read_text())
    put_before(copy.root / "tests" / "rights.py", (GUESTBOOK / "rights.txt").read_text())
    copy.python("-m", "infra.schemas")
    copy.python("-m", "infra.openapi")
    return copy


def put_before(file: Path, parts: str) -> None:
    """Put each part into the file, before the one line that it names."""
    text = file.read_text()
    for part in parts.split(SECTION)[1:]:
        line, _, content = part.partition("\n")
        assert text.count(f"\n{line}\n") == 1, line
        text = text.replace(f"\n{line}\n", f"\n{content}{line}\n")
    file.write_text(text)


def test_adding_a_room_touches_nothing_else_but_what_is_generated(copy: Copy) -> None:
    after = copy.files()
    touched = {name for name in copy.before | after if copy.before.get(name) != after.get(name)}
    places = ("functions/guestbook/", "layers/shop/python/shop/contract/guestbook.py", "tests/guestbook/")
    others = {name for name in touched if not name.startswith(places)}
    generated = {"docs/openapi.json", "events/schemas/EntryThanked.json", "events/schemas/EntryWritten.json"}
    assert others == {"template.yaml", "tests/rights.py"} | generated


def test_a_new_rooms_imports_its_template_and_its_rights_are_under_every_rule(copy: Copy) -> None:
    copy.python("-m", "infra.imports")
    # Third parties' packages are none of a room's, and building their layer takes long.
    copy.python("-m", "pytest", "-q", "tests/deploy", "--ignore", "tests/deploy/test_layer.py")


def test_a_new_room_is_relayed_described_and_simulated(copy: Copy) -> None:
    copy.python("-m", "pytest", "-q", "tests/guestbook")


@pytest.mark.local_cloud
def test_a_new_room_when_deployed_answers_reacts_and_has_its_price(copy: Copy, tmp_path: Path) -> None:
    copy.python("tests/guestbook/deployed.py", str(tmp_path))
