# SPDX-License-Identifier: MIT
"""Sealed payloads (section 9): libsodium's crypto_box between two agents' process keys."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey

from . import codes
from .canonical import Refusal, Value, canonical, parse
from .encoding import base64url_decode, base64url_encode
from .envelope import Envelope
from .payloads import check_opened_payload
from .rules import Malformed

BOUND_MEMBERS = ("id", "from", "to", "type", "correlation_id")
"""What the box repeats of the envelope, so that it cannot be moved to another one."""


@dataclass(eq=False)
class NotOpened(Exception):
    """A sealed payload that was refused: the code of the `ERROR`, and its `details.reason` or the pointer at fault."""

    code: str
    reason: str | None = None
    pointer: str | None = None


def inner_text(envelope: Envelope, payload: Value) -> bytes:
    """The text that is boxed: the members that bind it to its envelope, and the payload."""
    return canonical({name: envelope.get(name) for name in BOUND_MEMBERS} | {"payload": payload})


def seal(envelope: Envelope, payload: Value, sender: PrivateKey, receiver: PublicKey, nonce: bytes) -> Envelope:
    """The envelope with `payload` sealed for the receiver; `nonce` is 24 random bytes, never used again."""
    return seal_text(envelope, inner_text(envelope, payload), sender, receiver, nonce)


def seal_text(envelope: Envelope, text: bytes, sender: PrivateKey, receiver: PublicKey, nonce: bytes) -> Envelope:
    """The envelope with any text in its box."""
    sealed: Value = {
        "from_kex": base64url_encode(bytes(sender.public_key)),
        "to_kex": base64url_encode(bytes(receiver)),
        "nonce": base64url_encode(nonce),
        "box": base64url_encode(Box(sender, receiver).encrypt(text, nonce).ciphertext),
    }
    return envelope | {"payload": {"sealed": sealed}}


def open_sealed(envelope: Envelope, receiver: PrivateKey) -> Value:
    """The payload inside a verified envelope; raises NotOpened."""
    match envelope["payload"]:
        case {"sealed": {"from_kex": str(from_kex), "to_kex": str(to_kex), "nonce": str(nonce), "box": str(box)}}:
            pass
        case _:
            raise ValueError("the payload is not sealed")
    if base64url_decode(to_kex) != bytes(receiver.public_key):
        raise NotOpened(codes.CONNECTION_REFUSED)
    try:
        key = Box(receiver, PublicKey(base64url_decode(from_kex)))
        inner = parse(key.decrypt(base64url_decode(box), base64url_decode(nonce)))
    except (CryptoError, Refusal):
        raise NotOpened(codes.MALFORMED_MESSAGE, "sealed") from None
    bound = {name: envelope.get(name) for name in BOUND_MEMBERS}
    if not isinstance(inner, dict) or inner.keys() != {*BOUND_MEMBERS, "payload"}:
        raise NotOpened(codes.MALFORMED_MESSAGE, "sealed")
    payload = inner.pop("payload")
    if inner != bound:
        raise NotOpened(codes.MALFORMED_MESSAGE, "sealed")
    return _checked(envelope, payload)


def _checked(envelope: Envelope, payload: Value) -> Value:
    is_lenient = envelope["version"] != "1.0"
    try:
        check_opened_payload(str(envelope["type"]), payload, is_lenient)
    except Malformed as fault:
        raise NotOpened(codes.MALFORMED_MESSAGE, pointer=fault.pointer) from None
    return payload
