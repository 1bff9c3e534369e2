"""Why a stocktake says no. None of it says what is recorded. Pure."""

from shop.errors import Conflict, Forbidden, InProgress


class SameCounter(Conflict):
    """Whoever counted a line last is not the next to count it, whatever became of their count."""

    code, title = "same_counter", "Somebody else is to count it again"

    def __init__(self) -> None:
        super().__init__("You counted this SKU last: if it is counted again, then by somebody else.")


class NotToBeCounted(Conflict):
    """Nobody is to count this line now."""

    code, title = "not_to_be_counted", "It is not to be counted now"

    def __init__(self) -> None:
        super().__init__("Nobody is to count this SKU in this stocktake now.")


class StillLaidOut(InProgress):
    """What lies at the location is still being written down as lines."""

    def __init__(self) -> None:
        super().__init__("What is to be counted is still being laid out; begin in a minute.")


class OwnCount(Forbidden):
    """Who counted does not decide what becomes of it."""

    code, title = "own_count", "Who counted does not adjust"

    def __init__(self) -> None:
        super().__init__("You counted this SKU yourself: somebody else is to adjust it.")


class ManagersAdjustment(Forbidden):
    """A difference above the limit is the manager's to adjust."""

    code, title = "needs_manager", "The manager is to adjust this"

    def __init__(self) -> None:
        super().__init__("The difference is worth more than a specialist may adjust, or nobody knows its worth.")


class LinesLeft(Conflict):
    """Some lines are not as far as the stocktake is to go."""

    code, title = "lines_left", "Some lines are not that far"

    def __init__(self, what: str, number: int) -> None:
        super().__init__(f"{number} lines are {what}.", lines=number)
