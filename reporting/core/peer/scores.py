"""The score a second reader gives the first: the five grades of RADPEER (American College of Radiology).

The meaning of each grade is the College's, the words are ours.
"""

from enum import Enum


class Score(Enum):
    """How a second reader judges the first reading.

    Values are the grade as it is written, and what it means. The number says how understandable the difference is, the
    letter whether it matters to the patient.
    """

    CONCUR = ("1", "I agree with the interpretation")
    UNDERSTANDABLE_MINOR = (
        "2a",
        "A difference that anyone may miss: not expected to be found as a rule; unlikely to matter to the patient",
    )
    UNDERSTANDABLE_MAJOR = (
        "2b",
        "A difference that anyone may miss: not expected to be found as a rule; likely to matter to the patient",
    )
    EXPECTED_MINOR = (
        "3a",
        "A difference where the finding should be made most of the time; unlikely to matter to the patient",
    )
    EXPECTED_MAJOR = (
        "3b",
        "A difference where the finding should be made most of the time; likely to matter to the patient",
    )

    @property
    def grade(self) -> str:
        """As it is written."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """What it says."""
        return self.value[1]

    @property
    def needs_arbitration(self) -> bool:
        """Whether a third reader decides: from 2b on."""
        return self not in (Score.CONCUR, Score.UNDERSTANDABLE_MINOR)


def score_of(grade: str) -> Score | None:
    """Return the score that a grade stands for, None for no such grade."""
    return next((score for score in Score if score.grade == grade.strip().lower()), None)
