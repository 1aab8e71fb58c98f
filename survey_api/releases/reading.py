"""Reading a wave portion by portion: here, and in further processes where there is much to read.

Coding answers takes processor time that one process of Python cannot spread over cores, so a wave
of more than one span is read by as many processes as there are cores, this one among them, each
through a store that it opens itself. The others are plain programs that end when nobody asks them
any more, so none outlives a killed server.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from typing import BinaryIO, Protocol, TypeAlias, cast

from survey_api.coding import CodingStore
from survey_api.errors import StoreUnavailable, SurveyError
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.releases.portions import Portion, Reader
from survey_api.responses.batch import Span
from survey_api.responses.store import Opener, ResponseStore

_PROCESSES = os.cpu_count() or 1
_LENGTH = 8  # bytes before each portion that say how long it is
# Each process has a core to itself: threads of its own would only stand in the way of the others.
_ALONE = {"POLARS_MAX_THREADS": "1"}

ReadSpan: TypeAlias = Callable[[Span], Awaitable[Portion]]


class ReadingStore(ResponseStore, CodingStore, Protocol):
    """Where responses are, and what people made of their texts by hand."""


class Reading(Record, kw_only=True):
    """What another process is to read spans of."""

    opener: Opener
    survey: Survey
    wave: str
    until: datetime


async def read_portions(
    store: ReadingStore, survey: Survey, wave: str, until: datetime
) -> AsyncIterator[Portion]:
    """Get what had come to a wave by a moment, in the order of ids. Raises StoreUnavailable."""
    spans = await store.find_spans(survey.id, wave)
    reading = Reading(opener=store.opener, survey=survey, wave=wave, until=until)
    async with AsyncExitStack() as stack:
        readers = [await _reader_here(store, reading)]
        for _ in range(min(_PROCESSES, len(spans)) - 1):
            readers.append(await stack.enter_async_context(_reader_apart(reading)))
        async for portion in _in_turn(readers, spans):
            yield portion


async def _in_turn(readers: Sequence[ReadSpan], spans: Sequence[Span]) -> AsyncIterator[Portion]:
    """The portion of each span, in order: whichever reader is free takes the next."""
    free: asyncio.Queue[ReadSpan] = asyncio.Queue()
    for reader in readers:
        free.put_nowait(reader)

    async def read(span: Span) -> Portion:
        reader = await free.get()
        portion = await reader(span)
        free.put_nowait(reader)
        return portion

    tasks = [asyncio.create_task(read(span)) for span in spans]
    try:
        for task in tasks:
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _reader_here(store: ReadingStore, reading: Reading) -> ReadSpan:
    reader = await asyncio.to_thread(Reader, reading.survey)

    async def read(span: Span) -> Portion:
        batch = await store.read_batch(reading.survey.id, reading.wave, reading.until, span)
        return await asyncio.to_thread(reader.read, batch)

    return read


@asynccontextmanager
async def _reader_apart(reading: Reading) -> AsyncIterator[ReadSpan]:
    async with _process() as process:
        _ask(process, reading)

        async def read(span: Span) -> Portion:
            _ask(process, span)
            return await _take(process)

        yield read


@asynccontextmanager
async def _process() -> AsyncIterator[Process]:
    program = f"from {__name__} import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=PIPE, stdout=PIPE, env=os.environ | _ALONE
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _ask(process: Process, what: Reading | Span) -> None:
    """Send it without waiting: a process that has ended says so by what it does not write."""
    assert process.stdin
    process.stdin.write(pickle.dumps(what))


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
    gc.disable()  # rows by the ten thousand, and never a circle among them
    reading = cast(Reading, pickle.load(sys.stdin.buffer))
    with suppress(BrokenPipeError):  # whoever asked is gone
        asyncio.run(_write_portions(reading, sys.stdin.buffer, sys.stdout.buffer))


async def _write_portions(reading: Reading, asked: BinaryIO, out: BinaryIO) -> None:
    try:
        async with reading.opener() as store:
            reader = Reader(reading.survey)
            with suppress(EOFError):  # nobody asks any more
                while True:
                    span = cast(Span, pickle.load(asked))
                    batch = await store.read_batch(
                        reading.survey.id, reading.wave, reading.until, span
                    )
                    _write(reader.read(batch), out)
    except SurveyError as error:
        _write(error, out)


def _write(value: Portion | SurveyError, out: BinaryIO) -> None:
    written = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    out.write(len(written).to_bytes(_LENGTH, "big"))
    out.write(written)
    out.flush()
