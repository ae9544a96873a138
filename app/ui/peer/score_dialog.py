"""The score a second reader gives: five grades in words, and a reason."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.people.pieces import buttons, label
from reporting.core.peer.scores import Score

EXPLAINED = (
    "How do you judge the first reading? The number says how understandable a difference is, the letter whether it "
    "matters to the patient. The score cannot be changed afterwards."
)
ARBITRATED = "A third reader will see both readings and write the conclusion that binds."
NOT_ARBITRATED = "No arbitration follows."


class ScoreDialog(QDialog):
    """Asks for a RADPEER score with its reason."""

    def __init__(self, differences: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Score the first reading (RADPEER)")
        self.setMinimumWidth(560)
        self._group = QButtonGroup(self)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText("Reason, in a few words")
        self.reason.setAccessibleName("Reason")
        self.reason.setMaximumHeight(90)
        self.reason.setTabChangesFocus(True)
        self._follows = label("", "quiet")
        box = buttons(self, "Score")
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        layout = QVBoxLayout(self)
        layout.addWidget(label(EXPLAINED))
        layout.addWidget(
            label(f"{differences} {'difference' if differences == 1 else 'differences'} found.", "quiet")
        )
        layout.addLayout(self._grades())
        layout.addWidget(self._follows)
        layout.addWidget(self.reason)
        layout.addWidget(box)
        self._group.idToggled.connect(lambda *_: self._offer())
        self.reason.textChanged.connect(self._offer)
        self._offer()

    @property
    def score(self) -> Score | None:
        """The grade chosen, None before."""
        place = self._group.checkedId()
        return list(Score)[place] if place >= 0 else None

    @property
    def words(self) -> str:
        """The reason."""
        return self.reason.toPlainText().strip()

    def choose(self, score: Score) -> None:
        """Choose a grade, as a click would."""
        self._group.button(list(Score).index(score)).setChecked(True)

    def _grades(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(6)
        for place, score in enumerate(Score):
            button = QRadioButton(score.grade)
            button.setAccessibleName(f"{score.grade}: {score.meaning}")
            button.setToolTip(score.meaning)
            self._group.addButton(button, place)
            grid.addWidget(button, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(score.meaning), place, 1)
        return grid

    def _offer(self) -> None:
        score = self.score
        self._ok.setEnabled(score is not None and bool(self.words))
        if score is None:
            self._follows.setText("")
        else:
            self._follows.setText(ARBITRATED if score.needs_arbitration else NOT_ARBITRATED)
