"""The questions a window asks about the library: what to import, where to back up to, whether it is meant so."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

Parent = Callable[[], QWidget]


class LibraryDoors:
    """Asks by dialogs over whatever window the list is in. Tests put their answers in its place."""

    def __init__(self, parent: Parent) -> None:
        self._parent = parent

    def folder_to_import(self) -> Path | None:
        """Ask which folder to import."""
        return self._folder("Import a folder into the library, with everything below it")

    def files_to_import(self) -> list[Path]:
        """Ask which files to import."""
        title = "Import files, a DICOMDIR or a ZIP archive into the library"
        names, _ = QFileDialog.getOpenFileNames(self._parent(), title, str(Path.home()))
        return [Path(name) for name in names]

    def backup_target(self) -> Path | None:
        """Ask where to back up to."""
        return self._folder("Back up everything that is kept into this folder")

    def backup_source(self) -> Path | None:
        """Ask which backup to have back."""
        return self._folder("Restore the backup in this folder")

    def restore_target(self) -> Path | None:
        """Ask where to have it back."""
        return self._folder("Restore into this empty folder")

    def export_target(self) -> Path | None:
        """Ask where to export to."""
        return self._folder("Export the studies into this empty folder, with a DICOMDIR")

    def is_sure(self, title: str, words: str, does: str) -> bool:
        """Ask whether something that cannot be taken back is meant so."""
        box = QMessageBox(QMessageBox.Icon.Warning, title, words, parent=self._parent())
        go = box.addButton(does, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is go

    def _folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._parent(), title, str(Path.home()))
        return Path(chosen) if chosen else None
