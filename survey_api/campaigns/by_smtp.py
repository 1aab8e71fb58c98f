"""SmtpSender: letters as e-mail through a mail server."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib

from survey_api.campaigns.addresses import Address, Means
from survey_api.campaigns.plan import CampaignPlan, Kind
from survey_api.campaigns.sending import Message, Outcome
from survey_api.errors import SendingFailed
from survey_api.mailing import Mailer, send_mail

_LATER = range(400, 500)  # replies of a mail server that say: not now
# It did not come to the letter: of these it is sure that nothing went out.
_NO_SERVER = (
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPConnectTimeoutError,
    aiosmtplib.SMTPConnectResponseError,
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPNotSupported,
    aiosmtplib.SMTPSenderRefused,
)


class SmtpSender:
    """A Sender of e-mails; text messages are not for it."""

    def __init__(self, mailer: Mailer, plan: CampaignPlan) -> None:
        self._mailer = mailer
        self._plan = plan

    def can_write(self, kind: Kind, address: Address) -> bool:
        """Whether it is an e-mail address, and there are words."""
        words = self._plan.letter(kind, address.language)
        return address.means is Means.EMAIL and words is not None

    async def send(self, message: Message) -> Outcome:
        """Send it; the mail server's own word says how it ended."""
        try:
            await send_mail(self._mailer, [message.address.where], self._put(message))
        except aiosmtplib.SMTPRecipientsRefused as error:
            later = any(each.code in _LATER for each in error.recipients)
            return Outcome.NOT_NOW if later else Outcome.BOUNCED
        except _NO_SERVER as error:
            raise SendingFailed(f"The mail server takes no letters: {_kind(error)}.") from error
        except aiosmtplib.SMTPDataError:
            return Outcome.NOT_NOW  # it took the address and refused the letter
        except (aiosmtplib.SMTPException, OSError):
            return Outcome.UNSURE  # it may have had the letter before the line broke
        return Outcome.SENT

    def _put(self, message: Message) -> EmailMessage:
        """The letter in words, with what mail programs need for a button that stops them."""
        letter = self._plan.letter(message.kind, message.address.language)
        assert letter is not None  # can_write
        code = message.address.code.replace("-", " ")
        mail = EmailMessage()
        mail["From"] = self._mailer.sender
        mail["To"] = message.address.where
        mail["Subject"] = letter.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain=self._mailer.sender.rpartition("@")[2].strip(" >"))
        mail["Auto-Submitted"] = "auto-generated"
        mail["List-Unsubscribe"] = f"<{message.stop}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(
            letter.body.format(
                title=message.title,
                link=message.link,
                code=letter.code.format(code=code) + "\n" if code else "",
                stop=message.stop,
                contact=message.contact,
            )
        )
        mail["Content-Language"] = letter.language  # set_content takes such headers away
        return mail


def _kind(error: Exception) -> str:
    """The kind of an error: its text may quote an address."""
    return type(error).__name__
