#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs the unit tests of each package with counters, and prints the share of lines that they reach, by folder.
# Usage: coverage.sh SCRATCH_FOLDER PACKAGE...; fails when all together are under COVERAGE_FLOOR percent (default 85).
set -euo pipefail

cd "$(dirname "$0")/../.."
scratch=$1
shift
# The profile format is the compiler's own, so the tools must be those of the same toolchain.
tools=$(dirname "$(readlink -f "$(command -v swift)")")

profiles=()
objects=()
for package in "$@"; do
    swift test --disable-xctest --disable-build-manifest-caching --enable-code-coverage --package-path "$package" --scratch-path "$scratch"
    built=$(swift build --package-path "$package" --scratch-path "$scratch" --show-bin-path)
    # Each package's run empties the folder of counters.
    profile=$scratch/$(basename "$package").profdata
    mv "$built/codecov/default.profdata" "$profile"
    profiles+=("$profile")
done
for bundle in "$built"/*.xctest; do objects+=(-object "$bundle"); done

"$tools/llvm-profdata" merge -sparse "${profiles[@]}" -o "$scratch/all.profdata"
"$tools/llvm-cov" export -summary-only -instr-profile "$scratch/all.profdata" "${objects[@]}" \
    -ignore-filename-regex='/(Tests|\.build|AIConexusTestSupport)/' > "$scratch/coverage.json"
python3 Tests/Checks/coverage.py "$scratch/coverage.json" "${COVERAGE_FLOOR:-85}"
