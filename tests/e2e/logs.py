"""What the functions logged."""

from collections.abc import Iterator

from tests.e2e.shop import Shop

_MOST_EVENTS = 10_000


def groups(shop: Shop) -> list[str]:
    """The names of all log groups."""
    pages = shop.aws("logs").get_paginator("describe_log_groups").paginate()
    return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def lines(shop: Shop, group: str) -> Iterator[str]:
    """All lines of a log group, those at the seams twice.

    The local cloud gives the oldest ten thousand and does not say that there are more.
    """
    since = 0
    while True:
        events = shop.aws("logs").filter_log_events(logGroupName=group, startTime=since)["events"]
        yield from (event["message"] for event in events)
        if len(events) < _MOST_EVENTS:
            return
        assert events[-1]["timestamp"] > since, "more lines in one millisecond than can be asked for"
        since = events[-1]["timestamp"]


def group_of(shop: Shop, function: str) -> str:
    """The log group of a function, by its logical name without `Function`."""
    configured = shop.aws("lambda").get_function_configuration(FunctionName=shop.output(f"{function}FunctionName"))
    group: str = configured["LoggingConfig"]["LogGroup"]
    return group


def logged(shop: Shop, function: str, *words: str) -> int:
    """How many lines of a function's log have all these words."""
    return sum(all(word in line for word in words) for line in lines(shop, group_of(shop, function)))
