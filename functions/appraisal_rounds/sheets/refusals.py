"""Why a sheet says no. None of it says what somebody else wrote, or who was asked as a peer. Pure."""

from shop.errors import Conflict, Forbidden


class NotYours(Forbidden):
    """The role may, but this person is not who is to do it on this sheet."""

    code, title = "not_yours_to_do", "That is somebody else's to do"

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is somebody else's to do on this sheet.")


class SealIsOpen(Conflict):
    """Reviews are over: what was not in by then is not given."""

    code, title = "seal_open", "The seal is open"

    def __init__(self) -> None:
        # Not in which state the sheet is: peers are told this too.
        super().__init__("The reviews are open by now: what was not in is not given.")


class FiguresNotFrozen(Conflict):
    code, title = "figures_not_frozen", "The figures can still change"

    def __init__(self) -> None:
        super().__init__("The month's figures are not frozen yet; sign when they are.")


class NotSigned(Conflict):
    code, title = "not_signed", "Nobody signed a grade"

    def __init__(self) -> None:
        super().__init__("The composite assessment is to be signed before it is fed back.")


class RoundNotThere(Conflict):
    code, title = "round_not_in_feedback", "Results are not fed back yet"

    def __init__(self) -> None:
        super().__init__("Results are fed back together: once all are signed, or when their time has come.")


class TooLate(Conflict):
    code, title = "too_late", "The time for this has passed"

    def __init__(self, until: str) -> None:
        super().__init__(
            "The time to object has passed; the result can be confirmed, or stays unanswered.", until=until
        )


class DecidedAlready(Conflict):
    code, title = "decided_already", "The objection was decided"

    def __init__(self) -> None:
        super().__init__("Two people decided the objection; a second one of the same result is not heard here.")


class SignedIt(Forbidden):
    code, title = "signed_it", "Who signed the grade does not decide"

    def __init__(self) -> None:
        super().__init__("You signed this grade, or it is yours: two others decide.")


class DirectorDecides(Conflict):
    code, title = "director_decides", "The director decides with HR"

    def __init__(self) -> None:
        super().__init__("The director did not sign this grade, and decides: nobody is appointed while there is time.")


class TwoCapacities(Conflict):
    code, title = "one_voice_each", "Somebody spoke in this capacity"

    def __init__(self, capacity: str) -> None:
        super().__init__(f"Somebody else decides as {capacity}: the other voice is to come from elsewhere.")
