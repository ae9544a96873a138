"""Everything that lies over one image, or changes how it is seen, as one value made from the frame that is shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from viewer.core.companions import Companions
from viewer.core.images import Image, Shading
from viewer.core.overlay import Badge, Mood
from viewer.core.overlays.laid import Cuts, Laid
from viewer.core.overlays.looks import Layers
from viewer.core.presentation import OverlayHeader, OverlayPlane, PresentationState, Shutter
from viewer.core.presenting import (
    Mask,
    drawings_of_state,
    overlay_color,
    overlays_wanted,
    presented,
    shutter_over,
    why_not,
)
from viewer.core.registration import Registration
from viewer.core.shapes import Drawing
from viewer.core.study import Frame, Instance
from viewer.core.viewport import ViewportState

Planes = Callable[[Instance, tuple[OverlayHeader, ...], int], tuple[OverlayPlane, ...]]
"""Overlays of an object over a frame number that have been read so far."""

HIDDEN = Badge("OVERLAYS HIDDEN", Mood.CAUTION)


def no_planes(
    instance: Instance,  # noqa: ARG001 - one of many that bring planes
    headers: tuple[OverlayHeader, ...],  # noqa: ARG001
    number: int,  # noqa: ARG001
) -> tuple[OverlayPlane, ...]:
    """Return no overlays."""
    return ()


@dataclass(frozen=True, slots=True)
class Over:
    """What is to be seen of an image beside its pixels.

    Attributes
    ----------
    shading
        The reader's, under the presentation state that is applied.
    masks, shutter
        What is laid over and what is hidden.
    drawings
        Annotations of the presentation state.
    laid
        What layers of other objects lie over it, the lowest first.
    badges
        What the reader must be told: nothing is hidden, changed or left out without a mark (SAFETY H27).
    """

    shading: Shading = Shading()
    masks: tuple[Mask, ...] = ()
    shutter: Shutter | None = None
    drawings: tuple[Drawing, ...] = ()
    laid: tuple[Laid, ...] = ()
    badges: tuple[Badge, ...] = ()


def over_image(
    image: Image, state: ViewportState, companions: Companions, planes: Planes = no_planes
) -> Over:
    """Return what lies over an image in a viewport of this state."""
    frame = image.frame
    chosen = companions.state(state.presentation_uid) if state.presentation_uid else None
    wanted = chosen.presentation if chosen is not None else None
    why = why_not(wanted, frame) if wanted is not None else ""
    applied = None if why else wanted
    masks = tuple(_masks(frame, chosen, applied, planes))
    shutter, refused = shutter_over(frame, applied)
    group = shutter.overlay_group if shutter is not None else 0
    masks = tuple(_hiding(mask, group, shutter) for mask in masks)
    problems = [mask.plane.problem for mask in masks if mask.plane.problem]
    if refused:
        problems.append(refused)
    if wanted is not None and not why:
        problems += wanted.not_applied
    shown = tuple(mask for mask in masks if (state.shuttered if mask.hides else state.overlaid))
    shading = replace(state.shading, rendition=None)
    return Over(
        shading=shading if applied is None else presented(shading, applied, image),
        masks=shown,
        shutter=shutter if state.shuttered else None,
        drawings=drawings_of_state(applied, image) if applied is not None and state.overlaid else (),
        badges=(
            *_presentation_badges(frame, wanted, why, companions),
            *_problem_badges(problems),
            *_hidden_badges(shutter, masks, applied, state),
        ),
    )


def with_layers(
    over: Over,
    image: Image,
    state: ViewportState,
    layers: Layers,
    registrations: Sequence[Registration],
    cuts: Cuts,
) -> Over:
    """Return what lies over an image with the layers that other objects lay over it."""
    if not layers.visible:
        return over
    laid, badges = cuts.over(image, layers, registrations)
    if laid and not state.overlaid and HIDDEN not in over.badges:
        badges = (*badges, HIDDEN)
    return replace(over, laid=laid if state.overlaid else (), badges=(*over.badges, *badges))


def _masks(
    frame: Frame, chosen: Instance | None, applied: PresentationState | None, planes: Planes
) -> Iterator[Mask]:
    """Yield an image's own overlays, then those that the presentation state brings."""
    own = overlays_wanted(frame.instance.overlays, applied)
    for plane in planes(frame.instance, own, frame.number):
        yield Mask(plane, overlay_color(plane.header.group, applied))
    if chosen is not None and applied is not None:
        shown = dict(applied.activated)
        group = applied.shutter.overlay_group if applied.shutter is not None else 0
        brought = tuple(
            header for header in applied.overlays if header.group in shown or header.group == group
        )
        for plane in planes(chosen, brought, 1):
            yield Mask(plane, overlay_color(plane.header.group, applied))


def _hiding(mask: Mask, group: int, shutter: Shutter | None) -> Mask:
    """Return the mask as the shutter it is, where it is one."""
    if shutter is None or mask.plane.header.group != group:
        return mask
    return Mask(mask.plane, shutter.color, hides=True)


def _presentation_badges(
    frame: Frame, wanted: PresentationState | None, why: str, companions: Companions
) -> Iterator[Badge]:
    if wanted is not None:
        if why:
            yield Badge(f"GSPS of {wanted.name} not applied: {why}", Mood.CAUTION)
        else:
            yield Badge(f"GSPS: {wanted.name}", Mood.CAUTION, (wanted.title,))
        return
    offered = companions.states_for(frame)
    if len(offered) == 1:
        yield Badge(f"GSPS available: {offered[0].name}", reasons=(offered[0].title,))
    elif offered:
        yield Badge(f"{len(offered)} GSPS available", reasons=tuple(state.title for state in offered))
    refusals = companions.refusals_for(frame)
    if refusals:
        yield Badge(f"GSPS not applicable: {refusals[0]}", Mood.CAUTION, refusals)


def _problem_badges(problems: list[str]) -> Iterator[Badge]:
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        yield Badge(f"NOT APPLIED: {problems[0]}{more}", Mood.CAUTION, tuple(problems))


def _hidden_badges(
    shutter: Shutter | None, masks: tuple[Mask, ...], applied: PresentationState | None, state: ViewportState
) -> Iterator[Badge]:
    if shutter is not None:
        yield Badge("SHUTTER", Mood.CAUTION) if state.shuttered else Badge("SHUTTER OPENED")
    drawn = any(not mask.hides and mask.plane.bits.size for mask in masks)
    if not state.overlaid and (drawn or (applied is not None and applied.annotations)):
        yield HIDDEN
