"""Settings are read when they are asked for, and checked all together where Lambda starts a function."""

import os
import subprocess
import sys

import pytest

from shop.settings import Setting, SettingMissing, start


def test_a_setting_is_asked_for_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    colour = Setting("COLOUR")
    monkeypatch.setenv("COLOUR", "red")
    assert colour.value == "red"


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        monkeypatch.setenv("COLOUR", value)
    with pytest.raises(SettingMissing, match="COLOUR"):
        _ = Setting("COLOUR").value


def test_a_setting_may_be_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLOURS", "red, blue,,")
    assert Setting("COLOURS").values == {"red", "blue"}


def test_a_function_without_its_settings_does_not_start_and_tells_all_that_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "painting")
    monkeypatch.setenv("COLOUR", "red")
    monkeypatch.setenv("BRUSH", "")
    connected: list[str] = []
    with pytest.raises(SettingMissing, match="lacks BRUSH, CANVAS"):
        start([Setting("COLOUR"), Setting("CANVAS"), Setting("BRUSH")], lambda: connected.append("store"))
    assert connected == []


def test_a_function_connects_as_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "painting")
    connected: list[str] = []
    start([], lambda: connected.append("store"), lambda: connected.append("bus"))
    assert connected == ["store", "bus"]


@pytest.mark.parametrize(("environment", "looking"), [({"AWS_LAMBDA_FUNCTION_NAME": "painting"}, False), ({}, True)])
def test_a_function_looks_for_no_garbage_until_it_has_started(environment: dict[str, str], looking: bool) -> None:
    code = "import gc, shop; print(gc.isenabled()); from shop.settings import start; start([]); print(gc.isenabled())"
    path = os.pathsep.join(sys.path)
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [str(looking), "True"]


def test_whoever_imports_a_function_needs_none_of_its_settings_and_calls_nobody() -> None:
    connected: list[str] = []
    start([Setting("COLOUR")], lambda: connected.append("store"))
    assert connected == []
