"""What a field is to be, in words: told to who sends something else."""

from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Wanted(NamedTuple):
    """The reason that a field is refused with, whichever of its conditions fails. Stands last in `Annotated`."""

    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.custom_error_schema(
            handler(source), custom_error_type="wanted", custom_error_message=self.words
        )
