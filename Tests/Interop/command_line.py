# SPDX-License-Identifier: MIT
"""The `aiconexus` command line as a foreign implementation: bytes in, answers out."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DID = re.compile(rb"did:key:z[1-9A-HJ-NP-Za-km-z]+")
TIME_LIMIT_SECONDS = 600


class CommandLineError(Exception):
    """The program did not keep to its own contract: a wrong exit status, or another number of answers."""


@dataclass(frozen=True)
class CommandLine:
    """One executable."""

    path: Path

    def canonicalize(self, document: bytes) -> bytes | None:
        """The canonical text, or None for a refused document."""
        result = self._run(["canonicalize"], document)
        return result.stdout if result.returncode == 0 else None

    def canonicalize_lines(self, documents: list[bytes]) -> list[bytes | None]:
        """The same for many documents, none of which contains a newline."""
        return self._lines(["canonicalize"], documents)

    def sign_lines(self, key_file: Path, envelopes: list[bytes]) -> list[bytes | None]:
        """The signed text of each unsigned envelope, or None for a refused one."""
        return self._lines(["sign", "--key", str(key_file)], envelopes)

    def verify(self, message: bytes, now: str) -> dict[str, Any]:
        """The verdict on a message, as the program's JSON says it and its exit status confirms it."""
        result = self._run(["verify", "--now", now, "--json"], message)
        verdict = _verdict(result.stdout)
        if (verdict["verdict"] == "valid") != (result.returncode == 0):
            raise CommandLineError(f"verify said {verdict} with exit status {result.returncode}")
        return verdict

    def verify_lines(self, messages: list[bytes], now: str) -> list[dict[str, Any]]:
        """The same for many messages, none of which contains a newline."""
        lines = self._run_lines(["verify", "--now", now], messages).stdout.splitlines()
        _expect_as_many("verify --lines", lines, messages)
        return [_verdict(line) for line in lines]

    def new_identity(self, key_file: Path) -> None:
        """Makes a key file."""
        result = self._run(["identity", "new", "--out", str(key_file)])
        if result.returncode != 0:
            raise CommandLineError(f"identity new: {result.stderr.decode(errors='replace')}")

    def did(self, key_file: Path) -> str:
        """The DID that `identity show` prints for a key file."""
        result = self._run(["identity", "show", str(key_file)])
        match = _DID.search(result.stdout)
        if match is None:
            raise CommandLineError(f"identity show printed no DID: {result.stderr.decode(errors='replace')}")
        return match.group().decode()

    def _lines(self, arguments: list[str], texts: list[bytes]) -> list[bytes | None]:
        """A line of answer a line of input; a line that begins with `!` is a refusal."""
        result = self._run_lines(arguments, texts)
        answers = result.stdout.split(b"\n")[:-1]
        _expect_as_many(arguments[0], answers, texts)
        has_refusal = any(answer.startswith(b"!") for answer in answers)
        if result.returncode != (1 if has_refusal else 0):
            raise CommandLineError(f"{arguments[0]} --lines ended with exit status {result.returncode}")
        return [None if answer.startswith(b"!") else answer for answer in answers]

    def _run_lines(self, arguments: list[str], texts: list[bytes]) -> subprocess.CompletedProcess[bytes]:
        return self._run([*arguments, "--lines"], b"".join(text + b"\n" for text in texts))

    def _run(self, arguments: list[str], standard_input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        result = subprocess.run(
            [str(self.path), *arguments],
            input=standard_input,
            capture_output=True,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
        if result.returncode not in (0, 1):
            errors = result.stderr.decode(errors="replace")[-2000:]
            raise CommandLineError(f"{' '.join(arguments)}: exit status {result.returncode}\n{errors}")
        return result


def _verdict(line: bytes) -> dict[str, Any]:
    verdict = json.loads(line)
    if not isinstance(verdict, dict) or verdict.get("verdict") not in ("valid", "refused"):
        raise CommandLineError(f"no verdict: {line!r}")
    return verdict


def _expect_as_many(command: str, answers: list[bytes], texts: list[bytes]) -> None:
    if len(answers) != len(texts):
        raise CommandLineError(f"{command}: {len(answers)} answers to {len(texts)} lines")
