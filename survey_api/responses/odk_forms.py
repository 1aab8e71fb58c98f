"""Answers collected with ODK or Kobo, brought in through the same checks as everything else.

The form is the one that `survey xlsform` makes, so its fields are those of our own pages and are
read by the same code. Its instanceID becomes the response's id: a file can be imported again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from survey_api.errors import BadInput, Conflict, Refused
from survey_api.questionnaire import (
    Answers,
    Item,
    ItemKind,
    Page,
    Problems,
    Survey,
    london_day,
    odk,
    parse_page,
)
from survey_api.record import Record
from survey_api.responses.model import Receipt
from survey_api.responses.odk_files import FilledForm, pages_left, read_filled_forms
from survey_api.responses.store import ResponseStore
from survey_api.responses.taking_in import CONFLICTING, take_in
from survey_api.responses.whole import submit_response, try_response

MODE, OTHER_MODE = "odk", "import"  # the second where the survey does not name the first
_SYSTEM = frozenset(  # columns that the servers add, beside those that begin with '_'
    {
        *("KEY", "PARENT_KEY", "SubmissionDate", "SubmitterID", "SubmitterName", "Status", "Edits"),
        *("AttachmentsPresent", "AttachmentsExpected", "ReviewState", "DeviceID", "FormVersion"),
        *("instanceID", "instanceName", "start", "end", "today", "deviceid", "username"),
    }
)


class FormPlan(Record, kw_only=True):
    """`source`: where the forms came from. `language`: of those that do not say theirs."""

    source: str
    language: str


class RefusedForm(Record, kw_only=True):
    """A filled-in form that was not taken, and why. `place`: 'line 3' of a CSV, else 'entry 2'."""

    place: str
    id: str
    reasons: tuple[str, ...]


class FormReport(Record, kw_only=True):
    """What became of the forms: every one is in exactly one of the first four."""

    accepted: int
    already_there: int
    ended: int  # at a gate: nothing of it is stored
    refused: tuple[RefusedForm, ...]
    unread: tuple[str, ...]  # columns with something in them that are no field of the form
    pages_left: bool  # the file is one page of several


class _Fields:
    """The fields of a form, to be told from everything else that a file holds."""

    def __init__(self, survey: Survey) -> None:
        items = survey.questionnaire.items.values()
        names = {item.id: odk.odk_fields(item) for item in items}
        self.by_item: Mapping[str, Mapping[str, str]] = names
        self._known = {odk.LANGUAGE_FIELD, *(name for of in names.values() for name in of.values())}
        self._ticks = {
            (item.id, code)
            for item in items
            if item.kind is ItemKind.MULTIPLE
            for code in survey.options_by_item[item.id]
        }
        reckoned = ("minutes", "at-least")
        self._reckoned = {odk.odk_name(f"{item.id}-{part}") for item in items for part in reckoned}

    def read(self, form: FilledForm, unread: set[str]) -> dict[str, str]:
        """The cells of fields, under the names they have in the form; others go to `unread`.

        A multiple choice may stand in one column, in a column for each option, or in both.
        """
        told: dict[str, str] = {}
        ticked: dict[str, list[str]] = {}
        for name, text in form.cells.items():
            above, _, last = name.rpartition("/")
            pair = (above.rpartition("/")[2], last)
            if pair in self._ticks:
                if text.strip().casefold() in ("1", "1.0", "true"):
                    ticked.setdefault(pair[0], []).append(last)
            elif last in self._known:
                told[last] = text
            elif not self._is_added(name, last):
                unread.add(name)
        return {item: " ".join(codes) for item, codes in ticked.items()} | told

    def _is_added(self, name: str, last: str) -> bool:
        """Whether the column is one that the form or the server adds."""
        added = name in _SYSTEM or name.startswith(("_", "meta/", "formhub/"))
        return added or last in self._reckoned or last.startswith(odk.ADDED_FIELDS)


async def import_odk(
    store: ResponseStore,
    survey: Survey,
    plan: FormPlan,
    path: Path,
    now: datetime,
    on_rows: Callable[[int], None] = lambda _: None,
    *,
    dry_run: bool = False,
) -> FormReport:
    """Submit every filled-in form of a file; with `dry_run` only say what would come of it.

    `on_rows` is told how many have been dealt with since it was last called. Raises BadInput when
    the file cannot be read or holds none of the form's fields.
    """
    taking = _Taking(store, survey, plan, now, dry_run, _Fields(survey))
    _check_file(path, taking.fields)
    counts = dict.fromkeys(("accepted", "already_there", "ended"), 0)
    refused: list[RefusedForm] = []
    async for form, outcome in take_in(read_filled_forms(path), _key, taking.take):
        if isinstance(outcome, str):
            counts[outcome] += 1
        else:
            refused.append(RefusedForm(place=form.place, id=form.id, reasons=outcome))
        on_rows(1)
    unread = tuple(sorted(taking.unread))
    return FormReport(**counts, refused=tuple(refused), unread=unread, pages_left=pages_left(path))


def _key(form: FilledForm) -> str:
    return form.id or form.place


def _check_file(path: Path, fields: _Fields) -> None:
    """A file that breaks off, or is another form's, is refused as a whole."""
    forms = known = 0
    for form in read_filled_forms(path):
        forms += 1
        known += bool(fields.read(form, set()))
    if forms and not known:
        raise BadInput(
            f"{path} holds none of the form's fields. Is it of the form that `survey xlsform` "
            "made? From Kobo, export 'XML values and headers'."
        )


class _Taking:
    """One import under way."""

    def __init__(
        self,
        store: ResponseStore,
        survey: Survey,
        plan: FormPlan,
        now: datetime,
        dry_run: bool,
        fields: _Fields,
    ) -> None:
        self.store, self.survey, self.plan = store, survey, plan
        self.now, self.dry_run, self.fields = now, dry_run, fields
        self.mode = MODE if MODE in survey.programme.modes else OTHER_MODE
        self.unread: set[str] = set()

    async def take(self, form: FilledForm) -> str | tuple[str, ...]:
        """'accepted', 'already_there' or 'ended'; else why the form is refused."""
        told, sent_at = self.fields.read(form, self.unread), _moment(form.sent)
        if sent_at is None:
            return ("SubmissionDate: it must say when it was sent, e.g. 2026-11-21T12:00:00Z",)
        if reasons := tuple(self._amiss(form, sent_at)):
            return reasons
        if _has_ended(self.survey, told):
            return "ended"
        language = told.pop(odk.LANGUAGE_FIELD, "") or self.plan.language
        answers = _answers(self.survey, self.fields, told, sent_at, language)
        if isinstance(answers, tuple):
            return answers
        return await self._submit(form.id, language, answers, sent_at)

    def _amiss(self, form: FilledForm, sent_at: datetime) -> Iterator[str]:
        """What is wrong around the answers."""
        version = self.survey.questionnaire.version
        if form.too_long:
            yield "the row has more cells than there are columns: is a comma not in quotes?"
        if form.is_rejected:
            yield "it was looked at over there and does not count; nothing is stored"
        if form.version and form.version != version:
            yield (
                f"it was filled in on version {form.version} of the form, and the survey is at "
                f"{version}: name the folder of that version with SURVEY_SURVEYS"
            )
        if sent_at > self.now:
            yield f"SubmissionDate: {form.sent} has not come yet"

    async def _submit(
        self, id_: str, language: str, answers: dict[str, msgspec.Raw], sent_at: datetime
    ) -> str | tuple[str, ...]:
        found: bool | Receipt | Problems
        told: dict[str, Any] = {"language": language, "mode": self.mode, "answers": answers}
        try:
            if self.dry_run:
                found = await try_response(self.store, self.survey, id_, sent_at=sent_at, **told)
            else:
                found = await submit_response(
                    self.store,
                    self.survey,
                    id_,
                    now=self.now,
                    sent_at=sent_at,
                    source=self.plan.source,
                    **told,
                )
        except Conflict:
            return (CONFLICTING,)
        except Refused:
            return (f"SubmissionDate: no wave was open on {london_day(sent_at)}",)
        if isinstance(found, Problems):
            return _reasons(found)
        new = found if isinstance(found, bool) else found.new
        return "accepted" if new else "already_there"


def _has_ended(survey: Survey, told: Mapping[str, str]) -> bool:
    """Whether an answer led to an exit: then nothing of the form is kept, as on our own pages."""
    return any(
        option.exit and option.code in told.get(item.id, "").split()
        for item in survey.questionnaire.items.values()
        for option in item.options
    )


def _answers(
    survey: Survey, fields: _Fields, told: Mapping[str, str], sent_at: datetime, language: str
) -> dict[str, msgspec.Raw] | tuple[str, ...]:
    """The answers as the API takes them; or what is wrong with those that only a page can read."""
    answers: Answers = {}
    reasons: list[str] = []
    for page in survey.questionnaire.pages:
        for item in page.items:
            names = fields.by_item[item.id]
            form = {field: told[name] for field, name in names.items() if name in told}
            found = _answer(survey, page, item, form, answers, sent_at, language) if form else {}
            if isinstance(found, Problems):
                reasons += _reasons(found)
            else:
                answers |= found
    if reasons:
        return tuple(reasons)
    if not answers:
        return ("it has no answer",)
    return {id_: msgspec.Raw(msgspec.json.encode(value)) for id_, value in answers.items()}


def _answer(
    survey: Survey,
    page: Page,
    item: Item,
    form: Mapping[str, str],
    answers: Answers,
    sent_at: datetime,
    language: str,
) -> Answers | Problems:
    """The item's answer, if there is one. Wrong codes are found where it is stored."""
    if item.kind is ItemKind.SINGLE:
        return {item.id: form[item.id].strip()}
    if item.kind is ItemKind.MULTIPLE:
        return {item.id: tuple(form[item.id].split())}
    typed = {field: (_typed(field, text),) for field, text in form.items()}
    alone = replace(page, items=(replace(item, required=False),))
    return parse_page(survey, alone, typed, answers, sent_at, language)


def _typed(field: str, text: str) -> str:
    """A field as it is typed on a page. The clock is the one that the phone showed."""
    if field.endswith("-time"):
        return text.strip()[:5]
    return text.strip()[:10] if field.endswith("-date") else text


def _reasons(found: Problems) -> tuple[str, ...]:
    return tuple(
        f"{odk.odk_name(problem.field or problem.item)}: {problem.message}"
        for problem in found.problems
    )


def _moment(text: str) -> datetime | None:
    """When that was; the servers tell it in UTC where they name no offset. None if unreadable."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
