# SPDX-License-Identifier: MIT
"""The gateway against foreign clients: the PyPI package `websockets`, and curl. See README.md."""

from __future__ import annotations

import argparse
import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from gateway_client import GatewayProcess, connected, registered
from websockets.exceptions import ConnectionClosed, InvalidStatus

LARGE_BYTES = 200_000


class Gateways:
    """What the tests run against; set by `main`."""

    program: ClassVar[Path]


class PlainTests(unittest.IsolatedAsyncioTestCase):
    """Over TCP as it is."""

    options: ClassVar[tuple[str, ...]] = ("--loops", "2")
    compression: ClassVar[str | None] = None
    trust: ClassVar[ssl.SSLContext | None] = None
    gateway: ClassVar[GatewayProcess]

    @classmethod
    def setUpClass(cls) -> None:
        cls.gateway = GatewayProcess(Gateways.program, *cls.options)
        cls.addClassCleanup(cls.gateway.__exit__)

    async def test_agents_exchange_offer_and_answer(self) -> None:
        """What arrives is, byte for byte, what was sent."""
        async with self.agent() as alice, self.agent() as bob:
            offer = await alice.send("OFFER", {"sdp": "v=0\r\n"}, to=bob.did)
            text, received = await bob.receive()
            self.assertEqual(text, offer)
            answer = await bob.send("ANSWER", {"sdp": "v=0\r\ns=-\r\n"}, to=alice.did, answers=received["id"])
            text, received = await alice.receive()
            self.assertEqual(text, answer)
            self.assertEqual(received["correlation_id"], json.loads(offer)["id"])

    async def test_large_messages_arrive_whole(self) -> None:
        async with self.agent() as alice, self.agent() as bob:
            request = await alice.send("EXEC_REQUEST", {"args": {"text": "é" * LARGE_BYTES}}, to=bob.did)
            text, _ = await bob.receive()
            self.assertEqual(text, request)

    async def test_the_gateway_lists_its_agents(self) -> None:
        capability = {"id": "text.upper", "description": "upper case"}
        async with self.agent(capabilities=[capability]) as alice, self.agent() as bob:
            request = {"capability": "gateway.agents.list", "args": {"capability": "text.upper"}}
            await bob.send("EXEC_REQUEST", request)
            _, response = await bob.receive()
            self.assertEqual(response["payload"]["status"], "success")
            self.assertEqual([agent["did"] for agent in response["payload"]["result"]["agents"]], [alice.did])

    async def test_an_absent_agent_is_unknown(self) -> None:
        async with self.agent() as alice, self.agent() as bob:
            absent = bob.did
            await bob.connection.close()
            await alice.send("OFFER", {"sdp": ""}, to=absent)
            _, error = await alice.receive()
            self.assertEqual((error["type"], error["payload"]["code"]), ("ERROR", "UNKNOWN_AGENT"))

    async def test_a_ping_is_answered(self) -> None:
        async with self.agent() as alice:
            await alice.send("PING", {"nonce": "n", "sequence": 7})
            _, pong = await alice.receive()
            self.assertEqual((pong["type"], pong["payload"]), ("PONG", {"nonce": "n", "sequence": 7}))
            await (await alice.connection.ping())

    async def test_a_goodbye_ends_with_1000(self) -> None:
        async with self.agent() as alice:
            await alice.send("UNREGISTER", {"reason": "done"})
            self.assertEqual(await self.close_code(alice), 1000)

    async def test_binary_messages_are_not_taken(self) -> None:
        async with self.agent() as alice:
            await alice.connection.send(b"\x00")
            self.assertEqual(await self.close_code(alice), 1003)

    async def test_a_subprotocol_is_needed(self) -> None:
        with self.assertRaises(InvalidStatus) as refusal:
            async with connected(self.gateway, trust=self.trust, subprotocols=()):
                pass
        self.assertEqual(refusal.exception.response.status_code, 400)

    async def test_pages_of_other_origins_are_refused(self) -> None:
        with self.assertRaises(InvalidStatus) as refusal:
            async with connected(self.gateway, trust=self.trust, headers={"Origin": "https://evil.example"}):
                pass
        self.assertEqual(refusal.exception.response.status_code, 403)

    def test_curl_reads_the_pages(self) -> None:
        health = json.loads(self.curl("/health"))
        self.assertEqual(health["status"], "ok")
        self.assertEqual(json.loads(self.curl("/agents"))["count"], 0)
        self.assertIn("aiconexus_gateway_messages_total", self.curl("/metrics"))
        self.assertEqual(json.loads(self.curl("/ready")), {"status": "ready"})
        self.assertIn("error", json.loads(self.curl("/nothing")))

    def agent(self, **arguments: Any) -> Any:
        """A registered agent."""
        return registered(self.gateway, trust=self.trust, compression=self.compression, **arguments)

    async def close_code(self, agent: Any) -> int:
        """The code with which the gateway ends the connection."""
        with self.assertRaises(ConnectionClosed) as closed:
            await agent.receive()
        self.assertIsNotNone(closed.exception.rcvd)
        return int(closed.exception.rcvd.code)

    def curl(self, path: str) -> str:
        """The body of an answer."""
        scheme = "http" if self.trust is None else "https"
        command = ["curl", "--silent", "--show-error", "--insecure", f"{scheme}://{self.gateway.audience}{path}"]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout


class CompressedTests(PlainTests):
    """With permessage-deflate."""

    options = ("--loops", "2", "--compression")
    compression = "deflate"

    async def test_compression_is_agreed_on(self) -> None:
        async with self.agent() as alice:
            self.assertIn("permessage-deflate", str(alice.connection.response.headers["Sec-WebSocket-Extensions"]))


class TLSTests(PlainTests):
    """With TLS and a certificate that openssl made."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        key, certificate = Path(folder.name, "key.pem"), Path(folder.name, "certificate.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
            + ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
            + ["-keyout", str(key), "-out", str(certificate)],
            check=True,
            capture_output=True,
        )
        cls.options = ("--loops", "2", "--tls-certificate", str(certificate), "--tls-key", str(key))
        cls.trust = ssl.create_default_context(cafile=str(certificate))
        super().setUpClass()

    async def test_certificates_are_read_again(self) -> None:
        """Agents that are connected do not notice."""
        async with self.agent() as alice:
            os.kill(self.gateway.process_id, signal.SIGHUP)
            async with self.agent() as bob:
                offer = await alice.send("OFFER", {"sdp": ""}, to=bob.did)
                self.assertEqual((await bob.receive())[0], offer)


class DrainTests(unittest.IsolatedAsyncioTestCase):
    """The end of a gateway."""

    async def test_agents_are_asked_to_leave_and_the_gateway_ends(self) -> None:
        with GatewayProcess(Gateways.program, "--loops", "2") as gateway:
            async with registered(gateway) as alice:
                os.kill(gateway.process_id, signal.SIGTERM)
                _, farewell = await alice.receive()
                self.assertEqual((farewell["type"], farewell["payload"]["reason"]), ("UNREGISTER", "draining"))
                self.assertGreaterEqual(farewell["payload"]["reconnect_after_ms"], 0)
            self.assertEqual(gateway.wait(), 0)


def main() -> int:
    """Exit status 0 when every test passed, else 1."""
    parser = argparse.ArgumentParser(description="Runs the gateway against clients that are not ours.")
    parser.add_argument("--gateway", type=Path, required=True, help="path of the aiconexus-gateway executable")
    options = parser.parse_args()
    if not options.gateway.is_file():
        parser.error(f"{options.gateway} is no file: build the aiconexus-gateway executable first")
    Gateways.program = options.gateway.resolve()
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
