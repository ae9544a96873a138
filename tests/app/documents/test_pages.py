"""PDF documents: pages, words on them, and nothing that acts."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from app.documents import pages
from app.documents.document import DocumentError, PageSize
from app.documents.pages import (
    LARGEST_PT,
    MOST_PIXELS,
    draw_page,
    find_words,
    read_pages,
    words_of_page,
)
from tests.builders.documents import pdf

ROOT = Path(__file__).resolve().parents[3]
LETTER = pdf(["Dear colleague", "thank you, colleague"])
ACTIVE = pdf(
    ["quiet"],
    extra="/OpenAction 100 0 R /AA << /WC 101 0 R >> /Names << /JavaScript << /Names [(a) 100 0 R] >> >>",
    objects=(
        "<< /S /JavaScript /JS (app.launchURL\\('http://example.invalid'\\); while\\(true\\){}) >>",
        "<< /S /Launch /F (/usr/bin/touch) /Win << /F (calc.exe) >> >>",
        "<< /S /URI /URI (file:///etc/passwd) >>",
    ),
)


def test_pages_have_their_sizes_as_they_are_read() -> None:
    document = read_pages(LETTER, "Letter")

    assert document.title == "Letter"
    assert document.pages == (PageSize(200.0, 100.0),) * 2
    assert read_pages(pdf(["x"], rotated=90), "").pages == (PageSize(100.0, 200.0),)


def test_a_page_is_drawn_black_on_white_at_the_scale_that_is_asked_for() -> None:
    picture = draw_page(LETTER, 0, 2.0)

    assert picture.shape == (200, 400, 3)
    assert picture.dtype == np.uint8
    assert picture[0, 0].tolist() == [255, 255, 255]
    dark_rows = np.nonzero((picture < 80).any(axis=(1, 2)))[0]
    assert 70 <= dark_rows.min() <= dark_rows.max() <= 110


def test_words_are_found_where_they_stand() -> None:
    first, second = find_words(LETTER, "COLLEAGUE")

    assert (first.page, second.page) == (0, 1)
    ((left, top, right, bottom),) = first.areas
    assert 0.2 < left < right < 0.7
    assert 0.3 < top < 0.5 < bottom < 0.6
    assert find_words(LETTER, "nowhere") == ()


def test_words_on_a_page_that_lies_on_its_side_are_found_where_they_are_read() -> None:
    (hit,) = find_words(pdf(["sideways"], rotated=90), "sideways")

    ((left, top, right, bottom),) = hit.areas
    assert 0 < left < right < 1
    assert right - left < bottom - top
    (same,) = find_words(pdf(["sideways"]), "sideways")
    assert same.areas[0][2] - same.areas[0][0] > same.areas[0][3] - same.areas[0][1]


def test_words_of_a_page_or_of_a_part_are_copied() -> None:
    assert words_of_page(LETTER, 1, (0, 0, 1, 1)) == "thank you, colleague"
    assert words_of_page(LETTER, 1, (0, 0, 1, 0.3)) == ""


def test_of_very_many_hits_only_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_HITS", 3)

    assert len(find_words(pdf(["a a a a a"]), "a")) == 3


def test_of_very_many_pages_the_first_are_shown_and_the_rest_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)

    document = read_pages(pdf(["x"] * 5), "")

    assert len(document.pages) == 2
    assert document.warnings == ("Only the first 2 of 5 pages are shown",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a PDF"),
        (b"%PDF-1.7\n" + b"\0" * 500, "not a PDF"),
        (LETTER[:60], "not a PDF"),
        (pdf([]), "not a PDF"),
    ],
)
def test_what_is_no_pdf_or_has_no_pages_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        read_pages(content, "")


def test_a_locked_pdf_says_that_it_is_locked() -> None:
    locked = pdf(["x"]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        b"/O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
    )

    with pytest.raises(DocumentError, match="locked with a password"):
        read_pages(locked, "")


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(DocumentError, match="page 8"):
        draw_page(LETTER, 7, 1.0)


@pytest.mark.parametrize("size", [(1e9, 1e9), (1e9, 1), (0, 0), (-5, 3)])
def test_f15_a_page_of_absurd_size_is_bounded(size: tuple[float, float]) -> None:
    content = pdf(["x"], size=size)

    (shown,) = read_pages(content, "").pages

    assert 1 <= shown.width_pt <= LARGEST_PT
    assert 1 <= shown.height_pt <= LARGEST_PT
    try:
        picture = draw_page(content, 0, 4.0)
    except DocumentError:
        return
    assert picture.shape[0] * picture.shape[1] <= 1.1 * MOST_PIXELS


def test_f15_pages_that_contain_themselves_end() -> None:
    looped = pdf(["x"]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R ]")

    with pytest.raises(DocumentError):
        draw_page(looped, 0, 1.0)


def test_f15_the_library_that_draws_has_no_scripts() -> None:
    assert not {"V8", "XFA"} & set(pypdfium2.version.PDFIUM_INFO.flags)


def test_f15_a_document_that_would_act_is_drawn_and_does_nothing(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    file = tmp_path / "active.pdf"
    file.write_bytes(ACTIVE)
    script = (
        "import os, pathlib, app.documents.pages as p\n"
        f"quiet, active = {LETTER!r}, pathlib.Path({str(file)!r}).read_bytes()\n"
        "p.draw_page(quiet, 0, 1.0), p.find_words(quiet, 'x'), p.words_of_page(quiet, 0, (0, 0, 1, 1))\n"
        "os.path.exists('/from-here')\n"
        "assert p.read_pages(active, '').pages and p.draw_page(active, 0, 1.0).min() < 80\n"
        "assert p.find_words(active, 'quiet') and p.words_of_page(active, 0, (0, 0, 1, 1)) == 'quiet'\n"
        "os.path.exists('/to-here')\n"
    )
    log = tmp_path / "calls"
    subprocess.run(
        [strace, "-f", "-o", str(log), "-e", "trace=file,network,process", sys.executable, "-c", script],
        cwd=ROOT,
        check=True,
        timeout=60,
    )

    calls = log.read_text().partition("/from-here")[2].partition("/to-here")[0]
    acts = ("open", "connect", "socket", "exec", "fork")
    assert calls
    assert not [line for line in calls.splitlines()[1:] if any(act in line for act in acts)]
