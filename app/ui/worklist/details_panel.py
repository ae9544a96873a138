"""Under the list: the patient's other studies, the series of the study chosen, and what is noted of it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.library.catalogue.values import SeriesRow, StudyRow
from app.ui.worklist.answers import StudyDetails
from app.ui.worklist.columns import shown_age, shown_date, shown_size
from app.ui.worklist.elided import Elided
from app.ui.worklist.notes_form import NotesForm
from viewer.core.study import DisplaySet
from viewer.core.wording import iso_date, spoken_name
from viewer.ui.pixels import Pixels
from viewer.ui.plain_text import label, tooltip
from viewer.ui.theme import COLORS
from viewer.ui.thumbnails import Thumbnails

SIDE_PX = 84
ROLE = Qt.ItemDataRole.UserRole
NO_PRIORS = "No other study of this patient is in the library"
CTRL = Qt.KeyboardModifier.ControlModifier


class PriorList(QTreeWidget):
    """The other studies of the patient, the most relevant first."""

    open_wanted = Signal(object)
    """A StudyRow to be read by itself."""
    beside_wanted = Signal(object)
    """A StudyRow to be opened beside the study chosen."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels(["Date", "Mod.", "Body part", "Description", "Status"])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAccessibleName("Other studies of the patient")
        self.setToolTip("Ctrl+Return, or a double-click: read the chosen study beside this one")
        for column, width_px in enumerate((136, 52, 80, 150, 80)):
            self.setColumnWidth(column, width_px)
        self.itemDoubleClicked.connect(lambda item, _: self.beside_wanted.emit(item.data(0, ROLE)))

    def show_priors(self, priors: tuple[StudyRow, ...]) -> None:
        """Show these; the first is the one that is opened with the study."""
        chosen = self.chosen()
        self.clear()
        for prior in priors:
            cells = [
                shown_date(prior),
                " ".join(prior.modalities),
                ", ".join(prior.body_parts),
                prior.header.description,
                prior.status.title,
            ]
            item = QTreeWidgetItem(cells)
            item.setData(0, ROLE, prior)
            for column, words in enumerate(cells):
                item.setToolTip(column, tooltip(words))
            self.addTopLevelItem(item)
            if chosen is not None and chosen.uid == prior.uid:
                self.setCurrentItem(item)
        first = self.topLevelItem(0)
        if not self.selectedItems() and first is not None:
            self.setCurrentItem(first)

    def chosen(self) -> StudyRow | None:
        """Return the prior that is opened with the study."""
        item = self.currentItem()
        found = item.data(0, ROLE) if item is not None else None
        return found if isinstance(found, StudyRow) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Return, beside the chosen study with Ctrl+Return; Escape goes back to the rows."""
        prior = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and prior is not None:
            (self.beside_wanted if event.modifiers() & CTRL else self.open_wanted).emit(prior)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SeriesPictures(QListWidget):
    """The series of a study with a small picture of each."""

    def __init__(self, pixels: Pixels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = Thumbnails(pixels, SIDE_PX, self)
        self._thumbnails.changed.connect(self._came)
        self._sets: dict[str, DisplaySet] = {}
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setIconSize(QSize(SIDE_PX, SIDE_PX))
        self.setGridSize(QSize(SIDE_PX + 34, SIDE_PX + 56))
        self.setAccessibleName("Series of the study")
        self._blank = QPixmap(SIDE_PX, SIDE_PX)
        self._blank.fill(QColor(COLORS.image))

    def show_series(self, series: tuple[SeriesRow, ...], sets: tuple[tuple[str, DisplaySet], ...]) -> None:
        """Show these series; pictures follow."""
        self._sets = dict(sets)
        self.clear()
        for one in series:
            item = QListWidgetItem(_series_words(one))
            item.setData(ROLE, one.uid)
            item.setToolTip(tooltip(_series_told(one)))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setIcon(QIcon(self._picture(one)))
            self.addItem(item)

    def _picture(self, series: SeriesRow) -> QPixmap:
        shown = self._sets.get(series.uid)
        made = self._thumbnails.picture(shown, self.devicePixelRatioF()) if shown is not None else None
        if made is not None:
            return _squared(made, self.devicePixelRatioF())
        blank = QPixmap(self._blank)
        painter = QPainter(blank)
        painter.setPen(QColor(COLORS.faint))
        painter.drawText(blank.rect(), Qt.AlignmentFlag.AlignCenter, series.modality or "–")
        painter.end()
        return blank

    def _came(self, set_uid: str) -> None:
        for number in range(self.count()):
            item = self.item(number)
            shown = self._sets.get(item.data(ROLE))
            if shown is not None and shown.uid == set_uid:
                made = self._thumbnails.picture(shown, self.devicePixelRatioF())
                if made is not None:
                    item.setIcon(QIcon(_squared(made, self.devicePixelRatioF())))


class DetailsPanel(QWidget):
    """Follows the study under the cursor."""

    def __init__(self, pixels: Pixels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels = pixels
        self.heading = Elided(role="heading")
        self.warning = Elided(role="problem")
        self.priors = PriorList()
        self.no_priors = label(NO_PRIORS, role="empty", wraps=True)
        self.series = SeriesPictures(pixels)
        self.notes = NotesForm()
        left = _titled("Other studies of the patient", self.priors, self.no_priors)
        middle = _titled("Series", self.series)
        right = _titled("Notes", self.notes)
        self.split = QSplitter()
        for part in (left, middle, right):
            self.split.addWidget(part)
        self.split.setSizes([460, 520, 300])
        for place, stretch in enumerate((3, 4, 2)):
            self.split.setStretchFactor(place, stretch)
            self.split.setCollapsible(place, False)
        upper = QHBoxLayout()
        upper.setContentsMargins(10, 6, 10, 6)
        upper.setSpacing(20)
        upper.addWidget(self.heading, 3)
        upper.addWidget(self.warning, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(self.split, 1)
        self.show_row(None)

    def show_row(self, row: StudyRow | None, *, blinded: bool = False, fixed: bool = False) -> None:
        """Show whose study it is at once; priors and series follow."""
        same = row is not None and row.uid == self.notes.uid
        self.notes.show_row(row, blinded=blinded, fixed=fixed)
        self.heading.setText(_heading(row) if row else "No study chosen")
        self._warn(f"Held: {row.held}" if row and row.held else "")
        if not same:
            self.priors.show_priors(())
            self.no_priors.setText("")
            self.series.show_series((), ())

    def show_details(self, details: StudyDetails) -> None:
        """Show what is known of the study, if it still is the one chosen."""
        if details.row.uid != self.notes.uid:
            return
        self.priors.show_priors(details.priors)
        self.priors.setVisible(bool(details.priors))
        self.no_priors.setVisible(not details.priors)
        self.no_priors.setText(NO_PRIORS)
        self.series.show_series(details.series, details.sets)
        told = [f"Held: {details.row.held}"] if details.row.held else []
        if details.damaged:
            told.append(f"{_files(details.damaged)} damaged and not shown")
        if details.quarantined:
            told.append(f"{_files(details.quarantined)} of it in quarantine")
        self._warn("; ".join(told))

    def _warn(self, words: str) -> None:
        self.warning.setText(words)
        self.warning.setVisible(bool(words))


def _titled(title: str, *parts: QWidget) -> QWidget:
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    heading = label(title, role="dim")
    heading.setContentsMargins(10, 4, 10, 4)
    layout.addWidget(heading)
    for part in parts:
        layout.addWidget(part, 1)
    return whole


def _files(count: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'}"


def _heading(row: StudyRow) -> str:
    patient = row.patient
    parts = (
        spoken_name(patient.name) or "No name",
        f"ID {patient.patient_id}" if patient.patient_id else "",
        iso_date(patient.birth_date),
        shown_age(row),
        patient.sex,
        shown_date(row),
        row.header.description,
    )
    return "  ·  ".join(part for part in parts if part)


def _series_words(series: SeriesRow) -> str:
    number = "" if series.number is None else f"{series.number} · "
    return f"{number}{series.modality} · {series.instances}\n{series.description}"


def _series_told(series: SeriesRow) -> str:
    parts = (series.description, series.body_part, f"{series.instances} files", shown_size(series.bytes))
    return "\n".join(part for part in parts if part)


def _squared(picture: QPixmap, ratio: float) -> QPixmap:
    """Return a thumbnail in the middle of a black square, so that titles stand in one line."""
    side = round(SIDE_PX * ratio)
    square = QPixmap(side, side)
    square.fill(QColor(COLORS.image))
    painter = QPainter(square)
    plain = QPixmap(picture)
    plain.setDevicePixelRatio(1.0)
    painter.drawPixmap((side - plain.width()) // 2, (side - plain.height()) // 2, plain)
    painter.end()
    square.setDevicePixelRatio(ratio)
    return square
