"""`chalice local` for a quick try: the routes on this machine, on the stores of a shop that is deployed already.

Its tokens are **not verified**: whoever writes one is whoever they say they are. It listens on this machine alone, and
is for trying out; tokens, scopes and what the gateway refuses are true by `make serve DEPLOY=chalice`. Storefronts are
not known here: Chalice hands on no claims of a token without a user.
"""

import os
from typing import NoReturn

from infra import house
from infra.chalice import project
from infra.local import preflight
from infra.local.stack import Stack


def serve(stack: Stack, port: int) -> NoReturn:
    """Become `chalice local`, with the settings that the deployed functions of the routes have.

    Raises CannotStartError: there is no Chalice here; ClientError, ValueError, OSError.
    """
    chalice = preflight.tool("chalice", "chalice")
    folder = project.BUILT / "project"
    project.write(folder)
    aws, settings = stack.aws.client("lambda"), dict[str, str]()
    for room in house.rooms():
        function = aws.get_function_configuration(FunctionName=stack.outputs[f"{room.function}Name"])
        settings |= function["Environment"]["Variables"]
    environment = {**os.environ, **project.environment(), **stack.owner.environment, **settings}
    command = [str(chalice), "--project-dir", str(folder), "local", "--no-autoreload", "--port", str(port)]
    os.execve(chalice, command, environment)
