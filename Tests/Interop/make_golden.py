# SPDX-License-Identifier: MIT
"""Writes the golden vectors: `python Tests/Interop/make_golden.py`.

The same bytes every time; `make interop` fails when the files in the repository differ from what this writes.
"""

from __future__ import annotations

from pathlib import Path

from golden.canonical import canonical_document
from golden.cast import document_text, keys_document
from golden.invalid import invalid_document
from golden.invalid_checks import check_cases, order_cases, signature_cases
from golden.invalid_identities import identity_cases
from golden.invalid_payloads import payload_cases
from golden.invalid_texts import member_cases, text_cases
from golden.messages import messages_document
from golden.sealed import sealed_document

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "Packages/AIConexusProtocol/Tests/AIConexusProtocolTests/Fixtures/Golden"


def golden_files() -> dict[Path, str]:
    """The path and text of every golden file."""
    groups = (text_cases, member_cases, identity_cases, check_cases, signature_cases, order_cases, payload_cases)
    documents = {
        "keys.json": keys_document(),
        "messages.json": messages_document(),
        "invalid.json": invalid_document([case for group in groups for case in group()]),
        "sealed.json": sealed_document(),
        "canonical.json": canonical_document(),
    }
    return {FOLDER / name: document_text(document) for name, document in documents.items()}


def main() -> None:
    """Writes the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in golden_files().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{len(text.encode()):>8} bytes  {path.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
