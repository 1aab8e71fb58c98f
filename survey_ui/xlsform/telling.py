"""What a form tells in one language: around the questions, beside their fields, and at its end.

Words that change with an earlier answer are left as they stand in the wording; `Speech` sees to
them.
"""

from __future__ import annotations

from collections.abc import Iterable

from survey_api import Item, ItemKind, Page, Survey, TimeKind, Wording, option_label
from survey_ui.respond.frame import show_helplines
from survey_ui.xlsform.speech import Voice


def _(phrase: str) -> str:
    return phrase


READ_LATER = _(
    "Nobody reads your answers straight away. If a child is missing or in danger now, ring 999."
)
SKIP = _("You can skip almost any question, or say that you do not know.")
NO_NAMES = _("We do not ask for names or addresses – yours or the child’s.")
TOGETHER = _(
    "We put all answers together and look at what should change. Nobody outside the survey team "
    "sees your own answers, and the police do not get them. Only if we fear that a child is in "
    "danger may we have to tell people who keep children safe."
)
NO_COMPLAINT = _("This was not a complaint, and not a report to the police.")
EXCLUSIVE = _("Choose either the other answers or this one, not both")
AT_MOST = _("Choose up to {most}")
CHARACTERS = _("You can write up to %(n)s characters.")
DAY = _("Day")
TIME = _("Time")
BEGAN = _("When it began")
ENDED = _("When it ended")
PARTS = {
    "amount": _("About how long: the number"),
    "unit": _("Minutes, hours or days"),
    "sofar-amount": _("How long so far, if you know?"),
    "sofar-unit": _("Minutes, hours or days"),
    "band": _("The range that is nearest"),
    "time": _("Time, if you know it"),
    "part": _("Or the part of the day"),
}


def _paragraphs(told: Iterable[str]) -> str:
    return "\n\n".join(text for text in told if text)


def _safe(voice: Voice, phrase: str) -> str:
    """A phrase told for safety, with the English after it where nobody checked the words."""
    told = voice.phrase(phrase)
    return f"{told}\n{phrase}" if voice.origin and told != phrase else told


def about(survey: Survey, voice: Voice) -> str:
    """What the form is, and what becomes of the answers."""
    words, contact = voice.wording, survey.programme.contact
    promises = (voice.phrase(text) for text in (SKIP, NO_NAMES, TOGETHER))
    return _paragraphs(
        (words.description, *promises, f"{survey.programme.organisation}, {contact}")
    )


def help_at_hand(survey: Survey, voice: Voice) -> str:
    """That it is not for emergencies, and whom to ring: what a page has in its footer."""
    return _paragraphs((_safe(voice, READ_LATER), _helplines(survey, voice, "footer")))


def help_at_the_end(survey: Survey, voice: Voice) -> str:
    """Whom to talk to, once everything is answered."""
    return _paragraphs((voice.phrase(NO_COMPLAINT), _helplines(survey, voice, "end")))


def _helplines(survey: Survey, voice: Voice, place: str) -> str:
    lines = []
    for line in show_helplines((survey,), place, voice.language):
        told = ": ".join(filter(None, (line.name, line.number)))
        lines.append("\n".join(filter(None, (told, line.text, *line.beside, line.link))))
    return _paragraphs(lines)


def heading(voice: Voice, page: Page) -> str:
    """What stands over a page: its title, else the name of its section."""
    words = voice.wording.pages.get(page.id)
    title = words.title if words else ""
    return title or voice.wording.sections.get(page.section, "") or voice.wording.title


def why(voice: Voice, page: Page) -> str:
    """Why we ask."""
    words = voice.wording.pages.get(page.id)
    return words.why if words else ""


def around(survey: Survey, voice: Voice, page: Page) -> str:
    """What a page tells before its questions, safety first in both languages where it must be."""
    words = voice.wording.pages.get(page.id)
    told = [*words.lead, words.notice] if words else []
    if not page.items:
        told.insert(1, _helplines(survey, voice, "danger"))
    if not (words and words.notice) and any(i.kind is ItemKind.TEXT for i in page.items):
        told.append(_safe(voice, READ_LATER))
    return _paragraphs((*told, *_beside(voice, page)))


def _beside(voice: Voice, page: Page) -> Iterable[str]:
    """What a page tells for safety, as it was first written, until its translation is checked."""
    words = voice.origin.pages.get(page.id) if voice.origin else None
    if words and not page.items:
        yield from (words.title, *words.lead)
    yield words.notice if words else ""


def exit_title(voice: Voice, exit_id: str) -> str:
    """What stands over an exit."""
    words = voice.wording.exits.get(exit_id)
    return words.title if words else exit_id


def ending(survey: Survey, voice: Voice, exit_id: str) -> str:
    """Help, thanks or an apology; the numbers to ring come straight after the first words."""
    words = voice.wording.exits.get(exit_id)
    told = [*words.body] if words else []
    told.insert(1, _helplines(survey, voice, exit_id))
    first = voice.origin.exits.get(exit_id) if voice.origin else None
    return _paragraphs((*told, *((first.title, *first.body) if first else ())))


# Questions


def question(voice: Voice, item: Item, gate: bool) -> str:
    """What an item asks; at a gate the words of origin stand under those nobody has checked."""
    told = voice.wording.items[item.id].question
    return f"{told}\n{voice.origin.items[item.id].question}" if gate and voice.origin else told


def option(survey: Survey, voice: Voice, item: Item, code: str, gate: bool) -> str:
    """An option and its hint, at a gate beside the words of origin in the same way."""
    hint = voice.wording.items[item.id].option_hints.get(code, "")
    label = _label(survey, voice.wording, item, code)
    if gate and voice.origin:
        label = f"{label} / {_label(survey, voice.origin, item, code)}"
    return f"{label}\n{hint}" if hint else label


def _label(survey: Survey, wording: Wording, item: Item, code: str) -> str:
    own = wording.items[item.id].options.get(code)
    return own or option_label(survey, wording, item, code, {})


def way(voice: Voice, item: Item, kind: TimeKind) -> str:
    """How this item says a way of telling a wait."""
    own = voice.wording.items[item.id].kinds.get(kind.value, "")
    return own or voice.wording.kinds.get(kind.value, kind.value)


def part(voice: Voice, item: Item, name: str) -> str:
    """What one of the fields of a time or a moment asks for."""
    if name in PARTS:
        return voice.phrase(PARTS[name])
    words, (side, _, what) = voice.wording.items[item.id], name.partition("-")
    own = words.clock_start if side == "start" else words.clock_end
    clock = own or voice.phrase(BEGAN if side == "start" else ENDED)
    return f"{clock}: {voice.phrase(DAY if what == 'date' else TIME)}"


def limits(voice: Voice, item: Item) -> str:
    """What to say where an answer goes over its limits."""
    if item.kind is ItemKind.TEXT:
        return voice.phrase(CHARACTERS) % {"n": item.max_length}
    told = [voice.phrase(EXCLUSIVE)] if any(o.exclusive for o in item.options) else []
    if item.at_most:
        told.append(voice.phrase(AT_MOST).format(most=item.at_most))
    return ". ".join(told)
