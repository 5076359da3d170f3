# SPDX-License-Identifier: MIT
"""Two peers as processes, and what they say to each other and to us. See README.md for the lines."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

LINE_LIMIT = 1 << 20
GOODBYE_SECONDS = 5

# A peer that crashes ends at once, in place of a report that would keep its output open.
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}

Line = dict[str, Any]
Change = Callable[[Line], Line]


@dataclass
class Side:
    """One of the two: what it was told to send, and what it reported."""

    descriptions: list[Line] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)
    reports: list[tuple[float, Line]] = field(default_factory=list)

    def all(self, member: str) -> list[Any]:
        """The values of a member, in the order of the reports."""
        return [report[member] for _, report in self.reports if member in report]

    def first(self, member: str) -> Any:
        return next(iter(self.all(member)), None)

    def report_with(self, member: str) -> Line:
        return next((report for _, report in self.reports if member in report), {})


@dataclass
class Conversation:
    """What came of one run."""

    offerer: Side = field(default_factory=Side)
    answerer: Side = field(default_factory=Side)
    seconds: float = 0
    timed_out: bool = False
    errors: str = ""
    crashed: bool = False

    @property
    def done(self) -> bool:
        return self.offerer.first("done") is True and not self.crashed

    @property
    def both_failed(self) -> bool:
        have_failed = self.offerer.first("fatal") is not None and self.answerer.first("fatal") is not None
        return have_failed and not self.crashed

    @property
    def path(self) -> str:
        """The last path that the offerer reported, or what the answerer did, seen from the other side."""
        if paths := self.offerer.all("path"):
            return paths[-1]
        if paths := self.answerer.all("path"):
            kind, ends = paths[-1].split(" ")
            return f"{kind} {'-'.join(reversed(ends.split('-')))}"
        return ""

    def why(self) -> str:
        """One line on what went wrong."""
        failures = [
            f"{report['failed']}: {report.get('why')}"
            for side in (self.offerer, self.answerer) for _, report in side.reports if "failed" in report
        ]
        fatal = [f"{name}: {side.first('fatal')}" for name, side in self.sides if side.first("fatal")]
        fatal += ["a peer crashed"] if self.crashed else []
        late = ["no answer in time"] if self.timed_out else []
        return "; ".join(failures + fatal + late + self.errors.splitlines()[-1:]) or "ended early"

    @property
    def sides(self) -> list[tuple[str, Side]]:
        return [("offerer", self.offerer), ("answerer", self.answerer)]


def finished(conversation: Conversation) -> bool:
    """The offerer has run its suites, or somebody has given up."""
    sides = (conversation.offerer, conversation.answerer)
    return conversation.offerer.first("done") is not None or any(side.first("fatal") is not None for side in sides)


async def converse(
    offerer: Sequence[str],
    answerer: Sequence[str],
    seconds: float,
    *,
    until: Callable[[Conversation], bool] = finished,
    change: Change = lambda line: line,
) -> Conversation:
    """Runs two commands until they are through, or `seconds` have passed, and says goodbye to both.

    `change` may replace a description on its way.
    """
    conversation = Conversation()
    over = asyncio.Event()
    with tempfile.TemporaryFile("w+") as errors:
        start = time.monotonic()
        processes = [
            await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=errors, limit=LINE_LIMIT,
                env=ENVIRONMENT,
            )
            for command in (offerer, answerer)
        ]

        async def carry(side: Side, source: Any, target: Any) -> None:
            async for text in source.stdout:
                try:
                    line = json.loads(text)
                except ValueError:
                    errors.write(f"not a line: {text!r}\n")
                    continue
                if "type" in line:
                    line = change(line)
                    side.descriptions.append(line)
                elif "candidate" in line:
                    side.candidates.append(line["candidate"])
                else:
                    side.reports.append((time.monotonic() - start, line))
                    if until(conversation):
                        over.set()
                    continue
                with suppress(ConnectionError):
                    target.stdin.write(json.dumps(line).encode() + b"\n")
                    await target.stdin.drain()
            over.set()

        carriers = [
            asyncio.create_task(carry(conversation.offerer, processes[0], processes[1])),
            asyncio.create_task(carry(conversation.answerer, processes[1], processes[0])),
        ]
        try:
            async with asyncio.timeout(seconds):
                await over.wait()
        except TimeoutError:
            conversation.timed_out = True
        finally:
            # Also when somebody interrupts: nothing goes on after this.
            conversation.seconds = time.monotonic() - start
            ends = await asyncio.gather(*(say_goodbye(process) for process in processes))
            conversation.crashed = not all(ends)
            await asyncio.gather(*carriers)
        errors.seek(0)
        conversation.errors = errors.read()
    return conversation


async def say_goodbye(process: asyncio.subprocess.Process) -> bool:
    """Lets a process end by itself; one that does not is ended. Tells whether it came to its end without a crash."""
    assert process.stdin
    with suppress(ConnectionError):
        process.stdin.write(b'{"type":"bye"}\n')
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), GOODBYE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        return True
    return process.returncode is not None and process.returncode >= 0
