"""What a deleted stack left behind, made ready to be taken up by a new one.

    aws cloudformation describe-stack-resources --stack-name STACK_ID > gone.json
    python -m infra.retained gone.json FOLDER

Tables, pictures, accounts, the contacts' key and that of customers' hashes outlive their stack. This writes
`FOLDER/template.json`, the part of the template that describes them, and `FOLDER/resources.json`, which of them is
which: what CloudFormation's import wants. The whole way is in docs/operations.md.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infra import house

# What an import tells a resource by.
_IDENTIFIERS = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::Cognito::UserPool": "UserPoolId",
    "AWS::KMS::Key": "KeyId",
    "AWS::SecretsManager::Secret": "Id",
}


def template() -> dict[str, Any]:
    """The part of the template that outlives a stack: its resources, with the parameters and conditions they use."""
    kept = {
        name: its
        for name, its in house.template()["Resources"].items()
        if its["Type"] in _IDENTIFIERS and "DeletionPolicy" in its
    }
    conditions = _used(kept, "Fn::If", house.template()["Conditions"])
    return {
        "AWSTemplateFormatVersion": house.template()["AWSTemplateFormatVersion"],
        "Parameters": _used([kept, conditions], "Ref", house.template()["Parameters"]),
        "Conditions": conditions,
        "Resources": kept,
    }


def resources(gone: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The retained ones among a deleted stack's resources (as CloudFormation describes them), for an import.

    Raises LookupError when one of the template's is missing: it would be made anew, and empty.
    """
    physical = {its["LogicalResourceId"]: its.get("PhysicalResourceId") for its in gone}
    kept = template()["Resources"]
    if missing := sorted(name for name in kept if not physical.get(name)):
        raise LookupError(f"nothing is said of {', '.join(missing)}")
    return [
        {
            "ResourceType": its["Type"],
            "LogicalResourceId": name,
            "ResourceIdentifier": {_IDENTIFIERS[its["Type"]]: physical[name]},
        }
        for name, its in kept.items()
    ]


def _used(part: Any, function: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `known` that a part of the template names by this function."""
    names = set(_named(part, function))
    return {name: value for name, value in known.items() if name in names}


def _named(part: Any, function: str) -> Iterable[str]:
    if isinstance(part, Mapping):
        if function in part:
            name = part[function]
            yield name if isinstance(name, str) else name[0]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _named(inner, function)


def main(arguments: list[str]) -> int:
    """Write both files; returns 0, or 2 with a sentence when the description does not serve."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.retained", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gone", type=Path, help="the deleted stack's resources, as described by CloudFormation")
    parser.add_argument("folder", type=Path, help="where to write")
    options = parser.parse_args(arguments)
    try:
        told = resources(json.loads(options.gone.read_text("utf-8"))["StackResources"])
    except (OSError, ValueError, KeyError, LookupError) as error:
        print(f"{options.gone} does not describe a deleted stack of this shop: {error}", file=sys.stderr)
        return 2
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("template.json", template()), ("resources.json", told)):
        (options.folder / name).write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
