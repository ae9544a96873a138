"""The rows of the series strip, as Qt's views want them."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from viewer.core.carried import SERIES_MIME
from viewer.core.study import Opened
from viewer.ui.plain_text import tooltip
from viewer.ui.series_rows import (
    RejectedHeading,
    RejectedRow,
    Row,
    SetRow,
    StudyRow,
    content,
    explanation,
    rejected_heading,
    rows,
    study_heading,
    title,
)

ROW_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


def series_mime(display_set_uid: str) -> QMimeData:
    """Return what is carried while a series is dragged."""
    carried = QMimeData()
    carried.setData(SERIES_MIME, QByteArray(display_set_uid.encode()))
    return carried


def carried_series(carried: QMimeData) -> str:
    """Return the uid of the display set that is being dragged, empty if it is something else."""
    return bytes(carried.data(SERIES_MIME).data()).decode() if carried.hasFormat(SERIES_MIME) else ""


class SeriesModel(QAbstractListModel):
    """Lists what was opened. Keeps rows that stay where they are, so that selection and place do not jump."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._opened = Opened()
        self._turned: frozenset[str] = frozenset()

    def show(self, opened: Opened) -> None:
        """List this."""
        self._opened = opened
        self._become(rows(opened, self._turned))

    def turn(self, key: str) -> None:
        """Fold or unfold a heading."""
        self._turned ^= {key}
        self._become(rows(self._opened, self._turned))

    def row(self, index: Index) -> Row | None:
        """Return the row at an index."""
        return self._rows[index.row()] if index.isValid() else None

    def index_of_set(self, uid: str) -> QModelIndex:
        """Return where a display set stands; an invalid index where it is not listed."""
        key = f"set {uid}"
        place = next((place for place, row in enumerate(self._rows) if row.key == key), None)
        return QModelIndex() if place is None else self.index(place)

    def repaint(self, uid: str) -> None:
        """Say that a display set looks different now."""
        index = self.index_of_set(uid)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole and row is not None:
            return _words(row)
        if role == Qt.ItemDataRole.ToolTipRole and row is not None:
            return tooltip(_explanation(row))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.row(index)
        if isinstance(row, SetRow) and (row.can_be_shown or row.can_be_laid):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        return [SERIES_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        dragged = [row for row in map(self.row, indexes) if isinstance(row, SetRow)]
        return series_mime(dragged[0].shown.uid) if dragged else QMimeData()

    def _become(self, new: tuple[Row, ...]) -> None:
        old = self._rows
        shortest = min(len(old), len(new))
        start = next((at for at in range(shortest) if old[at].key != new[at].key), shortest)
        left = shortest - start
        end = next((at for at in range(left) if old[-1 - at].key != new[-1 - at].key), left)
        if len(old) - end > start:
            self.beginRemoveRows(QModelIndex(), start, len(old) - end - 1)
            self._rows = old[:start] + old[len(old) - end :]
            self.endRemoveRows()
        if len(new) - end > start:
            self.beginInsertRows(QModelIndex(), start, len(new) - end - 1)
            self._rows = new
            self.endInsertRows()
        self._rows = new
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))


def _words(row: Row) -> str:
    match row:
        case StudyRow(study, _):
            return " ".join(study_heading(study))
        case SetRow(shown):
            return f"{title(shown)} {content(shown)}"
        case RejectedHeading(count, _):
            return rejected_heading(count)
        case RejectedRow(rejected):
            return rejected.path.name


def _explanation(row: Row) -> str:
    match row:
        case StudyRow(study, _):
            return "\n".join((*study_heading(study), *study.problems))
        case SetRow(shown):
            return explanation(shown)
        case RejectedHeading():
            return "Files that are listed with the reason; open one to see its header"
        case RejectedRow(rejected):
            return f"{rejected.path}\n{rejected.reason}"
