"""The commands of writing: fields, styles, normal text, macros, sentences, earlier reports, templates."""

from collections.abc import Iterator
from functools import partial

from app.commands import Command
from app.writing.doors import WritingDoors
from reporting.core.report import Listed
from reporting.ui.text.styles import Styled

MENU = "Re&port/Wri&ting"


def writing_commands(doors: WritingDoors) -> Iterator[Command]:
    """Yield them in the order of the menu."""
    can = doors.can_write
    yield Command(
        "report.next_field",
        "&Next field",
        "Go to the next field or […] of the report",
        partial(doors.step, forward=True),
        MENU,
        can,
    )
    yield Command(
        "report.previous_field",
        "&Previous field",
        "Go to the field or […] before",
        partial(doors.step, forward=False),
        MENU,
        can,
    )
    yield Command(
        "report.add_finding",
        "&Add finding",
        "Another entry of the template's finding: nodule, lesion …",
        doors.add_finding,
        MENU,
        doors.has_findings,
    )
    yield Command(
        "report.normal",
        "Nor&mal text",
        "Where a heading waits for words, write that it is normal; your words stay",
        doors.author.write_normal,
        MENU,
        doors.author.has_normal,
    )
    yield from _styles(doors)
    yield from _found(doors)
    yield from _kept(doors)


def _styles(doors: WritingDoors) -> Iterator[Command]:
    for styled, title, first in (
        (Styled.BOLD, "&Bold", True),
        (Styled.ITALIC, "&Italic", False),
        (Styled.UNDERLINE, "&Underline", False),
    ):
        yield Command(
            f"report.{styled.value}",
            title,
            "The words selected, or those typed next",
            partial(doors.restyle, styled),
            MENU,
            doors.can_write,
            separator_before=first,
        )
    for listed, title in ((Listed.BULLET, "&List"), (Listed.NUMBER, "N&umbered list")):
        yield Command(
            f"report.{listed.name.lower()}_list",
            title,
            "The lines selected as a list, or as lines again",
            partial(doors.list_lines, listed),
            MENU,
            doors.can_write,
        )


def _found(doors: WritingDoors) -> Iterator[Command]:
    yield Command(
        "report.sentence",
        "&Find a sentence of mine…",
        "Search the reports you have signed, and put a sentence in",
        doors.find_sentence,
        MENU,
        doors.can_write,
        separator_before=True,
    )
    yield Command(
        "report.prior",
        "&Earlier report…",
        "What differs from an earlier report of this patient; take its words over",
        doors.show_prior,
        MENU,
        doors.can_write,
    )
    yield Command(
        "report.macros", "Ma&cros…", "Short names that become sentences: //name", doors.show_macros, MENU
    )
    yield Command(
        "report.next_doubt",
        "Next doub&t",
        "Go to the next words of the report that are doubted",
        doors.show_next_doubt,
        MENU,
        doors.can_write,
    )
    yield Command(
        "report.checks",
        "Chec&ks while writing…",
        "What is looked for in the words: sides, sex, numbers, denials …; each on or off",
        doors.show_checks,
        MENU,
    )
    if doors.dictation.is_installed:
        yield Command(
            "report.dictate",
            "&Dictate",
            "Listen and write where the cursor stands, or listen no more",
            doors.dictation.toggle,
            MENU,
            doors.can_write,
            checked=lambda: doors.dictation.is_listening,
        )


def _kept(doors: WritingDoors) -> Iterator[Command]:
    yield Command(
        "report.import_template",
        "Impo&rt a template…",
        "A template of your own: IHE MRRT (HTML), or TOML",
        doors.import_template,
        MENU,
        separator_before=True,
    )
    yield Command(
        "report.export_template",
        "E&xport the template…",
        "The template of this report as IHE MRRT, for other systems",
        doors.export_template,
        MENU,
        lambda: doors.desk.report.value is not None,
    )
