# SPDX-License-Identifier: MIT
"""Random messages: the golden ones with other parties, ids and arguments, and the same with a fault somewhere."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from nacl.signing import SigningKey

from aiconexus_wire.canonical import Value, canonical, parse
from aiconexus_wire.did import did_from_seed
from aiconexus_wire.encoding import base64_decode, base64_encode
from aiconexus_wire.envelope import Envelope, sign
from aiconexus_wire.payloads import is_sealed
from aiconexus_wire.timestamp import NANOSECONDS, format_timestamp
from documents import DocumentMaker
from golden.messages import examples
from noise import NoisyWriter

_OPEN_OBJECTS = ("args", "params", "result", "details", "contract", "annotations", "input_schema", "output_schema")
_STRANGE_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 0.5, 1e21, 2**53 - 1, 2.0**53, "", "a", "1", "text.upper", "é" * 65, "a" * 129),
    *(
        [],
        [None],
        [[]],
        {},
        {"": 0},
        {"a": None},
        "TIMEOUT",
        "success",
        "2026-03-02T09:31:00Z",
        "A" * 43,
        "A" * 42 + "B",
    ),
)
_STRANGE_NAMES = (
    "",
    "a/b~c",
    "sealed",
    "session",
    "code",
    "status",
    "sdp",
    "nonce",
    "result",
    "é",
    "\U0001f600",
    "query",
)


@dataclass
class MessageMaker:
    """Makes messages from a seed, valid at `now` unless a fault is put in."""

    random: Random
    now: int
    documents: DocumentMaker = field(init=False)
    examples: list[Envelope] = field(init=False)

    def __post_init__(self) -> None:
        self.documents = DocumentMaker(self.random)
        self.examples = [item.envelope for item in examples()]

    def envelope(self, sender: str) -> Envelope:
        """A valid unsigned envelope from a DID."""
        envelope = deepcopy(self.random.choice(self.examples))
        envelope |= {
            "id": self._id(),
            "from": sender,
            "to": did_from_seed(self.random.randbytes(32)),
            "timestamp": format_timestamp(self.now + self.random.randrange(-119, 119) * NANOSECONDS),
        }
        if self.random.random() < 0.3:
            envelope["correlation_id"] = self.random.choice([None, self._id()])
        if not is_sealed(envelope["payload"]):
            self._fill_open_objects(envelope["payload"])
        return envelope

    def signed(self) -> bytes:
        """A valid message in its canonical form or another one."""
        envelope, seed = self._with_key()
        return self._written(sign(envelope, seed))

    def signed_with_fault(self) -> bytes:
        """A message that somebody signed without looking: mostly refused, for whichever reason comes first.

        Of two faults one is in the payload: the order among an envelope's own members is nobody's promise.
        """
        envelope, seed = self._with_key()
        self._spoil(self._container(envelope if self.random.random() < 0.3 else envelope["payload"]))
        if self.random.random() < 0.3:
            self._spoil(self._container(envelope.get("payload")))
        return self._written(sign(envelope, seed))

    def damaged(self) -> bytes:
        """A valid message that was changed after it was signed."""
        text = bytearray(self.signed())
        at = self.random.randrange(len(text))
        text[at] ^= 1 << self.random.randrange(7)
        return bytes(text)

    def wrongly_signed(self) -> bytes:
        """A message in which nothing but the signature is wrong."""
        envelope, seed = self._with_key()
        signed: Any = envelope | {"signature": base64_encode(SigningKey(seed).sign(canonical(envelope)).signature)}
        signature = bytearray(base64_decode(signed["signature"]))
        signature[self.random.randrange(64)] ^= 1 << self.random.randrange(8)
        return canonical(signed | {"signature": base64_encode(bytes(signature))})

    def written(self, envelope: Value) -> bytes:
        """An envelope in any form, on one line."""
        return NoisyWriter(self.random).text(envelope).encode()

    def _with_key(self) -> tuple[Envelope, bytes]:
        seed = self.random.randbytes(32)
        return self.envelope(did_from_seed(seed)), seed

    def _written(self, signed: bytes) -> bytes:
        """Canonical or not."""
        if self.random.random() < 0.5:
            return signed
        return self.written(parse(signed))

    def _id(self) -> str:
        return str(UUID(bytes=self.random.randbytes(16), version=self.random.choice([1, 4, 5])))

    def _fill_open_objects(self, value: Any) -> None:
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            if name in _OPEN_OBJECTS and isinstance(member, dict):
                value[name] = self.documents.plain_object()
            elif isinstance(member, (dict, list)):
                self._fill_open_objects(member)

    def _container(self, value: Any) -> Any:
        """The value or an object or array somewhere in it."""
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        inner = [member for member in members if isinstance(member, (dict, list))]
        return self._container(self.random.choice(inner)) if inner and self.random.random() < 0.5 else value

    def _spoil(self, container: Any) -> None:
        """Changes, removes or adds one member."""
        if not isinstance(container, (dict, list)):
            return
        names = list(container) if isinstance(container, dict) else list(range(len(container)))
        if isinstance(container, dict) and (not names or self.random.random() < 0.25):
            container[self.random.choice(_STRANGE_NAMES)] = self._strange_value()
        elif names and self.random.random() < 0.25:
            del container[self.random.choice(names)]
        elif names:
            name = self.random.choice(names)
            container[name] = self._changed(container[name])

    def _changed(self, value: Any) -> Any:
        if isinstance(value, str) and value and self.random.random() < 0.5:
            at = self.random.randrange(len(value))
            return value[:at] + self.random.choice(["", "0", "A", "z", "=", "_", " ", "é"]) + value[at + 1 :]
        return self._strange_value()

    def _strange_value(self) -> Any:
        """A copy, since a second fault may be put into it."""
        return deepcopy(self.random.choice(_STRANGE_VALUES))
