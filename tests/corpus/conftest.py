"""What tests over the whole corpus share: it is opened once, as the headless commands open it."""

import csv
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.headless import opened_at
from viewer.core.study import DisplaySet, Opened

Rows = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What a headless command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, read as JSON."""
        return json.loads(self.out)

    @property
    def complaints(self) -> list[str]:
        """What it wrote to stderr, by line."""
        return self.err.splitlines()


def say(*arguments: str | Path) -> Said:
    """Run a headless command in this process."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse, at wrong use
            code = int(left.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def read_table(path: Path) -> Rows:
    """Return a table of the corpus by its path column."""
    with path.open(encoding="utf-8") as file:
        return {row["path"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


@pytest.fixture(scope="session")
def manifest(corpus: Path) -> Rows:
    """What is known of each file."""
    return read_table(corpus / "MANIFEST.tsv")


@pytest.fixture(scope="session")
def private_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for the program that nobody else has."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("OVERREAD_HOME", str(home))
        yield home


@pytest.fixture(scope="session")
def everything(corpus: Path, private_home: Path) -> Iterator[Opened]:
    """The whole corpus, opened."""
    with opened_at([corpus]) as opened:
        yield opened


@pytest.fixture(scope="session")
def sets(everything: Opened) -> tuple[DisplaySet, ...]:
    """All display sets of the corpus."""
    return tuple(shown for study in everything.studies for shown in study.display_sets)
