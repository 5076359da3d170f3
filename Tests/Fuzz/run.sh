#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Builds every fuzz target and runs each for FUZZ_SECONDS (60). Stops at the first crash and names the input that made it.
# Usage: run.sh SCRATCH_FOLDER [TARGET...]
set -euo pipefail

cd "$(dirname "$0")/../.."
fuzz=Tests/Fuzz
protocol=Packages/AIConexusProtocol
scratch=$1
shift
seconds=${FUZZ_SECONDS:-60}
# Sources of the modules under test, in the order of their imports. AIConexusWebRTC is built as without its trait: the
# codecs and nothing else.
modules=("$protocol/Sources/AIConexusProtocol" "$protocol/Sources/AIConexusTransport" Packages/AIConexusSDK/Sources/AIConexusWebRTC)
# A crash leaves the toolchain's backtracer holding the pipe otherwise.
export SWIFT_BACKTRACE=enable=no
mkdir -p "$scratch"
rm -f "$scratch"/*.o

# The flags of the manifests that change meaning, in the compiler's own spelling.
mapfile -t features < <(
    sed -nE 's/.*enable(Upcoming|Experimental)Feature/&/p' "$protocol/Package.swift" \
        | grep -oE 'enable(Upcoming|Experimental)Feature\("[A-Za-z]+"\)' | sort -u \
        | sed -E 's/enableUpcomingFeature\("(.*)"\)/-enable-upcoming-feature\n\1/
                  s/enableExperimentalFeature\("(.*)"\)/-enable-experimental-feature\n\1/'
)
flags=(-swift-version 6 -strict-memory-safety "${features[@]}" -O -g -sanitize=fuzzer,address -parse-as-library -use-ld=lld
    -warnings-as-errors -I "$scratch")
for module in "$protocol"/Sources/C*/; do
    map=$(find "$module" -name module.modulemap)
    if [[ -n $map ]]; then
        flags+=(-Xcc "-fmodule-map-file=$map")
    else
        # What SwiftPM writes for a C target without a module map of its own.
        name=$(basename "$module")
        printf 'module %s { umbrella "%s/include" export * }\n' "$name" "$PWD/$module" > "$scratch/$name.modulemap"
        flags+=(-Xcc "-fmodule-map-file=$scratch/$name.modulemap")
    fi
done

build_modules() {
    local source folder name sources
    for source in "$protocol"/Sources/CAIConexusShims/*.c; do
        clang -O1 -g -fsanitize=address -I "$protocol/Sources/CAIConexusShims/include" \
            -c "$source" -o "$scratch/shim-$(basename "$source" .c).o"
    done
    for folder in "${modules[@]}"; do
        name=$(basename "$folder")
        echo "building $name for the fuzzer"
        mapfile -t sources < <(find "$folder" -name '*.swift')
        swiftc "${flags[@]}" -whole-module-optimization -enable-testing \
            -package-name "$(basename "$(dirname "$(dirname "$folder")")" | tr '[:upper:]' '[:lower:]')" \
            -module-name "$name" -emit-module -emit-module-path "$scratch/$name.swiftmodule" \
            -c "${sources[@]}" -o "$scratch/$name.o"
    done
}

build_target() {
    local objects=()
    mapfile -t objects < <(for folder in "${modules[@]}"; do echo "$scratch/$(basename "$folder").o"; done)
    swiftc "${flags[@]}" -module-name "Fuzz$(basename "$1" .swift)" "$1" "$fuzz/Harness/FuzzEntry.swift" \
        "${objects[@]}" "$scratch"/shim-*.o -o "$scratch/$(basename "$1" .swift)"
}

# The harness is worth nothing if a bug does not show: one is planted, and must be found.
prove_harness() {
    build_target "$fuzz/Harness/Planted.swift"
    if "$scratch/Planted" -max_total_time=60 -artifact_prefix="$scratch/planted-" > "$scratch/planted.log" 2>&1; then
        echo "the fuzzer did not find the planted bug in 60 s; see $scratch/planted.log" >&2
        exit 1
    fi
    grep --quiet heap-buffer-overflow "$scratch/planted.log" || {
        echo "the planted bug was not found as what it is; see $scratch/planted.log" >&2
        exit 1
    }
    echo "the planted bug was found after $(sed -nE 's/^#([0-9]+)\s.*/\1/p' "$scratch/planted.log" | tail -1) executions"
}

run_target() {
    local name=$1 log="$scratch/$1.log" dictionary=()
    mkdir -p "$scratch/corpus/$name" "$fuzz/Corpus/$name"
    [[ ! -f $fuzz/Corpus/$name.dict ]] || dictionary=(-dict="$fuzz/Corpus/$name.dict")
    # New inputs go to the first folder, the checked-in ones are only read.
    if ! "$scratch/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$scratch/$name-" "${dictionary[@]}" "$scratch/corpus/$name" "$fuzz/Corpus/$name" \
        > "$log" 2>&1; then
        tail -n 40 "$log" >&2
        echo "$name: crashed; the input is the file $scratch/$name-* named above, the whole log $log" >&2
        exit 1
    fi
    local executions coverage
    executions=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$log")
    coverage=$(grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+' "$log" | tail -1)
    printf '%-18s %12s executions in %s s, %s\n' "$name" "$executions" "$seconds" "$coverage"
}

# All targets, or the named ones.
mapfile -t files < <(find "$fuzz" -name '*.swift' -not -path "$fuzz/Harness/*" | sort)
if [[ $# -gt 0 ]]; then
    files=()
    for name in "$@"; do
        file=$(find "$fuzz" -name "$name.swift" -not -path "$fuzz/Harness/*")
        [[ -n $file ]] || { echo "there is no fuzz target $name" >&2; exit 1; }
        files+=("$file")
    done
fi
build_modules
prove_harness
for file in "${files[@]}"; do build_target "$file"; done
for file in "${files[@]}"; do run_target "$(basename "$file" .swift)"; done
