"""The layer of third parties holds what was pinned, for the architecture that is asked for, or is not built at all."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from infra.house import ROOT, template
from infra.local import preflight

RUNTIME = preflight.python_runtime()
VERSION = RUNTIME[6:].replace(".", "")
# Another one than this machine's: only then was ever installed what nobody had pinned.
ARCHITECTURE, MACHINE = ("x86_64", "x86_64") if preflight.architecture() == "arm64" else ("arm64", "aarch64")
PINS = "layers/deps/requirements.txt"
# The flags of a .pyc file (PEP 552) that is taken as it is, whatever the source's time.
UNCHECKED_HASH = bytes([1, 0, 0, 0])


def build(root: Path) -> "subprocess.CompletedProcess[str]":
    """Build the layer of a project as `sam build` does, for another machine than this one."""
    sam = preflight.tool("sam", "sam")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "SAM_CLI_TELEMETRY": "0",
        "__SAM_CLI_APP_DIR": str(root / "sam"),
        "AWS_DEFAULT_REGION": "ap-southeast-1",
    }
    overrides = [f"PythonRuntime={RUNTIME}", f"Architecture={ARCHITECTURE}"]
    return subprocess.run(
        [sam, "build", "DepsLayer", "--build-dir", "out", "--parameter-overrides", *overrides],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What the layer is built from, in a folder of its own, whose name make would take for two."""
    root = tmp_path / "my shop"
    shutil.copytree(ROOT / "layers", root / "layers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "template.yaml", root)
    (root / ".local").mkdir()
    (root / ".local" / "venv").symlink_to(preflight.VENVS)
    return root


def test_the_layer_holds_the_pinned_versions_and_their_bytecode_for_the_architecture_asked_for(
    project: Path,
) -> None:
    done = build(project)
    assert done.returncode == 0, done.stderr
    python = project / "out" / "DepsLayer" / "python"
    pinned = set(re.findall(r"^([a-z-]+==\S+)", (project / PINS).read_text(), re.MULTILINE))
    installed = {path.name.removesuffix(".dist-info").replace("-", "==") for path in python.glob("*.dist-info")}
    assert {name.replace("_", "-") for name in installed} == pinned
    machine_code = {path.name.split(".", 1)[1] for path in python.rglob("*.so")}
    assert machine_code == {f"cpython-{VERSION}-{MACHINE}-linux-gnu.so"}
    bytecode = (python / "pydantic" / "__pycache__" / f"main.cpython-{VERSION}.pyc").read_bytes()
    assert bytecode[4:8] == UNCHECKED_HASH


def test_a_layer_is_not_built_when_the_hash_of_the_wheel_for_its_architecture_is_missing(project: Path) -> None:
    """pydantic-core is machine code, another wheel for each architecture. All its other hashes stay."""
    spoiled, count = re.subn(rf" \\\n +--hash=sha256:{hash_of_wheel(project)}", "", (project / PINS).read_text())
    assert count == 1
    (project / PINS).write_text(spoiled)
    done = build(project)
    assert done.returncode != 0, done.stdout
    assert "hash mismatch" in done.stderr.lower()


def hash_of_wheel(project: Path) -> str:
    """The hash of pydantic-core's wheel for the architecture that the layer is built for."""
    (core,) = re.findall(r"^pydantic-core==\S+", (project / PINS).read_text(), re.MULTILINE)
    told = subprocess.run(
        [
            *(preflight.tool("uv", "uv"), "pip", "compile", "--quiet", "--no-deps", "--format", "pylock.toml"),
            *("--python", preflight.tool("uv", "python"), "--python-version", RUNTIME[6:]),
            *("--python-platform", f"{MACHINE}-manylinux2014", "-"),
        ],
        input=core,
        capture_output=True,
        text=True,
        check=True,
    )
    (wheels,) = (package["wheels"] for package in tomllib.loads(told.stdout)["packages"])
    tags = f"-cp{VERSION}-cp{VERSION}-manylinux"
    (found,) = (wheel["hashes"]["sha256"] for wheel in wheels if tags in wheel["url"] and MACHINE in wheel["url"])
    return str(found)


def test_the_layer_can_be_built_for_everything_that_the_parameters_allow() -> None:
    allowed = {name: template()["Parameters"][name]["AllowedValues"] for name in ("PythonRuntime", "Architecture")}
    combinations = {
        f"{runtime}-{machine}" for runtime in allowed["PythonRuntime"] for machine in allowed["Architecture"]
    }
    assert {path.name for path in (ROOT / "layers" / "deps" / "for").iterdir()} == combinations


def test_nothing_else_that_is_deployed_asks_for_packages() -> None:
    """SAM would install them in its own way, which forgets the hashes of wheels for another architecture."""
    folders = [ROOT / "functions", ROOT / "layers" / "shop"]
    assert [path for folder in folders for path in folder.rglob("requirements*.txt")] == []
