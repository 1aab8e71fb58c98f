"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes beside it."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp

from survey_api.access.model import Account
from survey_api.access.proofs import ProofStore, SecondFactor, SignInStore
from survey_api.access.rights import RIGHTS, Right, Role
from survey_api.access.secrets import hash_token
from survey_api.audit import Event
from survey_api.errors import Refused
from survey_api.sealing import read_letters, spell

ISSUER = "Family Experience Survey"  # what the app shows it as
RECOVERY_CODES = 10
NEED_SECOND_FACTOR = frozenset(
    {
        Right.READ_MASKED_TEXT,
        Right.OPEN_ORIGINAL,
        Right.TRANSLATE,
        Right.READ_MICRODATA,
        Right.SIGN_OFF,
    }
)
_STEP = 30  # seconds a code is shown
_DRIFT = 1  # steps that a telephone's clock may be ahead or behind


def needs_second_factor(role: Role) -> bool:
    """Whether a role reads what people said, or signs off."""
    return bool(RIGHTS[role] & NEED_SECOND_FACTOR)


async def has_second_factor(store: ProofStore, name: str) -> bool:
    """Whether the account has set one up and confirmed it."""
    found = await store.get_second_factor(name)
    return found is not None and bool(found.secret)


async def begin_second_factor(store: ProofStore, name: str) -> None:
    """Make a new secret, to be shown and confirmed; one that is in use stays in use until then."""
    await store.begin_second_factor(name, pyotp.random_base32(32))


def authenticator_link(factor: SecondFactor) -> str:
    """The pending secret as authenticator apps read it (otpauth://totp/...)."""
    return pyotp.TOTP(factor.pending).provisioning_uri(name=factor.account, issuer_name=ISSUER)


async def confirm_second_factor(
    store: ProofStore, name: str, typed: str, now: datetime
) -> tuple[str, ...] | None:
    """Put the pending secret in use if a code of it is typed; ten recovery codes, shown once.

    None if the code does not fit.
    """
    factor = await store.get_second_factor(name)
    if factor is None or not factor.pending:
        return None
    step = _fitting_step(factor.pending, typed, now)
    if step is None:
        return None
    codes = _new_codes()
    hashes = [_hash_code(name, code) for code in codes]
    return codes if await store.confirm_second_factor(factor, step, hashes, now) else None


async def check_code(store: ProofStore, name: str, typed: str, now: datetime) -> bool:
    """Whether it is a code of the account's app, or a recovery code; neither works twice."""
    factor = await store.get_second_factor(name)
    if factor is None or not factor.secret:
        return False
    step = _fitting_step(factor.secret, typed, now)
    if step is not None:
        return await store.take_step(name, step)
    event = Event(who=name, what="used a recovery code")
    return await store.use_recovery_code(name, _hash_code(name, typed), event, now)


async def renew_recovery_codes(store: ProofStore, name: str, now: datetime) -> tuple[str, ...]:
    """Ten new recovery codes, shown once; those that were left work no longer."""
    if not await has_second_factor(store, name):
        raise Refused("Set up a second factor first: recovery codes stand in for it.")
    codes = _new_codes()
    hashes = [_hash_code(name, code) for code in codes]
    event = Event(who=name, what="made new recovery codes")
    await store.replace_recovery_codes(name, hashes, event, now)
    return codes


async def remove_second_factor(
    store: SignInStore, account: Account, by: str, now: datetime
) -> bool:
    """Forget an account's second factor, and sign it out everywhere; False if it has none.

    For whoever runs the survey, when a telephone and the recovery codes are lost.
    """
    event = Event(who=by, what="removed a second factor", which=account.name)
    if not await store.remove_second_factor(account.name, event, now):
        return False
    ended = Event(who=by, what="signed out everywhere", which=account.name)
    await store.end_sessions(account.name, ended, now)
    return True


def _fitting_step(secret: str, typed: str, now: datetime) -> int | None:
    """The time step whose code this is, of those around now; None if it is of none."""
    code = "".join(typed.split())
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    app, current = pyotp.TOTP(secret), int(now.timestamp()) // _STEP
    steps = range(current - _DRIFT, current + _DRIFT + 1)
    fitting = [step for step in steps if hmac.compare_digest(app.generate_otp(step), code)]
    return fitting[-1] if fitting else None


def _new_codes() -> tuple[str, ...]:
    return tuple(spell(secrets.randbits(80), 4) for _ in range(RECOVERY_CODES))


def _hash_code(name: str, code: str) -> str:
    # 80 random bits: a quick hash is enough, there is nothing to guess from.
    return hash_token(f"{name} {read_letters(code)}")
