"""Who plays the demo day's parts in process, where the rooms' handlers answer."""

import re

import httpx

from infra import house as rooms
from infra.client.http import Client
from tests.gateway import gateway_event
from tests.harness import House
from tests.people import Person


def client(house: House, person: Person) -> Client:
    """Somebody who calls the rooms' handlers as if these were at an address."""

    def answer(request: httpx.Request) -> httpx.Response:
        route, path = routed(request.method, request.url.path)
        event = gateway_event(
            route,
            as_=person,
            path=path,
            query=dict(request.url.params) or None,
            headers=dict(request.headers),
            body=request.content.decode() or None,
        )
        answered = house.send(event)
        return httpx.Response(answered.status, json=answered.body)

    return Client("https://shop.test", http=httpx.Client(transport=httpx.MockTransport(answer)), patience=0)


def routed(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The route of an address, and what the address names."""
    for route in rooms.routes():
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route)
        if found := re.fullmatch(pattern, f"{method} {path}"):
            return route, found.groupdict()
    raise LookupError(path)
