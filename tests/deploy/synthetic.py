"""The finished house in small letters: this template with more of what it has today."""

import copy
import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from tests.deploy.expansion import mentioned
from tests.deploy.template import named, template

ROOM = "StockControl"  # but for what it does by itself: a table, and an HTTP function with role, log and permission


def house(*, rooms: int, routes: int, reactions: int, schedules: int) -> dict[str, Any]:
    """The template of a house of that size; every room has a function for its reactions and schedules."""
    whole: dict[str, Any] = copy.deepcopy(dict(template()))
    there: dict[str, Any] = whole["Resources"]
    functions, queues = set(_of_type(there, "AWS::Serverless::Function")), set(_of_type(there, "AWS::SQS::Queue"))

    def only_about(names: set[str], *kinds: str) -> set[str]:
        """The resources of these kinds that speak of some of these functions and queues, and of no others."""
        spoken = {name: mentioned(there[name], functions | queues) for kind in kinds for name in _of_type(there, kind)}
        return {name for name, of in spoken.items() if of and of <= names}

    # One of each, as it stands.
    relay, (stream, _) = next(_events(there, "DynamoDB", f"{ROOM}Table"))
    worker, (_, message) = next(_events(there, "SQS"))
    _, (_, schedule) = next(_events(there, "ScheduleV2"))
    room = {name for name in there if name.startswith(ROOM) and not name.startswith(f"{ROOM}Reactions")}
    queue = named(message["Properties"]["Queue"])
    reaction = {queue, named(there[queue]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"])}
    rules = {name for name, rule in _of_type(there, "AWS::Events::Rule").items() if mentioned(rule, {queue})}
    reaction |= rules | only_about(reaction, "AWS::CloudWatch::Alarm", "AWS::SQS::QueuePolicy")
    its = there[worker]["Properties"]
    its_queues = {named(event["Properties"]["Queue"]) for name, (_, event) in _events(there, "SQS") if name == worker}
    watched = only_about({worker} | its_queues, "AWS::CloudWatch::Alarm") - reaction
    work = {worker, named(its["Role"]), named(its["LoggingConfig"]["LogGroup"])} | watched

    # The rest of the house.
    workers = []
    more = {
        "rooms": rooms - len(_of_type(there, "AWS::Lambda::Permission")),
        "workers": rooms - len({name for kind in ("SQS", "ScheduleV2") for name, _ in _events(there, kind)}),
        "reactions": reactions - len(_of_type(there, "AWS::Events::Rule")),
        "schedules": schedules - len(list(_events(there, "ScheduleV2"))),
    }
    for tag in map(str, range(more["rooms"])):
        event = there[relay]["Properties"]["Events"][stream]
        there |= _copied(there, room, tag)
        there[relay]["Properties"]["Events"][stream + tag] = _renamed(event, room, tag)
    for tag in map(str, range(more["workers"])):
        there |= _copied(there, work, tag)
        there[worker + tag]["Properties"]["Events"] = {}
        workers.append(there[worker + tag]["Properties"]["Events"])
    for tag, events in zip(map(str, range(more["reactions"])), cycle(workers), strict=False):
        there |= _copied(there, reaction, tag)
        events[f"Queue{tag}"] = _renamed(message, reaction, tag)
    for tag, events in zip(map(str, range(more["schedules"])), cycle(workers), strict=False):
        events[f"Schedule{tag}"] = schedule
    paths = there["Api"]["Properties"]["DefinitionBody"]["paths"]
    for number in range(routes - sum(len(item) - 1 for item in paths.values())):
        paths[f"/orders/{{order_id}}/{number}"] = paths["/orders/{order_id}/confirm"]
    return whole


def _of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: resource for name, resource in resources.items() if resource["Type"] == kind}


def _events(resources: dict[str, Any], kind: str, about: str = "") -> Iterator[tuple[str, tuple[str, Any]]]:
    """Function, and name and content, of every event of a kind."""
    for function, its in _of_type(resources, "AWS::Serverless::Function").items():
        for name, event in its["Properties"].get("Events", {}).items():
            if event["Type"] == kind and (not about or mentioned(event, {about})):
                yield function, (name, event)


def _copied(resources: dict[str, Any], names: set[str], tag: str) -> dict[str, Any]:
    copies: dict[str, Any] = _renamed({name: resources[name] for name in names}, names, tag)
    return copies


def _renamed(value: Any, names: set[str], tag: str) -> Any:
    return json.loads(re.sub(rf"\b({'|'.join(names)})\b", rf"\g<1>{tag}", json.dumps(value)))
