"""Sentences of signed reports, found by their words: a file beside the reports that can be thrown away.

It is made from the reports and holds nothing that they do not: lost or damaged, it is made again.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reporting.core.report import Report, SectionName

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")
SHORTEST = 8
"""Letters from which on words are worth finding again."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something its reader wrote and signed; ``times`` is how often."""

    text: str
    section: SectionName
    times: int = 1


class SentenceIndex:
    """Finds sentences by the beginnings of their words."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take_in(self, reports: Iterable[Report]) -> None:
        """Add the sentences of signed reports that are not known yet."""
        with closing(self._open()) as database, database:
            known = {uid for (uid,) in database.execute("SELECT uid FROM report")}
            for report in reports:
                if report.is_signed and report.uid not in known:
                    database.execute("INSERT INTO report VALUES (?)", (report.uid,))
                    rows = ((*row, report.reader.name.casefold()) for row in _sentences(report))
                    database.executemany("INSERT INTO sentence VALUES (?, ?, ?)", rows)

    def find(self, words: str, reader_name: str, most: int = 40) -> tuple[Sentence, ...]:
        """Return the sentences of one reader that have all these words or beginnings of words, commonest first."""
        wanted = " ".join(f'"{word}"*' for word in re.findall(r"\w+", words))
        if not wanted:
            return ()
        query = (
            "SELECT text, section, count(*) AS times FROM sentence WHERE sentence MATCH ? AND reader = ?"
            " GROUP BY text, section ORDER BY times DESC, length(text) LIMIT ?"
        )
        with closing(self._open()) as database:
            found = database.execute(query, (f"text : ({wanted})", reader_name.casefold(), most)).fetchall()
        return tuple(Sentence(text, SectionName[section], times) for text, section, times in found)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        try:
            _make(database)
        except sqlite3.DatabaseError:
            database.close()
            self._path.unlink(missing_ok=True)
            database = sqlite3.connect(self._path)
            _make(database)
        return database


def _make(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS report (uid TEXT PRIMARY KEY)")
    database.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS sentence"
        " USING fts5(text, section UNINDEXED, reader UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
    )


def _sentences(report: Report) -> Iterator[tuple[str, str]]:
    for section in report.sections:
        for line in section.lines:
            if line.is_linked:
                continue  # its words belong to a drawing
            for sentence in _SENTENCE.split(line.text.replace("\t", " ")):
                if len(sentence.strip()) >= SHORTEST:
                    yield sentence.strip(), section.name.name
