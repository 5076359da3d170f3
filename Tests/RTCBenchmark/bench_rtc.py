# SPDX-License-Identifier: MIT
"""Runs rtcbench and its counterpart for aiortc one after the other, and prints both beside each other with the goals.

Usage: bench_rtc.py RTCBENCH [--json FILE] [setup|trip|rate|connections]...
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

# What is compared, in which direction more is better, and the goal as a ratio to aiortc.
ROWS = [
    ("setup", "p50_ms", "setup, p50 ms", -1, None),
    ("setup", "cpu_ms_per_peer", "CPU per connection set up, ms", -1, None),
    ("round trip, tasks", "p50_us", "round trip of 200 B, p50 µs", -1, 6),
    ("round trip, tasks", "p99_us", "round trip of 200 B, p99 µs", -1, None),
    ("round trip, tasks", "cpu_us", "CPU per round trip, µs", -1, 5),
    ("200 B one way", "messages_per_s", "messages of 200 B a second", 1, 20),
    ("200 B one way", "cpu_us_sender", "CPU per 200 B message, sender µs", -1, 5),
    ("200 B one way", "cpu_us_receiver", "CPU per 200 B message, receiver µs", -1, 5),
    ("16384 B one way", "MB_per_s", "16 KiB messages, MB/s", 1, None),
    ("16384 B one way", "cpu_us_sender", "CPU per 16 KiB message, sender µs", -1, 5),
    ("16384 B one way", "cpu_us_receiver", "CPU per 16 KiB message, receiver µs", -1, 5),
    ("65536 B one way", "MB_per_s", "64 KiB messages, MB/s", 1, 6),
    ("200 connections", "KB_per_peer", "memory per connection, kB", -1, 1),
    ("200 connections", "idle_cpu_percent", "idle CPU of 200 connections, %", -1, 1),
]
CALLBACKS = [("p50_us", "round trip by callbacks, p50 µs"), ("cpu_us", "CPU per round trip by callbacks, µs")]


def run(command):
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {result["benchmark"]: result for result in map(json.loads, output.splitlines())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rtcbench")
    parser.add_argument("--json", type=Path)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    ours = run([options.rtcbench, *options.names])
    theirs = run([sys.executable, Path(__file__).with_name("aiortc_bench.py"), *options.names])
    if options.json:
        options.json.write_text(json.dumps({"ours": ours, "aiortc": theirs}, indent=1) + "\n")
    print(f"{'':40}{'ours':>12}{'aiortc':>12}{'ratio':>8}{'goal':>8}")
    for benchmark, key, title, direction, goal in ROWS:
        if benchmark in ours and benchmark in theirs:
            own, other = ours[benchmark][key], theirs[benchmark][key]
            ratio = own / other if direction > 0 else other / max(own, 1e-9)
            verdict = "" if goal is None else f"{goal:>7}×" + ("" if ratio >= goal else "  missed")
            print(f"{title:40}{own:12,.1f}{other:12,.1f}{ratio:7.1f}×{verdict}")
    for key, title in CALLBACKS:
        if "round trip, callbacks" in ours:
            print(f"{title:40}{ours['round trip, callbacks'][key]:12,.1f}")


if __name__ == "__main__":
    main()
