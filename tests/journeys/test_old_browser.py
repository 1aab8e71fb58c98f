"""The whole way in a browser of ten years ago: plainer, and nothing out of reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.old_browser import forget, make_old

pytestmark = pytest.mark.browser

START = "/s/missing_children"
GATES = {"safe_now": "no", "ok_18": "yes", "role": "P", "reported": "me"}
QUESTIONS = ("borough", "wrong_info", "t_noticed", "feel_grid")

# What runs off the page; what can be tapped and has something on top of it where it stands; what
# is nearer to the edge than 8 px. A radio is drawn by its label, which is looked at itself.
_OUT_OF_REACH = """() => {
  const wrong = [];
  const said = (one) => one && one.outerHTML.slice(0, 90);
  const shown = (one) => one.getClientRects().length
    && getComputedStyle(one).visibility == 'visible'
    && one.getBoundingClientRect().width > 2 && !one.closest('.govuk-visually-hidden');
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) wrong.push(`the page is ${wide} px wide`);
  for (const one of document.querySelectorAll('main a, main button, main label, main summary,'
      + 'main select, main textarea, main input, header a, footer button, footer a')) {
    if (!shown(one) || ['radio', 'checkbox'].includes(one.type)) continue;
    one.scrollIntoView({block: 'center'});
    const box = one.getClientRects()[0];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const own = top && (one.contains(top) || top.contains(one)
      || (one.labels && one.labels[0] && one.labels[0].contains(top))
      || (one.control && one.control.contains(top)));
    if (!own) wrong.push(`${said(one)} lies under ${said(top)}`);
  }
  for (const one of document.querySelectorAll('main h1, main p, main label, main legend')) {
    const box = one.getBoundingClientRect();
    const edge = box.left < 8 || box.right > innerWidth - 8;
    if (shown(one) && edge) wrong.push(`at the edge: ${said(one)}`);
  }
  return wrong;
}"""


def test_what_such_a_browser_does_not_know_is_taken_out():
    css = """
    .a { display: grid; gap: 1px; margin-inline: 2px; color: red; --x: 1px }
    .b:is(h1), .c { color: red }
    @media (prefers-color-scheme: dark) { .d { color: red } }
    @supports not (display: grid) { .f { margin: 1px } }
    @media (min-width: 40em) { .e { inset: 0; top: 0; width: min(1px, 2px) } }
    """
    assert forget(css).replace(" ", "") == (
        ".a{color:red;--x:1px}.f{margin:1px}@media(min-width:40em){.e{top:0}}"
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_can_be_answered_and_sent(browser: Browser, server: str, language: str):
    context = browser.new_context(viewport={"width": 375, "height": 740})
    context.add_cookies([{"name": "language", "value": language, "url": server}])
    page = context.new_page()
    make_old(page)
    page.goto(server + START)
    look(page)
    send(page, f'main a[href="{START}/leaving"].govuk-button')
    look(page)
    page.goto(f"{server}{START}/safe_now")
    for name, code in GATES.items():
        look(page)
        page.check(f'input[name="{name}"][value="{code}"]')
        send(page)
    for name in QUESTIONS:
        page.goto(f"{server}{START}/{name}")
        look(page)
        if name == "t_noticed":
            page.locator('main input[type="text"]').first.fill("1/11/2026")
        if page.locator("main select").count():
            page.select_option("main select", index=3)
        else:
            page.locator("main .govuk-radios__label, main .govuk-checkboxes__label").first.click()
        chosen = page.locator("main :checked").count()
        assert chosen
        send(page)
        page.goto(f"{server}{START}/{name}")
        assert page.locator("main :checked").count() == chosen, name
    page.goto(f"{server}{START}/t_contact")
    look(page)
    page.check('input[name="t_contact-kind"][value="approx"]')
    page.fill('[name="t_contact-amount"]', "soon")
    send(page)
    assert page.locator(".govuk-error-summary").is_visible()
    look(page)
    page.fill('[name="t_contact-amount"]', "2")
    page.click('label[for="t_contact-unit-hours"]')
    send(page)
    page.goto(f"{server}{START}/better")
    look(page)
    page.fill("textarea", "Ring back sooner")
    send(page)
    page.goto(f"{server}{START}/check")
    assert "Ring back sooner" in page.locator("main").inner_text()
    look(page)
    send(page, f'form[action="{START}/submit"] button')
    assert page.locator(".fes-reference").is_visible()
    look(page)
    context.close()


def send(page: Page, button: str = "main form button.govuk-button >> nth=0") -> None:
    with page.expect_navigation():  # until the new page has its styles
        page.click(button)


def look(page: Page) -> None:
    """Raises AssertionError for what is out of reach, off the page or at its edge."""
    wrong = page.evaluate(_OUT_OF_REACH)
    assert not wrong, "\n".join([page.url, *wrong])
