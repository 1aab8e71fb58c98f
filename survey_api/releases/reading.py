"""Reading a wave portion by portion: here, or in several processes where there are many responses.

Coding answers takes processor time that one process of Python cannot spread over cores, so a wave
of more than one span is read by as many processes as there are cores, each through a store that it
opens itself. They are plain programs that end when nobody reads what they write, so none outlives
a killed server.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from typing import BinaryIO, Protocol, cast

from survey_api.coding import CodingStore
from survey_api.errors import StoreUnavailable, SurveyError
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.releases.portions import Portion, Reader
from survey_api.responses.batch import Span
from survey_api.responses.store import Opener, ResponseStore

_PROCESSES = os.cpu_count() or 1
_LENGTH = 8  # bytes before each portion that say how long it is


class ReadingStore(ResponseStore, CodingStore, Protocol):
    """Where responses are, and what people made of their texts by hand."""


class Reading(Record, kw_only=True):
    """What one process is to read: these spans, in their order."""

    opener: Opener
    survey: Survey
    wave: str
    until: datetime
    spans: tuple[Span, ...]


async def read_portions(
    store: ReadingStore, survey: Survey, wave: str, until: datetime
) -> AsyncIterator[Portion]:
    """Get what had come to a wave by a moment, in the order of ids. Raises StoreUnavailable."""
    spans = await store.find_spans(survey.id, wave, until)
    if len(spans) > 1 and _PROCESSES > 1:
        at_once = min(_PROCESSES, len(spans))
        readings = [
            Reading(
                opener=store.opener,
                survey=survey,
                wave=wave,
                until=until,
                spans=tuple(spans[first::at_once]),
            )
            for first in range(at_once)
        ]
        async for portion in _read_apart(readings):
            yield portion
    else:
        reader = await asyncio.to_thread(Reader, survey)
        for span in spans:
            batch = await store.read_batch(survey.id, wave, until, span)
            yield await asyncio.to_thread(reader.read, batch)


async def _read_apart(readings: Sequence[Reading]) -> AsyncIterator[Portion]:
    """Every portion in order: the processes take turns, and wait until theirs is taken."""
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(_process(one)) for one in readings]
        for turn in range(len(readings[0].spans)):
            for process, reading in zip(processes, readings, strict=True):
                if turn < len(reading.spans):
                    yield await _take(process)


@asynccontextmanager
async def _process(reading: Reading) -> AsyncIterator[Process]:
    program = f"from {__name__} import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=PIPE, stdout=PIPE
    )
    try:
        assert process.stdin
        with suppress(BrokenPipeError, ConnectionResetError):  # said by what it does not write
            process.stdin.write(pickle.dumps(reading))
            await process.stdin.drain()
            process.stdin.close()
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _take(process: Process) -> Portion:
    assert process.stdout
    try:
        length = int.from_bytes(await process.stdout.readexactly(_LENGTH), "big")
        written = await process.stdout.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise StoreUnavailable(
            "A process that was reading the responses ended before it was done. Perhaps the "
            "machine has too little memory. Nothing was changed; please try again."
        ) from error
    portion: Portion | SurveyError = await asyncio.to_thread(pickle.loads, written)
    if isinstance(portion, SurveyError):
        raise portion
    return portion


def main() -> None:
    """Read the spans asked for on standard input and write their portions to standard output."""
    asked = cast(Reading, pickle.load(sys.stdin.buffer))
    with suppress(BrokenPipeError):  # whoever asked is gone
        asyncio.run(_write_portions(asked, sys.stdout.buffer))


async def _write_portions(asked: Reading, out: BinaryIO) -> None:
    try:
        reader = Reader(asked.survey)
        async with asked.opener() as store:
            for span in asked.spans:
                batch = await store.read_batch(asked.survey.id, asked.wave, asked.until, span)
                _write(reader.read(batch), out)
    except SurveyError as error:
        _write(error, out)


def _write(value: Portion | SurveyError, out: BinaryIO) -> None:
    written = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    out.write(len(written).to_bytes(_LENGTH, "big"))
    out.write(written)
    out.flush()
