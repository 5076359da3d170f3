# SPDX-License-Identifier: MIT
"""Base58 against draft-msporny-base58, base64 against RFC 4648 section 10."""

import unittest

from aiconexus_wire.encoding import (
    base58_decode,
    base58_encode,
    base64_decode,
    base64_encode,
    base64url_decode,
    base64url_encode,
)

BASE58 = {
    b"Hello World!": "2NEpo7TZRRrLZSi2U",
    b"The quick brown fox jumps over the lazy dog.": "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    bytes.fromhex("0000287fb4cd"): "11233QC4",
    b"": "",
}

BASE64 = {b"": "", b"f": "Zg==", b"fo": "Zm8=", b"foo": "Zm9v", b"foob": "Zm9vYg==", b"fooba": "Zm9vYmE="}


class EncodingTests(unittest.TestCase):
    def test_base58_examples(self) -> None:
        for data, text in BASE58.items():
            self.assertEqual(base58_encode(data), text)
            self.assertEqual(base58_decode(text), data)

    def test_base58_refuses_letters_that_look_like_others(self) -> None:
        for character in "0OIl +/é":
            with self.assertRaises(ValueError):
                base58_decode("2NE" + character)

    def test_base64_examples(self) -> None:
        for data, text in BASE64.items():
            self.assertEqual(base64_encode(data), text)
            self.assertEqual(base64_decode(text), data)
            self.assertEqual(base64url_encode(data), text.rstrip("="))
            self.assertEqual(base64url_decode(text.rstrip("=")), data)

    def test_base64_refuses_a_second_text_for_the_same_bytes(self) -> None:
        for text in ("Zh==", "Zm9=", "Zg", "Zg=", "Zg===", "Zm9v\n", " Zm9v", "Zg==Zg==", "_-8=", "é"):
            with self.assertRaises(ValueError, msg=text):
                base64_decode(text)

    def test_base64url_refuses_padding_and_the_other_alphabet(self) -> None:
        self.assertEqual(base64url_decode("-_8"), b"\xfb\xff")
        for text in ("Zg==", "+/8", "Zh", "Z", "Zm9vY", "Zm 9v"):
            with self.assertRaises(ValueError, msg=text):
                base64url_decode(text)


if __name__ == "__main__":
    unittest.main()
