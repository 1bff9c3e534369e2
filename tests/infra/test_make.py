"""What make says when an environment cannot be made here, and what its help tells."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.preflight import ROOT


def test_make_refuses_a_wrong_python_before_it_makes_anything(tmp_path: Path) -> None:
    old = _script(tmp_path / "python3.10", 'case "$1" in -V) echo "Python 3.10.13";; *) exit 1;; esac')
    made = _make(tmp_path / "venvs", old)
    assert made.returncode == 2
    assert f"Zhanggui needs Python 3.11 to 3.14, and '{old}' is Python 3.10.13" in made.stderr
    assert not (tmp_path / "venvs").exists()


def test_make_names_a_python_that_is_not_there(tmp_path: Path) -> None:
    made = _make(tmp_path / "venvs", tmp_path / "nowhere")
    assert made.returncode == 2
    assert f"there is no '{tmp_path / 'nowhere'}' here" in made.stderr


def test_make_says_what_to_install_when_python_cannot_make_environments(tmp_path: Path) -> None:
    bare = _script(tmp_path / "python3", f'case "$2" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    made = _make(tmp_path / "venvs", bare)
    assert made.returncode == 2
    assert "apt install python3-venv" in made.stderr


def test_make_says_what_a_shim_says_that_leads_to_no_python(tmp_path: Path) -> None:
    shim = _script(tmp_path / "python3.12", "echo 'pyenv: python3.12: command not found' >&2; echo more >&2; exit 127")
    made = _make(tmp_path / "venvs", shim)
    assert made.returncode == 2
    assert f"and '{shim}' does not run here: pyenv: python3.12: command not found\n" in made.stderr
    assert not (tmp_path / "venvs").exists()


def test_make_says_in_a_sentence_when_there_is_no_network(tmp_path: Path) -> None:
    offline = _script(
        tmp_path / "python3",
        f"""case "$*" in *" venv "*) mkdir -p {tmp_path}/venvs/uv/bin
        printf '#!/bin/sh\\necho no route >&2; exit 1\\n' >{tmp_path}/venvs/uv/bin/python
        chmod +x {tmp_path}/venvs/uv/bin/python;; *) exec {sys.executable} "$@";; esac""",
    )
    made = _make(tmp_path / "venvs", offline)
    assert made.returncode == 2
    assert "The packages cannot be had; is there a network, and a package registry?" in made.stderr
    assert (tmp_path / "venvs" / "install.log").read_text() == "no route\n"


@pytest.mark.parametrize(("asked", "again"), [(True, True), (False, False)])
def test_make_makes_the_environments_again_for_another_python_that_is_asked_for(
    tmp_path: Path, asked: bool, again: bool
) -> None:
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "python").write_text("3.9.1 /usr\n")
    (tmp_path / "uv" / ".made").touch()
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / ".made").touch()
    planned = _make(tmp_path, Path(sys.executable) if asked else None, "-n", f"{tmp_path}/cloud/.made")
    assert planned.returncode == 0, planned.stderr
    assert [step in planned.stdout for step in ("-m venv --clear", " pip sync ")] == [again, again]


def test_make_help_names_the_arguments_of_its_targets() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for named in ("PYTHON=python3.12", "--port 4566", "FILE=month.csv.gz", "bench", "ARGS=--help", "serve"):
        assert named in said


@pytest.mark.parametrize("target", ["bench", "replay", "redrive"])
def test_make_hands_arguments_on(target: str) -> None:
    planned = subprocess.run(
        ["make", "-n", target, "ARGS=--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert re.search(rf"-m infra\.{target} +--help", planned)


def _script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def _make(venvs: Path, python: Path | None, *more: str) -> "subprocess.CompletedProcess[str]":
    left_out = ("MAKE", "MFLAGS", "PYTHON")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    asked = [f"PYTHON={python}"] if python else []
    return subprocess.run(
        ["make", f"VENVS={venvs}", *asked, *(more or (f"{venvs}/uv/.made",))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
