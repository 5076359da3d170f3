# SPDX-License-Identifier: MIT
"""Runs rtc-benchmark and its counterpart for aiortc in turns, and prints both beside each other with the goals.

Usage: compare.py PROGRAM [--quick] [--json] [--rounds N] [setup|trip|rate|connections|crowd]...

Each value is the middle one of the rounds. The ratio says how many times better ours is. The status is 0 also when a goal
is missed: machines differ.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

MEASUREMENTS = ["setup", "trip", "rate", "connections", "crowd"]
MORE, LESS = 1, -1
# Measurement, value, title, which direction is better, the goal as a ratio to aiortc.
ROWS = [
    ("setup", "p50_ms", "setup, p50 ms", LESS, None),
    ("setup", "cpu_ms_per_peer", "CPU of a setup and its end, ms a peer", LESS, None),
    ("round trip, task on the loop", "p50_us", "round trip of 200 B, p50 µs", LESS, 6),
    ("round trip, task on the loop", "p99_us", "round trip of 200 B, p99 µs", LESS, None),
    ("round trip, task on the loop", "cpu_us", "CPU of a round trip, both sides, µs", LESS, 5),
    ("200 B one way", "messages_per_s", "messages of 200 B a second", MORE, 20),
    ("200 B one way", "cpu_us_sender", "CPU of a 200 B message, sender µs", LESS, 5),
    ("200 B one way", "cpu_us_receiver", "CPU of a 200 B message, receiver µs", LESS, 5),
    ("16384 B one way", "MB_per_s", "messages of 16 KiB, MB/s", MORE, None),
    ("16384 B one way", "cpu_us_sender", "CPU of a 16 KiB message, sender µs", LESS, 5),
    ("16384 B one way", "cpu_us_receiver", "CPU of a 16 KiB message, receiver µs", LESS, 5),
    ("65536 B one way", "MB_per_s", "messages of 64 KiB, MB/s", MORE, 6),
    ("65536 B one way", "cpu_us_sender", "CPU of a 64 KiB message, sender µs", LESS, 5),
    ("65536 B one way", "cpu_us_receiver", "CPU of a 64 KiB message, receiver µs", LESS, 5),
    ("idle connections", "KB_per_peer", "memory of an idle connection, kB", LESS, 1),
    ("idle connections", "idle_cpu_percent_per_100", "CPU of 100 idle connections, %", LESS, 1),
    ("crowd", "count", "connections at a time in the crowd", MORE, None),
    ("crowd", "peers_per_s", "connections opened a second, 8 at a time", MORE, None),
    ("crowd", "p50_us", "round trip in the crowd, p50 µs", LESS, None),
]
# What aiortc has no counterpart of.
OURS_ALONE = [
    (f"round trip, {sender}", key, f"{title} {unit}")
    for sender, title in [("task elsewhere", "same by a task elsewhere,"), ("callbacks", "same by callbacks,")]
    for key, unit in [("p50_us", "p50 µs"), ("p99_us", "p99 µs"), ("cpu_us", "CPU µs")]
]
SETUP_GOAL_MS = 50


def run(command):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def middle(rounds):
    """The middle value of each number of each measurement."""
    found = {}
    for row in rounds:
        for key, value in row.items():
            if key != "benchmark":
                found.setdefault(row["benchmark"], {}).setdefault(key, []).append(value)
    return {name: {key: statistics.median(all_) for key, all_ in values.items()} for name, values in found.items()}


def rows(ours, theirs):
    """All comparisons that were measured, each with its verdict."""
    for measurement, key, title, direction, goal in ROWS:
        if measurement not in ours or measurement not in theirs:
            continue
        own, other = ours[measurement][key], theirs[measurement][key]
        ratio = own / max(other, 1e-9) if direction == MORE else other / max(own, 1e-9)
        row = {"title": title, "ours": own, "aiortc": other, "ratio": round(ratio, 2)}
        if goal is not None:
            row |= {"goal": f"{goal}×", "reached": ratio >= goal}
        if (measurement, key) == ("setup", "p50_ms"):
            row |= {"goal": f"{SETUP_GOAL_MS} ms", "reached": own <= SETUP_GOAL_MS}
        yield row


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="rtc-benchmark, built for release")
    parser.add_argument("--quick", action="store_true", help="everything once and briefly")
    parser.add_argument("--json", action="store_true", help="an object in place of the table")
    parser.add_argument("--rounds", type=int, help="how often each takes its turn; 3")
    parser.add_argument("names", nargs="*", help=f"what to measure, of {' '.join(MEASUREMENTS)}; all")
    options = parser.parse_intermixed_args()
    if unknown := set(options.names) - set(MEASUREMENTS):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    quick = ["--quick"] if options.quick else []
    counterpart = [sys.executable, str(Path(__file__).with_name("aiortc_benchmark.py"))]
    ours, theirs = [], []
    for name in options.names or MEASUREMENTS:
        for _ in range(options.rounds or (1 if options.quick else 3)):
            print(f"measuring: {name} …", file=sys.stderr)
            ours += run([options.program, *quick, name])
            theirs += run([*counterpart, *quick, name])
    ours, theirs = middle(ours), middle(theirs)
    table = list(rows(ours, theirs))
    if options.json:
        print(json.dumps({"rows": table, "ours": ours, "aiortc": theirs}, indent=1, ensure_ascii=False))
        return
    print(f"{'':42}{'ours':>11}{'aiortc':>11}{'ratio':>8}{'goal':>8}")
    for row in table:
        verdict = "" if "goal" not in row else f"{row['goal']:>8}" + ("" if row["reached"] else "  missed")
        print(f"{row['title']:42}{row['ours']:11,.1f}{row['aiortc']:11,.1f}{row['ratio']:7.1f}×{verdict}")
    for measurement, key, title in OURS_ALONE:
        if measurement in ours:
            print(f"{title:42}{ours[measurement][key]:11,.1f}")


if __name__ == "__main__":
    main()
