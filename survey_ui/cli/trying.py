"""The verb that shows what the product does, with simulated responses."""

from __future__ import annotations

import click
import msgspec

import survey_api
from survey_api import Settings
from survey_api.clock import utc_now
from survey_ui import demo as demo_store
from survey_ui.cli.frame import find_survey, main, port_option, run, survey_option, with_store
from survey_ui.console import progress, say


@main.command()
@with_store
@survey_option
@click.option(
    "--responses",
    default=1200,
    show_default=True,
    type=click.IntRange(50, 10_000_000),  # a first release takes 50
)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same responses.")
@click.option("--all-waves", is_flag=True, help="Fill and release the waves before it too.")
@click.option("--serve", "then_serve", is_flag=True, help="Serve the demo afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@port_option
def demo(
    settings: Settings,
    survey_id: str | None,
    responses: int,
    seed: int,
    all_waves: bool,
    then_serve: bool,
    host: str,
    port: int,
) -> None:
    """Fill a store with simulated responses, score and release them."""
    survey = find_survey(settings, survey_id)

    async def fill() -> tuple[survey_api.Release, str]:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            await survey_api.check_anonymity(store, {survey.id: survey})
            with progress() as bar:
                now = utc_now()
                release = await demo_store.fill_demo(
                    store,
                    survey,
                    responses=responses,
                    seed=seed,
                    now=now,
                    progress=bar,
                    scorer=survey_api.text_scorer(settings.models),
                    all_waves=all_waves,
                )
            return release, await demo_store.demo_account(store, settings, now)

    release, password = run(fill())
    say(demo_store.what_to_look_at(release.summary, password, f"http://{host}:{port}"))
    if then_serve:
        # Whoever tries the demo is let in by its password alone.
        from survey_ui.serve import serve_forever

        trying = msgspec.structs.replace(settings, second_factor=False)
        serve_forever(trying, host=host, port=port, workers=1, with_worker=True)
