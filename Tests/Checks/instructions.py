# SPDX-License-Identifier: MIT
"""Counts the processor instructions of one operation of a benchmark, by callgrind at two lengths.

Usage: instructions.py PROGRAM THRESHOLDS [NAME...]; without names, all benchmarks that have a threshold.
Exit status 1 when one needs more than it may. The emulated processor has no AVX-512, so C libraries may take other paths.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LENGTHS = (200, 1200)
# The same for both lengths, so that what is prepared cancels out; enough messages for the longer one.
ROUNDS = 20


def without_debug_information(program, folder):
    """A copy of the program; valgrind cannot read all of the DWARF that Swift writes."""
    copy = Path(folder, "program")
    # It stands beside the compiler wherever the toolchain is.
    tool = Path(shutil.which("swift")).resolve().with_name("llvm-objcopy")
    subprocess.run([tool, "--strip-debug", program, copy], check=True)
    return copy


def instructions(program, name, operations):
    output = program.with_name("callgrind.out")
    subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output}", "--quiet",
         program, "--rounds", str(ROUNDS), "--only", name, "--operations", str(operations)],
        check=True, stdout=subprocess.DEVNULL,
    )
    return int(re.search(r"^(?:summary|totals): (\d+)", output.read_text(), re.MULTILINE).group(1))


def main():
    program, path, *names = sys.argv[1:]
    thresholds = json.loads(Path(path).read_text())
    names = names or [name for name, limits in thresholds.items() if "instructions" in limits]
    exceeded = []
    with tempfile.TemporaryDirectory() as folder:
        program = without_debug_information(program, folder)
        for name in names:
            short, long = (instructions(program, name, length) for length in LENGTHS)
            count = round((long - short) / (LENGTHS[1] - LENGTHS[0]))
            limit = thresholds.get(name, {}).get("instructions")
            print(f"{name:<26}{count:>12} instructions" + (f", at most {limit}" if limit else ""))
            if limit and count > limit:
                exceeded.append(name)
    if exceeded:
        print(f"more instructions than allowed: {', '.join(exceeded)}")
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
