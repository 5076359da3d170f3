# SPDX-License-Identifier: MIT
"""Heartbeats and direct connections (sections 4, 5 and 10)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from aiconexus_wire.canonical import Value
from aiconexus_wire.encoding import base64url_encode

from .cast import ALICE, BOB, GATEWAY, Party, envelope, fixed_bytes, fixed_id
from .example import Example

FINGERPRINTS = {party.name: sha256(fixed_bytes(f"{party.name} certificate")).digest() for party in (ALICE, BOB)}


SIXTY_FOUR_CHARACTERS = "a" * 61 + "\N{HONEYBEE}e\u0301"
"""Unicode scalars, that is: 65 UTF-16 code units, 63 characters on the screen."""


def sdp(party: Party, setup: str, session: int) -> str:
    """A session description of one data channel."""
    fingerprint = FINGERPRINTS[party.name].hex(":").upper()
    lines = [
        "v=0",
        f"o=- {session} 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{base64url_encode(fixed_bytes(f'{party.name} ufrag'))[:4]}",
        f"a=ice-pwd:{base64url_encode(fixed_bytes(f'{party.name} pwd'))[:24].replace('-', '+').replace('_', '/')}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {fingerprint}",
        f"a=setup:{setup}",
        "a=mid:0",
        "a=sctp-port:5000",
        "a=max-message-size:262144",
    ]
    return "".join(line + "\r\n" for line in lines)


def direct_nonce(sender: Party, receiver: Party) -> str:
    """What the first `PING` on a data channel proves (section 10)."""
    fingerprints = FINGERPRINTS[sender.name] + FINGERPRINTS[receiver.name]
    return base64url_encode(sha256(b"ioap.v1 direct\0" + fingerprints).digest())


def presence() -> list[Example]:
    """Heartbeats and the other uses of `PING`."""

    def ping(name: str, payload: Value, **members: Any) -> Example:
        return Example(f"ping_{name}", envelope(f"ping {name}", "PING", payload, to=GATEWAY, **members), ALICE)

    def pong(name: str, payload: Value, to_ping: str) -> Example:
        answer = envelope(
            f"pong {name}", "PONG", payload, sender=GATEWAY, to=ALICE, correlation_id=fixed_id(f"ping {to_ping}")
        )
        return Example(f"pong_{name}", answer, GATEWAY)

    return [
        ping("minimal", {}),
        ping("heartbeat", {"sequence": 2, "load": 0.25, "slots": 3}),
        ping("full", {"sequence": 9007199254740991, "nonce": "still there?", "load": 1, "slots": 0}),
        pong("minimal", {}, "minimal"),
        pong("full", {"sequence": 2, "nonce": "", "load": 0, "slots": 4000}, "heartbeat"),
        pong("with_64_characters", {"nonce": SIXTY_FOUR_CHARACTERS}, "full"),
        Example(
            "ping_acknowledgement",
            envelope("ping acknowledgement", "PING", {"sequence": 63}, correlation_id=fixed_id("request stream")),
            ALICE,
        ),
        Example(
            "ping_direct",
            envelope("ping direct", "PING", {"nonce": direct_nonce(ALICE, BOB)}, correlation_id=fixed_id("offer")),
            ALICE,
        ),
    ]


def negotiation() -> list[Example]:
    """A direct connection is offered and answered."""
    candidate = "candidate:1 1 UDP 2122252543 192.0.2.17 49203 typ host"
    return [
        Example(
            "offer",
            envelope("offer", "OFFER", {"sdp": sdp(ALICE, "actpass", 4611731400430051336)}, at="09:30:10.500"),
            ALICE,
        ),
        Example(
            "answer",
            envelope(
                "answer",
                "ANSWER",
                {"sdp": sdp(BOB, "active", 2884710239154771008)},
                sender=BOB,
                to=ALICE,
                at="09:30:10.560",
                correlation_id=fixed_id("offer"),
            ),
            BOB,
        ),
        Example(
            "ice_candidate_full",
            envelope(
                "candidate",
                "ICE_CANDIDATE",
                {"candidate": candidate, "sdp_mid": "0", "sdp_mline_index": 0},
                at="09:30:10.520",
                correlation_id=fixed_id("offer"),
            ),
            ALICE,
        ),
        Example(
            "ice_candidate_minimal_end_of_candidates",
            envelope(
                "candidate end",
                "ICE_CANDIDATE",
                {"candidate": ""},
                at="09:30:10.530",
                correlation_id=fixed_id("offer"),
            ),
            ALICE,
        ),
    ]
