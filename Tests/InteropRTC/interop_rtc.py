# SPDX-License-Identifier: MIT
"""WebRTC data channels against other implementations and through other people's networks. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import calls
import nat
import network
import pairs
import weather
from result import Result, matrix

PARTS = ["pairs", "nat", "calls", "weather"]
# As a shell says of a program that Ctrl-C ended.
INTERRUPTED = 130


async def run(options: argparse.Namespace) -> list[Result]:
    results: list[Result] = []
    # To be told to end is to be interrupted: namespaces and processes go with the blocks that made them.
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)

    async def take(part: AsyncIterator[Result]) -> None:
        async for result in part:
            print(f"{result.group}: {result.check}: {result.mark} {result.figure}", file=sys.stderr, flush=True)
            results.append(result)

    if "pairs" in options.only:
        await take(pairs.run(options.peer, options.record))
        if not shutil.which("chromium"):
            results.append(Result("chromium", "pairs", False, "there is no chromium", skipped=True))
    parts = {
        "nat": lambda: nat.run(options.peer),
        "calls": lambda: calls.run(calls.Programs(options.gateway, options.agent, options.soak)),
        "weather": lambda: weather.run(options.peer),
    }
    for name, part in parts.items():
        if name not in options.only:
            continue
        if reason := network.why_not():
            results.append(Result(name, name, False, reason, skipped=True))
        else:
            await take(part())
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path, required=True, help="the program rtcpeer")
    parser.add_argument("--gateway", type=Path, required=True, help="the program aiconexus-gateway")
    parser.add_argument("--agent", type=Path, required=True, help="the program aiconexus")
    parser.add_argument("--soak", type=Path, required=True, help="the program direct-soak")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part (all)")
    parser.add_argument("--json", type=Path, help="where to write all results")
    parser.add_argument("--record", type=Path, help="a folder for the descriptions that other peers make")
    options = parser.parse_args()
    options.only = options.only or PARTS
    try:
        results = asyncio.run(run(options))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    print(matrix(results))
    if options.json:
        options.json.write_text(json.dumps([result.as_dict() for result in results], indent=1), encoding="utf-8")
    return 0 if all(result.passed or result.skipped for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
