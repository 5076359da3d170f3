# SPDX-License-Identifier: MIT
"""DIDs against the did:key specification's examples and RFC 8032's keys."""

import unittest

from aiconexus_wire.did import did_from_public_key, did_from_seed, public_key_from_did
from aiconexus_wire.encoding import base58_decode

SPECIFICATION = {
    "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp": "4zvwRjXUKGfvwnParsHAS3HuSVzV5cA4McphgmoCtajS",
    "did:key:z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG": "6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt",
}
"""Ed25519 examples of the did:key specification, with the `publicKeyBase58` of their documents."""

OTHER_KEY_TYPES = {
    "X25519": "did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F",
    "secp256k1": "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
    "P-256": "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
    "BLS12-381": (
        "did:key:zUC7K4ndUaGZgV7Cp2yJy6JtMoUHY6u7tkcSYUvPrEidqBmLCTLmi6d5WvwnUqejscAkERJ3bfjEiSYtdPkRSE8kSa11hFBr4sTgnb"
        "Z95SJj19PN2jdvJjyzpSZgxkyyxNnBNnY"
    ),
}


class DIDTests(unittest.TestCase):
    def test_examples_of_the_specification(self) -> None:
        for did, key in SPECIFICATION.items():
            self.assertEqual(public_key_from_did(did), base58_decode(key))
            self.assertEqual(did_from_public_key(base58_decode(key)), did)

    def test_first_example_is_of_the_zero_seed(self) -> None:
        self.assertEqual(did_from_seed(bytes(32)), next(iter(SPECIFICATION)))

    def test_other_key_types_are_refused(self) -> None:
        for name, did in OTHER_KEY_TYPES.items():
            with self.assertRaisesRegex(ValueError, "not an Ed25519 key", msg=name):
                public_key_from_did(did)

    def test_rfc_8032_key_has_56_characters_and_the_usual_beginning(self) -> None:
        key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        did = did_from_public_key(key)
        self.assertEqual(len(did), 56)
        self.assertTrue(did.startswith("did:key:z6Mk"))
        self.assertEqual(public_key_from_did(did), key)


if __name__ == "__main__":
    unittest.main()
