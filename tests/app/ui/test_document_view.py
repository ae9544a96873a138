"""The document panel: words and pages, what is found on them, and where references lead."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.documents.document import Document, Hit, Line, LineKind, PageSize
from app.ui.document_text import MOST_LINKS, PAPER, not_open
from app.ui.document_view import EMPTY, WHOLE_PAGE, DocumentView
from app.ui.page_view import MOST_SCALE, PageView
from viewer.core.study import FrameKey

OPEN, CLOSED = FrameKey("1.2.3", 1), FrameKey("1.2.999999999999", 1)
REPORT = Document(
    "Chest CT",
    (("Written", "2025-03-05"),),
    ("Not verified by anybody",),
    (
        Line(0, LineKind.HEADING, "Findings"),
        Line(1, LineKind.ITEM, "Nodule", "7 mm"),
        Line(1, LineKind.PROSE, "Impression", "A <b>nodule</b>\nin the left lung"),
        Line(1, LineKind.ITEM, "Image", "", (OPEN, CLOSED)),
        Line(2, LineKind.ASIDE, "Observer", "nobody"),
    ),
)
PAGES = Document("Letter", pages=(PageSize(200, 100), PageSize(100, 200), PageSize(200, 100)))


def named(frame: FrameKey) -> str:
    return "CT S1, image 12" if frame == OPEN else ""


@pytest.fixture
def view(qtbot: QtBot) -> DocumentView:
    made = DocumentView()
    qtbot.addWidget(made)
    made.resize(440, 500)
    made.show_waiting("Doe, Jane")
    return made


def shown(view: DocumentView) -> list[str]:
    return view.text.toPlainText().splitlines()


def links(view: DocumentView) -> list[tuple[str, str]]:
    """Return words and anchors of all links."""
    found = []
    block = view.text.document().begin()
    while block.isValid():
        for part in cast(Any, block):
            look = part.fragment().charFormat()
            if look.isAnchor():
                found.append((part.fragment().text(), look.anchorHref()))
        block = block.next()
    return found


def test_an_empty_panel_says_how_to_open_a_document(qtbot: QtBot) -> None:
    view = DocumentView()
    qtbot.addWidget(view)

    assert view.message.text() == EMPTY
    assert not view.search.isEnabled()


def test_a_report_is_shown_line_by_line(view: DocumentView) -> None:
    view.show_document(REPORT, named)

    assert shown(view) == [
        "Chest CT",
        "Written 2025-03-05",
        "Not verified by anybody",
        "",
        "Findings",
        "Nodule: 7 mm",
        "Impression",
        "A <b>nodule</b>",
        "in the left lung",
        "Image  CT S1, image 12   not open (…999999999999)",
        "Observer: nobody",
    ]
    assert view.identity.text() == "Doe, Jane"


def test_f13_nothing_in_a_report_is_markup_or_loaded(view: DocumentView) -> None:
    hostile = "<img src='file:///etc/passwd'><a href='http://example.invalid'>x</a>"
    view.show_document(Document(hostile, lines=(Line(0, LineKind.ITEM, hostile, hostile),)), named)

    assert shown(view)[-1] == f"{hostile}: {hostile}"
    assert links(view) == []
    assert view.text.loadResource(2, QUrl("file:///etc/passwd")) is None
    assert not view.text.openLinks()
    assert not view.text.openExternalLinks()


def test_a_click_on_a_reference_asks_for_its_frame(view: DocumentView) -> None:
    chosen: list[object] = []
    view.reference_chosen.connect(chosen.append)
    view.show_document(REPORT, named)
    (first, second) = links(view)
    assert first == ("CT S1, image 12", "reference:0")
    assert second == (not_open(CLOSED), "reference:1")

    for anchor in (first[1], second[1], "reference:99", "http://example.invalid"):
        view.text.anchorClicked.emit(QUrl(anchor))

    assert chosen == [OPEN, CLOSED]


def test_a_real_click_follows_a_reference(view: DocumentView) -> None:
    chosen: list[object] = []
    view.reference_chosen.connect(chosen.append)
    view.show_document(REPORT, named)
    view.show()
    cursor = view.text.document().find("image 12")
    cursor.setPosition(cursor.selectionStart() + 2)

    QTest.mouseClick(
        view.text.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.text.cursorRect(cursor).center(),
    )

    assert chosen == [OPEN]


def test_of_very_many_references_the_rest_is_counted(view: DocumentView) -> None:
    frames = tuple(FrameKey("1.2.3", number) for number in range(1, MOST_LINKS + 6))
    view.show_document(Document("KO", lines=(Line(0, LineKind.ITEM, "Images", "", frames),)), named)

    assert len(links(view)) == MOST_LINKS
    assert shown(view)[-1].endswith("and 5 more")


def test_references_are_called_otherwise_once_their_images_are_open(view: DocumentView) -> None:
    view.show_document(REPORT, lambda _: "")
    assert links(view)[0][0] == "not open (…1.2.3)"

    view.rename_references(named)

    assert links(view)[0][0] == "CT S1, image 12"


def test_words_of_a_report_are_found_one_after_the_other(view: DocumentView) -> None:
    view.show_document(REPORT, named)

    view.search.setText("nodule")
    assert view.found.text() == "1 of 2"
    QTest.keyClick(view.search, Qt.Key.Key_Return)
    assert view.found.text() == "2 of 2"
    view._next.click()
    assert view.found.text() == "1 of 2"
    view._before.click()
    assert view.found.text() == "2 of 2"

    view.search.setText("nowhere")
    assert view.found.text() == "not found"
    assert not view._next.isEnabled()
    view.search.clear()
    assert view.found.text() == ""


def test_a_report_of_any_length_begins_at_once_and_is_found_in_to_its_end(
    view: DocumentView, qtbot: QtBot
) -> None:
    lines = tuple(Line(0, LineKind.ITEM, f"item {number}", "x") for number in range(1000))

    view.show_document(Document("Long", lines=lines), named)
    assert "item 10:" in view.text.toPlainText()
    assert "item 999:" not in view.text.toPlainText()
    view.search.setText("item 999")
    assert view.found.text() == "1 of 1"

    view.show_document(Document("Long", lines=lines), named)
    qtbot.waitUntil(lambda: shown(view)[-1] == "item 999: x")
    assert len(shown(view)) == 1002


def test_words_of_a_report_are_copied_selected_or_all(view: DocumentView) -> None:
    view.show_document(REPORT, named)

    view._copied.click()
    assert "in the left lung" in QGuiApplication.clipboard().text()
    view.text.setTextCursor(view.text.document().find("7 mm"))
    view._copied.click()
    assert QGuiApplication.clipboard().text() == "7 mm"


def test_words_grow_and_shrink(view: DocumentView) -> None:
    view.show_document(REPORT, named)

    def points() -> float:
        cursor = view.text.document().find("Nodule")
        return cursor.charFormat().fontPointSize()

    usual = points()
    view._larger.click()
    assert points() > usual
    for _ in range(3):
        view._smaller.click()
    assert points() < usual
    view._fitted.click()
    assert points() == usual


def test_a_report_is_printed_black_on_white_with_whose_it_is(view: DocumentView, tmp_path: Path) -> None:
    view.show_document(REPORT, named)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))

    view.text.print_on(printer)

    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    assert PAPER.text == "#000000"


def test_a_series_of_several_documents_offers_them(view: DocumentView) -> None:
    chosen: list[int] = []
    view.document_chosen.connect(chosen.append)

    view.show_choice(("Report 1", "Report 2"), 1)
    assert not view.choice.isHidden()
    assert view.choice.currentIndex() == 1
    view.choice.activated.emit(0)
    assert chosen == [0]

    view.show_choice(("Report 1",), 0)
    assert view.choice.isHidden()


def test_a_failure_takes_the_place_of_the_document(view: DocumentView) -> None:
    view.show_document(REPORT, named)

    view.show_failure("It is locked")

    assert view.message.text() == "It is locked"
    assert not view._copied.isEnabled()
    assert view._header.isEnabled()


def test_pages_are_counted_zoomed_and_not_printed(view: DocumentView) -> None:
    view.show_document(PAGES, named)

    assert view.page.text() == "page 1 of 3"
    assert not view._printed.isEnabled()
    before = view.pages.scale
    view._larger.click()
    assert view.pages.scale == pytest.approx(1.25 * before)
    view._fitted.click()
    assert view.pages.scale == pytest.approx(before)


def test_what_is_found_on_pages_is_asked_for_and_late_answers_are_dropped(view: DocumentView) -> None:
    asked: list[str] = []
    view.search_wanted.connect(asked.append)
    view.show_document(PAGES, named)
    hits = (Hit(0, ((0.1, 0.1, 0.2, 0.2),)), Hit(2, ((0.1, 0.1, 0.2, 0.2),)))

    view.search.setText("col")
    view.search.setText("colleague")
    view.show_hits("col", hits)
    assert view.found.text() == "…"
    view.show_hits("colleague", hits)

    assert asked == ["col", "colleague"]
    assert view.found.text() == "1 of 2"
    view._next.click()
    assert view.found.text() == "2 of 2"


def test_words_of_a_page_or_of_what_is_marked_are_asked_for(view: DocumentView) -> None:
    asked: list[tuple[int, object]] = []
    view.words_wanted.connect(lambda page, area: asked.append((page, area)))
    view.show_document(PAGES, named)
    view.show()
    view._copied.click()
    on = view.pages.viewport()

    QTest.mousePress(on, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(60, 60))
    QTest.mouseMove(on, QPoint(160, 110))
    QTest.mouseRelease(on, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(160, 110))
    view._copied.click()

    assert asked[0] == (0, WHOLE_PAGE)
    page, area = asked[1]
    assert page == 0
    assert isinstance(area, tuple)
    left, top, right, bottom = area
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1


@pytest.fixture
def pages(qtbot: QtBot) -> PageView:
    made = PageView()
    qtbot.addWidget(made)
    made.resize(300, 240)
    return made


def test_only_pages_in_view_are_drawn_each_once(pages: PageView, qtbot: QtBot) -> None:
    asked: list[tuple[int, float]] = []
    pages.page_wanted.connect(lambda page, scale: asked.append((page, scale)))
    pages.show_pages([PageSize(200, 200)] * 50)
    pages.show()
    qtbot.waitUntil(lambda: bool(asked))
    QTest.qWait(200)
    assert [page for page, _ in asked] == [0]

    pages.go_to(30)
    qtbot.waitUntil(lambda: len(asked) > 1)
    QTest.qWait(100)

    assert {page for page, _ in asked} <= {0, 29, 30, 31}
    assert len(asked) == len(set(asked))
    assert pages.page == 30


def test_a_drawn_page_is_shown_dimmed_and_a_failed_one_says_why(pages: PageView, qtbot: QtBot) -> None:
    wanted: list[float] = []
    pages.page_wanted.connect(lambda _, scale: wanted.append(scale))
    pages.show_pages([PageSize(200, 100)])
    pages.show()
    qtbot.waitUntil(lambda: bool(wanted))

    pages.show_picture(0, wanted[0], np.full((100, 200, 3), (255, 0, 0), dtype=np.uint8))
    seen = pages.viewport().grab().toImage().pixelColor(150, 60)
    assert (seen.red(), seen.green()) == (0, 0)
    assert 200 < seen.blue() < 240

    pages.show_failure(0, "page 1 is damaged")
    QTest.qWait(100)
    assert len(wanted) == 1


def test_home_and_end_lead_to_the_first_and_the_last_page(pages: PageView) -> None:
    pages.show_pages([PageSize(200, 300)] * 9)
    pages.show()

    QTest.keyClick(pages, Qt.Key.Key_End)
    assert pages.page == 8
    QTest.keyClick(pages, Qt.Key.Key_Home)
    assert pages.page == 0


def test_zooming_keeps_the_page_and_has_limits(pages: PageView) -> None:
    pages.show_pages([PageSize(200, 300)] * 9)
    pages.show()
    pages.go_to(4)
    pages.verticalScrollBar().setValue(pages.verticalScrollBar().value() + 60)

    for _ in range(30):
        pages.zoom(1.25)
    assert pages.page == 4
    assert pages.scale == MOST_SCALE

    pages.fit_width()
    assert pages.page == 4
    assert pages.horizontalScrollBar().maximum() == 0


def test_a_hit_comes_into_view(pages: PageView) -> None:
    pages.show_pages([PageSize(200, 300)] * 9)
    pages.show()
    hit = Hit(7, ((0.2, 0.5, 0.4, 0.55),))

    pages.show_hits((hit,), hit)

    assert pages.page == 7
    area = pages._on_view(7, hit.areas[0])
    assert pages.viewport().rect().contains(QPointF(area.center()).toPoint())


def test_pictures_far_away_are_forgotten(pages: PageView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.page_view.MOST_PICTURES_BYTES", 100_000)
    pages.show_pages([PageSize(200, 100)] * 9)

    for page in range(5):
        pages.show_picture(page, 1.0, np.zeros((100, 200, 3), dtype=np.uint8))

    assert list(pages._pictures) == [4]


def test_a_document_that_is_put_away_leaves_nothing_of_the_patient(view: DocumentView) -> None:
    view.show_document(REPORT, named)
    view.warn("of another patient")

    view.show_nothing()

    assert view.message.text() == EMPTY
    assert view.identity.text() == view.identity.toolTip() == view.warning.text() == ""
    assert view.text.toPlainText() == ""
