# SPDX-License-Identifier: MIT
"""Sealed payloads: what is sealed opens for its receiver and nobody else, in its own envelope and no other."""

import unittest
from typing import Any

from nacl.public import PrivateKey

from aiconexus_wire.sealed import NotOpened, open_sealed, seal

SENDER, RECEIVER, OTHER = (PrivateKey(bytes([byte]) * 32) for byte in (1, 2, 3))
PAYLOAD: Any = {"query": "psst"}
ENVELOPE: Any = {"id": "1", "from": "a", "to": "b", "type": "INTENT", "version": "1.0", "payload": {}}


class SealedTests(unittest.TestCase):
    def setUp(self) -> None:
        self.sealed = seal(ENVELOPE, PAYLOAD, SENDER, RECEIVER.public_key, bytes(24))

    def test_the_receiver_opens_it(self) -> None:
        self.assertEqual(open_sealed(self.sealed, RECEIVER), PAYLOAD)

    def test_key_of_another_process_asks_for_a_new_registration(self) -> None:
        with self.assertRaises(NotOpened) as caught:
            open_sealed(self.sealed, OTHER)
        self.assertEqual(caught.exception.code, "CONNECTION_REFUSED")

    def test_a_box_does_not_move_to_another_envelope(self) -> None:
        for member in ("id", "from", "to", "type", "correlation_id"):
            with self.assertRaises(NotOpened) as caught:
                open_sealed(self.sealed | {member: "other"}, RECEIVER)
            self.assertEqual((caught.exception.code, caught.exception.reason), ("MALFORMED_MESSAGE", "sealed"))

    def test_correlation_id_null_and_absent_are_the_same(self) -> None:
        self.assertEqual(open_sealed(self.sealed | {"correlation_id": None}, RECEIVER), PAYLOAD)


if __name__ == "__main__":
    unittest.main()
