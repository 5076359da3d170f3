# SPDX-License-Identifier: MIT
"""The program `websocket-peer`, in either role."""

from __future__ import annotations

import asyncio
from pathlib import Path

ANSWER_SECONDS = 60.0


class SwiftPeer:
    """One process; its standard input is what keeps it alive."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, program: Path, role: str, *options: str) -> SwiftPeer:
        """Starts it as `serve` or `dial`."""
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(program, role, *options, stdin=pipe, stdout=pipe))

    async def port(self) -> int:
        """Where a server listens."""
        word, port = (await self.report()).split()
        assert word == "listening", word
        return int(port)

    def dial(self, port: int) -> None:
        """Has a client make a connection."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{port}\n".encode())

    async def report(self) -> str:
        """The next line."""
        assert self._process.stdout is not None
        async with asyncio.timeout(ANSWER_SECONDS):
            line = await self._process.stdout.readline()
        if not line:
            raise ConnectionError("the program under test has ended")
        return line.decode().strip()

    async def stop(self) -> None:
        """Ends it, and sees that it ends well."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status = await self._process.wait()
        except TimeoutError:
            self._process.kill()
            raise
        if status != 0:
            raise ConnectionError(f"the program under test ended with status {status}")
