# Sourced by what needs bare machines: Debians of debootstrap's, of either architecture, as folders that one changes into.
# By root alone. MACHINES=folder keeps the roots and packages from run to run (/var/cache/stazh-machines); SUITE=bookworm; the
# mirror is that of this machine's apt.
#   bare_begin "$@"          the script begins anew in namespaces of its own: what is mounted and started goes away with it,
#                            however it ends; $work is a folder there. Fails with $why when that cannot be
#   bare ARCH                its archive is in the cache, or why it is not is printed
#   machine ARCH PACKAGE…    a fresh one in $root, where apt knows its packages and these are installed ($arch for enter)
#   enter COMMAND…           in $root
#   keep_packages            what apt fetched there, for the next one
keep=${MACHINES:-/var/cache/stazh-machines}

bare_begin()
{
	if [ "$(id -u)" != 0 ]; then
		why='a root of another machine can only be made by root'
		return 1
	fi
	if ! command -v debootstrap >/dev/null; then
		why='debootstrap is not installed'
		return 1
	fi
	if [ -z "${STAZH_MACHINES:-}" ]; then
		if ! unshare --mount --pid --ipc --uts --fork true 2>/dev/null; then
			why='no namespaces on this machine (unshare)'
			return 1
		fi
		STAZH_MACHINES=1 exec unshare --mount --pid --ipc --uts --fork --kill-child --mount-proc "$0" "$@"
	fi
	trap 'exit 130' INT TERM HUP # the first process of a namespace is not ended by them otherwise
	export LC_ALL=C.UTF-8
	unset MAKEFLAGS MFLAGS MAKELEVEL V B CC WERROR
	mkdir -p "$keep/log" || exit 2
	exec 9>"$keep/lock"
	flock -n 9 || { echo "another run has $keep; MACHINES=folder names another" >&2; exit 2; }
	rm -rf --one-file-system "$keep"/run.* # of one that was killed
	work=$(mktemp -d "$keep/run.XXXXXX") || exit 2
	trap 'umount -R "$work"/*/dev "$work"/*/proc 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
	suite=${SUITE:-$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")}
	mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 2>/dev/null |
		awk -v suite="$suite" '$2 == suite { print $1; exit }')
	mirror=${mirror:-http://deb.debian.org/debian}
}

bare()
{
	local arch=$1 new=$work/bare-$1
	[ ! -s "$keep/$suite-$arch.tar" ] || return 0
	if ! debootstrap --variant=minbase --arch="$arch" "$suite" "$new" "$mirror" >"$keep/log/$suite-$arch.log" 2>&1; then
		rm -rf --one-file-system "$new"
		echo "no bare root from $mirror ($(tail -1 "$keep/log/$suite-$arch.log"))"
		return 1
	fi
	rm -f "$new"/var/cache/apt/archives/*.deb
	tar -C "$new" -cf "$keep/$suite-$arch.tar.new" . && mv "$keep/$suite-$arch.tar.new" "$keep/$suite-$arch.tar"
	rm -rf --one-file-system "$new"
}

enter() { $([ "$arch" != i386 ] || echo setarch i686) chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@" </dev/null; }

machine()
{
	arch=$1 root=$work/$1
	shift
	mkdir "$root" && tar -C "$root" -xf "$keep/$suite-$arch.tar" || return 1
	mount -t proc proc "$root/proc" && mount -t tmpfs -o mode=755 tmpfs "$root/dev" || return 1
	mkdir "$root/dev/pts" "$root/dev/shm"
	for device in null zero full random urandom tty; do
		touch "$root/dev/$device"
		mount --bind "/dev/$device" "$root/dev/$device" || return 1
	done
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts" || return 1
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" || return 1
	cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null
	cp /etc/hosts "$root/etc/hosts"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod +x "$root/usr/sbin/policy-rc.d" # no server begins by itself
	mkdir -p "$keep/debs-$suite-$arch"
	cp "$keep/debs-$suite-$arch"/*.deb "$root/var/cache/apt/archives/" 2>/dev/null
	{ enter apt-get -q update && enter env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"; } \
		>"$keep/log/$arch-apt.log" 2>&1
}

keep_packages() { cp -n "$root"/var/cache/apt/archives/*.deb "$keep/debs-$suite-$arch/" 2>/dev/null; }
