"""A token for a shell, or a sentence."""

from pathlib import Path

import pytest

from infra.client import login, tokens
from tests.infra.test_stack_file import STACK


@pytest.fixture
def file(tmp_path: Path) -> Path:
    STACK.save(tmp_path / "stack.json")
    return tmp_path / "stack.json"


def test_the_token_of_a_name_or_a_role_is_printed(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tokens.Token, "__str__", lambda _: "a.b.c")
    monkeypatch.setenv("STACK_JSON", str(file))
    for name in ("designer", "storefront"):
        assert login.main([name]) == 0
        assert capsys.readouterr().out == "a.b.c\n"


def test_a_name_that_nobody_has_is_told_with_those_that_there_are(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert login.main(["nobody", "--stack", str(file)]) == 2
    said = capsys.readouterr().err
    assert said == "The shop has neither a role nor a user called nobody. There are designer, storefront.\n"


def test_without_a_shop_it_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert login.main(["designer", "--stack", str(tmp_path)]) == 2
    assert "start one with: make serve" in capsys.readouterr().err
