"""Reading a large wave in several processes: the same rows, and no process left behind."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import textwrap
import time
from contextlib import suppress

import pytest

from survey_api.errors import StoreUnavailable
from survey_api.releases import reading
from survey_api.releases.microdata import read_wave
from survey_api.storage import sql_responses
from tests.kept import lost
from tests.survey_api.releases.builders import SUBMITTED, WAVE, a_response, the_survey

IDS = [f"r{number:02}" for number in range(11)]
UNTIL = SUBMITTED.replace(year=2027)


@pytest.fixture
async def filled(store):
    for one in IDS:
        await store.add_response(a_response(one, {"role": "P", "borough": "E09000001"}))
    return store


async def read(store, monkeypatch, *, span: int, processes: int):
    monkeypatch.setattr(sql_responses, "_SPAN", span)
    monkeypatch.setattr(reading, "_PROCESSES", processes)
    return await read_wave(store, the_survey(), WAVE, UNTIL)


async def test_several_processes_read_what_one_reads(filled, monkeypatch):
    here, counted = await read(filled, monkeypatch, span=100, processes=1)
    apart, tally = await read(filled, monkeypatch, span=2, processes=3)
    assert apart.frame["id"].to_list() == IDS
    assert apart.frame.equals(here.frame)
    assert tally == counted


async def test_what_is_wrong_with_the_store_is_said_by_the_process_that_found_it(
    filled, home, monkeypatch
):
    spans = filled.find_spans
    with contextlib.ExitStack() as stack:

        async def find_and_lose(*asked):
            found = await spans(*asked)
            stack.enter_context(lost(home))
            return found

        monkeypatch.setattr(filled, "find_spans", find_and_lose)
        with pytest.raises(StoreUnavailable, match=r"no store at|takes no connections"):
            await read(filled, monkeypatch, span=2, processes=2)


async def test_a_process_that_is_killed_is_an_error_not_a_short_wave(filled, monkeypatch):
    started = reading._process

    def killed():
        context = started()

        class Killed:
            async def __aenter__(self):
                process = await context.__aenter__()
                process.kill()
                return process

            async def __aexit__(self, *error):
                return await context.__aexit__(*error)

        return Killed()

    monkeypatch.setattr(reading, "_process", killed)
    with pytest.raises(StoreUnavailable, match="ended before it was done"):
        await read(filled, monkeypatch, span=2, processes=2)


@pytest.mark.slow
def test_no_process_outlives_the_one_it_reads_for(tmp_path):
    """Killed in the middle, and the readers end: they cannot write to anybody."""
    script = textwrap.dedent(
        f"""
        import asyncio, os, pathlib, signal
        from survey_api.releases import reading
        from survey_api.storage import open_store, sql_responses
        from tests.survey_api.releases.builders import WAVE, a_response, the_survey
        from tests.survey_api.releases.test_reading_apart import IDS, UNTIL

        sql_responses._SPAN, reading._PROCESSES = 2, 3

        async def main():
            async with open_store("sqlite:///{tmp_path}/survey.db") as store:
                for one in IDS:
                    await store.add_response(a_response(one, {{"role": "P"}}))
                async for _ in reading.read_portions(store, the_survey(), WAVE, UNTIL):
                    me = os.getpid()
                    children = pathlib.Path(f"/proc/{{me}}/task/{{me}}/children").read_text()
                    print(children, flush=True)
                    os.kill(me, signal.SIGKILL)

        asyncio.run(main())
        """
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    readers = [int(pid) for pid in done.stdout.split()]
    assert len(readers) == 2
    deadline = time.monotonic() + 30
    while any(map(is_running, readers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, readers))


def is_running(pid: int) -> bool:
    with suppress(OSError), open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"
    return False
