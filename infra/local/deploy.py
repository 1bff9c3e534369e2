"""Builds the template with SAM and deploys it to the local cloud; does nothing when nothing changed.

With Chalice what is built is the template that Chalice makes of it (`infra.chalice`); all else is the same.
"""

import contextlib
import fcntl
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.exceptions import ClientError

from infra import house
from infra.chalice import project
from infra.local import preflight, shell
from infra.local.preflight import ROOT, CannotStartError
from infra.local.stack import REGION, Owner

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import StackTypeDef

Say = Callable[[str], None]
By = Literal["sam", "chalice"]

STACK = "zhanggui"
BUILT = ROOT / ".local" / "build"
TEMPLATE = ROOT / "template.yaml"
SOURCES: dict[By, tuple[str, ...]] = {
    "sam": ("functions", "layers"),
    "chalice": ("functions", "layers", "infra/chalice"),
}
TAG = "zhanggui:built-from"
SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def parameters() -> dict[str, str]:
    """What the template is told on this machine: everything else keeps its default."""
    return {
        "Cloud": "local",
        "PythonRuntime": preflight.python_runtime(),
        "Architecture": preflight.architecture(),
        # The limits protect a bill; here they would only slow the tests.
        "ApiRateLimit": "10000",
        "ApiBurstLimit": "10000",
        "DeletionProtection": "false",
    }


def deploy(owner: Owner, state: Path, *, say: Say, template: Path = TEMPLATE, by: By = "sam") -> dict[str, str]:
    """Bring the stack to what the working tree says; returns its outputs. Deployed the other way, it is moved.

    Raises CannotStartError when its tables cannot become what they should be, shell.ToolFailedError.
    """
    aws = owner.session()
    asked = parameters()
    wanted = _fingerprint(template, asked, by)
    stack = _find(aws)
    if stack and (table := older_index(aws, _outputs(stack), house.loaded(template.read_text("utf-8")))):
        raise CannotStartError(
            f"The shop in {state} is an older one, and the index of its {table} cannot change in place; "
            "begin anew with make clean, or with another --state."
        )
    if stack and stack["StackStatus"] in SETTLED and {"Key": TAG, "Value": wanted} in stack.get("Tags", []):
        return _outputs(stack)
    log = state / "deploy.log"
    log.unlink(missing_ok=True)
    with _alone():
        if by == "chalice":
            say("Packaging with Chalice")
            template = project.package(log=log)
        say("Building functions and layers")
        _sam(["build", *_build_options(template, asked)], log, owner)
        say("Deploying the template" if stack is None else "Updating the stack")
        _sam(["deploy", *_deploy_options(asked, _bucket(aws), wanted)], log, owner)
    stack = _find(aws)
    assert stack is not None
    return _outputs(stack)


def older_index(aws: boto3.Session, outputs: Mapping[str, str], template: house.Properties) -> str | None:
    """The first table that has an index by a name of the template's which projects other attributes, if any.

    No projection can be changed in place: AWS refuses the update, the local cloud forgets what was stored before.
    """
    client = aws.client("dynamodb")
    resources: Mapping[str, house.Properties] = template["Resources"]
    for name, its in resources.items():
        if its["Type"] != "AWS::DynamoDB::Table" or f"{name}Name" not in outputs:
            continue
        wanted = {
            index["IndexName"]: index["Projection"] for index in its["Properties"].get("GlobalSecondaryIndexes", [])
        }
        found = client.describe_table(TableName=outputs[f"{name}Name"])["Table"].get("GlobalSecondaryIndexes", [])
        if any(wanted.get(index["IndexName"], index["Projection"]) != index["Projection"] for index in found):
            return name
    return None


def _find(aws: boto3.Session) -> "StackTypeDef | None":
    with contextlib.suppress(ClientError):  # there is no such stack yet
        return aws.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return None


def _outputs(stack: "StackTypeDef") -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _fingerprint(template: Path, asked: Mapping[str, str], by: By) -> str:
    """Names everything that the stack is made from."""
    digest = hashlib.sha256(repr([by, *sorted(asked.items())]).encode())
    files = [path for folder in SOURCES[by] for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in [template, *sorted(path for path in files if "__pycache__" not in path.parts)]:
        digest.update(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _build_options(template: Path, asked: Mapping[str, str]) -> list[str]:
    return [
        *("--template-file", str(template)),
        *("--base-dir", str(ROOT if template.is_relative_to(project.BUILT) else template.parent)),
        *("--build-dir", str(BUILT / "out")),
        *("--cache-dir", str(BUILT / "cache")),
        *("--cached", "--parallel"),
        *("--parameter-overrides", *_pairs(asked)),
    ]


def _deploy_options(asked: Mapping[str, str], bucket: str, fingerprint: str) -> list[str]:
    return [
        *("--template-file", str(BUILT / "out" / "template.yaml")),
        *("--stack-name", STACK),
        *("--region", REGION),
        *("--s3-bucket", bucket),
        *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"),
        *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"),
        *("--tags", f"{TAG}={fingerprint}"),
        *("--parameter-overrides", *_pairs(asked)),
    ]


def _pairs(values: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in values.items()]


def _sam(arguments: list[str], log: Path, owner: Owner) -> None:
    sam = preflight.tool("sam", "sam")
    environment = {
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.5",  # seconds between looks at a deployment that takes one or two
        "__SAM_CLI_APP_DIR": str(BUILT / "sam"),
        **owner.environment,
    }
    shell.run([sam, *arguments], env=environment, path=sam.parent, log=log)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """The build folder serves every local cloud of this working tree, one at a time."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _bucket(aws: boto3.Session) -> str:
    s3 = aws.client("s3")
    name = f"{STACK}-artifacts"
    if name not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name
