"""The local cloud for programs: start, deploy, enrol, use, end.

with local_cloud(Path("/some/state")) as stack:
    stack.aws.client("dynamodb").get_item(TableName=stack.tables["order_dispatch"], …)
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from infra import house
from infra.local import preflight
from infra.local.accounts import enrol, storefront
from infra.local.deploy import Say, deploy
from infra.local.emulator import Emulator, emulator
from infra.local.preflight import ROOT
from infra.local.stack import FILE_NAME, REGION, Stack, owner_of

STATE = ROOT / ".local"


def _quietly(_: str) -> None:
    pass


@contextlib.contextmanager
def local_cloud(state: Path = STATE, *, port: int | None = None, say: Say = _quietly) -> Iterator[Stack]:
    """The shop deployed as the working tree has it, for the time of the block.

    A cloud that already runs over the state folder is updated, used and left running.
    Raises CannotStartError, shell.ToolFailedError.
    """
    with started(state, port=port, say=say) as running:
        yield furnish(running, state, say=say)


@contextlib.contextmanager
def started(state: Path, *, port: int | None, say: Say) -> Iterator[Emulator]:
    """The emulator alone, after a check of all tools. Raises CannotStartError."""
    preflight.check_tools()
    say("Starting the local cloud")
    with emulator(state.resolve(), port=port) as running:
        yield running


def furnish(running: Emulator, state: Path, *, say: Say) -> Stack:
    """Deploy the shop and enrol its staff in a running emulator; writes `stack.json`."""
    state = state.resolve()
    outputs = deploy(running.endpoint_url, state, say=say)
    say("Enrolling the staff")
    owner = owner_of(running.endpoint_url)
    pool = outputs["UserPoolId"]
    stack = Stack(
        api_url=f"{running.endpoint_url}/_aws/execute-api/{outputs['ApiId']}/{outputs['ApiStage']}",
        endpoint_url=running.endpoint_url,
        region=REGION,
        accounts=enrol(owner, pool, _passwords(state)),
        staff_client_id=outputs["StaffClientId"],
        storefront=storefront(owner, pool, outputs["StorefrontClientId"], f"{running.endpoint_url}/oauth2/token"),
        tables={holds: outputs[f"{table}Name"] for holds, table in house.tables().items()},
        outputs=outputs,
    )
    stack.save(state / FILE_NAME)
    return stack


def _passwords(state: Path) -> dict[str, str]:
    """The passwords of an earlier start: what people have noted down stays true."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        accounts = Stack.load(state).accounts
        return {account["username"]: account["password"] for those in accounts.values() for account in those}
    return {}
