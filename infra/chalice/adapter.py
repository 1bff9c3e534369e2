"""The shop as a Chalice app, whatever rooms it is given: their routes are read from their own tables.

    app = Shop("zhanggui", ["listing", "stock_control"])

Chalice makes the gateway's routes and authorizers of it, and calls it with each request. It answers none by itself:
each goes to the handler of its room, as it would from the gateway straight.
"""

import base64
from importlib import import_module
from threading import Lock
from typing import Any

from chalice.app import Chalice, CognitoUserPoolAuthorizer  # type: ignore[import-not-found]

from shop.web.gates import Gate, Signed, Staff, Storefront

# Chalice takes addresses; CloudFormation knows this one when the pool is there.
_POOL = {"Fn::GetAtt": ["UserPool", "Arn"]}
_AUTHORIZERS: dict[type[Gate], Any] = {
    Staff: CognitoUserPoolAuthorizer("StaffAuthorizer", [_POOL]),
    Storefront: CognitoUserPoolAuthorizer("StorefrontAuthorizer", [_POOL], scopes=["shop/storefront"]),
    Signed: None,
}


class Shop(Chalice):  # type: ignore[misc]
    """All routes of the rooms by these names. Raises KeyError: Chalice knows nobody who opens a route's gate."""

    def __init__(self, name: str, rooms: list[str]) -> None:
        super().__init__(name, configure_logs=False)
        self.api.binary_types = []  # bodies come as in the other deployment: as text
        self._handlers = {}
        self._alone = Lock()
        for room in rooms:
            module = import_module(f"{room}.handler")
            for line, route in module.api.routes.items():
                self._handlers[line] = module.lambda_handler
                authorizer = _AUTHORIZERS[type(route.gate)]
                self.route(route.path, methods=[route.method], authorizer=authorizer)(module.lambda_handler)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Hand a request to its room. `chalice local` leaves out what it says twice, and hands over bytes."""
        asked = event["requestContext"]
        method, resource = asked["httpMethod"], asked["resourcePath"]
        handler = self._handlers.get(f"{method} {resource}")
        if handler is None:
            return super().__call__(event, context)  # type: ignore[no-any-return]
        request = {"httpMethod": method, "resource": resource, "path": asked["path"], **event}
        if isinstance(request["body"], bytes):
            request |= {"body": base64.b64encode(request["body"]).decode(), "isBase64Encoded": True}
        with self._alone:  # a resolver serves one request at a time, and `chalice local` has threads
            answer = handler(request, context)
        # Rooms answer with lists of values; the server of `chalice local` would show a list as it is written here.
        headers = {name: ", ".join(values) for name, values in answer["multiValueHeaders"].items()}
        return {**answer, "headers": headers, "multiValueHeaders": {}}
