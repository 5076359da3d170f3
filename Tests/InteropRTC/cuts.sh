#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Cuts the direct path between two agents again and again while they call and stream, and fails when anything was lost,
# doubled or out of order. It all happens in a network namespace of its own, which goes with it.
# Usage: cuts.sh FOLDER_OF_PROGRAMS [CUTS]
set -euo pipefail

programs=$1
cuts=${2:-20}
down=6
up=4

if [[ ${AICONEXUS_IN_NAMESPACE:-} != yes ]]; then
    # With a space of processes too, whatever happens to this one: all that it started ends with it.
    spaces=(--net --pid --mount-proc --fork --kill-child)
    if ! unshare "${spaces[@]}" true 2> /dev/null; then
        echo "cuts: skipped, this machine gives no network namespace" >&2
        exit 0
    fi
    exec env AICONEXUS_IN_NAMESPACE=yes unshare "${spaces[@]}" "$0" "$@"
fi

# One address that is not loopback, so that there is something to be reached at.
ip link set lo up
ip link add path type veth peer name other
ip address add 10.77.0.1/24 dev path
ip link set path up
ip link set other up
nft add table inet cuts
nft add chain inet cuts output '{ type filter hook output priority 0; }'

folder=$(mktemp --directory)
gateway=
soak=
finish() {
    [[ -z $soak ]] || kill "$soak" 2> /dev/null || true
    [[ -z $gateway ]] || kill "$gateway" 2> /dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

touch "$folder/gateway"
"$programs/aiconexus-gateway" run --port 8000 --ephemeral-key --messages-per-second 5000 --message-burst 10000 \
    > "$folder/gateway" 2>&1 &
gateway=$!
until grep -q "agents use" "$folder/gateway"; do
    kill -0 "$gateway"
    sleep 0.1
done

mkfifo "$folder/lines"
"$programs/direct-soak" ws://127.0.0.1:8000/ws < "$folder/lines" &
soak=$!
exec 3> "$folder/lines"
sleep 3
for cut in $(seq "$cuts"); do
    echo "before cut $cut" >&3
    nft add rule inet cuts output meta l4proto udp drop
    sleep "$down"
    echo "during cut $cut" >&3
    nft flush chain inet cuts output
    sleep "$up"
done
echo "at the end" >&3
exec 3>&-
wait "$soak"
