# SPDX-License-Identifier: MIT
"""Compares the Swift implementation, behind its command line, with the Python one: see README.md."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import unittest
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from aiconexus_wire.canonical import Refusal, canonicalize
from aiconexus_wire.did import did_from_seed
from aiconexus_wire.envelope import Verdict, Verifier, sign
from aiconexus_wire.keyfile import read_seed, write_seed
from aiconexus_wire.timestamp import parse_timestamp
from command_line import CommandLine, CommandLineError
from documents import DocumentMaker
from golden.cast import ALICE, BOB, GATEWAY, NOW, Party
from make_golden import FOLDER, golden_files
from random_messages import MessageMaker

DOCUMENTS_WITH_NEWLINES = 40
MESSAGES_OF_EACH_KIND = 1_000
FRESH_IDENTITIES = 5
SHOWN_DIFFERENCES = 20


@dataclass(frozen=True)
class Difference:
    """Two answers to one text."""

    what: str
    text: bytes
    ours: object
    theirs: object

    @property
    def kind(self) -> str:
        """The same for differences that look alike."""
        return f"{self.what}: {self.ours} {self.theirs}"

    def __str__(self) -> str:
        return f"{self.what}\n  input:  {self.text!r}\n  Python: {self.ours!r}\n  Swift:  {self.theirs!r}"


@dataclass
class Report:
    """Counts what was compared, keeps what differed."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def compare(self, what: str, text: bytes, ours: object, theirs: object) -> None:
        """Notes one comparison of an answer to a text."""
        self.counts[what] += 1
        if ours != theirs:
            self.differences.append(Difference(what, text, ours, theirs))

    def print(self) -> None:
        """Prints a difference of each kind, then a line for each sort of comparison."""
        of_each_kind = {difference.kind: difference for difference in self.differences}
        for difference in list(of_each_kind.values())[:SHOWN_DIFFERENCES]:
            print(difference)
        for what, count in self.counts.items():
            print(f"{count:>7}  {what}")
        print(f"{len(self.differences):>7}  differences")


@dataclass
class Comparison:
    """One run against one executable."""

    command_line: CommandLine
    random: Random
    document_count: int
    folder: Path
    report: Report = field(default_factory=Report)

    def run(self) -> None:
        """Every comparison, the cheap ones first."""
        self.golden_files()
        self.golden_documents()
        self.golden_messages()
        self.golden_signatures()
        self.fresh_identities()
        self.random_documents()
        self.random_messages()

    def golden_files(self) -> None:
        """The files in the repository are what `make_golden.py` writes."""
        for path, text in golden_files().items():
            stored = path.read_text(encoding="utf-8") if path.exists() else None
            self.report.compare("golden files reproduced", path.name.encode(), stored == text, True)

    def golden_documents(self) -> None:
        """`canonical.json`, a process for each document."""
        document = _golden("canonical.json")
        for case in document["accepted"] + document["refused"]:
            canonical = case["canonical"].encode() if "canonical" in case else None
            theirs = self.command_line.canonicalize(_text(case))
            self.report.compare("golden documents canonicalised", _text(case), canonical, theirs)

    def golden_messages(self) -> None:
        """`messages.json` is accepted, and so is what `sealed.json` seals; `invalid.json` is refused."""
        for case in _golden("messages.json")["messages"]:
            self._verify("golden messages accepted", case["signed"].encode(), {"verdict": "valid"})
        for case in _golden("sealed.json")["cases"]:
            self._verify("golden messages accepted", _text(case), {"verdict": "valid"})
        for case in _golden("invalid.json")["cases"]:
            if case.keys() <= {"name", "text", "base64", "code", "pointer", "now"}:
                expected = {"verdict": "refused", "code": case["code"], "pointer": case.get("pointer")}
                self._verify("golden messages refused", _text(case), expected, case.get("now", NOW))

    def golden_signatures(self) -> None:
        """Ed25519 is deterministic: Swift signs each golden input with the golden key to the golden text."""
        cases = _golden("messages.json")["messages"]
        for party in (ALICE, BOB, GATEWAY):
            key_file = self._key_file(party)
            mine = [case for case in cases if case["signer"] == party.name]
            inputs = [canonicalize(case["input"].encode()) for case in mine]
            for case, signed in zip(mine, self.command_line.sign_lines(key_file, inputs), strict=True):
                self.report.compare("golden messages signed", case["input"].encode(), case["signed"].encode(), signed)
            self.report.compare("DIDs", party.name.encode(), party.did, self.command_line.did(key_file))

    def fresh_identities(self) -> None:
        """A key that Swift makes has the same DID here, and what Swift signs with it Python accepts."""
        maker = MessageMaker(self.random, parse_timestamp(NOW))
        for index in range(FRESH_IDENTITIES):
            key_file = self.folder / f"fresh-{index}.key"
            self.command_line.new_identity(key_file)
            seed = read_seed(key_file)
            did = did_from_seed(seed)
            self.report.compare("DIDs", key_file.name.encode(), did, self.command_line.did(key_file))
            envelopes = [maker.envelope(did) for _ in range(MESSAGES_OF_EACH_KIND // FRESH_IDENTITIES)]
            texts = [maker.written(envelope) for envelope in envelopes]
            verifier = Verifier(now=parse_timestamp(NOW))
            signatures = self.command_line.sign_lines(key_file, texts)
            for envelope, text, signed in zip(envelopes, texts, signatures, strict=True):
                self.report.compare("random messages signed by Swift", text, sign(envelope, seed), signed)
                code = verifier.verify(signed).code if signed is not None else "not signed"
                self.report.compare("random messages signed by Swift, verified by Python", text, None, code)

    def random_documents(self) -> None:
        """Both canonicalise to the same bytes, and refuse the same documents."""
        maker = DocumentMaker(self.random)
        documents = list(_lines(maker.document, self.document_count))
        for document, theirs in zip(documents, self.command_line.canonicalize_lines(documents), strict=True):
            ours = _canonical(document)
            what = "random documents refused" if ours is None else "random documents canonicalised"
            self.report.compare(what, document, ours, theirs)
        for _ in range(DOCUMENTS_WITH_NEWLINES):
            document = maker.document_with_newlines()
            theirs = self.command_line.canonicalize(document)
            self.report.compare("random documents with newlines", document, _canonical(document), theirs)

    def random_messages(self) -> None:
        """Both accept the same messages, and refuse the others with the same code for the same member."""
        maker = MessageMaker(self.random, parse_timestamp(NOW))
        kinds: dict[str, Callable[[], bytes]] = {
            "valid": maker.signed,
            "with a fault": maker.signed_with_fault,
            "changed after signing": maker.damaged,
            "with a wrong signature": maker.wrongly_signed,
        }
        for kind, make in kinds.items():
            messages = list(_lines(make, MESSAGES_OF_EACH_KIND))
            verdicts = self.command_line.verify_lines(messages, NOW)
            for message, theirs in zip(messages, verdicts, strict=True):
                ours = _verdict(Verifier(now=parse_timestamp(NOW)).verify(message))
                self.report.compare(f"random messages {kind}", message, ours, _essential(theirs))

    def _verify(self, what: str, text: bytes, expected: dict[str, Any], now: str = NOW) -> None:
        theirs = _essential(self.command_line.verify(text, now))
        self.report.compare(what, text, {"code": None, "pointer": None} | expected, theirs)

    def _key_file(self, party: Party) -> Path:
        path = self.folder / f"{party.name}.key"
        write_seed(path, party.seed)
        return path


def _golden(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _text(case: dict[str, str]) -> bytes:
    return b64decode(case["base64"]) if "base64" in case else case["text"].encode()


def _canonical(document: bytes) -> bytes | None:
    try:
        return canonicalize(document)
    except Refusal:
        return None


def _verdict(verdict: Verdict) -> dict[str, Any]:
    name = "valid" if verdict.is_valid else "refused"
    return {"verdict": name, "code": verdict.code, "pointer": verdict.pointer}


def _essential(verdict: dict[str, Any]) -> dict[str, Any]:
    """A verdict without what may differ: the sentence for people. An empty pointer means the whole text."""
    return {
        "verdict": verdict["verdict"],
        "code": verdict.get("code"),
        "pointer": verdict.get("pointer") or None,
    }


def _lines(make: Callable[[], bytes], count: int) -> Iterator[bytes]:
    """So many texts that fit a line."""
    while count:
        text = make()
        if text and b"\n" not in text and b"\r" not in text:
            yield text
            count -= 1


def unit_tests_pass() -> bool:
    """The Python implementation against published facts: without these a comparison proves little."""
    folder = Path(__file__).resolve().parent
    suite = unittest.defaultTestLoader.discover(str(folder / "tests"), top_level_dir=str(folder))
    return unittest.TextTestRunner(verbosity=0).run(suite).wasSuccessful()


def main() -> int:
    """Exit status 0 when nothing differs, 1 when something does, 2 for wrong arguments."""
    parser = argparse.ArgumentParser(description="Compares the Swift and the Python implementation of the wire.")
    parser.add_argument("--cli", type=Path, required=True, help="path of the aiconexus executable")
    parser.add_argument("--documents", type=int, default=20_000, help="number of random documents (default 20000)")
    parser.add_argument("--seed", type=int, default=None, help="repeats a run; printed by every run")
    options = parser.parse_args()
    if not options.cli.is_file():
        parser.error(f"{options.cli} is no file: build the aiconexus executable first")
    seed = SystemRandom().getrandbits(32) if options.seed is None else options.seed
    if not unit_tests_pass():
        return 1
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(CommandLine(options.cli.resolve()), Random(seed), options.documents, Path(folder))
        try:
            comparison.run()
        except CommandLineError as error:
            comparison.report.differences.append(Difference(str(error), b"", "an answer", "none"))
    comparison.report.print()
    print(f"seed {seed}")
    return 1 if comparison.report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
