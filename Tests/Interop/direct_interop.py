# SPDX-License-Identifier: MIT
"""A Swift agent calls an agent in Python over a data channel of aiortc's. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import unittest
from pathlib import Path
from typing import ClassVar

from agent_interop import COUNT, REPEAT, count, repeat
from direct_agent import Declined, DirectPath, NoHandshake, NoWebRTC, WrongFingerprint
from gateway_client import ANSWER_SECONDS, GatewayProcess
from python_agent import Json, PythonAgent, python_agent

PATIENCE_SECONDS = 3 * ANSWER_SECONDS


class Programs:
    """What the tests run; set by `main`."""

    gateway: ClassVar[Path]
    cli: ClassVar[Path]


class DirectTests(unittest.IsolatedAsyncioTestCase):
    """With a gateway that only carries the signalling."""

    async def asyncSetUp(self) -> None:
        # In its debug mode the loop tells of each step that takes long, as those of aiortc do.
        asyncio.get_running_loop().set_debug(False)

    async def run_command(
        self, make_path: type[DirectPath], command: str, *arguments: str
    ) -> tuple[str, int, list[DirectPath]]:
        """Output and status of a command for the Python agent, which answers meanwhile, and its connections."""
        with GatewayProcess(Programs.gateway) as gateway:
            async with python_agent(gateway, [REPEAT, COUNT]) as agent:
                paths: dict[str, DirectPath] = {}

                async def signal(agent: PythonAgent, message: Json, payload: Json) -> None:
                    peer = message["from"]
                    if message["type"] == "OFFER":
                        paths[peer] = make_path(agent, peer)
                        await paths[peer].answer(message)
                    else:
                        await paths[peer].add(message)

                agent.on_signal = signal
                agent.channel = lambda peer: (
                    paths[peer].send_text if peer in paths and paths[peer].opened.is_set() else None
                )
                agent.handlers |= {"py.repeat": repeat, "py.count": count}
                target = ("--to", agent.did) if command == "call" else (agent.did,)
                process = await asyncio.create_subprocess_exec(
                    Programs.cli,
                    *(command, "--gateway", f"ws://{gateway.audience}/ws", *target, *arguments),
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.PIPE,
                )
                ending = asyncio.create_task(process.communicate())
                if not (await asyncio.wait([ending], timeout=PATIENCE_SECONDS))[0]:
                    process.kill()
                output, errors = await ending
                self.assertEqual(errors, b"", output)
                for path in paths.values():
                    await path.close()
                return output.decode(), process.returncode or 0, list(paths.values())

    async def call(self, *arguments: str) -> tuple[str, int]:
        """Output and status of a call that must be direct."""
        output, status, paths = await self.run_command(DirectPath, "call", "--path", "direct", *arguments)
        self.assertEqual(len(paths), 1)
        self.assertTrue(all(path.opened.is_set() and path.received > 0 for path in paths))
        return output, status

    async def reason(self, make_path: type[DirectPath]) -> tuple[str, str, int]:
        """What `path` says of an agent that cannot be reached directly: way, reason and status."""
        output, status, _ = await self.run_command(make_path, "path", "--json")
        report = json.loads(output)
        return report["path"], report["reason"], status

    async def test_a_call_over_the_channel(self) -> None:
        output, status = await self.call("--json", "py.repeat", '{"text": "ü"}')
        report = json.loads(output)
        self.assertEqual((report["result"], report["path"], status), ({"text": "ü"}, "direct", 0))

    async def test_a_stream_over_the_channel(self) -> None:
        output, status = await self.call("--stream", "py.count", '{"to": 500}')
        self.assertEqual((output.split(), status), ([str(number) for number in range(500)], 0))

    async def test_a_certificate_that_was_not_announced(self) -> None:
        self.assertEqual(await self.reason(WrongFingerprint), ("relay", "FINGERPRINT_MISMATCH", 1))

    async def test_a_handshake_that_is_not_answered(self) -> None:
        self.assertEqual(await self.reason(NoHandshake), ("relay", "DTLS_FAILED", 1))

    async def test_an_agent_that_makes_no_direct_connections(self) -> None:
        self.assertEqual(await self.reason(Declined), ("relay", "POLICY", 1))
        self.assertEqual(await self.reason(NoWebRTC), ("relay", "PEER_NO_WEBRTC", 1))


def main() -> int:
    """Exit status 0 when every test passed, else 1."""
    parser = argparse.ArgumentParser(description="Has a Swift agent call one in Python over a data channel.")
    parser.add_argument("--gateway", type=Path, required=True, help="path of the aiconexus-gateway executable")
    parser.add_argument("--cli", type=Path, required=True, help="path of the aiconexus executable")
    options = parser.parse_args()
    Programs.gateway, Programs.cli = options.gateway.resolve(), options.cli.resolve()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(DirectTests)
    return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
