"""The rows of a form: what it begins with, its pages with their exits, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey_api import BadSurvey, Page, odk
from survey_ui.xlsform import telling
from survey_ui.xlsform.items import item_rows
from survey_ui.xlsform.options import Lists
from survey_ui.xlsform.row import Row, group, note
from survey_ui.xlsform.speech import Said, Speech


def _(phrase: str) -> str:
    return phrase


LANGUAGE = _("Language")
TALK = _("If you want to talk to someone")
STOP = _("The questions end here. Close this form without saving it.")


def make_rows(speech: Speech, lists: Lists) -> tuple[Row, ...]:
    """Every row in order. Raises BadSurvey where two fields would have one name."""
    rows = [*_beginning(speech, lists)]
    for page in speech.survey.questionnaire.pages:
        rows += _page(speech, lists, page)
        rows += _exits(speech, page)
    rows += _ending(speech)
    rows += [Row(type="calculate", name=name, calculation=word) for name, word in speech.words]
    _check_names(rows)
    return tuple(rows)


def _check_names(rows: Sequence[Row]) -> None:
    seen = {"meta", "data"}
    for row in rows:
        if row.name in seen and row.type != "end_group":
            raise BadSurvey(f"No form can be made of this survey: it would have two '{row.name}'.")
        seen.add(row.name)


def _beginning(speech: Speech, lists: Lists) -> Iterator[Row]:
    """What the form is, what it is not for, and in which language it is filled in."""
    inside = note("note__about", speech.each(lambda voice: telling.about(speech.survey, voice)))
    inside += note(
        "note__help", speech.each(lambda voice: telling.help_at_hand(speech.survey, voice))
    )
    if len(speech.voices) > 1:
        label = speech.each(lambda voice: voice.phrase(LANGUAGE))
        type_ = f"select_one {lists.languages()}"
        inside.append(Row(type=type_, name=odk.LANGUAGE_FIELD, label=label))
    yield from group("form__about", speech.each(lambda voice: voice.wording.title), "", inside)


def _page(speech: Speech, lists: Lists, page: Page) -> Iterator[Row]:
    inside = note(
        f"note__{page.id}", speech.each(lambda voice: telling.around(speech.survey, voice, page))
    )
    why = speech.each(lambda voice: telling.why(voice, page))
    for number, item in enumerate(page.items):
        inside += item_rows(speech, lists, page, item, {} if number else why)
    label = speech.each(lambda voice: telling.heading(voice, page))
    relevant = odk.relevant_of(speech.survey.questionnaire, page)
    if inside:
        yield from group(f"{odk.PAGE_FIELD}{page.id}", label, relevant, inside)


def _exits(speech: Speech, page: Page) -> Iterator[Row]:
    """Help or thanks, and no way on: a note that must be answered cannot be, so nothing is sent."""
    for item, exit_id, reached in odk.exits_of(page):
        yield from group(*_exit(speech, f"exit__{item.id}__{exit_id}", exit_id, reached))


def _exit(
    speech: Speech, name: str, exit_id: str, reached: str
) -> tuple[str, Said, str, list[Row]]:
    told = speech.each(lambda voice: telling.ending(speech.survey, voice, exit_id))
    stop = speech.each(lambda voice: voice.phrase(STOP))
    title = speech.each(lambda voice: telling.exit_title(voice, exit_id))
    blocked = Row(
        type="note", name=f"note__{name}__stop", label=stop, required="yes", required_message=stop
    )
    return name, title, reached, [*note(f"note__{name}", told), blocked]


def _ending(speech: Speech) -> Iterator[Row]:
    relevant = odk.ended_before_end(speech.survey.questionnaire)
    inside = note(
        "note__end", speech.each(lambda voice: telling.help_at_the_end(speech.survey, voice))
    )
    if inside:
        label = speech.each(lambda voice: voice.phrase(TALK))
        yield from group("form__end", label, relevant, inside)
