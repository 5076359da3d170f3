#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Installs those of the named Debian packages that are missing. Touches nothing, and calls no apt, when all are there.
# Usage: deps.sh PACKAGE...
set -euo pipefail

# What a package gives can also be there by other means (another distribution, a build from source): that counts.
is_present() {
    case "$1" in
        chromium | curl | openssl | pkg-config | python3 | valgrind) command -v "$1" ;;
        coturn) command -v turnserver ;;
        iproute2) command -v ip ;;
        nftables) command -v nft ;;
        libsodium-dev) pkg-config --exists libsodium ;;
        libssl-dev) pkg-config --exists openssl ;;
        zlib1g-dev) pkg-config --exists zlib ;;
        libnice-dev) pkg-config --exists nice ;;
        libusrsctp-dev) clang -fsyntax-only -x c - <<< '#include <usrsctp.h>' ;;
        libhttp-parser-dev) clang -fsyntax-only -x c - <<< '#include <http_parser.h>' ;;
        python3-venv) python3 -c 'import ensurepip, venv' ;;
        *) false ;;
    esac > /dev/null 2>&1 || is_installed "$1"
}

is_installed() {
    dpkg-query --show --showformat='${db:Status-Status}' "$1" 2> /dev/null | grep --quiet --line-regexp installed
}

missing=()
for package in "$@"; do
    is_present "$package" || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

if ! command -v apt-get > /dev/null; then
    echo "missing, and there is no apt-get to install them: ${missing[*]} (names as in Debian)" >&2
    exit 1
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo > /dev/null || { echo "missing: ${missing[*]}; install them as root" >&2; exit 1; }
    as_root=(sudo)
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update --quiet=2 < /dev/null
"${as_root[@]}" apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" < /dev/null
