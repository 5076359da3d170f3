# SPDX-License-Identifier: MIT
"""Envelopes: signing, and the checks of a received text in the specification's order (section 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from . import codes, rules
from .canonical import Refusal, Value, canonical, parse
from .did import public_key_from_did
from .encoding import base64_decode, base64_encode
from .payloads import ON_THE_WIRE, check_payload
from .rules import Malformed, Place, Rule
from .timestamp import NANOSECONDS, parse_timestamp

Envelope: TypeAlias = dict[str, Value]

DEFAULT_MAXIMUM_BYTES = 1_048_576
DEFAULT_FRESHNESS_SECONDS = 120
MAJOR_VERSION = 1


@dataclass(frozen=True)
class Verdict:
    """What became of a text: `code` is None when every check passed."""

    code: str | None = None
    pointer: str | None = None
    message: str = ""
    envelope: Envelope | None = None

    @property
    def is_valid(self) -> bool:
        """Whether every check passed."""
        return self.code is None


@dataclass(eq=False)
class Refused(Exception):
    """Ends the checks of one text."""

    code: str
    pointer: str | None
    message: str


def signed_bytes(envelope: Envelope) -> bytes:
    """The bytes that a signature covers: canonical JSON without the `signature` member."""
    return canonical({name: value for name, value in envelope.items() if name != "signature"})


def sign(envelope: Envelope, seed: bytes) -> bytes:
    """The signed canonical text of an envelope, by the Ed25519 key of a 32-byte seed."""
    signature = SigningKey(seed).sign(signed_bytes(envelope)).signature
    return canonical(envelope | {"signature": base64_encode(signature)})


@dataclass
class Verifier:
    """Checks received texts, one after the other.

    `now` is in nanoseconds since 1970. `session` is the DID that the connection registered and `receiver` our own;
    None leaves out the check. Verified messages are remembered against replay, without a bound.
    """

    now: int
    session: str | None = None
    receiver: str | None = None
    maximum_bytes: int = DEFAULT_MAXIMUM_BYTES
    checks_freshness: bool = True
    seen: set[tuple[str, str]] = field(default_factory=set)

    def verify(self, text: bytes) -> Verdict:
        """The verdict on a text."""
        try:
            return Verdict(envelope=self._verified(text))
        except Refused as refused:
            return Verdict(refused.code, refused.pointer, refused.message)
        except Malformed as fault:
            return Verdict(codes.MALFORMED_MESSAGE, fault.pointer, fault.message)

    def _verified(self, text: bytes) -> Envelope:
        if len(text) > self.maximum_bytes:
            raise Refused(codes.PAYLOAD_TOO_LARGE, None, f"over {self.maximum_bytes} bytes")
        try:
            value = parse(text)
        except Refusal as refusal:
            raise Refused(codes.MALFORMED_MESSAGE, None, refusal.reason) from None
        envelope = _check_members(value)
        is_lenient = _check_version(_text(envelope, "version"))
        sender_key = _public_key(envelope, "from")
        _public_key(envelope, "to")
        self._check_parties(envelope)
        self._check_time(envelope)
        check_payload(_text(envelope, "type"), envelope["payload"], is_lenient)
        _check_signature(envelope, sender_key)
        self._check_replay(envelope)
        return envelope

    def _check_parties(self, envelope: Envelope) -> None:
        if self.session is not None and envelope["from"] != self.session:
            raise Refused(codes.IDENTITY_MISMATCH, "/from", "not the registered DID")
        if self.receiver is not None and envelope["to"] != self.receiver:
            raise Refused(codes.IDENTITY_MISMATCH, "/to", "not the receiver")

    def _check_time(self, envelope: Envelope) -> None:
        if "expires" in envelope and self.now > parse_timestamp(_text(envelope, "expires")):
            raise Refused(codes.TIMEOUT, "/expires", "expired")
        age = self.now - parse_timestamp(_text(envelope, "timestamp"))
        if self.checks_freshness and abs(age) > DEFAULT_FRESHNESS_SECONDS * NANOSECONDS:
            raise Refused(codes.CLOCK_SKEW, "/timestamp", "too far from the receiver's clock")

    def _check_replay(self, envelope: Envelope) -> None:
        entry = (_text(envelope, "from"), _text(envelope, "id"))
        if entry in self.seen:
            raise Refused(codes.REPLAY_DETECTED, "/id", "seen before")
        self.seen.add(entry)


def _correlation_id(value: Value, place: Place) -> None:
    if value is not None:
        rules.uuid(value, place)


def _signature(value: Value, place: Place) -> None:
    try:
        is_signature = isinstance(value, str) and len(base64_decode(value)) == 64
    except ValueError:
        is_signature = False
    if not is_signature:
        raise place.expected("base64 of 64 bytes")


_REQUIRED: dict[str, Rule] = {
    "id": rules.uuid,
    "timestamp": rules.timestamp,
    "from": rules.string,
    "to": rules.string,
    "type": rules.one_of(ON_THE_WIRE),
    "payload": rules.open_object,
    "version": rules.matching(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", "major.minor"),
    "signature": _signature,
}

_OPTIONAL: dict[str, Rule] = {
    "correlation_id": _correlation_id,
    "expires": rules.timestamp,
    "trace": rules.Shape({"traceparent": rules.string}, {"tracestate": rules.string}),
}

_MEMBERS: Callable[[Value, Place], None] = rules.Shape(_REQUIRED, _OPTIONAL)


def _check_members(value: Value) -> Envelope:
    """The envelope's own members; unknown ones are none of our business."""
    if not isinstance(value, dict):
        raise Refused(codes.MALFORMED_MESSAGE, None, "not an object")
    known = _REQUIRED.keys() | _OPTIONAL.keys()
    _MEMBERS({name: member for name, member in value.items() if name in known}, Place())
    return value


def _check_version(version: str) -> bool:
    """Whether the minor version asks for tolerance."""
    major, minor = map(int, version.split("."))
    if major != MAJOR_VERSION:
        raise Refused(codes.UNSUPPORTED_VERSION, "/version", f"version {MAJOR_VERSION}.x is spoken here")
    return minor > 0


def _public_key(envelope: Envelope, member: str) -> bytes:
    try:
        return public_key_from_did(_text(envelope, member))
    except ValueError as error:
        raise Malformed(f"/{member}", str(error)) from None


def _check_signature(envelope: Envelope, public_key: bytes) -> None:
    signature = base64_decode(_text(envelope, "signature"))
    try:
        VerifyKey(public_key).verify(signed_bytes(envelope), signature)
    except BadSignatureError:
        raise Refused(codes.INVALID_SIGNATURE, "/signature", "not the sender's over these bytes") from None


def _text(envelope: Envelope, member: str) -> str:
    """A member that has been found to be a string."""
    value = envelope[member]
    assert isinstance(value, str)
    return value
