# SPDX-License-Identifier: MIT
"""Who appears in the golden vectors, and the fixed values they use in place of random ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from aiconexus_wire.canonical import Value
from aiconexus_wire.did import did_from_seed
from aiconexus_wire.encoding import base58_encode, base64_encode, base64url_encode
from aiconexus_wire.envelope import Envelope

NOW = "2026-03-02T09:31:00.000Z"
"""The receiver's clock in every vector that does not say otherwise."""


def fixed_bytes(name: str) -> bytes:
    """32 bytes that look random."""
    return sha256(f"aiconexus golden {name}".encode()).digest()


def fixed_nonce(name: str) -> str:
    """The base64url text of 32 bytes that look random."""
    return base64url_encode(fixed_bytes(name))


def fixed_id(name: str) -> str:
    """A version 4 UUID."""
    return str(UUID(bytes=fixed_bytes(f"id {name}")[:16], version=4))


@dataclass(frozen=True)
class Party:
    """An agent or gateway with its identity key and the key-exchange key of its process."""

    name: str
    seed: bytes = field(repr=False)
    kex: PrivateKey = field(repr=False)

    @property
    def public_key(self) -> bytes:
        """32 bytes."""
        return bytes(SigningKey(self.seed).verify_key)

    @property
    def public_key_text(self) -> str:
        """As in `REGISTER`."""
        return base58_encode(self.public_key)

    @property
    def did(self) -> str:
        """As in `from` and `to`."""
        return did_from_seed(self.seed)

    @property
    def kex_text(self) -> str:
        """As in `REGISTER`."""
        return base64url_encode(bytes(self.kex.public_key))


def _party(name: str) -> Party:
    return Party(name, fixed_bytes(name), PrivateKey(fixed_bytes(f"{name} kex")))


ALICE = _party("alice")
"""The agent that asks."""
BOB = _party("bob")
"""The agent that extracts clauses from contracts."""
MALLORY = _party("mallory")
"""The agent that is up to no good."""
GATEWAY = _party("gateway")


def envelope(
    name: str,
    message_type: str,
    payload: Value,
    *,
    sender: Party = ALICE,
    to: Party = BOB,
    at: str = "09:31:00.000",
    **members: Any,
) -> Envelope:
    """An unsigned envelope, its members in the order in which people write them."""
    return {
        "id": fixed_id(name),
        "type": message_type,
        "version": "1.0",
        "timestamp": f"2026-03-02T{at}Z",
        "from": sender.did,
        "to": to.did,
        "payload": payload,
        **members,
    }


def keys_document() -> dict[str, Any]:
    """The content of `keys.json`."""
    parties = (ALICE, BOB, MALLORY, GATEWAY)
    message = b"The quick brown fox"
    use = "example"
    return {
        "about": "Seeds are SHA-256 of 'aiconexus golden <name>', X25519 secrets of 'aiconexus golden <name> kex'.",
        "identities": [
            {
                "name": party.name,
                "seed": party.seed.hex(),
                "public_key_hex": party.public_key.hex(),
                "public_key": party.public_key_text,
                "did": party.did,
            }
            for party in parties
        ],
        "key_exchange": [
            {
                "name": party.name,
                "secret_hex": bytes(party.kex).hex(),
                "public_hex": bytes(party.kex.public_key).hex(),
                "kex": party.kex_text,
            }
            for party in parties
        ],
        "signatures_for_other_uses": [
            {
                "name": ALICE.name,
                "use": use,
                "message": message.decode(),
                "signature": base64_encode(
                    SigningKey(ALICE.seed).sign(f"AICONEXUS/{use}\0".encode() + message).signature
                ),
            }
        ],
    }


def document_text(document: dict[str, Any]) -> str:
    """The text of a golden file: an example a line, and ASCII, so that no editor mistakes a character for another."""
    members = [f" {json.dumps(name)}: {_member_text(value)}" for name, value in document.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member_text(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"  {json.dumps(element)}" for element in value) + "\n ]"
