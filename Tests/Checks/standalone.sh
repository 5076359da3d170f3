#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Usage: standalone.sh
#
# The gateway without the rest of the repository: copies it and the protocol package to an empty folder, makes a release
# archive there with the gateway's own Makefile, unpacks that elsewhere and runs what comes out; then installs,
# and takes everything away again.
set -euo pipefail

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
gateway=
finish() {
    [ -z "$gateway" ] || kill -KILL "$gateway" 2> /dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
fail() {
    echo "standalone: $*" >&2
    exit 1
}

mkdir -p "$folder/source" "$folder/unpacked" "$folder/state" "$folder/root"
tar --create --exclude=.build Gateway Packages/AIConexusProtocol | tar --extract --directory "$folder/source"
cd "$folder/source/Gateway"
make archive

cd .build/archive
sha256sum --check --quiet ./*.sha256 || fail "the checksum is another"
tar --extract --gzip --file ./*.tar.gz --directory "$folder/unpacked" --strip-components=1
cd "$folder/unpacked"
for file in aiconexus-gateway aiconexus-gateway.service README.md OPERATING.md CHANGELOG.md LICENSE; do
    [ -s "$file" ] || fail "the archive lacks $file"
done
libraries=$(ldd aiconexus-gateway)
if grep --ignore-case swift <<< "$libraries"; then fail "the program needs a Swift runtime beside it"; fi

mkfifo "$folder/banner"
env -i HOME="$folder/state" ./aiconexus-gateway run --port 0 > "$folder/banner" 2> "$folder/log" &
gateway=$!
exec 3< "$folder/banner"
address=
while read -r name value <&3; do
    [ "$name" != listening ] || address=$value
    [ "$name" != loops ] || break
done
[ -n "$address" ] || fail "the gateway did not start: $(cat "$folder/log")"
python3 - "$address" << 'END'
import json
import sys
import urllib.request

with urllib.request.urlopen(f"http://{sys.argv[1]}/health", timeout=30) as answer:
    health = json.load(answer)
assert health["status"] == "ok", health
END
kill -TERM "$gateway"
wait "$gateway" || fail "the gateway ended badly: $(cat "$folder/log")"
gateway=
[ -s "$folder/state/.local/state/aiconexus-gateway/gateway.key" ] || fail "there is no key in the state directory"

cd "$folder/source/Gateway"
make install DESTDIR="$folder/root" PREFIX=/usr > /dev/null
"$folder/root/usr/bin/aiconexus-gateway" --version
grep --quiet '^ExecStart=/usr/bin/aiconexus-gateway run' "$folder/root/etc/systemd/system/aiconexus-gateway.service" \
    || fail "the unit starts another program"
if command -v systemd-analyze > /dev/null; then
    install -D -m 755 /bin/true "$folder/root/bin/kill"
    # The units of the system that it needs are not in this root.
    faults=$(systemd-analyze verify --root="$folder/root" aiconexus-gateway.service 2>&1 | grep aiconexus \
        | grep --invert-match 'Unit .* not found' || true)
    [ -z "$faults" ] || fail "$faults"
    rm "$folder/root/bin/kill"
fi
make uninstall DESTDIR="$folder/root" PREFIX=/usr > /dev/null
left=$(find "$folder/root" -type f)
[ -z "$left" ] || fail "uninstall left $left"
echo "standalone: built, archived, unpacked, started, asked, stopped, installed and removed"
