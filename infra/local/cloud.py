"""The local cloud for programs: start, deploy, enrol, use, end.

with local_cloud(Path("/some/state")) as stack:
    stack.aws.client("dynamodb").get_item(TableName=stack.tables["order_dispatch"], …)
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra import house
from infra.local import env, preflight
from infra.local.accounts import enrol, storefront
from infra.local.deploy import By, Say, deploy
from infra.local.emulator import Emulator, emulator
from infra.local.preflight import ROOT
from infra.local.stack import FILE_NAME, REGION, Stack

STATE = ROOT / ".local"
# The emulator names queues by one port, whichever it listens at.
_QUEUE_URL = re.compile(r"https?://[^/]+(/[0-9]{12}/[A-Za-z0-9_.-]+)")


def _quietly(_: str) -> None:
    pass


@contextlib.contextmanager
def local_cloud(
    state: Path = STATE, *, port: int | None = None, say: Say = _quietly, by: By = "sam"
) -> Iterator[Stack]:
    """The shop deployed as the working tree has it, for the time of the block.

    A cloud that already runs over the state folder is updated, used and left running.
    Raises CannotStartError, shell.ToolFailedError.
    """
    with started(state, port=port, say=say, by=by) as running:
        yield furnish(running, state, say=say, by=by)


@contextlib.contextmanager
def started(state: Path, *, port: int | None, say: Say, by: By = "sam") -> Iterator[Emulator]:
    """The emulator alone, after a check of all tools. Raises CannotStartError."""
    preflight.check_tools(*(["chalice"] if by == "chalice" else []))
    say("Starting the local cloud")
    with emulator(state.resolve(), port=port) as running:
        yield running


def furnish(running: Emulator, state: Path, *, say: Say, by: By = "sam") -> Stack:
    """Deploy the shop and enrol its staff in a running emulator; writes `stack.json` and `env`."""
    state = state.resolve()
    owner = running.owner
    outputs = deploy(owner, state, say=say, by=by)
    say("Enrolling the staff")
    aws, pool = owner.session(), outputs["UserPoolId"]
    api_url = f"{owner.endpoint_url}/_aws/execute-api/{outputs['ApiId']}/{outputs['ApiStage']}"
    token_url = f"{owner.endpoint_url}/oauth2/token"
    stack = Stack(
        api_url=api_url,
        endpoint_url=owner.endpoint_url,
        region=REGION,
        access_key=running.access_key,
        accounts=enrol(aws, pool, _passwords(state)),
        staff_client_id=outputs["StaffClientId"],
        storefront=storefront(aws, pool, outputs["StorefrontClientId"], token_url),
        tables={holds: outputs[f"{table}Name"] for holds, table in house.tables().items()},
        outputs=answering({**outputs, "ApiUrl": api_url, "TokenUrl": token_url}, owner.endpoint_url),
    )
    stack.save(state / FILE_NAME)
    env.write(stack, state)
    return stack


def answering(outputs: Mapping[str, str], endpoint_url: str) -> dict[str, str]:
    """The outputs with addresses that answer here; what has none here is left out."""
    told = {}
    for name, value in outputs.items():
        if queue := _QUEUE_URL.fullmatch(value):
            told[name] = endpoint_url + queue[1]
        elif not value.startswith(("http://", "https://")) or value.startswith(f"{endpoint_url}/"):
            told[name] = value
    return told


def _passwords(state: Path) -> dict[str, str]:
    """The passwords of an earlier start: what people have noted down stays true."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        accounts = Stack.load(state).accounts
        return {account["username"]: account["password"] for those in accounts.values() for account in those}
    return {}
