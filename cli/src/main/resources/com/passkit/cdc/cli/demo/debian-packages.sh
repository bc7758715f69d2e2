#!/usr/bin/env bash
# Unpacks Debian packages into a folder, without installing anything and without root.
#
#   debian-packages.sh TARGET SUITE alone|with-dependencies PACKAGE[|ALTERNATIVE]...
#
# SUITE "own" is the release this machine runs. The archive's address is the one in the machine's own apt sources.
# apt works in folders of its own, so the machine's package state is neither read nor changed. What was downloaded is
# kept until TARGET is complete; TARGET appears at once when it is, and is left alone when it exists.
set -euo pipefail

target=$1 suite=$2 mode=$3
shift 3

work=$target.apt
mkdir -p "$(dirname "$target")"
exec 9> "$target.lock"
flock 9
[ ! -d "$target" ] || exit 0

for tool in apt-get apt-cache dpkg-deb; do
    command -v "$tool" > /dev/null || { echo "$tool: not found (expected: a Debian or Ubuntu machine)" >&2; exit 3; }
done

machine=$(. /etc/os-release && printf '%s' "${ID:-}")
[ "$suite" != own ] || suite=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
[ -n "$suite" ] || { echo "VERSION_CODENAME: none in /etc/os-release (expected: a release name)" >&2; exit 3; }

# Addresses of the distribution's own archive: what apt knows it to be, else what looks like it in the source files.
archives() {
    apt-get indextargets 'Created-By: Packages' --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 2> /dev/null \
        | awk -v origin="$machine" 'tolower($1) == origin && $2 == "main" { print $3 }'
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2> /dev/null || :; } \
        | awk '/^URIs:/ || /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) print $i }' \
        | awk -v name="$machine" '$0 ~ "/" name "/?$"'
}
archive=$(archives | sed -n 1p)
[ -n "$archive" ] || { echo "apt sources: no $machine archive found (expected: one with component main)" >&2; exit 3; }

keyring=
for file in "/usr/share/keyrings/$machine-archive-keyring.gpg" "/usr/share/keyrings/$machine-archive-keyring.pgp"; do
    [ -r "$file" ] && keyring="[signed-by=$file] " && break
done

mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
: > "$work/status"
printf 'deb %s%s %s main\n' "$keyring" "$archive" "$suite" > "$work/sources.list"
apt=(-q -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status"
    -o "Dir::Cache=$work/cache" -o "Dir::Cache::archives=$work/cache/archives"
    -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Sandbox::User=root
    -o APT::Install-Recommends=false -o APT::Update::Post-Invoke::= -o Binary::apt::APT::Keep-Downloaded-Packages=true)

apt-get "${apt[@]}" update

packages=()
for alternatives in "$@"; do
    chosen=
    for name in ${alternatives//|/ }; do
        # A name that only a dependency mentions has no version of its own.
        if [ -n "$(apt-cache "${apt[@]}" madison "$name" 2> /dev/null)" ]; then chosen=$name && break; fi
    done
    [ -n "$chosen" ] || { echo "$alternatives: not in $suite (expected: a package)" >&2; exit 3; }
    packages+=("$chosen")
done

debs=$work/cache/archives
if [ "$mode" = alone ]; then
    (cd "$debs" && apt-get "${apt[@]}" download "${packages[@]}")
else
    apt-get "${apt[@]}" --yes --download-only install "${packages[@]}"
fi

rm -rf "$target.partial"
mkdir -p "$target.partial"
for deb in "$debs"/*.deb; do
    dpkg-deb --extract "$deb" "$target.partial"
done
printf '%s\n' "${packages[@]}" > "$target.partial/packages"
mv -T "$target.partial" "$target"
rm -rf "$work"
