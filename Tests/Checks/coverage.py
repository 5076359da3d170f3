# SPDX-License-Identifier: MIT
"""Prints llvm-cov's summary by source folder. Usage: coverage.py SUMMARY FLOOR; exit status 1 under FLOOR percent."""

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    summary, floor = Path(sys.argv[1]), float(sys.argv[2])
    folders = defaultdict(lambda: [0, 0])
    for file in json.loads(summary.read_text())["data"][0]["files"]:
        lines = file["summary"]["lines"]
        folder = Path(file["filename"]).parent.relative_to(ROOT)
        for key in (str(folder), "all"):
            folders[key][0] += lines["covered"]
            folders[key][1] += lines["count"]
    total = folders.pop("all", [0, 0])
    width = max(map(len, folders), default=0) + 2
    for name, (covered, count) in [*sorted(folders.items()), ("all", total)]:
        print(f"{name:<{width}}{covered:>7} of {count:>6} lines {100 * covered / max(count, 1):7.1f} %")
    share = 100 * total[0] / max(total[1], 1)
    if share < floor:
        print(f"under the floor of {floor:g} %", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
