"""Letters that steer others instead of being read, and what is done with them wherever words go out."""

from unicodedata import category

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They turn the direction of what follows, and could show another number than the one written (SAFETY H20)."""


def is_control(letter: str) -> bool:
    """Whether a letter would steer the setting of others: controls, and the overrides of direction."""
    return category(letter) == "Cc" or letter in OVERRIDES


def plain_lines(words: str) -> str:
    """Return words without letters that steer others; line ends and tabs stay."""
    unix = words.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    whole = unix.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(letter for letter in whole if letter in "\n\t" or not is_control(letter))


def one_line(words: str) -> str:
    """Return words on one line, single blanks between them."""
    return " ".join(plain_lines(words).split())
