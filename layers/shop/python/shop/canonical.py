"""When two writings are one name to people."""

import re
import unicodedata

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
# A blank counts only where it parts two figures: `1 12` and `11 2` are two numbers.
_IDLE_BLANKS = re.compile(r"(?<!\d) | (?!\d)")


def canonical_name(written: str) -> str:
    """The form that all writings of a name have in common: the key under which it is unique.

    Compatibility form, case, kinds of dashes, invisible marks and blanks make no other name: `DN-1`, `dn-1`,
    `ＤＮ－１` and `DN – 1` are one. For comparing only: what is shown stays as written. It can be much longer
    than what was written (U+FDFA makes eighteen).
    """
    seen = "".join(one for one in written if unicodedata.category(one) != "Cf" and not "\ufe00" <= one <= "\ufe0f")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    close = _IDLE_BLANKS.sub("", " ".join(_DASHES.sub("-", folded).split()))
    # An accent that stood on a blank stands on a letter now.
    return unicodedata.normalize("NFKC", close)
