#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Builds every fuzz target and runs each for FUZZ_SECONDS (60). Stops at the first crash and names the input that made it.
# A target lies in the folder of the highest layer that it needs: Protocol, Transport on top of it, WebRTC and SDK on top
# of both.
# Usage: run.sh SCRATCH_FOLDER [TARGET...]
set -euo pipefail

cd "$(dirname "$0")/../.."
fuzz=Tests/Fuzz
package=Packages/AIConexusProtocol
scratch=$1
shift
seconds=${FUZZ_SECONDS:-60}
# A crash leaves the toolchain's backtracer holding the pipe otherwise.
export SWIFT_BACKTRACE=enable=no
mkdir -p "$scratch"
rm -f "$scratch"/*.o

# The flags of the manifest that change meaning, in the compiler's own spelling.
mapfile -t features < <(
    sed -nE 's/.*enable(Upcoming|Experimental)Feature/&/p' "$package/Package.swift" \
        | grep -oE 'enable(Upcoming|Experimental)Feature\("[A-Za-z]+"\)' | sort -u \
        | sed -E 's/enableUpcomingFeature\("(.*)"\)/-enable-upcoming-feature\n\1/
                  s/enableExperimentalFeature\("(.*)"\)/-enable-experimental-feature\n\1/'
)
flags=(-swift-version 6 -strict-memory-safety "${features[@]}" -O -g -sanitize=fuzzer,address -parse-as-library -use-ld=lld
    -warnings-as-errors)
for module in "$package"/Sources/C*/; do
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

protocol=("$scratch/AIConexusProtocol.o" "$scratch/shims.o" -lsodium)
transport=("$scratch/AIConexusTransport.o" -lssl -lcrypto -lz -lhttp_parser)
webrtc=("$scratch/AIConexusWebRTC.o")
sdk=("$scratch/AIConexusSDK.o")

build_shims() {
    clang -O1 -g -fsanitize=address -I "$package/Sources/CAIConexusShims/include" -r \
        "$package"/Sources/CAIConexusShims/*.c -o "$scratch/shims.o"
}

# build_module NAME [PACKAGE]: one of a package's modules, as one object file. AIConexusWebRTC and AIConexusSDK are built
# as without their trait: what reads a peer's bytes, without the C libraries.
build_module() {
    echo "building $1 for the fuzzer"
    local sources folder=${2:-$package}
    mapfile -t sources < <(find "$folder/Sources/$1" -name '*.swift')
    swiftc "${flags[@]}" -whole-module-optimization -enable-testing -I "$scratch" \
        -package-name "$(basename "$folder" | tr '[:upper:]' '[:lower:]')" \
        -module-name "$1" -emit-module -emit-module-path "$scratch/$1.swiftmodule" \
        -c "${sources[@]}" -o "$scratch/$1.o"
}

# build_target FILE: linked with the layers that its folder names.
build_target() {
    local name layers=("${protocol[@]}")
    name=$(basename "$1" .swift)
    [[ $1 != */Transport/* ]] || layers=("${transport[@]}" "${protocol[@]}")
    [[ $1 != */WebRTC/* ]] || layers=("${webrtc[@]}" "${transport[@]}" "${protocol[@]}")
    [[ $1 != */SDK/* ]] || layers=("${sdk[@]}" "${transport[@]}" "${protocol[@]}")
    swiftc "${flags[@]}" -module-name "Fuzz$name" -I "$scratch" "$1" "$fuzz/Harness/FuzzEntry.swift" "${layers[@]}" \
        -o "$scratch/$name"
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

files=()
for name in "$@"; do files+=("$fuzz"/*/"$name.swift"); done
[[ $# -gt 0 ]] || files=("$fuzz"/{Protocol,Transport,WebRTC,SDK}/*.swift)
build_shims
build_module AIConexusProtocol
[[ ! ${files[*]} =~ /(Transport|WebRTC|SDK)/ ]] || build_module AIConexusTransport
[[ ${files[*]} != */WebRTC/* ]] || build_module AIConexusWebRTC Packages/AIConexusSDK
[[ ${files[*]} != */SDK/* ]] || build_module AIConexusSDK Packages/AIConexusSDK
prove_harness
for file in "${files[@]}"; do build_target "$file"; done
for file in "${files[@]}"; do run_target "$(basename "$file" .swift)"; done
