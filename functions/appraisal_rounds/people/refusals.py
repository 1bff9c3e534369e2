"""Why a record of an employee stays as it is. Pure."""

from shop.errors import Conflict, Forbidden


class CircleOfSuperiors(Conflict):
    """Somebody would be their own superior, by way of others or not."""

    code, title = "circle_of_superiors", "Nobody is their own superior"

    def __init__(self) -> None:
        super().__init__("The superior is this employee, or somebody who has them as a superior.")


class OwnRecord(Forbidden):
    """Nobody of HR changes what they are themselves appraised by: superior, account, days."""

    code, title = "own_record", "That is your own record"

    def __init__(self) -> None:
        super().__init__("It is your own record: somebody else of HR changes it.")
