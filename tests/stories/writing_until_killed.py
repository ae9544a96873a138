"""Measures and writes on the real window until it is killed, and tells each word once it is typed.

Run as ``python -m tests.stories.writing_until_killed HOME STUDIES TOLD``. TOLD gets one JSON object for each word:
when it was typed (monotonic seconds), the words so far, and how many measurements were drawn.
"""

import json
import sys
from pathlib import Path
from time import monotonic

from app.headless.sitting import Sitting
from app.start import make_application
from reporting.core.report import SectionName
from tests.builders.dicom import uid
from tests.stories.test_reading import NODULE_LPS, beside, seated


def write_until_killed(home: Path, studies: Path, told: Path) -> None:
    """Write without end."""
    application = make_application()
    with seated(home, studies, home.parent) as at:
        at.show(uid("series of Ada"))
        at.wait_for("the report", lambda: at.report.patient.patient_id == "A-1")
        at.scroll_to(NODULE_LPS)
        at.press("tool.length")
        for number in range(3):
            at.drag(beside(-4 - number), beside(0), beside(4 + number))
        _write(at, told)
    application.quit()


def _write(at: Sitting, told: Path) -> None:
    editor = at.workstation.panel.editor(SectionName.IMPRESSION)
    editor.setFocus()
    with told.open("w", encoding="utf-8") as said:
        for number in range(100_000):
            at.type(editor, f"word{number} ")
            drawn = len(at.workstation.session.annotations.measurements)
            line = {"at": monotonic(), "words": editor.toPlainText(), "drawn": drawn}
            said.write(json.dumps(line) + "\n")
            said.flush()


if __name__ == "__main__":
    write_until_killed(*map(Path, sys.argv[1:4]))
