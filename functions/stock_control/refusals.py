"""What the room refuses in words of its own. Pure."""

from shop.errors import Conflict


class BlockChanged(Conflict):
    code, title = "block_changed", "Something became of the blocked goods already"


class TooManyShort(Conflict):
    code, title = "too_many_short", "Too many SKUs would be short at once"
