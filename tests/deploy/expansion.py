"""A template as CloudFormation gets it: SAM's own translator turns its `AWS::Serverless` resources into plain ones."""

import copy
import json
import os
import re
import subprocess
from typing import Any

from tests.deploy.template import ROOT, Properties

# The translator lives in the environment of the SAM CLI, not in ours.
PYTHON = ROOT / ".local" / "venv" / "sam" / "bin" / "python"
TRANSLATE = """
import json, sys
from types import SimpleNamespace
from samtranslator.translator.transform import transform
print(json.dumps(transform(json.load(sys.stdin), {}, SimpleNamespace(load=dict))))
"""
PACKAGED = "s3://artifacts/package"


def expanded(template: Properties) -> dict[str, Any]:
    """The resources that a template comes to. Raises CalledProcessError: it cannot be translated."""
    packaged: Any = copy.deepcopy(template)
    packaged["Globals"]["Function"]["CodeUri"] = PACKAGED
    for resource in packaged["Resources"].values():
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = PACKAGED
        elif "CodeUri" in resource.get("Properties", {}):  # a function with code of its own
            resource["Properties"]["CodeUri"] = PACKAGED
    translated = subprocess.run(
        [PYTHON, "-c", TRANSLATE],
        input=json.dumps(packaged),
        env={**os.environ, "AWS_DEFAULT_REGION": "ap-southeast-1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    resources: dict[str, Any] = json.loads(translated.stdout)["Resources"]
    return resources


def mentioned(value: Any, names: set[str]) -> set[str]:
    """Which of the names a value refers to, whatever the way."""
    return names & set(re.findall(r"\w+", json.dumps(value)))


def waits_for(resources: Properties, name: str) -> set[str]:
    """What CloudFormation makes before a resource, all the way down. Raises RecursionError: a circle."""
    resource = resources[name]
    before = mentioned([resource["Properties"], resource.get("DependsOn")], set(resources)) - {name}
    return before.union(*(waits_for(resources, one) for one in before))
