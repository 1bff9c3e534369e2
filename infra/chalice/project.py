"""A Chalice project of the shop, written anew each time, and the package that Chalice makes of it.

The project is what a team that lives in Chalice finds its way in: `app.py`, `chalicelib`, `vendor` and `.chalice`. All
of it is derived; what is changed there is lost.
"""

import json
import shutil
from pathlib import Path

from infra import house
from infra.chalice import merge
from infra.house import FUNCTIONS, ROOT
from infra.local import preflight, shell

BUILT = ROOT / ".local" / "build" / "chalice"
APP = """from chalicelib.adapter import Shop

app = Shop("{name}", {rooms})
"""
NAME = "zhanggui"


def write(project: Path) -> None:
    """Write the project. Raises ValueError: the rooms' functions cannot be one; OSError."""
    shutil.rmtree(
        project, ignore_errors=True
    )  # Chalice packs whatever is there, and knows files by what is in them alone
    rooms = [room.name for room in house.rooms()]
    for room in rooms:
        shutil.copytree(FUNCTIONS / room, project / "vendor" / room, ignore=shutil.ignore_patterns("__pycache__"))
    (project / "chalicelib").mkdir()
    (project / "chalicelib" / "__init__.py").touch()
    shutil.copy(Path(__file__).with_name("adapter.py"), project / "chalicelib")
    (project / "app.py").write_text(APP.format(name=NAME, rooms=json.dumps(rooms)), "utf-8")
    (project / ".chalice").mkdir()
    config = {
        "version": "2.0",
        "app_name": NAME,
        "autogen_policy": False,
        "iam_policy_file": "policy.json",
        "lambda_timeout": house.template()["Globals"]["Function"]["Timeout"],  # `chalice local` keeps to it as well
    }
    for name, content in (("config", config), ("policy", merge.policy()), ("merge", merge.template())):
        (project / ".chalice" / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def package(built: Path = BUILT, *, log: Path | None = None) -> Path:
    """Have Chalice make code and template of the project; returns the template, for `sam build --base-dir` of the root.

    Calls no AWS. Raises CannotStartError: there is no Chalice here; shell.ToolFailedError, ValueError, OSError.
    """
    chalice = preflight.tool("chalice", "chalice")
    project, made = built / "project", built / "package"
    write(project)
    shutil.rmtree(made, ignore_errors=True)
    merged = project / ".chalice" / "merge.json"
    command: list[str | Path] = [chalice, "--project-dir", project, "package", "--merge-template", merged, made]
    shell.run(command, env=environment(), path=chalice.parent, log=log or built / "package.log")
    return made / "sam.json"


def environment() -> dict[str, str]:
    """What Chalice needs to start the rooms, leaving nothing in the project that would be packed."""
    return {
        "PYTHONPATH": str(ROOT / "layers" / "shop" / "python"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": "us-east-1",  # it asks for one and writes it nowhere
    }
