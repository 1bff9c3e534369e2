"""What a field is to be, in words: told to who sends something else."""

from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Wanted(NamedTuple):
    """The reason that a field is refused with, whichever of its conditions fails. Stands last in `Annotated`."""

    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self.checked, handler(source))

    # pydantic's own word for this, `custom_error_schema`, tells also of a fault in a validator that the field is wrong.
    def checked(self, sent: Any, check: core_schema.ValidatorFunctionWrapHandler) -> Any:
        """What was sent, as its conditions leave it. Raises PydanticCustomError, and what a validator fails with."""
        try:
            return check(sent)
        except ValidationError:
            raise PydanticCustomError("wanted", self.words) from None
