# SPDX-License-Identifier: MIT
"""What the golden vectors leave out: state between messages, and what is too long to check in."""

import unittest
from typing import Any

from nacl.signing import SigningKey

from aiconexus_wire.did import did_from_seed
from aiconexus_wire.encoding import base58_encode
from aiconexus_wire.envelope import Envelope, Verifier, sign
from aiconexus_wire.timestamp import parse_timestamp

NOW = "2026-03-02T09:31:00Z"
SEEDS = bytes(32), bytes([1]) * 32


def envelope(seed: bytes = SEEDS[0], **members: Any) -> Envelope:
    """A valid `PING` from the key of a seed to itself."""
    did = did_from_seed(seed)
    return {
        "id": "6f1b0f7e-5d0c-4e39-9d0e-2b7c1f0a9d11",
        "timestamp": NOW,
        "from": did,
        "to": did,
        "type": "PING",
        "payload": {},
        "version": "1.0",
    } | members


class EnvelopeTests(unittest.TestCase):
    def setUp(self) -> None:
        self.verifier = Verifier(now=parse_timestamp(NOW))

    def test_deterministic_signature_of_rfc_8032(self) -> None:
        signature = (
            SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
            .sign(b"")
            .signature
        )
        self.assertTrue(signature.hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"))

    def test_the_same_id_from_another_sender_is_no_replay(self) -> None:
        for seed in SEEDS:
            self.assertTrue(self.verifier.verify(sign(envelope(seed), seed)).is_valid)

    def test_a_refused_message_is_not_remembered(self) -> None:
        forged = sign(envelope(), SEEDS[1])
        self.assertEqual(self.verifier.verify(forged).code, "INVALID_SIGNATURE")
        self.assertTrue(self.verifier.verify(sign(envelope(), SEEDS[0])).is_valid)

    def test_another_form_of_the_same_message_is_a_replay(self) -> None:
        text = sign(envelope(), SEEDS[0])
        self.assertTrue(self.verifier.verify(text).is_valid)
        self.assertEqual(self.verifier.verify(b" " + text).code, "REPLAY_DETECTED")

    def test_stored_messages_are_checked_for_expiry_and_not_for_freshness(self) -> None:
        self.verifier.checks_freshness = False
        old = "2025-01-01T00:00:00Z"
        stored = sign(envelope(timestamp=old), SEEDS[0])
        expired = sign(envelope(timestamp=old, expires="2025-01-02T00:00:00Z"), SEEDS[0])
        self.assertEqual(self.verifier.verify(expired).code, "TIMEOUT")
        self.assertTrue(self.verifier.verify(stored).is_valid)

    def test_an_agent_has_at_most_1000_capabilities(self) -> None:
        for count, expected in ((1000, None), (1001, "/payload/capabilities")):
            capabilities = [{"id": f"c{index}", "description": ""} for index in range(count)]
            key = base58_encode(bytes(SigningKey(SEEDS[0]).verify_key))
            payload: Any = {"public_key": key, "capabilities": capabilities}
            verifier = Verifier(now=parse_timestamp(NOW))
            text = sign(envelope(type="REGISTER", payload=payload), SEEDS[0])
            self.assertEqual(verifier.verify(text).pointer, expected)

    def test_a_message_may_have_exactly_the_maximum_of_bytes(self) -> None:
        text = sign(envelope(), SEEDS[0])
        self.verifier.maximum_bytes = len(text)
        self.assertEqual(self.verifier.verify(text + b" ").code, "PAYLOAD_TOO_LARGE")
        self.assertTrue(self.verifier.verify(text).is_valid)

    def test_signing_again_replaces_the_signature(self) -> None:
        once = sign(envelope(), SEEDS[0])
        self.assertEqual(sign(envelope(signature="old"), SEEDS[0]), once)


if __name__ == "__main__":
    unittest.main()
