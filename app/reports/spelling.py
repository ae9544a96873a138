"""Spelling: hunspell's English dictionary, the words of medicine, and the reader's own."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

import hunspell

MEDICAL = Path(__file__).parents[2] / "resources" / "dictionaries" / "medical_en.txt"
NAME_LETTERS = 12
"""Of a reader's digest in the name of the file: a name itself may not be one."""


class Dictionary:
    """Knows English and medical words in American and British spelling, and learns.

    Parameters
    ----------
    own_words
        File of the reader's words, one a line; made when the first one is learnt.
    """

    def __init__(self, own_words: Path, medical: Path = MEDICAL) -> None:
        self._medical, self._shared_words, self._own_words = medical, own_words, own_words
        self._sources: tuple[Path, ...] = (medical, own_words)
        self.knows = lru_cache(20_000)(self._look_up)

    def turn_to(self, reader_name: str) -> None:
        """Know the words of another reader, and learn for that one; words learnt before there were names stay known."""
        name = sha256(reader_name.strip().casefold().encode()).hexdigest()[:NAME_LETTERS]
        own = self._shared_words.with_name(f"{self._shared_words.stem}-{name}.txt")
        self._own_words = own if reader_name.strip() else self._shared_words
        self._sources = tuple(dict.fromkeys((self._medical, self._shared_words, self._own_words)))
        self.__dict__.pop("_words", None)
        self.knows.cache_clear()

    def warm_up(self) -> None:
        """Read the dictionaries now; otherwise the first word does."""
        self.knows("")

    @cached_property
    def _words(self) -> hunspell.Hunspell:
        words = hunspell.Hunspell("en_US")
        for source in self._sources:
            with suppress(OSError):  # no words learnt yet, or a home that gives nothing (SAFETY D5)
                for word in source.read_text(encoding="utf-8", errors="replace").split():
                    words.add(word)
        return words

    def _look_up(self, word: str) -> bool:
        plain = word.replace("’", "'")
        return bool(self._words.spell(plain) or self._words.spell(plain.lower()))

    def suggestions(self, word: str) -> Iterable[str]:
        """Return words that may have been meant, likeliest first."""
        return tuple(self._words.suggest(word))

    def learn(self, word: str) -> None:
        """Remember a word for good."""
        self._words.add(word)
        self.knows.cache_clear()
        with self._own_words.open("a", encoding="utf-8") as kept:
            kept.write(word + "\n")
            kept.flush()
            os.fsync(kept.fileno())
