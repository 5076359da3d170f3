# SPDX-License-Identifier: MIT
"""Times against RFC 3339 section 5.8 and well-known Unix times."""

import unittest

from aiconexus_wire.timestamp import format_timestamp, parse_timestamp

UNIX_NANOSECONDS = {
    "1970-01-01T00:00:00Z": 0,
    "1985-04-12T23:20:50.52Z": 482196050_520000000,
    "2001-09-09T01:46:40Z": 1_000_000_000_000000000,
    "2038-01-19T03:14:07.999999999Z": 2147483647_999999999,
    "1969-12-31T23:59:59.9Z": -100_000_000,
    "2024-02-29T12:00:00.000Z": 1709208000_000000000,
}


class TimestampTests(unittest.TestCase):
    def test_known_times(self) -> None:
        for text, nanoseconds in UNIX_NANOSECONDS.items():
            self.assertEqual(parse_timestamp(text), nanoseconds)

    def test_other_forms_of_rfc_3339_and_impossible_dates_are_refused(self) -> None:
        for text in (
            "1996-12-19T16:39:57-08:00",
            "1990-12-31T23:59:60Z",
            "2023-02-29T12:00:00Z",
            "2024-04-31T12:00:00Z",
            "2024-02-29t12:00:00Z",
            "2024-02-29T12:00:00z",
            "2024-02-29T12:60:00Z",
            "2024-02-29T12:00:00.1234567890Z",
            "+2024-02-29T12:00:00Z",
            "2024-02-29T12:00:00Z\n",
        ):
            with self.assertRaises(ValueError, msg=text):
                parse_timestamp(text)

    def test_we_write_milliseconds_rounded_down(self) -> None:
        self.assertEqual(format_timestamp(482196050_520999999), "1985-04-12T23:20:50.520Z")


if __name__ == "__main__":
    unittest.main()
