# SPDX-License-Identifier: MIT
"""Key files: what is written is read, and nothing that others can read."""

import tempfile
import unittest
from pathlib import Path

from aiconexus_wire.keyfile import LABEL, read_seed, write_seed

ZEROS = "A" * 43


class KeyFileTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "agent.key"

    def test_what_is_written_is_read(self) -> None:
        write_seed(self.path, bytes(range(32)))
        self.assertEqual(read_seed(self.path), bytes(range(32)))
        with self.assertRaises(FileExistsError):
            write_seed(self.path, bytes(32))

    def test_comments_and_empty_lines_mean_nothing(self) -> None:
        self._write(f"# of an agent\n\n{LABEL} {ZEROS}\n# end")
        self.assertEqual(read_seed(self.path), bytes(32))

    def test_other_texts_are_refused(self) -> None:
        for text in ("", f"{LABEL}{ZEROS}", f"{LABEL} {ZEROS}A", f"{LABEL}  {ZEROS}", f"{LABEL} {ZEROS}\n" * 2, ZEROS):
            self._write(text)
            with self.assertRaises(ValueError, msg=text):
                read_seed(self.path)

    def test_a_file_that_others_may_read_is_refused(self) -> None:
        self._write(f"{LABEL} {ZEROS}\n")
        self.path.chmod(0o640)
        with self.assertRaises(ValueError):
            read_seed(self.path)

    def _write(self, text: str) -> None:
        self.path.write_text(text, encoding="ascii")
        self.path.chmod(0o600)


if __name__ == "__main__":
    unittest.main()
