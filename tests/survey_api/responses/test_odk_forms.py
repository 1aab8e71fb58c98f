"""What was collected with ODK or Kobo comes in as if it had been answered here."""

from __future__ import annotations

import csv
import io
import json
import random
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from survey_api import (
    RESPONDENT,
    BadInput,
    Survey,
    erase_response,
    load_surveys,
    simulate_answers,
)
from survey_api.questionnaire import Answers, ItemKind, kept_answers, settle
from survey_api.releases import Store
from survey_api.responses import Response, make_reference
from survey_api.responses.odk_forms import FormPlan, FormReport, import_odk
from tests.filled_in import fields_told, with_clocks
from tests.samples import NOW, SURVEYS, a_programme, a_survey, a_wave

PLAN = FormPlan(source="odk", language="en")
SENT = NOW - timedelta(days=10)
SURVEY = a_survey("every_kind", programme=a_programme(modes=("web", "import", "odk")))

Forms = list[dict[str, str]]


def an_id(number: int) -> str:
    return str(uuid.UUID(int=number, version=4))


def a_form(number: int = 1, sent: datetime = SENT, **cells: str) -> dict[str, str]:
    return {"id": an_id(number), "sent": sent.isoformat(), "role": "P", "safe_now": "no", **cells}


def page_of_field(survey: Survey, name: str) -> str:
    item = name.partition("__")[0]
    return next(p.id for p in survey.questionnaire.pages for i in p.items if i.id == item)


# The files that servers hand out


def central_csv(forms: Forms, survey: Survey = SURVEY, mark: str = "-") -> bytes:
    fields = sorted({name for form in forms for name in form} - {"id", "sent", "form__language"})
    heads = [f"page__{page_of_field(survey, name)}{mark}{name}" for name in fields]
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(
        ["SubmissionDate", f"form__about{mark}form__language", *heads, f"meta{mark}instanceID",
         "say__child__en", "KEY", "SubmitterName", "Edits", "FormVersion"]
    )  # fmt: skip
    for form in forms:
        own = [form.get(name, "") for name in fields]
        key, version = f"uuid:{form['id']}", survey.questionnaire.version
        lines.writerow(
            [form["sent"], form.get("form__language", ""), *own, f"uuid:{uuid.uuid4()}",
             "the child", key, "a phone", 0, version]
        )  # fmt: skip
    return file.getvalue().encode()


def central_zip(forms: Forms, survey: Survey = SURVEY) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("media/1.jpg", b"not a form")
        packed.writestr("media/other.csv", "a,b\n1,2\n")
        packed.writestr("tiny.csv", central_csv(forms, survey))
    return file.getvalue()


def nested(forms: Forms, survey: Survey) -> list[dict[str, Any]]:
    entries = []
    for form in forms:
        entry: dict[str, Any] = {"__id": f"uuid:{form['id']}"}
        entry["__system"] = {"submissionDate": form["sent"], "reviewState": None, "edits": 0}
        entry["meta"] = {"instanceID": f"uuid:{uuid.uuid4()}"}
        for name, text in form.items():
            if name == "form__language":
                entry["form__about"] = {name: text, "note__about": None}
            elif name not in ("id", "sent"):
                entry.setdefault(f"page__{page_of_field(survey, name)}", {})[name] = text
        entries.append(entry)
    return entries


def odata(forms: Forms, survey: Survey = SURVEY) -> bytes:
    told = {"@odata.context": "x", "value": nested(forms, survey)}
    return b"\xef\xbb\xbf" + json.dumps(told).encode()


def kobo_json(forms: Forms, survey: Survey = SURVEY) -> bytes:
    results = [
        {
            "_id": 7,
            "formhub/uuid": "abc",
            "__version__": "vXY",
            "meta/instanceID": f"uuid:{form['id']}",
            "_uuid": form["id"],
            "_submission_time": form["sent"].replace("+00:00", ""),
            "_attachments": [{"id": 1}],
            "_geolocation": [None, None],
            "_validation_status": {},
            **{
                f"page__{page_of_field(survey, name)}/{name}": text
                for name, text in form.items()
                if name not in ("id", "sent", "form__language")
            },
            **{f"form__about/{n}": t for n, t in form.items() if n == "form__language"},
        }
        for form in forms
    ]
    return json.dumps({"count": len(results), "next": None, "results": results}).encode()


def kobo_csv(forms: Forms, survey: Survey = SURVEY) -> bytes:
    """As Kobo writes them: semicolons, and a column for each option beside the codes."""
    multiple = {i.id for i in survey.questionnaire.items.values() if i.kind is ItemKind.MULTIPLE}
    fields = sorted({name for form in forms for name in form} - {"id", "sent"})
    heads, cells = [], [[] for _ in forms]  # type: ignore[var-annotated]
    for name in fields:
        codes = survey.options_by_item[name] if name in multiple else {}
        heads += [name, *(f"{name}/{code}" for code in codes)]
        for row, form in zip(cells, forms, strict=True):
            told = form.get(name, "")
            ticks = [str(int(code in told.split())) if told else "" for code in codes]
            row += ["" if codes else told, *ticks]  # 'separate columns' alone
    file = io.StringIO()
    lines = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
    lines.writerow([*heads, "_id", "_uuid", "_submission_time", "_index"])
    for row, form in zip(cells, forms, strict=True):
        lines.writerow([*row, "7", form["id"], form["sent"].replace("+00:00", ""), "1"])
    return file.getvalue().encode()


WRITERS = {
    "central.csv": central_csv,
    "central.zip": central_zip,
    "odata.json": odata,
    "kobo.json": kobo_json,
    "kobo.csv": kobo_csv,
}


class Desk:
    """Where files are brought in."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    async def bring(
        self, content: bytes, survey: Survey = SURVEY, plan: FormPlan = PLAN, **options: Any
    ) -> FormReport:
        path = self.folder / "file"
        path.write_bytes(content)
        return await import_odk(self.store, survey, plan, path, NOW, **options)

    async def stored(self, survey: Survey = SURVEY, wave: str = "2026-27") -> dict[str, Response]:
        found = self.store.read_responses(survey.id, wave)
        return {response.id: response async for response, _ in found}


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def counts(report: FormReport) -> tuple[int, int, int, int]:
    return report.accepted, report.already_there, report.ended, len(report.refused)


# What comes in


@pytest.mark.parametrize("writer", WRITERS)
async def test_every_file_brings_in_what_was_answered(desk: Desk, writer: str) -> None:
    forms = [
        a_form(
            1,
            form__language="en",
            told="number name",
            noticed__date="2026-11-01",
            noticed__time="21:30:00.000+00:00",
            contact__kind="approx",
            contact__amount="90",
            contact__unit="minutes",
            attended__kind="band",
            attended__band="from_15",
            better="Ring back; \"please\", soon\nand kindly.",
        ),
        a_form(2, borough="enfield", overall="good", noticed__date="2026-11-01",
               noticed__part="evening", attended__kind="still_waiting"),
    ]  # fmt: skip
    report = await desk.bring(WRITERS[writer](forms))
    assert (counts(report), report.unread, report.refused) == ((2, 0, 0, 0), (), ())
    first, second = (await desk.stored())[an_id(1)], (await desk.stored())[an_id(2)]
    assert first.answers["told"] == ("number", "name")
    assert first.answers["noticed"] == "2026-11-01T21:30+00:00"
    assert first.answers["contact"].told == "90 minutes"  # type: ignore[union-attr]
    assert first.answers["attended"].lo_min == 15  # type: ignore[union-attr]
    assert (first.instrument.mode, first.instrument.language, first.source) == ("odk", "en", "odk")
    assert second.answers["noticed"] == "2026-11-01 evening"
    assert second.answers["borough"] == "enfield"
    again = await desk.bring(WRITERS[writer](forms))
    assert counts(again) == (0, 2, 0, 0)


async def test_all_that_a_file_of_one_kind_brought_in_is_known_in_another(desk: Desk) -> None:
    forms = [a_form(n, overall="good", told="time") for n in range(1, 100)]
    assert counts(await desk.bring(central_zip(forms))) == (99, 0, 0, 0)
    for writer in WRITERS.values():
        assert counts(await desk.bring(writer(forms))) == (0, 99, 0, 0)


async def test_what_people_would_answer_comes_home_as_it_was(desk: Desk) -> None:
    """The shipped survey: the answers of many, through the form and back."""
    survey, rng = load_surveys(SURVEYS)["missing_children"], random.Random(5)
    people: dict[str, Answers] = {}
    forms = []
    for number in range(1, 41):
        answers = with_clocks(simulate_answers(survey, rng, SENT))
        people[an_id(number)] = kept_answers(survey.questionnaire, answers)
        forms.append({"id": an_id(number), "sent": SENT.isoformat()} | fields_told(survey, answers))
    report = await desk.bring(central_csv(forms, survey), survey)
    assert (counts(report), report.refused) == ((40, 0, 0, 0), ())
    stored = await desk.stored(survey)
    for id_, answers in people.items():
        settled = settle(survey.questionnaire, answers)
        texts = survey.questionnaire.text_ids  # read by nobody but scorers
        wanted = {i: v for i, v in settled.answers.items() if i not in texts}
        assert stored[id_].answers == wanted
        assert stored[id_].missing == settled.missing


async def test_a_form_belongs_to_the_wave_of_the_day_it_was_sent(desk: Desk) -> None:
    waves = (
        a_wave(id="first", opens=datetime(2026, 4, 1).date(), closes=datetime(2026, 8, 31).date()),  # noqa: DTZ001
        a_wave(id="second", opens=datetime(2026, 10, 1).date(), closes=datetime(2027, 3, 1).date()),  # noqa: DTZ001
    )
    survey = a_survey(programme=msgspec.structs.replace(SURVEY.programme, waves=waves))
    forms = [
        a_form(1, datetime(2026, 8, 31, 22, 30, tzinfo=UTC)),
        a_form(2, datetime(2026, 9, 15, tzinfo=UTC)),
        a_form(3, datetime(2026, 10, 1, tzinfo=UTC)),
        a_form(4, NOW + timedelta(hours=1)),
        a_form(5) | {"sent": ""},
        a_form(6) | {"sent": "yesterday"},
    ]
    report = await desk.bring(central_csv(forms), survey)
    assert list(await desk.stored(survey, "first")) == [an_id(1)]
    assert list(await desk.stored(survey, "second")) == [an_id(3)]
    told = {refused.place: refused.reasons[0] for refused in report.refused}
    assert "no wave was open on 2026-09-15" in told["line 3"]
    assert "has not come yet" in told["line 5"]
    assert "SubmissionDate" in told["line 6"]
    assert "SubmissionDate" in told["line 7"]


async def test_moments_are_held_against_the_day_of_sending(desk: Desk) -> None:
    report = await desk.bring(central_csv([a_form(1, noticed__date="2026-11-15")]))
    assert report.refused[0].reasons[0].startswith("noticed__date: This day and time have not come")


async def test_it_is_stored_as_coming_now(desk: Desk) -> None:
    """A release holds what had come by its cut: what comes later must not slip in before it."""
    await desk.bring(central_csv([a_form(1)]))
    assert (await desk.stored())[an_id(1)].submitted_at == NOW


# What does not


async def test_a_changed_form_is_told_and_the_first_is_left(desk: Desk) -> None:
    await desk.bring(central_csv([a_form(1, overall="good"), a_form(2)]))
    report = await desk.bring(central_csv([a_form(1, overall="poor"), a_form(2), a_form(3)]))
    assert counts(report) == (1, 1, 0, 1)
    (refused,) = report.refused
    assert (refused.place, refused.id) == ("line 2", an_id(1))
    assert "imported before with other answers" in refused.reasons[0]
    assert (await desk.stored())[an_id(1)].answers["overall"] == "good"


async def test_a_form_that_was_edited_there_is_known_by_its_first_id(desk: Desk) -> None:
    await desk.bring(kobo_json([a_form(1, overall="good")]))
    (entry,) = json.loads(kobo_json([a_form(1, overall="poor")]))["results"]
    edited = {"meta/instanceID": f"uuid:{an_id(9)}", "_uuid": an_id(9)}
    for way in ("meta/rootUuid", "meta/deprecatedID"):
        told = json.dumps([{**entry, **edited, way: f"uuid:{an_id(1)}"}]).encode()
        report = await desk.bring(told)
        assert (counts(report), report.refused[0].id) == ((0, 0, 0, 1), an_id(1))
    assert list(await desk.stored()) == [an_id(1)]


async def test_two_forms_of_one_id_in_a_file_leave_the_first(desk: Desk) -> None:
    forms = [a_form(1, overall="good"), a_form(1, overall="poor"), a_form(1, overall="good")]
    assert counts(await desk.bring(central_csv(forms))) == (1, 1, 0, 1)
    assert (await desk.stored())[an_id(1)].answers["overall"] == "good"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"role": "Z"}, "role: There is no code 'Z'"),
        ({"borough": "atlantis"}, "borough: There is no code 'atlantis'"),
        ({"told": "number none"}, "told: 'none' stands alone"),
        ({"told": "number name time"}, "told: Choose up to 2"),
        ({"noticed__date": "2026-13-40"}, "noticed__date: Write the day"),
        ({"noticed__time": "10:00"}, "noticed__date: Tell us the day"),
        ({"contact__kind": "approx"}, "contact__amount: Tell us about how long"),
        ({"contact__kind": "approx", "contact__amount": "3"}, "contact__unit: Choose minutes"),
        ({"contact__kind": "approx", "contact__amount": "-3", "contact__unit": "hours"},
         "contact__amount: A wait cannot be less"),
        ({"contact__kind": "never"}, "contact__kind: Choose one of the answers"),
        ({"attended__kind": "band", "attended__band": "x"}, "attended__band: Choose a range"),
        ({"better": "x" * 101}, "better: Your answer is 1 character too long"),
        ({"form__language": "xx"}, "language: The languages are: en"),
        ({"id": "not-a-uuid"}, "id: The id must be a UUID"),
        ({"id": ""}, "id: The id must be a UUID"),
    ],
)  # fmt: skip
async def test_a_bad_form_is_named_with_its_field_and_the_others_come_in(
    desk: Desk, cells: dict[str, str], reason: str
) -> None:
    report = await desk.bring(central_csv([a_form(1), a_form(2) | cells, a_form(3)]))
    assert counts(report) == (2, 0, 0, 1)
    (refused,) = report.refused
    assert refused.place == "line 3"
    assert any(told.startswith(reason) for told in refused.reasons), refused.reasons
    assert set(await desk.stored()) == {an_id(1), an_id(3)}


async def test_everything_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    bad = a_form(1, noticed__date="soon", better="x" * 200)
    (refused,) = (await desk.bring(central_csv([bad, a_form(2)]))).refused
    assert [told.partition(":")[0] for told in refused.reasons] == ["noticed__date", "better"]


async def test_a_form_that_ended_at_a_gate_leaves_nothing(desk: Desk) -> None:
    report = await desk.bring(central_csv([a_form(1, safe_now="yes"), a_form(2)]))
    assert counts(report) == (1, 0, 1, 0)
    assert list(await desk.stored()) == [an_id(2)]


async def test_an_answer_that_was_not_asked_is_told(desk: Desk) -> None:
    survey = a_survey("routing", programme=SURVEY.programme)
    form = {"id": an_id(1), "sent": SENT.isoformat(), "reported": "no", "accepted": "yes"}
    report = await desk.bring(central_csv([form], survey), survey)
    assert report.refused[0].reasons[0].startswith("accepted: This was not asked")


async def test_what_was_rejected_over_there_is_not_taken(desk: Desk) -> None:
    entry = nested([a_form(1)], SURVEY)[0]
    entry["__system"]["reviewState"] = "rejected"
    kobo = json.loads(kobo_json([a_form(2)]))["results"][0]
    kobo["_validation_status"] = {"uid": "validation_status_not_approved"}
    report = await desk.bring(json.dumps([entry, kobo]).encode())
    assert counts(report) == (0, 0, 0, 2)
    assert "does not count" in report.refused[0].reasons[0]
    entry["__system"]["reviewState"] = "approved"
    assert counts(await desk.bring(json.dumps([entry]).encode())) == (1, 0, 0, 0)


async def test_a_form_of_another_version_is_told(desk: Desk) -> None:
    content = central_csv([a_form(1)]).replace(b",0,1\r\n", b",0,0.9\r\n")
    (refused,) = (await desk.bring(content)).refused
    assert "version 0.9 of the form, and the survey is at 1" in refused.reasons[0]


async def test_columns_that_are_no_field_of_the_form_are_named(desk: Desk) -> None:
    entry = json.loads(kobo_json([a_form(1)]))["results"][0] | {"page__role/our_own": "yes"}
    report = await desk.bring(json.dumps([entry]).encode())
    assert (report.accepted, report.unread) == (1, ("page__role/our_own",))


async def test_a_page_of_several_says_so(desk: Desk) -> None:
    told = json.loads(odata([a_form(1)]).decode("utf-8-sig"))
    told["@odata.nextLink"] = "https://central.example/next"
    assert (await desk.bring(json.dumps(told).encode())).pages_left
    assert not (await desk.bring(odata([a_form(1)]))).pages_left


async def test_a_dry_run_says_the_same_and_stores_nothing(desk: Desk) -> None:
    await desk.bring(central_csv([a_form(1)]))
    forms = [a_form(1), a_form(2), a_form(3, role="Z"), a_form(4, safe_now="yes")]
    report = await desk.bring(central_csv(forms), dry_run=True)
    assert counts(report) == (1, 1, 1, 1)
    assert list(await desk.stored()) == [an_id(1)]


async def test_a_survey_without_the_mode_has_them_as_imported(desk: Desk) -> None:
    survey = a_survey("every_kind")
    await desk.bring(central_csv([a_form(1)]), survey)
    assert (await desk.stored())[an_id(1)].instrument.mode == "import"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a,b\n1,2\n", "none of the form's fields"),
        (b"Which one is most like you?,KEY\nParent,1\n", "XML values and headers"),
        (b'role,KEY\n"P,1\n', "not a well-formed CSV"),
        (b"{", "not well-formed JSON"),
        (b'{"value": 1}', "no list of forms"),
        (b"[1]", "no list of forms"),
        (b"[" * 100_000, "not well-formed JSON"),
        (b"PK\x05\x06" + b"\x00" * 18, "holds no CSV"),
    ],
)
async def test_a_file_that_is_none_is_bad_input(desk: Desk, content: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        await desk.bring(content)
    assert await desk.stored() == {}


async def test_a_row_with_too_many_cells_is_told(desk: Desk) -> None:
    content = central_csv([a_form(1), a_form(2)]).replace(b"\r\n", b",too,many\r\n", 2)
    content = content.replace(b",too,many\r\n", b"\r\n", 1)
    report = await desk.bring(content)
    assert counts(report) == (1, 0, 0, 1)
    assert "more cells" in report.refused[0].reasons[0]


async def test_a_zip_that_is_damaged_or_locked_is_bad_input(desk: Desk) -> None:
    packed = bytearray(central_zip([a_form(1)]))
    locked = bytes(packed).replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )
    with pytest.raises(BadInput, match="zip that cannot be opened"):
        await desk.bring(locked)
    at = packed.index(b"SubmissionDate")
    packed[at] ^= 1  # its checksum no longer fits
    with pytest.raises(BadInput, match="zip that cannot be opened"):
        await desk.bring(bytes(packed))
    assert await desk.stored() == {}


async def test_what_was_erased_here_does_not_come_back(desk: Desk) -> None:
    await desk.bring(central_csv([a_form(1), a_form(2)]))
    await erase_response(desk.store, make_reference(an_id(1)), NOW, by=RESPONDENT)
    report = await desk.bring(central_csv([a_form(1), a_form(2)]))
    assert counts(report) == (0, 1, 0, 1)
    assert "has been erased" in report.refused[0].reasons[0]
    assert list(await desk.stored()) == [an_id(2)]


async def test_hostile_words_stay_words(desk: Desk) -> None:
    words = '=HYPERLINK("x")\x00\x07 ${role} <script>\'; --'
    report = await desk.bring(odata([a_form(1, better=words)]))
    assert counts(report) == (1, 0, 0, 0)
    (stored,) = (await desk.stored()).values()
    (verbatim,) = await desk.store.claim_unscored(NOW, timedelta(minutes=1), 9)
    assert (stored.id, verbatim.text) == (an_id(1), '=HYPERLINK("x") ${role} <script>\'; --')
