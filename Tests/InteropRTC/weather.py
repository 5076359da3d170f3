# SPDX-License-Identifier: MIT
"""Our peers on a path that loses packets, falls silent, or changes under them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from driver import Conversation, converse, finished
from nat import STUN
from network import Network
from result import Result

LOSSES = [1, 5, 10]
SUITE_SECONDS = 120
# Longer than every repetition of the layers, shorter than what counts as the end.
OUTAGE_SECONDS = 16
MOVED = "10.1.0.3"


async def run(peer: Path) -> AsyncIterator[Result]:
    for percent in LOSSES:
        with Network("port-preserving", "port-preserving") as network:
            network.start_server()
            network.lose(percent)
            conversation = await converse(
                *commands(peer, network, "once,lossy,closing"), SUITE_SECONDS
            )
            yield result(f"{percent} % loss each way", conversation, figures)
    with Network("port-preserving", "port-preserving") as network:
        network.start_server()

        async def outage() -> None:
            network.lose(100)
            await asyncio.sleep(OUTAGE_SECONDS)
            network.calm()

        yield await interrupted(peer, network, f"{OUTAGE_SECONDS} s without a path", outage)
    with Network("port-preserving", "port-preserving") as network:
        network.start_server()

        async def move() -> None:
            network.move_a(MOVED)

        yield await interrupted(peer, network, "A gets another address", move)


def commands(peer: Path, network: Network, suites: str) -> tuple[list[str], list[str]]:
    return (
        network.inside("A", str(peer), "offer", "--suite", suites, *STUN),
        network.inside("B", str(peer), "answer", "--suite", suites, *STUN),
    )


async def interrupted(peer: Path, network: Network, name: str, event: Callable[[], object]) -> Result:
    """Messages go on after something has happened to the path."""
    tasks: list[asyncio.Task[None]] = []

    def until(conversation: Conversation) -> bool:
        if not tasks and "once" in conversation.offerer.all("passed"):
            tasks.append(asyncio.ensure_future(event()))
        return finished(conversation)

    conversation = await converse(*commands(peer, network, "once,interrupted"), SUITE_SECONDS, until=until)
    for task in tasks:
        await task
    return result(name, conversation, longest)


def result(name: str, conversation: Conversation, figure: Callable[[Conversation], str]) -> Result:
    done = conversation.done
    return Result(
        name, "messages", done, conversation.why(), figure=figure(conversation) if done else "", section="weather"
    )


def longest(conversation: Conversation) -> str:
    return f"longest round trip {conversation.offerer.first('longest'):.0f} ms, {conversation.path}"


def figures(conversation: Conversation) -> str:
    p50, p99, rate, arrived, count = (
        conversation.offerer.first(name) for name in ("p50", "p99", "megabytesPerSecond", "arrived", "of")
    )
    return (
        f"round trip p50 {p50:.1f} ms, p99 {p99:.0f} ms; {rate:.1f} MB/s there and back; "
        f"{arrived} of {count} unreliable messages came back"
    )
