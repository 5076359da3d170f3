# SPDX-License-Identifier: MIT
"""WebRTC data channels against other implementations and through other people's networks. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import nat
import network
import pairs
import weather
from result import Result, matrix

PARTS = ["pairs", "nat", "weather"]


async def run(options: argparse.Namespace) -> list[Result]:
    results: list[Result] = []

    async def take(part: AsyncIterator[Result]) -> None:
        async for result in part:
            print(f"{result.group}: {result.check}: {result.mark} {result.figure}", file=sys.stderr, flush=True)
            results.append(result)

    if "pairs" in options.only:
        await take(pairs.run(options.peer, options.record))
        if not shutil.which("chromium"):
            results.append(Result("chromium", "pairs", False, "there is no chromium", skipped=True))
    for name, part in (("nat", nat), ("weather", weather)):
        if name not in options.only:
            continue
        if reason := network.why_not():
            results.append(Result(name, name, False, reason, skipped=True))
        else:
            await take(part.run(options.peer))
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path, required=True, help="the program rtcpeer")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part (all)")
    parser.add_argument("--json", type=Path, help="where to write all results")
    parser.add_argument("--record", type=Path, help="a folder for the descriptions that other peers make")
    options = parser.parse_args()
    options.only = options.only or PARTS
    results = asyncio.run(run(options))
    print(matrix(results))
    if options.json:
        options.json.write_text(json.dumps([result.as_dict() for result in results], indent=1), encoding="utf-8")
    return 0 if all(result.passed or result.skipped for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
