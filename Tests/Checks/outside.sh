#!/bin/bash
# SPDX-License-Identifier: MIT
#
# outside.sh PROGRAMS: copies Packages/ alone to an empty folder, builds the README's agent beside it, which depends on
# the SDK by its path, and has it serve a call. The gateway and the command line are those in the folder PROGRAMS.

set -euo pipefail
programs=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
folder=$(mktemp -d)
children=()
end() {
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap end EXIT

cp -R "$root/Packages" "$folder/Packages"
mkdir -p "$folder/Shouter/Sources"
cp "$root/Tests/ReadmeAgent/Shouter.swift" "$folder/Shouter/Sources/"
cat >"$folder/Shouter/Package.swift" <<'MANIFEST'
// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "Shouter",
    dependencies: [.package(path: "../Packages/AIConexusSDK")],
    targets: [
        .executableTarget(
            name: "Shouter",
            dependencies: [.product(name: "AIConexusSDK", package: "AIConexusSDK")],
            path: "Sources"
        )
    ]
)
MANIFEST
swift build --package-path "$folder/Shouter"

exec 3< <(exec "$programs/aiconexus-gateway" run --port 0 --ephemeral-key 2>&1)
children+=($!)
port=""
while [[ -z $port ]]; do
    read -r -t 30 name value <&3 || { echo "the gateway did not start"; exit 1; }
    [[ $name != listening ]] || port=${value##*:}
done
export AICONEXUS_GATEWAY="ws://127.0.0.1:$port/ws"

"$folder/Shouter/.build/debug/Shouter" >"$folder/agent.log" 2>&1 &
agent=$!
children+=("$agent")
# The agent may not have registered yet; its end, or half a minute, ends the attempts.
answer=""
SECONDS=0
until answer=$("$programs/aiconexus" call text.upper '{"text":"hello"}' 2>"$folder/call.log"); do
    if ((SECONDS > 30)) || ! kill -0 "$agent" 2>/dev/null; then
        cat "$folder/agent.log" "$folder/call.log"
        exit 1
    fi
done
[[ $answer == *HELLO* ]] || { echo "the agent answered: $answer"; exit 1; }
echo "outside of the repository, an agent that depends on the SDK by its path answers: $answer"
