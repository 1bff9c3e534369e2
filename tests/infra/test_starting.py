"""What the local cloud says when it cannot start: one sentence, exit code 2."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import boto3
import pytest

from infra.house import properties, template
from infra.local import __main__ as command
from infra.local import deploy, preflight
from infra.local.emulator import Emulator
from infra.local.preflight import ROOT, CannotStartError
from tests.harness import House
from tests.stores import ROOM_TABLES


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((preflight.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_named(taken_port: int) -> None:
    with pytest.raises(CannotStartError, match=rf"^Port {taken_port} is taken by another program; .*\.$"):
        preflight.free_port(asked=taken_port, last=None)


def test_the_last_port_is_taken_again_so_that_addresses_stay() -> None:
    last = preflight.free_port(asked=None, last=None)
    assert preflight.free_port(asked=None, last=last) == last


def test_another_port_is_found_when_the_last_one_is_taken_meanwhile(taken_port: int) -> None:
    assert preflight.free_port(asked=None, last=taken_port) != taken_port


def test_port_0_is_any_free_one() -> None:
    assert preflight.free_port(asked=0, last=1) > 1023


@pytest.mark.parametrize("asked", ["-1", "65536", "99999999", "http", "４５６６", "", "80.5"])
def test_a_port_that_is_none_is_refused_with_what_a_port_is(asked: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["up", f"--port={asked}"])
    assert ended.value.code == 2
    assert f"'{asked}' is no port: a number from 0 (any free one) to 65535" in capfd.readouterr().err


def test_a_port_of_the_systems_is_told_from_a_taken_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    with pytest.raises(CannotStartError, match="administrator may use port 80"):
        preflight.free_port(asked=80, last=None)


@pytest.mark.parametrize("state", ["/dev/null/cloud", "/proc/cloud"])
def test_a_folder_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], state: str
) -> None:
    monkeypatch.setattr(preflight, "check_tools", lambda: None)
    assert command.main(["up", "--state", state]) == 2
    assert re.fullmatch(rf"{state} cannot be used: .*; give another with --state\.\n", capfd.readouterr().err)


def test_a_file_in_the_locks_place_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(preflight, "check_tools", lambda: None)
    (tmp_path / "lock").mkdir()
    assert command.main(["up", "--state", str(tmp_path)]) == 2
    assert f"{tmp_path} cannot be used: Is a directory" in capfd.readouterr().err


def test_over_a_shop_that_runs_it_says_what_it_is_about_to_do(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    running = Emulator(4566, {"access_key_id": "", "secret_access_key": ""}, None)

    def not_furnished(*_: object, **__: object) -> None:
        raise CannotStartError("So far.")

    monkeypatch.setattr(command, "started", lambda *_, **__: nullcontext(running))
    monkeypatch.setattr(command, "furnish", not_furnished)
    assert command.main(["up", "--demo"]) == 2
    said = " ".join(capfd.readouterr().out.split())
    assert "A shop runs here already, at http://127.0.0.1:4566. This brings it to what this folder says" in said
    assert "then plays another demo day in it, which adds orders and stock" in said
    assert command.main(["up"]) == 2
    assert "demo" not in capfd.readouterr().out


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (2, 7)])
def test_a_python_that_is_too_old_or_too_new_is_refused(version: tuple[int, int]) -> None:
    with pytest.raises(
        CannotStartError, match=rf"^The shop runs on Python 3\.11 to 3\.14, .*{version[0]}\.{version[1]}"
    ):
        preflight.python_runtime(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_functions_run_on_the_python_at_hand(version: tuple[int, int]) -> None:
    assert preflight.python_runtime(version) == f"python{version[0]}.{version[1]}"


@pytest.mark.parametrize(
    ("machine", "architecture"), [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("arm64", "arm64"), ("aarch64", "arm64")]
)
def test_functions_are_built_for_the_machine_at_hand(machine: str, architecture: str) -> None:
    assert preflight.architecture(machine) == architecture


def test_a_missing_tool_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(CannotStartError, match=r"^'ministack' is not in .*; run: make tools$"):
        preflight.check_tools(venvs=tmp_path)


def test_tools_made_with_another_python_are_refused(tmp_path: Path) -> None:
    for environment, name in (("cloud", "ministack"), ("sam", "sam")):
        (tmp_path / environment / "bin").mkdir(parents=True)
        (tmp_path / environment / "bin" / name).touch()
    with pytest.raises(CannotStartError, match="another Python"):
        preflight.check_tools(venvs=tmp_path)


def test_the_command_says_one_sentence_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(preflight, "check_tools", _no_tools)
    assert command.main(["up", "--state", str(tmp_path)]) == 2
    told = capfd.readouterr()
    assert told.err == "A tool is missing.\n"
    assert "Traceback" not in told.out


def _no_tools() -> None:
    raise CannotStartError("A tool is missing.")


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


def test_a_table_whose_index_shows_other_things_is_named_since_no_index_changes_in_place(house: House) -> None:
    (name, its) = next(iter(properties("AWS::DynamoDB::Table").items()))
    outputs = {f"{name}Name": ROOM_TABLES["listing"]}
    assert deploy.older_index(boto3.Session(), outputs, template()) is None
    (index,) = its["GlobalSecondaryIndexes"]
    other = {**its, "GlobalSecondaryIndexes": [index | {"Projection": {"ProjectionType": "ALL"}}]}
    changed = {"Resources": {name: {"Type": "AWS::DynamoDB::Table", "Properties": other}}}
    assert deploy.older_index(boto3.Session(), outputs, changed) == name
