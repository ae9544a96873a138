"""What a sentence claims to be there or not to be there, where it says so plainly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reporting.core.discrepancy.vocabulary import ORGANS
from reporting.core.lint.sentences import sentences


@dataclass(frozen=True, slots=True)
class Claim:
    """One kind of finding that is there, or is not.

    Attributes
    ----------
    side
        "L", "R"; empty where none, or both are said.
    organs
        That the sentence names: a denial holds for these.
    start, end
        Letters of the line that name the finding.
    sentence
        Those it stands in.
    """

    kind: str
    present: bool
    side: str
    organs: frozenset[str]
    start: int
    end: int
    sentence: str


_KINDS = (
    ("pneumothorax", r"pneumothora(?:x|ces)"),
    ("pleural effusion", r"(?:pleural )effusions?"),
    ("pericardial effusion", r"pericardial effusions?"),
    ("joint effusion", r"joint effusions?"),
    ("pneumonia", r"pneumonia"),
    ("consolidation", r"consolidations?"),
    ("atelectasis", r"atelectas[ie]s"),
    ("pulmonary embolism", r"pulmonary (?:artery )?embol(?:ism|i|us)"),
    ("lymphadenopathy", r"lymphadenopathy"),
    ("cardiomegaly", r"cardiomegaly"),
    ("aneurysm", r"aneurysms?"),
    ("dissection", r"dissections?"),
    ("hemorrhage", r"ha?emorrhages?"),
    ("infarct", r"infarct(?:s|ion|ions)?"),
    ("midline shift", r"midline shift"),
    ("hydrocephalus", r"hydrocephalus"),
    ("fracture", r"fractures?"),
    ("dislocation", r"dislocations?"),
    ("metastases", r"metastas[ie]s"),
    ("hydronephrosis", r"hydronephrosis"),
    ("appendicitis", r"appendicitis"),
    ("cholecystitis", r"cholecystitis"),
    ("diverticulitis", r"diverticulitis"),
    ("pancreatitis", r"pancreatitis"),
    ("ileus", r"ileus|bowel obstruction"),
    ("free fluid", r"free fluid|ascites"),
    ("free air", r"free (?:intraperitoneal )?air|pneumoperitoneum"),
    ("abscess", r"abscess(?:es)?"),
    ("thrombosis", r"thrombos[ie]s"),
    ("hernia", r"hernias?"),
    ("cholecystolithiasis", r"cholecystolithiasis|gallstones"),
)
_IN_ITS_NAME = frozenset(
    {
        "pneumothorax",
        "pleural effusion",
        "pericardial effusion",
        "pulmonary embolism",
        "cardiomegaly",
        "midline shift",
        "hydrocephalus",
        "hydronephrosis",
        "appendicitis",
        "cholecystitis",
        "diverticulitis",
        "pancreatitis",
        "free air",
    }
)
"""What is in one place only, so that organs named beside it narrow nothing."""
_KIND = re.compile(
    r"\b(?:" + "|".join(f"(?P<k{at}>{said})" for at, (_, said) in enumerate(_KINDS)) + r")\b", re.IGNORECASE
)
_BARE_EFFUSION = re.compile(r"\b(?:bilateral|left(?:-sided)?|right(?:-sided)?) (effusions?)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:but|however|whereas|although|while|except|apart|other than|because|owing)\b|[;:]", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:no|without|free of|negative for|absence of|nor|neither)\b", re.IGNORECASE)
_NOT_BEHIND = re.compile(
    r"^\s*(?:(?:has|have) (?:\w+ )?resolved|(?:is|are|was|were) (?:excluded|absent|ruled out"
    r"|not (?:seen|present|identified|visible))|resolved)\b",
    re.IGNORECASE,
)
_NEUTRAL = frozenset(
    [
        "a",
        "an",
        "any",
        "the",
        "of",
        "for",
        "or",
        "and",
        "is",
        "are",
        "there",
        "evidence",
        "signs",
        "sign",
        "visible",
        "definite",
        "obvious",
        "detectable",
        "demonstrable",
        "apparent",
        "convincing",
        "left",
        "right",
        "left-sided",
        "right-sided",
        "bilateral",
        "both",
        "side",
        "sides",
        "sided",
        "either",
        "on",
        "in",
    ]
)
"""Words between a denial and what it denies that do not narrow it."""
_DOUBTED = re.compile(
    r"\b(?:possibl[ey]|probabl[ey]|suspected|suspicious|suspicion|may|might|could|cannot|can't"
    r"|questionable|concern\w*|consider\w*|likely"
    r"|unlikely|differential|versus|vs|exclude|rule out|risk|if|consistent|compatible|favou?r\w*"
    r"|suggest\w*|equivocal|query|before"
    r"|previous(?:ly)?|prior|former\w*|known|history|status|post|old|healed|resolv\w+|residual"
    r"|chronic|remote|screening|follow-up|earlier"
    r"|not|surgery|repair\w*|treated)\b|\?",
    re.IGNORECASE,
)
_NARROWED_BEHIND = re.compile(
    r"^\s*(?:of|in|at|within|near|along|around|above|below|to|from|line|greater|larger|since)\b",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"\b(?:(?P<R>right(?:-sided)?|rul|rml|rll)|(?P<L>left(?:-sided)?|lul|lll)|(?P<B>bilateral|both))\b",
    re.IGNORECASE,
)
_ORGANS = tuple((name, re.compile(rf"\b(?:{said})\b", re.IGNORECASE)) for name, said in ORGANS)
_ANATOMY = re.compile(r"\b(?:" + "|".join(said for _, said in ORGANS) + r"|apical|basal)\b", re.IGNORECASE)


def claims(text: str) -> Iterator[Claim]:
    """Yield what a line claims plainly; what is doubted, former, narrowed or asked is no claim."""
    if not _KIND.search(text) and not _BARE_EFFUSION.search(text):
        return
    for sentence in sentences(text):
        bounds = [0, *(found.start() for found in _CLAUSE.finditer(sentence.text)), len(sentence.text)]
        for start, end in pairwise(bounds):
            yield from _in_clause(sentence.text[start:end], sentence.start + start, sentence.text.strip())


def _in_clause(clause: str, start: int, sentence: str) -> Iterator[Claim]:
    for kind, at, end in _named(clause):
        before, behind = clause[:at], clause[end:]
        denied = [*_NOT.finditer(before)][-1:]
        if denied:
            is_plain = _is_wide(before[denied[0].end() :]) and not _NARROWED_BEHIND.match(behind)
            present = False
        else:
            present = _NOT_BEHIND.match(behind) is None
            is_plain = not present or not _DOUBTED.search(clause)
        if is_plain:
            organs = frozenset[str]() if kind in _IN_ITS_NAME else _organs(clause)
            yield Claim(kind, present, _side(clause), organs, start + at, start + end, sentence)


def _named(clause: str) -> Iterator[tuple[str, int, int]]:
    for found in _KIND.finditer(clause):
        place = next(at for at in range(len(_KINDS)) if found[f"k{at}"])
        yield _KINDS[place][0], found.start(), found.end()
    for found in _BARE_EFFUSION.finditer(clause):
        yield "pleural effusion", found.start(1), found.end(1)


def _is_wide(between: str) -> bool:
    """Whether a denial holds for all of what it denies: nothing but lists, sides and organs between."""
    rest = _KIND.sub(" ", _ANATOMY.sub(" ", between))
    return all(word.lower() in _NEUTRAL for word in re.findall(r"[\w-]+", rest))


def _side(clause: str) -> str:
    found = {str(side.lastgroup) for side in _SIDES.finditer(clause)}
    return found.pop() if len(found) == 1 and found <= {"L", "R"} else ""


def _organs(clause: str) -> frozenset[str]:
    return frozenset(name for name, said in _ORGANS if said.search(clause))
