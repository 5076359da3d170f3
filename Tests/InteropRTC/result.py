# SPDX-License-Identifier: MIT
"""What one check came to, and all of them as a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Result:
    """One cell of a section's table: a group is a row, a check a column."""

    group: str
    check: str
    passed: bool
    note: str = ""
    skipped: bool = False
    # What the table shows beside the verdict.
    figure: str = ""
    section: str = "pairs"

    @property
    def mark(self) -> str:
        return "skipped" if self.skipped else "ok" if self.passed else "FAILED"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def matrix(results: list[Result]) -> str:
    """A table for each set of checks, groups as rows; and under all what went wrong or was not tried."""
    sections: dict[str, list[Result]] = {}
    for result in results:
        if not result.skipped:
            sections.setdefault(result.section, []).append(result)
    tables = ["\n".join(section_table(section)) for section in sections.values()]
    notes = [
        f"{result.mark}: {result.group}, {result.check}: {result.note}" for result in results if result.mark != "ok"
    ]
    return "\n\n".join(tables + ["\n".join(notes)] if notes else tables)


def section_table(results: list[Result]) -> list[str]:
    checks = list(dict.fromkeys(result.check for result in results))
    groups = list(dict.fromkeys(result.group for result in results))
    cells = {(result.group, result.check): f"{result.mark} {result.figure}".strip() for result in results}
    rows = [["", *checks]] + [[group, *(cells.get((group, check), "–") for check in checks)] for group in groups]
    return table(rows)


def table(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
