#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Builds one library's reference into .build/docs/<Module>. Warnings are errors, a broken link among them.
# Usage: docs.sh CATALOG SCRATCH_FOLDER, as in docs.sh Packages/P/Sources/M/M.docc .build
set -euo pipefail

cd "$(dirname "$0")/../.."
catalog=$1
scratch=$2
module=$(basename "$catalog" .docc)
package=${catalog%/Sources/*}
symbols=$scratch/docs/symbols/$module
# The tools of the toolchain stand beside the compiler, on the path or not.
tools=$(dirname "$(readlink -f "$(command -v swift)")")

swift build --quiet --disable-build-manifest-caching --package-path "$package" --scratch-path "$scratch/debug"
built=$(swift build --package-path "$package" --scratch-path "$scratch/debug" --show-bin-path)
rm -rf "$symbols" "$scratch/docs/$module"
mkdir -p "$symbols"

includes=()
for map in Packages/*/Sources/*/module.modulemap "$built"/*.build/module.modulemap; do
    [[ ! -f $map ]] || includes+=(-Xcc "-fmodule-map-file=$map")
done
# Headers that a C library has outside of the usual places.
for flag in $(pkg-config --cflags-only-I nice 2> /dev/null || true); do includes+=(-Xcc "$flag"); done
target=$(swiftc -print-target-info | sed -nE 's/^ *"unversionedTriple": "(.*)",?$/\1/p' | head -1)
"$tools/swift-symbolgraph-extract" -module-name "$module" -I "$built/Modules" "${includes[@]}" -target "$target" \
    -minimum-access-level public -skip-inherited-docs -output-dir "$symbols" -skip-synthesized-members

python3 Tests/Checks/topics.py "$module" "$symbols" "$catalog"
"$tools/docc" convert "$catalog" --additional-symbol-graph-dir "$symbols" --output-path "$scratch/docs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "$module" --warnings-as-errors
echo "$module: $scratch/docs/$module"
