"""Numbers of dose-volume histograms by the names that plans are judged by: D95, D2cc, V20, V95%."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viewer.core.radiotherapy.dvh import Dvh, Origin
from viewer.core.radiotherapy.reference import ReferenceDose

USUAL = "Min Mean Max D98 D95 D50 D2 D2cc V20"

_WRITTEN = re.compile(
    r"(?P<kind>[DV])(?P<number>\d+(?:\.\d+)?)(?P<unit>%|cc|Gy)?(?P<as_volume>cc)?", re.IGNORECASE
)
_PLAIN = {"min": "Min", "mean": "Mean", "max": "Max"}


@dataclass(frozen=True, slots=True)
class Metric:
    """A number of a histogram.

    Attributes
    ----------
    kind
        "Min", "Mean", "Max"; "D%", "Dcc": the dose to a part or to cm³; "VGy", "V%": the part above a dose or above
        a percentage of the reference dose; "VGycc", "V%cc": the same in cm³.
    """

    name: str
    kind: str
    number: float = 0.0

    def of(self, histogram: Dvh, reference: ReferenceDose) -> float | None:
        """Return its value, None where it is not known."""
        match self.kind:
            case "Min":
                return histogram.least
            case "Mean":
                return histogram.mean
            case "Max":
                return histogram.most
            case "D%":
                return histogram.dose_to_percent(self.number)
            case "Dcc":
                return histogram.dose_to_volume(self.number)
            case "VGy":
                return histogram.percent_above(self.number)
            case "V%":
                return histogram.percent_above(self.number * reference.dose / 100)
            case "VGycc":
                return histogram.volume_above(self.number)
            case _:
                return histogram.volume_above(self.number * reference.dose / 100)

    def unit(self, dose_unit: str) -> str:
        """Return the unit of its value."""
        if self.kind.endswith("cc") and self.kind != "Dcc":
            return "cm³"
        return "%" if self.kind.startswith("V") else dose_unit


def metric_of(written: str) -> Metric | None:
    """Return the metric of a name, None for a name that means nothing."""
    plain = _PLAIN.get(written.lower())
    if plain:
        return Metric(plain, plain)
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    number, unit = float(found["number"]), (found["unit"] or "").lower()
    if found["kind"].upper() == "D":
        if unit == "gy" or found["as_volume"] or (unit != "cc" and number > 100):
            return None
        return Metric(f"D{number:g}{'cc' if unit == 'cc' else ''}", "Dcc" if unit == "cc" else "D%", number)
    if unit == "cc":
        return None  # V20cc could be a dose or a volume
    base = "%" if unit == "%" else "Gy"
    volume = "cc" if found["as_volume"] else ""
    name = f"V{number:g}{'%' if base == '%' else ' Gy' if volume else ''}{' cc' if volume else ''}"
    return Metric(name, f"V{base}{volume}", number)


def metrics_of(written: str) -> tuple[tuple[Metric, ...], tuple[str, ...]]:
    """Return the metrics of a list of names, each once, and the names that mean nothing."""
    found: dict[Metric, None] = {}
    odd: list[str] = []
    for name in re.split(r"[\s,;]+", written.strip()):
        metric = metric_of(name) if name else None
        if metric is not None:
            found[metric] = None
        elif name:
            odd.append(name)
    return tuple(found), tuple(odd)


def heading(metric: Metric, dose_unit: str) -> str:
    """Return the head of a metric's column, with its unit."""
    unit = metric.unit(dose_unit)
    return f"{metric.name} [{unit}]" if unit else metric.name


def shown_number(value: float | None) -> str:
    """Return a value as tables write it; a dash for one that is not known."""
    return "–" if value is None else f"{value:.2f}"


def table_of(
    histograms: Sequence[Dvh], metrics: Sequence[Metric], reference: ReferenceDose, unit: str
) -> list[list[str]]:
    """Return the rows of a table, its heads first: structure, volume, metrics, origin, and what to know."""
    heads = ["Structure", "Volume [cm³]", *(heading(metric, unit) for metric in metrics), "Histogram", "Note"]
    rows = [heads]
    for one in histograms:
        numbers = (shown_number(metric.of(one, reference)) for metric in metrics)
        name = f"{one.name} (dose file)" if one.origin is Origin.FILE else one.name
        rows.append([name, shown_number(one.volume_cc), *numbers, one.origin.value, one.note])
    return rows


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as comma-separated values (RFC 4180), none of which a spreadsheet would take for a formula."""
    return "".join(",".join(_cell(value) for value in row) + "\r\n" for row in rows)


def _cell(value: str) -> str:
    if value[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"-?[\d.]+", value):
        value = f"'{value}"
    return '"' + value.replace('"', '""') + '"' if re.search(r'[",\r\n]', value) else value


def curves_csv(histograms: Sequence[Dvh], unit: str) -> str:
    """Return the curves of histograms, one line for each point, thinned to what can be seen."""
    rows = [["Structure", "Histogram", f"Dose [{unit}]" if unit else "Dose", "Volume [%]", "Volume [cm³]"]]
    for one in histograms:
        step = max(1, len(one.doses) // 500)
        for dose, volume, percent in zip(
            one.doses[::step].tolist(),
            one.volumes_cc[::step].tolist(),
            one.percents[::step].tolist(),
            strict=True,
        ):
            known = f"{volume:.4f}" if one.volume_cc is not None else ""
            rows.append([one.name, one.origin.value, f"{dose:.4f}", f"{percent:.3f}", known])
    return csv_of(rows)
