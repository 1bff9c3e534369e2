"""What is installed is what was pinned: every version with its hashes, and no word of where it came from."""

import re
from pathlib import Path

import pytest

from infra.local.preflight import ROOT

FILES = sorted([*(ROOT / "infra" / "requirements").glob("*.txt"), ROOT / "layers" / "deps" / "requirements.txt"])


def test_every_environment_is_pinned() -> None:
    assert [file.stem for file in FILES] == ["chalice", "cloud", "dev", "sam", "uv", "requirements"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_requirement_has_one_version_and_its_hashes(file: Path) -> None:
    text = file.read_text().replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert requirements
    pinned = re.compile(r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [requirement for requirement in requirements if not pinned.match(requirement)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_index_is_named(file: Path) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", file.read_text())
