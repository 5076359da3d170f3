# SPDX-License-Identifier: MIT
"""Checks of form that no compiler makes: one line for each fault on standard error, exit status 1 if there is any."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = ROOT / "Makefile"
HEADER = "SPDX-License-Identifier: MIT"
WITH_HEADER = {".swift", ".py", ".sh", ".c", ".h", ".modulemap"}
WITH_HEADER_BY_NAME = {"Makefile", "Dockerfile", "run"}
SETTINGS = re.compile(r"^// settings: begin.*?^// settings: end$", re.MULTILINE | re.DOTALL)
# Paths of somebody's machine, and addresses of package mirrors, say nothing to anybody else.
FORBIDDEN = [
    (re.compile(r"(?<![\w.$})])/(?:home|root|work|Users|mnt)/\w"), "a path of one machine"),
    (re.compile(r"(?:index-url|proxy\.golang|pypi\.org)"), "the address of a package registry"),
    (re.compile(r"\b(?:TODO|FIXME|XXX)\b"), "unfinished work: make it an issue"),
]


def files():
    """The repository's own files: tracked, or new and not ignored; without git, all outside hidden folders."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout
        paths = [ROOT / name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not is_hidden(path)]
    return sorted(path for path in paths if path.is_file())


def is_hidden(path):
    return any(part.startswith(".") and part not in (".ci", ".swift-format") for part in path.relative_to(ROOT).parts)


def header_faults(path, text):
    # A manifest's first line belongs to its tools version, a script's to its interpreter.
    lines = text.split("\n", 2)
    first = lines[1] if len(lines) > 1 and lines[0].startswith(("#!", "// swift-tools-version:")) else lines[0]
    needs_one = path.suffix in WITH_HEADER or path.name in WITH_HEADER_BY_NAME
    if needs_one and not re.fullmatch(r"(?://|#) " + re.escape(HEADER), first):
        yield f"the first line is not the comment {HEADER!r}"


def forbidden_faults(path, text):
    if path == Path(__file__).resolve():
        return
    for number, line in enumerate(text.split("\n"), start=1):
        for pattern, what in FORBIDDEN:
            if pattern.search(line):
                yield f"line {number}: {what}"


def python_faults(path, text):
    if path.suffix == ".py":
        try:
            ast.parse(text)
        except SyntaxError as error:
            yield f"line {error.lineno}: {error.msg}"


def settings_faults(manifests):
    """The block of settings is one text, in however many manifests."""
    blocks = {path: SETTINGS.findall(text) for path, text in manifests.items()}
    reference = next(iter(blocks.values()), [])
    for path, found in blocks.items():
        if len(found) != 1:
            yield path, f"{len(found)} blocks of settings, not one"
        elif found != reference:
            yield path, f"its settings differ from those of {next(iter(blocks)).relative_to(ROOT)}"


def dependency_faults(manifests):
    """Every Debian package that a manifest asks for is installed by `make deps`."""
    (packages,) = re.findall(r"^APT_BUILD := (.*)$", MAKEFILE.read_text(), re.MULTILINE)
    listed = set(packages.split())
    for path, text in manifests.items():
        for names in re.findall(r"\.apt\(\[(.*?)\]\)", text):
            for name in set(re.findall(r'"(.*?)"', names)) - listed:
                yield path, f"{name} is not in APT_BUILD of the Makefile"


def main():
    faults, manifests = [], {}
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path.name == "Package.swift":
            manifests[path] = text
        for check in (header_faults, forbidden_faults, python_faults):
            faults += [(path, fault) for fault in check(path, text)]
    faults += [*settings_faults(manifests), *dependency_faults(manifests)]
    for path, fault in faults:
        print(f"{path.relative_to(ROOT)}: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
