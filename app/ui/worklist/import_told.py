"""What came of an import, in words and as a list."""

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from viewer.ui.plain_text import label, tooltip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not in the list now, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportTold:
    """What became of files; every one is counted once (SAFETY H23).

    Attributes
    ----------
    left
        Not looked at, because the import was ended before.
    stopped
        Why the disk ended it, empty if it did not (D4).
    studies
        Study Instance UIDs of what was added.
    """

    added: int = 0
    duplicates: int = 0
    studies: frozenset[str] = frozenset()
    quarantined: tuple[Refusal, ...] = ()
    rejected: tuple[Refusal, ...] = ()
    not_dicom: int = 0
    left: int = 0
    stopped: str = ""
    was_cancelled: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.quarantined or self.rejected or self.stopped or self.left)

    def words(self) -> str:
        """Return it as one line."""
        parts = [
            f"{_counted(self.added, 'file')} imported in {_counted(len(self.studies), 'study', 'studies')}"
        ]
        if self.duplicates:
            parts.append(f"{self.duplicates} here already")
        if self.quarantined:
            parts.append(f"{len(self.quarantined)} in quarantine")
        if self.rejected:
            parts.append(f"{len(self.rejected)} not readable")
        if self.not_dicom:
            parts.append(f"{self.not_dicom} not DICOM")
        if self.left:
            parts.append(f"{self.left} not looked at")
        return "; ".join(parts)

    def why_ended(self) -> str:
        """Return why not everything was looked at, empty where it was."""
        if self.stopped:
            return f"The import was stopped: {self.stopped}. What was imported until then stays"
        return (
            "The import was stopped by you. What was imported until then stays" if self.was_cancelled else ""
        )


class ImportDialog(QDialog):
    """Lists every file that is not in the worklist now, with the reason."""

    def __init__(self, told: ImportTold, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("What came of the import")
        self.resize(760, 460)
        layout = QVBoxLayout(self)
        layout.addWidget(label(told.words(), role="heading", wraps=True))
        if told.why_ended():
            layout.addWidget(label(told.why_ended(), role="problem", wraps=True))
        self.files = QTreeWidget()
        self.files.setHeaderLabels(["File", "What became of it", "Why"])
        self.files.setRootIsDecorated(False)
        self.files.setUniformRowHeights(True)
        self.files.setColumnWidth(0, 230)
        self.files.setColumnWidth(1, 120)
        kinds = (("in quarantine", told.quarantined), ("not imported", told.rejected))
        for fate, refusals in kinds:
            for refusal in refusals:
                item = QTreeWidgetItem([refusal.name, fate, refusal.reason])
                item.setToolTip(2, tooltip(refusal.reason))
                self.files.addTopLevelItem(item)
        layout.addWidget(self.files, 1)
        layout.addWidget(
            label(
                "Files in quarantine contradict what is here; look at them under Storage, Quarantine",
                role="dim",
                wraps=True,
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
