# Sourced by walk.sh: the machine of the page with systemd as its first process, so that timers, services and the fences around
# them are tried as they run. booted TRIES: prints why not; else what is wrong is left in $work/booted, a line each.

boot_may()
{
	command -v systemd-nspawn >/dev/null || { echo 'systemd-nspawn is not installed'; return 1; }
	mountpoint -q "$work/cgroup" && return 0
	mkdir -p "$work/cgroup" && mount -t cgroup2 cgroup2 "$work/cgroup" 2>/dev/null || { echo 'no cgroups can be mounted here'; return 1; }
}

# What is done in there; each line of the answer is «ok …» or «not ok …».
boot_script()
{
	cat <<'END'
exec >/root/booted 2>&1
say() { local name=$1; shift; if out=$("$@" 2>&1); then echo "ok $name"; else echo "not ok $name: $(tail -n 2 <<<"$out" | tr '\n' ' ')"; fi; }
succeeds() { systemctl start "$1" && [ "$(systemctl show -P Result "$1")" = success ]; }
fails() { ! systemctl start "$1" && [ "$(systemctl show -P Result "$1")" = exit-code ] && systemctl --failed --plain | grep -q "$1"; }
told() { ! sudo -u stazh stazh check --quick >/root/quick && grep -q 'письмо ждёт отправки' /root/quick; }
say 'the timers run' systemctl is-active stazh-backup.timer stazh-check.timer stazh-remind.timer
say 'the next time is known' sh -c '[ "$(systemctl list-timers --plain --no-legend "stazh-*" | grep -c "^[A-Z]")" = 3 ]'
say 'a copy' succeeds stazh-backup.service
say 'the check' succeeds stazh-check.service
sudo -u stazh stazh add reminder what=сводка due=завтра who='Ёлкина А.'
say 'letters' succeeds stazh-remind.service
sed -i 's|^;*program = .*|program = false|' /etc/stazh.ini
sudo -u stazh stazh add reminder what=письмо due=завтра who='Ёлкина А.'
say 'letters that are not taken are a failed service' fails stazh-remind.service
say 'and a finding of check --quick' told
sed -i 's|^program = .*|;program = sendmail -t|' /etc/stazh.ini
systemctl reset-failed
echo end
systemctl poweroff --no-block
END
}

booted() # in $root, which is not in use
{
	local old=$root/usr/local/bin/systemctl
	in_root 'apt-get -y install --no-install-recommends systemd-sysv dbus' || { last; return 1; }
	rm -f "$old" "$root/root/booted"
	boot_script >"$root/root/boot.sh"
	printf '%s\n' '[Unit]' 'After=basic.target dbus.service timers.target' '[Service]' 'Type=oneshot' 'ExecStart=/bin/bash /root/boot.sh' \
		>"$root/etc/systemd/system/tried.service"
	mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
	ln -sf ../tried.service "$root/etc/systemd/system/multi-user.target.wants/tried.service"
	unshare --mount bash -c 'mount --make-rprivate / && { umount -R /sys/fs/cgroup; mount --bind "$1" /sys/fs/cgroup; } &&
		for place in dev/pts dev/shm dev proc; do umount -R "$2/$place"; done
		mkdir -p /run/systemd/nspawn
		exec timeout 180 systemd-nspawn --quiet --boot --register=no --keep-unit --console=pipe $3 -D "$2"' \
		boot "$work/cgroup" "$root" "$([ "$arch" != i386 ] || echo --personality=x86)" >"$out" 2>&1 </dev/null
	rm "$root/etc/systemd/system/tried.service" "$root/etc/systemd/system/multi-user.target.wants/tried.service"
	cp "$root/root/booted" "$work/booted" 2>/dev/null && grep -qx end "$work/booted" || { tail -n 5 "$out" "$work/booted"; return 1; }
}

boot_tried() # verdicts
{
	local line
	if ! why=$(boot_may); then skip "$arch: booted" "$why" 7; return; fi
	: >"$work/booted"
	if ! why=$(booted); then bad "$arch: booted" "$why"; return; fi
	while read -r line; do
		case $line in
		'ok '*) ok "$arch: booted: ${line#ok }" ;;
		'not ok '*) bad "$arch: booted: ${line#not ok }" ;;
		esac
	done <"$work/booted"
}
