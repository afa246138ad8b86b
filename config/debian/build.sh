#!/bin/bash
# `make deb`: config/debian/build.sh FOLDER VERSION ARCH…      FOLDER/stazh_VERSION_ARCH.deb
# That of this machine's architecture is made here; another one in a bare Debian of its own (as root; tests/bare.sh).
set -eu
cd "$(dirname "$0")/../.."
build=$1 version=$2 own=$(dpkg --print-architecture)
shift 2
. tests/bare.sh
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES V B CC WERROR PREFIX DESTDIR OPT SAN LINK

lay_out() # FOLDER
{
	rm -rf "$1"
	mkdir -p "$1"
	cp -r Makefile README.md src include config docs "$1/"
	cp -r config/debian "$1/debian"
	rm "$1/debian/build.sh"
	[ "$(dpkg-parsechangelog -l "$1/debian/changelog" -S Version)" = "$version" ] ||
		{ echo "config/debian/changelog tells of another version than the Makefile's $version" >&2; exit 1; }
}

made() { echo "$build/stazh_${version}_$1.deb"; }

make_here() # ARCH
{
	local tree=$build/deb-$1/stazh-$version
	lay_out "$tree"
	(cd "$tree" && LC_ALL=C.UTF-8 DEB_BUILD_OPTIONS="parallel=$(nproc) noddebs nocheck" dpkg-buildpackage -b -uc -us -d) >"$build/deb-$1.log" 2>&1 ||
		{ tail -30 "$build/deb-$1.log" >&2; exit 1; }
	mv "$tree/../stazh_${version}_$1.deb" "$build/"
	made "$1"
}

make_elsewhere() # ARCH
{
	local tree
	why=$(bare "$1") || { echo "$1: $why" >&2; exit 1; }
	machine "$1" make || { echo "$1: the machine cannot be made or run: $(tail -1 "$keep/log/$1-apt.log")" >&2; exit 1; }
	tree=$root/root/stazh
	lay_out "$tree"
	cp -r tests "$tree/"
	mkdir "$tree/build"
	rm -r "$tree/debian"
	if ! enter make -C /root/stazh deb ARCHES="$1" >"$build/deb-$1.log" 2>&1; then
		tail -30 "$build/deb-$1.log" >&2
		exit 1
	fi
	keep_packages || :
	cp "$tree/build/stazh_${version}_$1.deb" "$build/"
	made "$1"
}

if [ -n "${STAZH_MACHINES:-}" ]; then # begun anew for these alone
	bare_begin
	for arch in "$@"; do make_elsewhere "$arch"; done
	exit
fi
others=()
for arch in "$@"; do
	if [ "$arch" = "$own" ]; then make_here "$arch"; else others+=("$arch"); fi
done
[ ${#others[@]} -eq 0 ] || bare_begin "$build" "$version" "${others[@]}" ||
	{ echo "${others[*]}: not made: $why. ARCHES=$own leaves that out" >&2; exit 1; }
