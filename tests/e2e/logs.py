"""What the functions logged."""

from collections.abc import Iterator

from tests.e2e.shop import Shop


def groups(shop: Shop) -> list[str]:
    """The names of all log groups."""
    pages = shop.aws("logs").get_paginator("describe_log_groups").paginate()
    return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def lines(shop: Shop, group: str) -> Iterator[str]:
    """All lines of a log group."""
    pages = shop.aws("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    return (event["message"] for page in pages for event in page["events"])


def logged(shop: Shop, function: str, *words: str) -> int:
    """How many lines of a function's log have all these words."""
    configured = shop.aws("lambda").get_function_configuration(FunctionName=shop.output(f"{function}FunctionName"))
    group = configured["LoggingConfig"]["LogGroup"]
    return sum(all(word in line for word in words) for line in lines(shop, group))
