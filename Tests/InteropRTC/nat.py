# SPDX-License-Identifier: MIT
"""Our peers behind NATs: which of them reach each other, how, and how fast."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from driver import Conversation, converse
from network import PASSWORD, SERVER, USER, Network
from result import Result

# Bounds of what is promised: a path that exists is found, or given up, within these.
FOUND_MS = 1_000
REFUSED_MS = 8_000
SUITE_SECONDS = 30
ATTEMPTS = 3

STUN = ("--stun", f"stun:{SERVER}")
TURN = ("--turn", f"turn:{SERVER}", USER, PASSWORD)
TURN_TCP = ("--turn", f"turn:{SERVER}?transport=tcp", USER, PASSWORD)


@dataclass(frozen=True)
class Case:
    """Two homes and the servers that they know."""

    kind_of_a: str
    kind_of_b: str
    servers: str
    options_of_a: tuple[str, ...]
    options_of_b: tuple[str, ...]
    # `direct`, `turn`, or nothing where there is no path.
    expected: str | None

    @property
    def name(self) -> str:
        return f"{self.kind_of_a} / {self.kind_of_b}, {self.servers}"


PRESERVING, SYMMETRIC, NO_UDP = "port-preserving", "symmetric", "no UDP"
CASES = [
    Case(PRESERVING, PRESERVING, "no server", (), (), None),
    Case(PRESERVING, PRESERVING, "STUN", STUN, STUN, "direct"),
    Case(SYMMETRIC, SYMMETRIC, "STUN", STUN, STUN, None),
    Case(SYMMETRIC, SYMMETRIC, "TURN both", TURN, TURN, "turn"),
    Case(SYMMETRIC, SYMMETRIC, "TURN on A", TURN, STUN, "turn"),
    Case(SYMMETRIC, PRESERVING, "STUN", STUN, STUN, None),
    Case(SYMMETRIC, PRESERVING, "TURN on A", TURN, STUN, "turn"),
    Case(NO_UDP, PRESERVING, "TURN over UDP on A", TURN, STUN, None),
    Case(NO_UDP, PRESERVING, "TURN over TCP on A", TURN_TCP, STUN, "turn"),
    Case(PRESERVING, PRESERVING, "relay only", (*TURN, "--relay-only"), (*TURN, "--relay-only"), "turn"),
    Case(PRESERVING, PRESERVING, "no hosts", (*STUN, "--no-hosts"), (*STUN, "--no-hosts"), "direct"),
]


async def run(peer: Path) -> AsyncIterator[Result]:
    for case in CASES:
        with Network(case.kind_of_a, case.kind_of_b) as network:
            network.start_server()
            for offerer, answerer in (("A", "B"), ("B", "A")):
                yield await run_case(peer, network, case, offerer, answerer)


async def run_case(peer: Path, network: Network, case: Case, offerer: str, answerer: str) -> Result:
    """Runs a case, again when it came out right and late: what else the machine does is not what is tested."""
    options = {"A": case.options_of_a, "B": case.options_of_b}

    def command(home: str, role: str) -> list[str]:
        return network.inside(home, str(peer), role, "--suite", "once", *options[home])

    for _ in range(ATTEMPTS):
        conversation = await converse(
            command(offerer, "offer"), command(answerer, "answer"), SUITE_SECONDS,
            until=lambda conversation: conversation.done or conversation.both_failed,
        )
        milliseconds = setup_milliseconds(conversation)
        outcome = conversation.path if conversation.done else "none" if conversation.both_failed else conversation.why()
        if case.expected:
            is_right = conversation.done and outcome.startswith(case.expected)
        else:
            is_right = conversation.both_failed
        is_in_time = milliseconds <= (FOUND_MS if case.expected else REFUSED_MS)
        if is_in_time or not is_right:
            break
    return Result(
        case.name, f"{offerer} offers", is_right and is_in_time, conversation.why(),
        figure=f"{outcome}, {milliseconds} ms", section="nat",
    )


def setup_milliseconds(conversation: Conversation) -> int:
    """From the offer to the connection, or until the last of both gave up."""
    def time_of(state: str) -> int | None:
        return next((report["ms"] for _, report in conversation.offerer.reports if report.get("state") == state), None)

    begin, end = time_of("connecting"), time_of("connected")
    if begin is None:
        return 0
    if end is not None:
        return end - begin
    fatal = [side.report_with("fatal").get("ms", 0) for _, side in conversation.sides]
    return max(fatal) - begin
