# SPDX-License-Identifier: MIT
"""Agents of both implementations call each other, through the gateway. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import unittest
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

from gateway_client import ANSWER_SECONDS, GatewayProcess
from python_agent import CallFailed, Json, PythonAgent, python_agent

REPEAT = {"id": "py.repeat", "description": "gives back its arguments"}
COUNT = {"id": "py.count", "description": "counts", "streaming": True}
FAIL = {"id": "py.fail", "description": "fails"}
HANG = {"id": "py.hang", "description": "never answers"}


class Programs:
    """What the tests run; set by `main`."""

    gateway: ClassVar[Path]
    cli: ClassVar[Path]


async def repeat(agent: PythonAgent, request: Json, payload: Json) -> None:
    await agent.answer(request, {"status": "success", "result": payload.get("args", {})})


async def count(agent: PythonAgent, request: Json, payload: Json) -> None:
    number = payload["args"]["to"]
    for sequence in range(number):
        while sequence - agent.acknowledged.get(request["id"], -1) > payload["window"]:
            await asyncio.sleep(0.001)
        await agent.answer(request, {"status": "partial", "sequence": sequence, "result": sequence})
    await agent.answer(request, {"status": "success", "sequence": number})


async def fail(agent: PythonAgent, request: Json, payload: Json) -> None:
    own = {"code": "OUT_OF_PAPER", "retryable": False, "details": {"tray": 2}}
    await agent.answer(request, {"status": "error", "code": "AGENT_ERROR", "error": "no paper", "result": own})


async def hang(agent: PythonAgent, request: Json, payload: Json) -> None:
    await asyncio.sleep(ANSWER_SECONDS)


async def negotiate(agent: PythonAgent, request: Json, payload: Json) -> None:
    await agent.answer(request, {"status": "counter", "cost": "2 coins", "contract": payload.get("params", {})})


class AgentTests(unittest.IsolatedAsyncioTestCase):
    """One gateway for all of them."""

    gateway: ClassVar[GatewayProcess]

    @classmethod
    def setUpClass(cls) -> None:
        cls.gateway = GatewayProcess(Programs.gateway, "--loops", "2")
        cls.addClassCleanup(cls.gateway.__exit__)

    def start(self, *arguments: str, **options: Any) -> Any:
        """A run of the command line."""
        url = f"ws://{self.gateway.audience}/ws"
        return asyncio.create_subprocess_exec(
            Programs.cli,
            *arguments,
            "--gateway",
            url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            **options,
        )

    async def run_command(self, *arguments: str) -> tuple[str, str, int]:
        """Output, errors and status of a run of the command line."""
        process = await self.start(*arguments)
        async with asyncio.timeout(ANSWER_SECONDS):
            output, errors = await process.communicate()
        return output.decode(), errors.decode(), process.returncode or 0

    @asynccontextmanager
    async def swift_agent(self, *arguments: str) -> AsyncIterator[None]:
        """A served command."""
        url = f"ws://{self.gateway.audience}/ws"
        options, command = arguments[: arguments.index("--")], arguments[arguments.index("--") :]
        process = await asyncio.create_subprocess_exec(
            Programs.cli, "serve", *options, "--gateway", url, *command, stderr=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()

    async def find(self, agent: PythonAgent, capability: str) -> str:
        """The agent that offers a capability, as soon as there is one."""
        request = {"capability": "gateway.agents.list", "args": {"capability": capability}}
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                agents = (await agent.call(agent.gateway, request))["agents"]
                if agents:
                    return str(agents[0]["did"])
                await asyncio.sleep(0.02)

    # Swift calls Python

    async def test_swift_calls_python(self) -> None:
        async with python_agent(self.gateway, [REPEAT]) as agent:
            sealed: list[bool] = []

            async def look(agent: PythonAgent, request: Json, payload: Json) -> None:
                sealed.append(request["was_sealed"])
                await repeat(agent, request, payload)

            agent.handlers["py.repeat"] = look
            for options in ([], ["--clear"], ["--sealed"]):
                output, errors, status = await self.run_command("call", *options, "py.repeat", '{"text": "é"}')
                self.assertEqual((output, status), ('{"text":"é"}\n', 0), errors)
            self.assertEqual(sealed, [True, False, True])

    async def test_swift_streams_from_python(self) -> None:
        async with python_agent(self.gateway, [COUNT]) as agent:
            agent.handlers["py.count"] = count
            output, errors, status = await self.run_command("call", "--stream", "py.count", '{"to": 300}')
            self.assertEqual((output.split(), status), ([str(number) for number in range(300)], 0), errors)

    async def test_swift_hears_of_pythons_failures(self) -> None:
        async with python_agent(self.gateway, [FAIL]) as agent:
            agent.handlers["py.fail"] = fail
            output, _, status = await self.run_command("call", "--json", "py.fail")
            error = json.loads(output)["error"]
            self.assertEqual((error["code"], error["agent_code"], status), ("AGENT_ERROR", "OUT_OF_PAPER", 1))
            self.assertEqual(error["details"], {"tray": 2})

    async def test_swift_cancels_pythons_work(self) -> None:
        async with python_agent(self.gateway, [HANG]) as agent:
            started = asyncio.Event()

            async def wait(agent: PythonAgent, request: Json, payload: Json) -> None:
                started.set()
                await hang(agent, request, payload)

            agent.handlers["py.hang"] = wait
            process = await self.start("call", "py.hang")
            async with asyncio.timeout(ANSWER_SECONDS):
                await started.wait()
                process.send_signal(signal.SIGINT)
                await agent.cancelled.get()
                await process.communicate()
            self.assertEqual(process.returncode, -signal.SIGINT)

    async def test_swift_negotiates_with_python(self) -> None:
        async with python_agent(self.gateway, []) as agent:
            agent.on_intent = negotiate
            arguments = ["--to", agent.did, "--task", "print", "--params", '{"pages": 3}', "--json"]
            output, errors, _ = await self.run_command("intent", *arguments)
            answer = json.loads(output)
            self.assertEqual((answer["status"], answer["cost"]), ("counter", "2 coins"), errors)

    # Python calls Swift

    async def test_python_calls_swift(self) -> None:
        async with self.swift_agent("-c", "sh.repeat", "--", "cat"), python_agent(self.gateway, []) as agent:
            callee = await self.find(agent, "sh.repeat")
            request = {"capability": "sh.repeat", "args": {"text": "ö"}}
            self.assertEqual(await agent.call(callee, request), {"text": "ö"})
            self.assertEqual(await agent.call(callee, request, await agent.kex(callee)), {"text": "ö"})

    async def test_python_streams_from_swift(self) -> None:
        command = ("-c", "sh.count", "--stream", "--", "sh", "-c", "seq 0 199")
        async with self.swift_agent(*command), python_agent(self.gateway, []) as agent:
            callee = await self.find(agent, "sh.count")
            for reader in (None, await agent.kex(callee)):
                request = {"capability": "sh.count", "stream": True, "window": 3}
                parts = [part async for part in agent.parts(callee, request, reader)]
                self.assertEqual(parts, [*range(200), None])

    async def test_python_hears_of_swifts_refusals(self) -> None:
        async with self.swift_agent("-c", "sh.fail", "--", "sh", "-c", "echo broken >&2; exit 3"):
            async with python_agent(self.gateway, []) as agent:
                callee = await self.find(agent, "sh.fail")
                with self.assertRaises(CallFailed) as failed:
                    await agent.call(callee, {"capability": "sh.fail"})
                self.assertEqual(failed.exception.kind, "EXEC_RESPONSE")
                self.assertEqual(failed.exception.payload["result"]["code"], "EXIT_3")
                with self.assertRaises(CallFailed) as refused:
                    await agent.call(callee, {"capability": "no.such"})
                self.assertEqual(refused.exception.kind, "ERROR")
                self.assertEqual(refused.exception.payload["code"], "UNKNOWN_CAPABILITY")

    async def test_an_agent_does_the_work_of_one_key_once(self) -> None:
        async with self.swift_agent("-c", "sh.id", "--", "sh", "-c", "echo $$"), python_agent(self.gateway, []) as agent:
            callee = await self.find(agent, "sh.id")
            request = {"capability": "sh.id", "idempotency_key": "one"}
            first = await agent.call(callee, request)
            self.assertEqual(await agent.call(callee, request), first)
            self.assertNotEqual(await agent.call(callee, request | {"idempotency_key": "two"}), first)
            with self.assertRaises(CallFailed) as conflict:
                await agent.call(callee, request | {"args": {"other": 1}})
            self.assertEqual(conflict.exception.payload["code"], "IDEMPOTENCY_CONFLICT")


def main() -> int:
    """Exit status 0 when every test passed, else 1."""
    parser = argparse.ArgumentParser(description="Has agents of both implementations call each other.")
    parser.add_argument("--gateway", type=Path, required=True, help="path of the aiconexus-gateway executable")
    parser.add_argument("--cli", type=Path, required=True, help="path of the aiconexus executable")
    options = parser.parse_args()
    for program in (options.gateway, options.cli):
        if not program.is_file():
            parser.error(f"{program} is no file: build it first")
    Programs.gateway, Programs.cli = options.gateway.resolve(), options.cli.resolve()
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
