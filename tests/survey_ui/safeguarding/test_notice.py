"""What a family reads beside a box for their own words when nobody is on shift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_ui.app import create_app
from tests.survey_api.safeguarding.told import NOW
from tests.survey_ui.respond.visitor import SURVEY, Visitor

NOTICE = "Nobody will read this right now."


@pytest.mark.parametrize(("later", "shown"), [(0, False), (10, True)])
async def test_it_shows_with_999_while_nobody_is_on_shift(settings: Settings, later, shown):
    app = create_app(settings, clock=lambda: NOW + timedelta(hours=later))
    async with AsyncTestClient(app) as client:
        visitor = Visitor(client)
        await visitor.begin()
        await visitor.go(f"{SURVEY}/better")
        assert (NOTICE in visitor.page.text) is shown
        assert ("until the next working day" in visitor.page.text) is shown
        await visitor.go(f"{SURVEY}/overall")
        assert NOTICE not in visitor.page.text
