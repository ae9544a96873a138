"""Dialogs about reviews over the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.ui.peer.score_dialog import ScoreDialog
from reporting.core.peer.review import Review
from reporting.core.peer.scores import Score

KINDS = "PDF/A (*.pdf);;Table (*.csv);;JSON (*.json)"


class ReviewDialogs:
    """Asks with dialogs."""

    def __init__(self, parent: Callable[[], QWidget]) -> None:
        self._parent = parent

    def score(self, differences: int) -> tuple[Score, str] | None:
        """Ask for a score with its reason; None where the reader would rather not."""
        dialog = ScoreDialog(differences, self._parent())
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        score = dialog.score
        return (score, dialog.words) if accepted and score is not None else None

    def export(self, review: Review) -> Path | None:
        """Ask for a file; its name tells nothing of the patient."""
        proposed = str(Path.home() / f"discrepancies-{review.made_at:%Y%m%d}-{review.uid[:8]}.pdf")
        path, chosen = QFileDialog.getSaveFileName(
            self._parent(), "Export the discrepancies", proposed, KINDS
        )
        if not path:
            return None
        written = Path(path)
        return written if written.suffix in (".pdf", ".csv", ".json") else written.with_suffix(ending(chosen))


def ending(chosen: str) -> str:
    """Return the ending of a kind of file as the dialog names it."""
    return chosen.rpartition("*")[2].rstrip(")")
