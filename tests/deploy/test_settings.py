"""Each function is given the settings that it needs and no other, and says what is missing as it starts."""

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.deploy.template import ROOT, properties

FUNCTIONS = properties("AWS::Serverless::Function")
MODULES = {name: module for name, its in FUNCTIONS.items() for module, _, entry in [its["Handler"].rpartition(".")]}
# Imports every module, and prints what each that does not start says.
IMPORTING = """
import importlib, sys
from shop.settings import SettingMissing
for module in sys.argv[1:]:
    try:
        importlib.import_module(module)
    except SettingMissing as missing:
        print(module, missing)
"""

# Imports a module until it comes to the first that takes long, and prints whether garbage is looked for by then.
STARTING = """
import gc, importlib, sys
class Watch:
    def find_spec(self, name, *where):
        if name in ("aws_lambda_powertools", "boto3", "botocore", "pydantic"):
            print(gc.isenabled())
            raise SystemExit
sys.meta_path.insert(0, Watch())
importlib.import_module(sys.argv[1])
"""


def importing(environment: Mapping[str, str]) -> list[str]:
    """What importing all functions' modules says, in a process of its own with nothing else in its environment."""
    return running(IMPORTING, environment, *sorted(set(MODULES.values())))


def running(code: str, environment: Mapping[str, str], *arguments: str) -> list[str]:
    """What a program prints in a process of its own."""
    path = os.pathsep.join(f"{ROOT}/{folder}" for folder in ("functions", "layers/shop/python"))
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    run = subprocess.run(command, env={"PYTHONPATH": path, **environment}, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def needs(module: str) -> list[str]:
    return [setting.name for setting in importlib.import_module(module).SETTINGS]


@pytest.mark.parametrize("function", MODULES)
def test_a_function_is_given_exactly_the_settings_that_it_needs(function: str) -> None:
    given = FUNCTIONS[function]["Environment"]["Variables"]
    assert sorted(name for name in given if not name.startswith("POWERTOOLS_")) == sorted(needs(MODULES[function]))


def test_a_function_that_lacks_settings_names_all_of_them_as_it_starts() -> None:
    told = importing({"AWS_LAMBDA_FUNCTION_NAME": "some"})
    assert told == [
        f"{module} the environment lacks {', '.join(sorted(needs(module)))}" for module in sorted(set(MODULES.values()))
    ]


def test_tools_and_tests_import_every_function_without_settings_or_region() -> None:
    assert importing({}) == []


@pytest.mark.parametrize("module", sorted(set(MODULES.values())))
def test_a_function_that_starts_looks_for_no_garbage_while_it_imports(module: str) -> None:
    assert running(STARTING, {"AWS_LAMBDA_FUNCTION_NAME": "some"}, module) == ["False"]
