# SPDX-License-Identifier: MIT
"""`invalid.json`: messages that are refused, each for one reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiconexus_wire import codes
from aiconexus_wire.canonical import Value
from aiconexus_wire.encoding import base64_encode
from aiconexus_wire.envelope import DEFAULT_MAXIMUM_BYTES, Envelope, Verifier, sign
from aiconexus_wire.timestamp import parse_timestamp

from .cast import ALICE, NOW, Party, envelope
from .messages import example


@dataclass(frozen=True)
class Case:
    """A text and what the checks must say about it.

    `pointer` is None where the fault is not one of a member. `context` holds what the receiver knows besides the text:
    `now` (when it is not the file's), `session` (the DID registered on the connection), `receiver` (its own DID),
    `maximum_bytes`, and `after` (the name of a message of `messages.json` that it accepted before).
    """

    name: str
    text: bytes
    code: str = codes.MALFORMED_MESSAGE
    pointer: str | None = None
    context: dict[str, Any] = field(default_factory=dict)

    def entry(self) -> dict[str, Any]:
        """As in the file: text that is not UTF-8 as base64."""
        result: dict[str, Any] = {"name": self.name}
        try:
            result["text"] = self.text.decode()
        except UnicodeDecodeError:
            result["base64"] = base64_encode(self.text)
        result["code"] = self.code
        if self.pointer is not None:
            result["pointer"] = self.pointer
        return result | self.context

    def check(self) -> None:
        """Our own verifier's opinion must be the expected one."""
        verifier = Verifier(
            now=parse_timestamp(self.context.get("now", NOW)),
            session=self.context.get("session"),
            receiver=self.context.get("receiver"),
            maximum_bytes=self.context.get("maximum_bytes", DEFAULT_MAXIMUM_BYTES),
        )
        if "after" in self.context:
            before = example(self.context["after"])
            assert verifier.verify(sign(before.envelope, before.sender.seed)).is_valid
        verdict = verifier.verify(self.text)
        assert (verdict.code, verdict.pointer) == (self.code, self.pointer), (self.name, verdict)


def request(**members: Any) -> Envelope:
    """A valid request, with some members replaced."""
    payload: Value = {"capability": "text.upper", "args": {"text": "hello"}}
    return envelope("invalid", "EXEC_REQUEST", payload) | members


def signed_case(name: str, message: Envelope, pointer: str, signer: Party = ALICE, **expected: Any) -> Case:
    """A refused message whose signature is right."""
    return Case(name, sign(message, signer.seed), pointer=pointer, **expected)


def invalid_document(cases: list[Case]) -> dict[str, Any]:
    """The content of `invalid.json`."""
    assert len({case.name for case in cases}) == len(cases)
    for case in cases:
        case.check()
    return {
        "about": "Each is refused with `code` at `pointer` (absent: the text as a whole) by a receiver at `now`.",
        "now": NOW,
        "cases": [case.entry() for case in cases],
    }
