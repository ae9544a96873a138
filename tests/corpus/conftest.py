"""What tests over the whole corpus share: it is opened once, as the headless commands open it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.headless.opening import opened_at
from viewer.core.study import DisplaySet, Opened

Rows = dict[str, dict[str, str]]


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
