# SPDX-License-Identifier: MIT
"""Every implementation with every other, each as offerer and as answerer."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from driver import Conversation, Line, converse
from result import Result

FOLDER = Path(__file__).parent
PLAN = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))
SUITES = ["once", "echo", "closing", "negotiated"]
# A browser takes seconds to start, and 16 MiB in a debug build some more.
SUITE_SECONDS = 90
FAILURE_SECONDS = 20


@dataclass(frozen=True)
class Implementation:
    """A peer that can be started by a command."""

    name: str
    command: tuple[str, ...]
    suffix: tuple[str, ...] = ()
    can_restart: bool = True

    def as_role(self, role: str, suites: list[str]) -> list[str]:
        return [*self.command, role, "--suite", ",".join(suites), *self.suffix]


def implementations(peer: Path) -> list[Implementation]:
    found = [Implementation("swift", (str(peer),))]
    # aiortc keeps its credentials for life; an offer with others is answered with the old ones.
    found.append(Implementation("aiortc", (sys.executable, str(FOLDER / "aiortc_peer.py")), can_restart=False))
    if shutil.which("chromium"):
        command = (sys.executable, str(FOLDER / "chromium_peer.py"))
        found.append(Implementation("chromium", command))
        found.append(Implementation("chromium, plain hosts", command, ("--plain-hosts",)))
    return found


def pairs(peer: Path) -> list[tuple[Implementation, Implementation]]:
    swift, *others = implementations(peer)
    return [(swift, swift)] + [pair for other in others for pair in ((swift, other), (other, swift))]


async def run(peer: Path, record: Path | None) -> AsyncIterator[Result]:
    """All pairs; descriptions of peers other than ours are kept in `record`."""
    for offerer, answerer in pairs(peer):
        suites = list(SUITES)
        if offerer.can_restart:
            suites.append("restart" if answerer.can_restart else "refused-restart")
        if offerer.name == answerer.name == "swift":
            suites.append("large")
        conversation = await converse(
            offerer.as_role("offer", suites), answerer.as_role("answer", suites), SUITE_SECONDS
        )
        for result in results_of(offerer, answerer, suites, conversation):
            yield result
        if record:
            keep(record, offerer, answerer, conversation)
        for kind in ("offer", "answer"):
            yield await wrong_fingerprint(offerer, answerer, kind)


def results_of(
    offerer: Implementation, answerer: Implementation, suites: list[str], conversation: Conversation
) -> list[Result]:
    passed = [] if conversation.crashed else conversation.offerer.all("passed")
    group = f"{offerer.name} → {answerer.name}"
    results = [Result(group, suite, suite in passed, conversation.why()) for suite in suites]
    seen = conversation.answerer.all("channel")
    missing = [channel["label"] for channel in PLAN["channels"] if channel not in seen]
    note = f"not seen as they were opened: {', '.join(missing)}" if missing else "as they were opened"
    results.append(Result(group, "properties", not missing, note))
    return results


async def wrong_fingerprint(offerer: Implementation, answerer: Implementation, kind: str) -> Result:
    """A description whose fingerprint was changed on its way: nobody may get through, and both must know."""

    def change(line: Line) -> Line:
        return {**line, "sdp": with_other_fingerprint(line["sdp"])} if line["type"] == kind else line

    conversation = await converse(
        offerer.as_role("offer", ["once"]), answerer.as_role("answer", ["once"]), FAILURE_SECONDS,
        until=lambda conversation: conversation.both_failed or conversation.done, change=change,
    )
    # Whoever got the changed description is the one who can tell.
    victim, implementation = (
        (conversation.answerer, answerer) if kind == "offer" else (conversation.offerer, offerer)
    )
    fatal = str(victim.first("fatal"))
    is_named = implementation.name != "swift" or fatal.startswith("fingerprintMismatch")
    return Result(
        f"{offerer.name} → {answerer.name}", f"wrong {kind}",
        conversation.both_failed and not conversation.done and is_named,
        "refused by both" if conversation.both_failed else conversation.why(),
    )


def with_other_fingerprint(sdp: str) -> str:
    """The description with another last byte in each of its fingerprints."""
    return re.sub(
        r"(?m)^(a=fingerprint:\S+ \S*)([0-9A-F])(\r?)$",
        lambda match: f"{match[1]}{'1' if match[2] == '0' else '0'}{match[3]}", sdp,
    )


def keep(folder: Path, offerer: Implementation, answerer: Implementation, conversation: Conversation) -> None:
    """Writes what the other implementation said: its first description, and those that it reported."""
    folder.mkdir(parents=True, exist_ok=True)
    for implementation, (_, side) in zip((offerer, answerer), conversation.sides, strict=True):
        if implementation.name == "swift" or not side.descriptions:
            continue
        name = re.sub(r"\W+", "_", implementation.name)
        kind = side.descriptions[0]["type"]
        texts = {f"{name}_{kind}": side.descriptions[0]["sdp"]}
        texts |= {f"{name}_{what}_{kind}": sdp for what, sdp in (side.first("recorded") or {}).items()}
        for file, text in texts.items():
            (folder / f"{file}.sdp").write_text(text, encoding="utf-8", newline="")
