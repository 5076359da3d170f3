#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Makes each reason for having no direct path, and looks whether `aiconexus path` and `aiconexus doctor` name it; then a path
# over a TURN server whose credentials end soon, which must go on with new ones. In a network namespace of its own.
# Usage: reasons.sh FOLDER_OF_PROGRAMS
set -euo pipefail

programs=$1
address=10.77.0.1
turn_port=3478
relay_ports=50000-50200
faults=0

if [[ ${AICONEXUS_IN_NAMESPACE:-} != yes ]]; then
    for program in turnserver nft ip; do
        command -v "$program" > /dev/null || { echo "reasons: skipped, there is no $program" >&2; exit 0; }
    done
    if ! unshare --net --fork true 2> /dev/null; then
        echo "reasons: skipped, this machine gives no network namespace" >&2
        exit 0
    fi
    exec env AICONEXUS_IN_NAMESPACE=yes unshare --net --fork --kill-child "$0" "$@"
fi

export AICONEXUS_GATEWAY=ws://127.0.0.1:8000/ws
folder=$(mktemp --directory)
children=()
stop() {
    for child in "${children[@]}"; do
        kill "$child" 2> /dev/null || true
        wait "$child" 2> /dev/null || true
    done
    children=()
}
trap 'stop; rm -rf "$folder"' EXIT

wait_for() { # PID FILE TEXT
    until grep -q "$3" "$2"; do
        kill -0 "$1" || { cat "$2" >&2; exit 1; }
        sleep 0.1
    done
}

start() { # NAME TEXT COMMAND…: runs a command until the script stops it; waits until it says TEXT
    local name=$1 text=$2
    shift 2
    : > "$folder/$name"
    "$@" > "$folder/$name" 2>&1 < /dev/null &
    children+=($!)
    wait_for $! "$folder/$name" "$text"
}

gateway() { start gateway "agents use" "$programs/aiconexus-gateway" run --port 8000 --ephemeral-key "$@"; }

turn_server() { # SECRET
    start turn "Relay ports initialization done" turnserver -n --listening-ip "$address" --relay-ip "$address" \
        --listening-port "$turn_port" --min-port "${relay_ports%-*}" --max-port "${relay_ports#*-}" --use-auth-secret \
        --static-auth-secret "$1" --realm test --no-tls --no-dtls --no-cli --log-file stdout --simple-log --verbose \
        --pidfile "$folder/turn.pid" --userdb "$folder/turn.db"
}

expect() { # CASE TEXT COMMAND…: the output of the command has the text
    local name=$1 text=$2 output
    shift 2
    output=$("$@" 2>&1) || true
    if [[ $output == *$text* ]]; then
        echo "ok      $name: $text"
    else
        echo "FAULT   $name: no $text in: $output"
        faults=$((faults + 1))
    fi
}

path() { # CASE REASON_OR_PATH: what `path` says to an agent that is there
    start callee "receiving as" "$programs/aiconexus" receive --into "$folder"
    expect "$1" "\"$2\"" "$programs/aiconexus" path --json "$(grep -o 'did:key:[A-Za-z0-9]*' "$folder/callee" | head -1)"
}

doctor() { expect "$1, doctor" "$2" "$programs/aiconexus" doctor; }

let_udp() { # RULE…: all UDP that is not let through vanishes
    nft flush chain inet reasons output
    for rule in "$@"; do nft add rule inet reasons output $rule accept; done
    nft add rule inet reasons output meta l4proto udp drop
}

printf 'a secret that is long enough' > "$folder/secret"
chmod 600 "$folder/secret"
stun=(--ice-server "stun:$address:$turn_port")
turn=(--turn-secret-file "$folder/secret" --turn-url)

ip link set lo up
gateway
path "no interface" NO_CANDIDATES
doctor "no interface" NO_CANDIDATES
stop

ip link add path type veth peer name other
ip address add "$address/24" dev path
ip link set path up
ip link set other up
# Ports of the two agents must not be taken for those of relays.
echo "20000 29999" > /proc/sys/net/ipv4/ip_local_port_range
nft add table inet reasons
nft add chain inet reasons output '{ type filter hook output priority 0; }'
let_udp
gateway
path "UDP dropped, no server" ICE_TIMEOUT
stop

turn_server "$(cat "$folder/secret")"
gateway "${stun[@]}" "${turn[@]}" "turn:$address:$turn_port"
path "UDP dropped, servers over UDP" NO_UDP
doctor "UDP dropped, servers over UDP" NO_UDP
stop

server_rules=("udp dport $turn_port" "udp sport $turn_port" "udp dport $relay_ports" "udp sport $relay_ports")
let_udp "${server_rules[@]}"
turn_server "another secret"
gateway "${stun[@]}" "${turn[@]}" "turn:$address:$turn_port"
path "another secret" TURN_AUTH
doctor "another secret" TURN_AUTH
stop

turn_server "$(cat "$folder/secret")"
gateway "${stun[@]}" "${turn[@]}" "turn:$address:3999"
path "no TURN server there" TURN_UNREACHABLE
doctor "no TURN server there" TURN_UNREACHABLE
stop

turn_server "$(cat "$folder/secret")"
gateway "${stun[@]}" "${turn[@]}" "turn:$address:$turn_port" --turn-lifetime 1m --messages-per-second 5000 \
    --message-burst 10000
path "a TURN server that works" turn
doctor "a TURN server that works" "by a TURN server where it has to be"

# Credentials are good for 60 s, and renewed after 30: the same agents appear at the TURN server under two names each.
mkfifo "$folder/lines"
"$programs/direct-soak" "$AICONEXUS_GATEWAY" < "$folder/lines" > "$folder/soak" 2>&1 &
soak=$!
exec 3> "$folder/lines"
sleep 45
echo "after the renewal" >&3
exec 3>&-
if wait "$soak" && grep -q "after the renewal: turn" "$folder/soak"; then
    echo "ok      renewal: $(tail -1 "$folder/soak")"
else
    cat "$folder/soak"
    faults=$((faults + 1))
fi
renewed=$(grep -o 'username=<[0-9]*:did:key:[A-Za-z0-9]*' "$folder/turn" | sort -u | sed 's/.*:did/did/' | sort | uniq -d | wc -l)
echo "agents with two names at the TURN server: $renewed"
((renewed == 2)) || faults=$((faults + 1))
((faults == 0))
