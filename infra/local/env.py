"""`.local/env`: what a shell needs to work by hand in the shop on this machine. `. .local/env` takes it in."""

import shlex
import sys
from pathlib import Path

from infra.local.stack import FILE_NAME, Stack, write_private

ENV_NAME = "env"


def write(stack: Stack, state: Path) -> None:
    """Write it beside `stack.json`, for its owner's eyes only: it holds keys. Raises OSError."""
    told = {
        "API_URL": stack.api_url,
        "TOKEN_URL": stack.storefront["token_url"],
        "CLIENT_ID": stack.storefront["client_id"],
        "CLIENT_SECRET": stack.storefront["client_secret"],
        "USER_POOL_ID": stack.outputs["UserPoolId"],
        "STAFF_CLIENT_ID": stack.staff_client_id,
        "STACK_JSON": str(state / FILE_NAME),
        **stack.owner.environment,
    }
    lines = [f"export {name}={shlex.quote(value)}" for name, value in told.items()]
    write_private(
        state / ENV_NAME,
        "\n".join(
            [
                "# For a shell: . .local/env   Made anew at each start. All that it names is on this machine.",
                *lines,
                f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"',
                "unset AWS_PROFILE AWS_SESSION_TOKEN",
                "",
            ]
        ),
    )
