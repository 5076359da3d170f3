# SPDX-License-Identifier: MIT
"""Checks that a library's landing page lists every public top-level type exactly once under Topics.

Usage: topics.py MODULE SYMBOL_GRAPH_FOLDER CATALOG; one line for each fault, exit status 1 if there is any.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

KINDS = {"swift.struct", "swift.class", "swift.enum", "swift.protocol", "swift.actor", "swift.typealias", "swift.func"}


def public_names(module, folder):
    graph = json.loads(Path(folder, f"{module}.symbols.json").read_text())
    for symbol in graph["symbols"]:
        path = symbol["pathComponents"]
        if symbol["kind"]["identifier"] in KINDS and len(path) == 1:
            yield path[0]


def listed_names(module, catalog):
    page = Path(catalog, f"{module}.md").read_text()
    _, _, topics = page.partition("\n## Topics\n")
    return Counter(re.findall(r"^- ``([^`]+)``$", topics, re.MULTILINE))


def main():
    module, folder, catalog = sys.argv[1:]
    listed = listed_names(module, catalog)
    public = set(public_names(module, folder))
    faults = [f"{name} is not listed" for name in sorted(public - set(listed))]
    faults += [f"{name} is listed {count} times" for name, count in sorted(listed.items()) if count > 1]
    faults += [f"{name} is listed and no public type" for name in sorted(set(listed) - public)]
    for fault in faults:
        print(f"{Path(catalog, module)}.md, Topics: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
