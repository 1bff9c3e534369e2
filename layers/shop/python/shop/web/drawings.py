"""Drawings as answers: SVG, text that a browser draws, without a script in it."""

from pydantic import ConfigDict, RootModel

TYPE = "image/svg+xml; charset=utf-8"


class Drawing(RootModel[str]):
    """What a route answers that draws: the SVG document as it is."""

    model_config = ConfigDict(defer_build=True)
