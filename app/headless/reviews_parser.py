"""What the command line takes about reviews of readings (app.headless.reviews)."""

import argparse
from pathlib import Path

from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping


def add_reviews(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what can be asked about two readings, and about many."""
    review = commands.add_parser("review", help="compare signed readings, score them, count agreement")
    review.add_argument("--user", metavar="LOGIN", default="", help="who asks, where accounts are on")
    verbs = review.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="list the reviews of a study").add_argument("study", metavar="STUDY_UID")
    verbs.add_parser("show", help="list what two readings differ in").add_argument(
        "id", help="the review's id, or its beginning"
    )
    export = verbs.add_parser("export", help="write what two readings differ in to a file")
    export.add_argument("id", help="the review's id, or its beginning")
    export.add_argument("--format", choices=("pdf", "csv", "json"), default="pdf")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    score = verbs.add_parser("score", help="score the first reading, as its second reader")
    score.add_argument("id", help="the review's id, or its beginning")
    score.add_argument("--score", choices=[known.grade for known in Score], required=True)
    score.add_argument("--reason", required=True)
    verbs.add_parser("arbitrate", help="hold the arbitration, as a third reader").add_argument(
        "id", help="the review's id, or its beginning"
    )
    attached = verbs.add_parser("attach", help="keep a report from outside with a study, as it was received")
    attached.add_argument("study", metavar="STUDY_UID")
    attached.add_argument("file", type=Path, metavar="FILE")
    attached.add_argument("--author", default="", help="as it stands under the report")
    verbs.add_parser("attached", help="list the reports from outside of a study").add_argument(
        "study", metavar="STUDY_UID"
    )
    counted = verbs.add_parser("statistics", help="agreement of blinded readings, with 95 %% intervals")
    counted.add_argument("--by", choices=[known.name.lower() for known in Grouping], default="all")
    counted.add_argument("--names", action="store_true", help="with the names of readers, where the role may")
    counted.add_argument(
        "--out", type=Path, metavar="FILE", help="a .csv or .json file instead of the screen"
    )
