"""The e-mail to the duty lead: how many concerns wait, and where. Never a word of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage

from survey_api.mailing import Mailer, send_mail
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.safeguarding.duty import Duty, load_duty
from survey_api.safeguarding.lateness import due_by, is_overdue
from survey_api.safeguarding.model import Case
from survey_api.safeguarding.store import SafeguardingStore


class Alarm(Record, kw_only=True):
    """What the duty lead is told."""

    urgent: int  # urgent ones that nobody has opened
    overdue: int


async def alarm_next(
    store: SafeguardingStore, survey: Survey, mailer: Mailer | None, now: datetime
) -> Alarm | None:
    """Write to the duty lead if something new is urgent or overdue; what they were told.

    Without a mailer or an address nobody is written to, and the alarm comes back all the same.
    A crash between sending and noting sends it twice, never not at all.
    """
    duty = load_duty(survey)
    cases = await store.list_cases(survey.id, closed=False)
    alarm = _alarm(cases, duty, await store.last_alarm(survey.id), now)
    if alarm is not None:
        if mailer is not None and duty.alarm_to:
            await send_mail(mailer, duty.alarm_to, _write(survey, alarm, mailer))
        await store.record_alarm(survey.id, now, alarm.overdue)
    return alarm


def _alarm(cases: Sequence[Case], duty: Duty, last: datetime | None, now: datetime) -> Alarm | None:
    """What to say, if there is something the last mail did not say or it was long ago."""
    urgent = [case for case in cases if case.concern.urgent and case.opened_at is None]
    overdue = [case for case in cases if is_overdue(case, duty, now)]
    if not urgent and not overdue:
        return None
    moments = [case.concern.flagged_at for case in urgent]
    moments += [due for case in overdue if (due := due_by(case, duty))]
    again = timedelta(hours=duty.limits.alarm_again_hours)
    if last is not None and max(moments) <= last and not (overdue and last + again <= now):
        return None
    return Alarm(urgent=len(urgent), overdue=len(overdue))


def _write(survey: Survey, alarm: Alarm, mailer: Mailer) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mailer.sender
    message["Subject"] = f"Safeguarding: {alarm.urgent} urgent, {alarm.overdue} overdue"
    message.set_content(
        f"Urgent and not opened yet: {alarm.urgent}\n"
        f"Overdue: {alarm.overdue}\n\n"
        f"Sign in to read them: {mailer.address}/safeguarding/{survey.id}\n\n"
        "This mail holds nothing of what people wrote, and nobody else was told.\n"
    )
    return message
