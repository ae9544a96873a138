"""Standardized uptake values: from what the headers of a PET series say to factors, or to the reason for none.

QIBA's vendor-neutral rules; PS3.3 C.8.9.1, C.8.9.4; SAFETY H19.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from enum import Enum

BODY_WEIGHT = "SUVbw"
SUV_DECIMALS = 2

LIGHTEST_DOSE_BQ = 1e5
"""Nobody is scanned with less: a dose below was written in another unit, most likely MBq."""
HEAVIEST_KG = 700.0
TALLEST_M = 3.0
MOST_HALF_LIVES = 12.0
"""So long after an injection nothing is left to be seen: one of the times is wrong."""
LONG_HALF_LIFE_S = 6 * 3600.0
"""With a nuclide that lives longer the scan may be days later, and a time of day does not tell which day it was."""

_DAY = timedelta(days=1)
_STORED_TYPES = {
    "BW": BODY_WEIGHT,
    "LBM": "SUVlbm",
    "LBMJAMES128": "SUVlbm(James128)",
    "LBMJANMA": "SUVlbm(Janma)",
    "IBW": "SUVibw",
}
_VARYING = ("acquired_at", "philips_bq_factor")
_TIMES = ("series_at", "injected_at", "injection_time", "ge_scan_at")


@dataclass(frozen=True, slots=True)
class PetFacts:
    """What the header of one PET image says of dose, time and patient; None or empty where it says nothing.

    Attributes
    ----------
    units, suv_type, decay_correction
        As stored: "BQML", "BW", "START".
    corrections
        Corrected Image (0028,0051).
    injected_at
        Day and time of the injection; where only the time of day is known, see ``injection_time``.
    injections
        How many radiopharmaceuticals are described.
    corrected_to
        The time that values are decay-corrected to, where the header says so outright, as enhanced PET does.
    ge_scan_at
        Scan date and time of the maker, (0009,xx0D) of GEMS_PETD_01.
    philips_suv_factor, philips_bq_factor
        Of the Philips PET Private Group, (7053,xx00) and (7053,xx09): counts to SUVbw, counts to Bq/ml.
    """

    units: str = ""
    suv_type: str = ""
    corrections: tuple[str, ...] = ()
    decay_correction: str = ""
    series_at: datetime | None = None
    acquired_at: datetime | None = None
    injected_at: datetime | None = None
    injection_time: time | None = None
    injections: int = 1
    half_life_s: float | None = None
    dose_bq: float | None = None
    weight_kg: float | None = None
    height_m: float | None = None
    sex: str = ""
    ge_scan_at: datetime | None = None
    philips_suv_factor: float | None = None
    philips_bq_factor: float | None = None
    corrected_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there are no standardized uptake values."""

    reason: str

    @property
    def text(self) -> str:
        """As it stands on the image."""
        return f"SUV n/a: {self.reason}"


@dataclass(frozen=True, slots=True)
class SuvFactor:
    """What a value after the rescale is multiplied with to be a standardized uptake value.

    Attributes
    ----------
    formula
        How the factor came about, with the numbers that went in.
    label
        What must be said beside every number, empty for nothing.
    """

    name: str
    factor: float
    formula: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class SuvFactors:
    """The standardized uptake values that can be had, body weight first, and why others cannot.

    Attributes
    ----------
    refused
        Name and reason.
    """

    factors: tuple[SuvFactor, ...]
    refused: tuple[tuple[str, str], ...] = ()

    def named(self, name: str) -> SuvFactor | None:
        """Return one of them."""
        return next((known for known in self.factors if known.name == name), None)


class _NotPossibleError(Exception):
    """A rule of the calculation is not met; the message is the reason for the reader."""


class Start(Enum):
    """Where the time that values are decay-corrected to was taken from."""

    SERIES = "series time"
    MAKER = "scan time noted by the maker"
    EARLIEST = "earliest acquisition of the series"
    INJECTION = "injection"
    DECLARED = "time of decay correction"


def suv_factors(series: Sequence[PetFacts]) -> tuple[SuvFactors | Refusal, ...]:
    """Return, for each image of a series, its factors or why it has none.

    The images are judged together: the scan began when the first of them was acquired, and where they disagree on
    dose, patient or time there is no telling which of them is right.
    """
    disagreement = _disagreement(series)
    if disagreement:
        return (Refusal(disagreement),) * len(series)
    acquired = [facts.acquired_at for facts in series]
    times = [at for at in acquired if at is not None]
    earliest = min(times) if times and len(times) == len(acquired) else None
    return tuple(_of_image(facts, earliest) for facts in series)


def _disagreement(series: Sequence[PetFacts]) -> str:
    first = next(iter(series), PetFacts())
    without_times = first.units in ("GML", "CM2ML") or first.decay_correction == "ADMIN"
    ignored = (*_VARYING, *_TIMES) if without_times else _VARYING
    for entry in fields(PetFacts):
        if entry.name not in ignored:
            own = getattr(first, entry.name)
            if any(getattr(facts, entry.name) != own for facts in series):
                return f"the images of the series disagree on {_WORDS.get(entry.name, entry.name)}"
    return ""


_WORDS = {
    "units": "Units",
    "suv_type": "SUV Type",
    "corrections": "Corrected Image",
    "decay_correction": "Decay Correction",
    "series_at": "Series Time",
    "corrected_to": "the time of decay correction",
    "injected_at": "the time of injection",
    "injection_time": "the time of injection",
    "injections": "the radiopharmaceutical",
    "half_life_s": "the half-life",
    "dose_bq": "the dose",
    "weight_kg": "the patient's weight",
    "height_m": "the patient's height",
    "sex": "the patient's sex",
    "ge_scan_at": "the scan time noted by the maker",
    "philips_suv_factor": "the SUV factor of the maker",
}


def _of_image(facts: PetFacts, earliest: datetime | None) -> SuvFactors | Refusal:
    try:
        base = _base(facts, earliest)
    except _NotPossibleError as why:
        return Refusal(str(why))
    if base.name not in (BODY_WEIGHT, "SUVbsa"):
        return SuvFactors((base,))
    return _all(base, facts)


def _base(facts: PetFacts, earliest: datetime | None) -> SuvFactor:
    """Return the factor that the stored unit leads to first."""
    for needed in ("ATTN", "DECY"):
        if needed not in facts.corrections:
            what = "attenuation" if needed == "ATTN" else "decay"
            raise _NotPossibleError(f"values are not corrected for {what} (Corrected Image lacks {needed})")
    match facts.units:
        case "BQML" | "BQCC":
            return _by_weight(facts, earliest)
        case "CNTS":
            return _of_counts(facts, earliest)
        case "GML":
            return _stored_as_suv(facts)
        case "CM2ML":
            return SuvFactor("SUVbsa", 1.0, "stored as SUVbsa (Units CM2ML)")
        case "":
            raise _NotPossibleError("Units (0054,1001) are missing")
    raise _NotPossibleError(f"values are in {facts.units}, not Bq/ml")


def _of_counts(facts: PetFacts, earliest: datetime | None) -> SuvFactor:
    """Return the factor of Philips counts: theirs to SUVbw, else by way of Bq/ml."""
    if facts.philips_suv_factor:
        factor = facts.philips_suv_factor
        return SuvFactor(BODY_WEIGHT, factor, f"SUVbw = counts × {factor:.6g} (SUV factor of the maker)")
    if not facts.philips_bq_factor:
        raise _NotPossibleError("values are in counts, and no factor to Bq/ml is given")
    to_bq = facts.philips_bq_factor
    found = _by_weight(facts, earliest)
    return replace(
        found, factor=found.factor * to_bq, formula=f"Bq/ml = counts × {to_bq:.6g}; {found.formula}"
    )


def _stored_as_suv(facts: PetFacts) -> SuvFactor:
    if not facts.suv_type:
        said = "stored as SUV (Units GML); its type is not given, body weight is the standard's default"
        return SuvFactor(BODY_WEIGHT, 1.0, said, label="type not given")
    name = _STORED_TYPES.get(facts.suv_type)
    if name is None:
        raise _NotPossibleError(f"SUV Type {facts.suv_type} does not fit Units GML")
    return SuvFactor(name, 1.0, f"stored as {name} (Units GML, SUV Type {facts.suv_type})")


def _by_weight(facts: PetFacts, earliest: datetime | None) -> SuvFactor:
    """Return the factor from Bq/ml to SUVbw: weight over the dose that was left when values were corrected to."""
    weight_kg, dose_bq = _weight_kg(facts), _dose_bq(facts)
    elapsed_s, when = _elapsed_s(facts, earliest)
    if elapsed_s:
        left = 0.5 ** (elapsed_s / _half_life_s(facts))
        dose = f"{dose_bq / 1e6:.6g} MBq × {left:.6f}"
        because = f"; {when}, half-life {_half_life_s(facts):.6g} s"
    else:
        left, dose, because = 1.0, f"{dose_bq / 1e6:.6g} MBq", f"; {when}"
    factor = weight_kg * 1000 / (dose_bq * left)
    formula = f"SUVbw = Bq/ml × {weight_kg:g} kg / ({dose}) = Bq/ml × {factor:.6g}{because}"
    return SuvFactor(BODY_WEIGHT, factor, formula)


def _weight_kg(facts: PetFacts) -> float:
    if facts.weight_kg is None or facts.weight_kg <= 0:
        raise _NotPossibleError("the patient's weight is missing")
    if facts.weight_kg > HEAVIEST_KG:
        raise _NotPossibleError(f"the patient's weight cannot be {facts.weight_kg:g} kg")
    return facts.weight_kg


def _dose_bq(facts: PetFacts) -> float:
    if facts.injections > 1:
        raise _NotPossibleError("more than one radiopharmaceutical is described")
    if facts.dose_bq is None or facts.dose_bq <= 0:
        raise _NotPossibleError("the injected dose is missing")
    if facts.dose_bq < LIGHTEST_DOSE_BQ:
        raise _NotPossibleError(
            f"the injected dose cannot be {facts.dose_bq:g} Bq; it may be in another unit"
        )
    return facts.dose_bq


def _half_life_s(facts: PetFacts) -> float:
    if facts.half_life_s is None or facts.half_life_s <= 0:
        raise _NotPossibleError("the half-life is missing")
    return facts.half_life_s


def _elapsed_s(facts: PetFacts, earliest: datetime | None) -> tuple[float, str]:
    """Return the seconds between injection and the time that values are corrected to, and how they were found."""
    half_life_s = _half_life_s(facts)
    match facts.decay_correction:
        case "ADMIN":
            return 0.0, "decay-corrected to the injection"
        case "START":
            pass
        case _:
            said = facts.decay_correction or "missing"
            raise _NotPossibleError(f"Decay Correction is {said}, neither START nor ADMIN")
    scan_at, start = _scan_at(facts, earliest)
    elapsed_s, clock = _since_injection_s(facts, scan_at, half_life_s)
    if elapsed_s < 0:
        raise _NotPossibleError("the injection is later than the scan")
    if elapsed_s > MOST_HALF_LIVES * half_life_s:
        raise _NotPossibleError(f"the injection is {elapsed_s / 3600:.1f} h before the scan")
    return elapsed_s, f"decay {elapsed_s:g} s from injection at {clock} to {scan_at:%H:%M:%S} ({start.value})"


def _scan_at(facts: PetFacts, earliest: datetime | None) -> tuple[datetime, Start]:
    """Return when the scan began. A series made afterwards carries the time of its making (H19)."""
    if facts.corrected_to is not None:
        return facts.corrected_to, Start.DECLARED
    if facts.series_at is not None and earliest is not None and facts.series_at <= earliest:
        return facts.series_at, Start.SERIES
    if facts.ge_scan_at is not None:
        return facts.ge_scan_at, Start.MAKER
    if earliest is not None:
        return earliest, Start.EARLIEST
    raise _NotPossibleError("date or time of acquisition is missing")


def _since_injection_s(facts: PetFacts, scan_at: datetime, half_life_s: float) -> tuple[float, str]:
    """Return seconds from the injection to the scan, and the time of the injection in words."""
    if facts.injected_at is not None:
        return (scan_at - facts.injected_at).total_seconds(), f"{facts.injected_at:%H:%M:%S}"
    if facts.injection_time is None:
        raise _NotPossibleError("the time of injection is missing")
    if half_life_s > LONG_HALF_LIFE_S:
        raise _NotPossibleError("the day of injection is missing, and the nuclide lives for days")
    injected_at = datetime.combine(scan_at.date(), facts.injection_time)
    if injected_at > scan_at:
        injected_at -= _DAY  # the scan was after midnight
    return (scan_at - injected_at).total_seconds(), f"{injected_at:%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class _Norm:
    """What uptake is divided by, in g, or in cm² for the body surface.

    Attributes
    ----------
    words
        The formula with its numbers.
    """

    amount: float
    words: str


def _all(base: SuvFactor, facts: PetFacts) -> SuvFactors:
    """Return all standardized uptake values that one of them and the patient's body lead to."""
    found, refused = [base], []
    for name, norm_of in (
        (BODY_WEIGHT, _weight_norm),
        ("SUVlbm(Janma)", _janma_norm),
        ("SUVlbm(James128)", _james_norm),
        ("SUVbsa", _surface_norm),
        ("SUVibw", _ideal_norm),
    ):
        if name == base.name:
            continue
        try:
            own = _surface_norm(facts) if base.name == "SUVbsa" else _weight_norm(facts)
            other = norm_of(facts)
        except _NotPossibleError as why:
            refused.append((name, str(why)))
            continue
        ratio = other.amount / own.amount
        formula = f"{name} = {base.name} × {ratio:.6g} ({other.words}); {base.formula}"
        found.append(SuvFactor(name, base.factor * ratio, formula, base.label))
    found.sort(key=lambda one: one.name != BODY_WEIGHT)
    return SuvFactors(tuple(found), tuple(refused))


def _weight_norm(facts: PetFacts) -> _Norm:
    weight_kg = _weight_kg(facts)
    return _Norm(weight_kg * 1000, f"weight {weight_kg:g} kg")


def _body(facts: PetFacts) -> tuple[float, float]:
    """Return weight in kg and height in m."""
    if facts.height_m is None or facts.height_m <= 0:
        raise _NotPossibleError("the patient's height is missing")
    if facts.height_m > TALLEST_M:
        raise _NotPossibleError(f"the patient's height cannot be {facts.height_m:g} m")
    return _weight_kg(facts), facts.height_m


def _is_male(facts: PetFacts) -> bool:
    if facts.sex not in ("M", "F"):
        raise _NotPossibleError("the patient's sex, male or female, is not given")
    return facts.sex == "M"


def _janma_norm(facts: PetFacts) -> _Norm:
    """Return the lean body mass of Janmahasatian 2005."""
    weight_kg, height_m = _body(facts)
    constant, slope = (6680, 216) if _is_male(facts) else (8780, 244)
    lean_kg = 9270 * weight_kg / (constant + slope * weight_kg / height_m**2)
    return _Norm(lean_kg * 1000, f"lean body mass {lean_kg:.2f} kg, Janmahasatian")


def _james_norm(facts: PetFacts) -> _Norm:
    """Return the lean body mass of James 1976, with 128 for men; it fails for very heavy people."""
    weight_kg, height_m = _body(facts)
    first, second = (1.10, 128) if _is_male(facts) else (1.07, 148)
    lean_kg = first * weight_kg - second * (weight_kg / (height_m * 100)) ** 2
    if lean_kg <= 0 or weight_kg / height_m**2 > first * 10_000 / (2 * second):
        raise _NotPossibleError("the formula of James does not hold for so heavy a patient")
    return _Norm(lean_kg * 1000, f"lean body mass {lean_kg:.2f} kg, James 128")


def _surface_norm(facts: PetFacts) -> _Norm:
    """Return the body surface of Du Bois 1916, cm²."""
    weight_kg, height_m = _body(facts)
    surface_cm2 = 71.84 * weight_kg**0.425 * (height_m * 100) ** 0.725
    return _Norm(surface_cm2, f"body surface {surface_cm2:.0f} cm², Du Bois")


def _ideal_norm(facts: PetFacts) -> _Norm:
    """Return the ideal body weight of the SUV literature (Sugawara 1999)."""
    _, height_m = _body(facts)
    above_cm = height_m * 100 - 152
    ideal_kg = 48.0 + 1.06 * above_cm if _is_male(facts) else 45.5 + 0.91 * above_cm
    if ideal_kg <= 0:
        raise _NotPossibleError("the formula of the ideal weight does not hold for so small a patient")
    return _Norm(ideal_kg * 1000, f"ideal body weight {ideal_kg:.2f} kg")
