"""Signing in through an organisation: a real provider, server and command line, in Chromium."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, Route

from survey_api.clock import utc_now
from tests.running import chromium, free_port, serving, survey, wait_for
from tests.survey_ui.accounts.test_browser import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KNOWN = {"sub": "u-17"}
WITH_FACTORS = {"sub": "u-18", "amr": ["pwd", "mfa"]}


@contextmanager
def provider() -> Iterator[str]:
    """An OpenID provider in a process of its own; gives its address, which is its issuer."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    words = ["--port", str(port), "--require-nonce", "1"]
    for claims in (KNOWN, WITH_FACTORS):
        words += ["--user-claims", json.dumps(claims)]
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", *words],
        env={**os.environ, "PYTHONPATH": ""},
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_for(address, process, path="/.well-known/openid-configuration")
            yield address
        finally:
            process.terminate()


def settings(issuer: str, **more: str) -> dict[str, str]:
    return {
        "SURVEY_OIDC_ISSUER": issuer,
        "SURVEY_OIDC_CLIENT": "family-survey",
        "SURVEY_OIDC_SECRET": "hush",
        "SURVEY_OIDC_NAME": "the Council",
        **more,
    }


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def stay_here(route: Route) -> None:
    """The provider's page wants a style sheet from elsewhere."""
    route.continue_() if "//127.0.0.1:" in route.request.url else route.abort()


def a_page(browser: Browser, home: str) -> Page:
    page = browser.new_context(base_url=home).new_page()
    page.route("**/*", stay_here)
    return page


def sign_in_there(page: Page, subject: str) -> None:
    page.click("#organisation")
    page.fill("input[name=sub]", subject)
    page.click("button:text-is('Authorize')")


@pytest.mark.asvs("10.1.1")
def test_somebody_is_linked_and_signs_in_through_the_organisation(tmp_path: Path):
    store = tmp_path / "survey.db"
    with provider() as issuer:
        more = settings(issuer)
        words = "amira", "--role", "analyst", "--organisation", "MOPAC", "--no-password"
        assert "once it is linked" in told(survey(store, "add-user", *words, **more))
        with serving(store, **more) as home, chromium() as browser:
            page = a_page(browser, home)
            page.goto("/fieldwork/missing_children/2026-27")
            look(page, "sign-in", tmp_path)
            sign_in_there(page, "u-17")
            assert page.inner_text("h1") == "No account of yours is linked"
            look(page, "not-linked", tmp_path)
            subject = page.inner_text(".rel-secret")
            assert subject == "u-17"
            told(survey(store, "link-user", "amira", subject, **more))

            page.goto("/account")
            sign_in_there(page, "u-17")
            page.wait_for_url("**/account")
            # What the provider gave stays with the server: the browser has a session of ours.
            kept = {one["name"]: one["value"] for one in page.context.cookies(home)}
            assert set(kept) == {"csrf", "family_survey_session"}
            assert "eyJ" not in str(kept) + page.content() + page.url
            look(page, "account", tmp_path)
            assert "the Council knows you as" in page.inner_text("main").replace("The", "the")
            assert not page.locator("#password, #new_password").count()
            # Nobody has a password for it, and none fits.
            page.click("form[action='/sign-out'] button")
            for password in ("", "hush", "u-17"):
                page.goto("/sign-in")
                page.fill("#name", "amira")
                page.fill("#password", password)
                page.click("form[action='/sign-in'] button[type=submit]")
                assert page.locator(".govuk-error-summary").count()

            # The provider says no.
            page.goto("/sign-in")
            page.click("#organisation")
            page.click("button:text-is('Deny')")
            assert "not signed in by the Council" in page.inner_text(".govuk-error-summary")
            look(page, "denied", tmp_path)

            # An answer without the browser that asked, as from a link somebody sent.
            for reply in ("?code=x&state=y", "?error=access_denied", "", "?code=%00&state=%F0"):
                stranger = a_page(browser, home)
                answered = stranger.goto(f"/sign-in/organisation/back{reply}")
                assert answered
                assert answered.status == 400
                assert "Start again" in stranger.inner_text(".govuk-error-summary")

            assert "is linked no longer" in told(
                survey(store, "link-user", "amira", "--remove", **more)
            )
            page.goto("/sign-in")
            sign_in_there(page, "u-17")
            assert page.inner_text("h1") == "No account of yours is linked"
    log = told(survey(store, "audit", "show"))
    for what in (
        "failed to sign in through the organisation",
        "linked an account to an identity",
        "signed in",
        "unlinked an account from its identity",
    ):
        assert what in log


def test_a_second_factor_is_asked_for_unless_the_provider_saw_several(tmp_path: Path):
    store = tmp_path / "survey.db"
    with provider() as issuer:
        more = settings(issuer, SURVEY_SECOND_FACTOR="1")
        for name, subject in (("amira", "u-17"), ("ben", "u-18")):
            words = name, "--role", "analyst", "--organisation", "MOPAC", "--no-password"
            told(survey(store, "add-user", *words, **more))
            told(survey(store, "link-user", name, subject, **more))
        again = survey(store, "link-user", "ben", "u-17", **more)
        assert again.returncode == 6
        assert "another account already" in again.stderr
        with serving(store, **more) as home, chromium() as browser:
            page = a_page(browser, home)
            page.goto("/account")
            sign_in_there(page, "u-18")
            page.wait_for_url("**/account")

            page = a_page(browser, home)
            page.goto("/account")
            sign_in_there(page, "u-17")
            page.wait_for_url("**/sign-in/enrol?**")
            phone = pyotp.TOTP(page.inner_text(".rel-secret").replace(" ", ""))
            page.fill("#code", phone.at(utc_now()))
            page.click("main form button[type=submit]")
            page.click("main .govuk-button")
            page.wait_for_url("**/account")


def test_a_provider_that_is_away_leaves_the_password(tmp_path: Path):
    store = tmp_path / "survey.db"
    more = settings(f"http://127.0.0.1:{free_port()}")
    told(survey(store, "add-user", "amira", piped="a long and quiet river\n", **more))
    with serving(store, **more) as home, chromium() as browser:
        page = a_page(browser, home)
        page.goto("/sign-in")
        page.click("#organisation")
        assert "does not work just now" in page.inner_text(".govuk-error-summary")
        page.fill("#name", "amira")
        page.fill("#password", "a long and quiet river")
        page.click("form[action='/sign-in'] button[type=submit]")
        page.wait_for_url("**/releases")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (settings("http://login.example.org"), "https://"),
        (settings("https://login.example.org", SURVEY_OIDC_CLIENT=""), "SURVEY_OIDC_CLIENT"),
    ],
)
def test_settings_that_cannot_be_right_are_told_at_the_start(tmp_path: Path, more, said):
    done = survey(tmp_path / "survey.db", "serve", "--port", str(free_port()), **more)
    assert done.returncode == 2
    assert said in done.stderr


def test_without_an_organisation_there_is_no_way_through_one(tmp_path: Path):
    store = tmp_path / "survey.db"
    told(survey(store, "add-user", "amira", piped="a long and quiet river\n"))
    with serving(store) as home, chromium() as browser:
        page = a_page(browser, home)
        page.goto("/sign-in")
        assert not page.locator("#organisation").count()
        for path in ("/sign-in/organisation", "/sign-in/organisation/back?code=x&state=y"):
            answered = page.goto(path)
            assert answered
            assert answered.status == 404
    refused = survey(store, "link-user", "amira", "u-17")
    assert refused.returncode == 2
    assert "SURVEY_OIDC_ISSUER" in refused.stderr
