"""Words that studies are found by: without accents and capitals, in any script, each group of a name by itself."""

import re
import unicodedata

_BREAKS = re.compile(r"[\W_]+")


def plain_key(text: str) -> str:
    """Return text for sorting and searching: no accents, no capitals, full-width letters as usual ones, one blank."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter) or _is_voicing(letter))
    joined = unicodedata.normalize("NFC", bare).replace("ø", "o").replace("ł", "l")
    return " ".join(joined.replace("^", " ").replace("=", " ").split())


def words_of(*texts: str) -> frozenset[str]:
    """Return the words of texts; an identifier with marks inside, such as A-12.7, also as a whole."""
    found: set[str] = set()
    for text in texts:
        key = plain_key(text)
        found.update(key.split())
        found.update(_BREAKS.split(key))
    found.discard("")
    return frozenset(found)


def asked_words(text: str) -> tuple[str, ...]:
    """Return what a reader typed as beginnings of words, all of which must be found."""
    return tuple(dict.fromkeys(part.strip(",;") for part in plain_key(text).split() if part.strip(",;")))


def after_all_beginning_with(word: str) -> str:
    """Return a text that sorts behind every text that begins with this one."""
    return word + "\U0010ffff"


def _is_voicing(letter: str) -> bool:
    """Whether a combining mark changes which letter it is: the voicing marks of kana, the parts of other scripts."""
    return letter in "\u3099\u309a" or unicodedata.category(letter) == "Mc"
