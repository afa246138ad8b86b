# Sourced by run.sh, as root and within the namespaces of tests/bare.sh: the packages on bare Debians.
version=$(sed -n 's/^VERSION := //p' Makefile)
out=$dir/walk.out
listeners=() # processes of ours that have to end
trap 'for p in "${listeners[@]}"; do kill "$p" 2>/dev/null; done; umount -R "$work"/*/dev "$work"/*/proc "$work"/cgroup 2>/dev/null
	rm -rf --one-file-system "$work" "$dir"' EXIT

. tests/deb/boot.sh

# ---- in a root ----

in_root() { enter env -C /root DEBIAN_FRONTEND=noninteractive bash -ec "$1" >"$out" 2>&1; }
at_home() { enter su metodist -s /bin/bash -c "cd && set -e && $1" >"$out" 2>&1; }
last() { tr '\r' '\n' <"$out" | grep -v 'Reading database' | tail -n 5; }

# The command lines of a service, as its user; what they do apart from the fences that systemd puts around them.
serve() # SERVICE
{
	local unit=$root/lib/systemd/system/$1 line words folder
	folder=$(sed -n 's/^WorkingDirectory=//p' "$unit")
	while read -r line; do
		mapfile -d '' words < <(python3 -c 'import shlex, sys
for word in shlex.split(sys.argv[1].replace("$$", "$").replace("%%", "%")): sys.stdout.write(word + "\0")' "$line")
		enter env -C "${folder:-/}" setpriv --reuid=stazh --regid=stazh --init-groups "${words[@]}" >>"$out" 2>&1 || return 1
	done < <(sed -nE 's/^ExecStart(Post)?=//p' "$unit")
}

# All that purging must not touch.
data() { (cd "$root" && find var/lib/stazh var/backups/stazh etc/stazh.keys -type f ! -name '*.lock' ! -name lock.mdb -print0 | sort -z | xargs -0 sha256sum); }

# ---- the page ----

# What the reader of the page has, or is asked to have, before a block.
before()
{
	case $1 in
	*'apt install ./stazh_'*) cp "$build/stazh_${version}_$arch.deb" "$root/root/" ;;
	*'от-морозовой.pub'*)
		enter useradd --create-home metodist && mkdir -m 0700 "$root/home/metodist/.ssh" &&
			ssh-keygen -q -t ed25519 -N '' -C метод -f "$root/home/metodist/.ssh/id_ed25519" &&
			cp "$root/home/metodist/.ssh/id_ed25519.pub" "$root/root/от-морозовой.pub" &&
			enter chown -R metodist: /home/metodist
		;;
	*'sshd -t'*) mkdir -p "$root/run/sshd" ;; # systemd's
	*'ssh stazh@сервер'*)
		printf 'Host сервер\n\tHostName 127.0.0.1\n\tPort %s\n\tStrictHostKeyChecking accept-new\n' "$port" >"$root/home/metodist/.ssh/config"
		/usr/bin/python3 -c 'import sys, xlsxwriter
with xlsxwriter.Workbook(sys.argv[1]) as book: book.add_worksheet().write_row(0, 0, ["Фамилия", "Имя", "Организация"]); book.worksheets()[0].write_row(1, 0, ["Новикова", "Ольга", "1"])' \
			"$root/home/metodist/педагоги.xlsx"
		enter chown -R metodist /home/metodist
		;;
	*'remind --dry-run'*) # on any day; who gets the letter gets no copy of it
		sed -i -e 's/^;weekdays = .*/weekdays = все/' -e 's/^;copy = *$/copy = Директор, ЦИМС <direktor@example.ru>, Elkina@Example.ru/' \
			"$root/etc/stazh.ini"
		in_root "sudo -u stazh stazh demo --seed-order && sudo -u stazh stazh add person surname=Ёлкина name=Анна org=1 \
			email=elkina@example.ru consent_on=01.09.2026 && sudo -u stazh stazh add reminder what=отчёт due=завтра who='Ёлкина А.'"
		;;
	*'systemctl enable'*backup*) in_root '! systemctl is-enabled stazh-backup.timer && ! systemctl is-enabled stazh-check.timer' ;;
	esac
}

# What has to be so after it.
after()
{
	case $1 in
	*'apt install ./stazh_'*)
		[ "$(enter stazh version | head -1)" = "stazh $version" ] || return 1
		[ "$(enter stat -c '%U:%G %a' /var/lib/stazh /var/backups/stazh /etc/stazh.keys | tr '\n' ' ')" = \
			'stazh:stazh 750 stazh:stazh 770 root:root 755 ' ] || return 1
		enter getent shadow stazh | grep -q '^stazh:\*:' || return 1
		enter dpkg-query -s libzip4 libxlsxwriter4 libexpat1 libical3 >"$out" 2>&1
		;;
	*'stazh init'*) [ -s "$root/var/lib/stazh/db/data.mdb" ] ;;
	*'keys -o'*) grep -q 'morozova' "$root/etc/ssh/stazh_keys" ;;
	*'systemctl reload ssh'*)
		port=$((20000 + RANDOM % 20000))
		enter /usr/sbin/sshd -D -p $port -o ListenAddress=127.0.0.1 &
		listeners+=($!)
		for try in $(seq 100); do (: >/dev/tcp/127.0.0.1/$port) 2>/dev/null && return 0; sleep 0.1; done
		return 1
		;;
	*'apt install msmtp'*) # the district's server is one on loopback
		[ "$(enter stat -c '%U:%G %a' /etc/msmtprc)" = 'root:stazh 640' ] &&
			sed -i -e 's/^host .*/host 127.0.0.1/' -e "s/^port .*/port $smtp/" -e 's/^tls on/tls off/' -e 's/^auth on/auth off/' "$root/etc/msmtprc"
		;;
	*'remind --dry-run'*) # the first letter: from whom, to whom, and noted
		cp "$work/letters" "$out" && [ "$(sed -n 's/^RCPT TO:<\(.*\)>.*/\1/p' "$out" | sort | tr '\n' ' ')" = 'direktor@example.ru elkina@example.ru ' ] &&
			sed -n '/^DATA/,/^\.$/p' "$out" | sed 1d | python3 -c 'import email, email.policy, sys
letter = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
sys.exit(str(letter["From"].addresses[0]) != "МБУ «ЦИМС» <stazh@example.ru>")' &&
			[ "$(grep -c '^DATA' "$out")" = 1 ] && in_root 'sudo -u stazh stazh remind log --format csv' && grep -q elkina@example.ru "$out"
		;;
	*'systemctl enable'*remind*) # a second one, by the service; the first is not sent again
		in_root "systemctl is-enabled stazh-remind.timer && sudo -u stazh stazh add reminder what=повестка due=завтра who='Ёлкина А.'" &&
			serve stazh-remind.service && cp "$work/letters" "$out" && [ "$(grep -c '^DATA' "$out")" = 2 ]
		;;
	*'systemctl enable'*)
		in_root 'systemctl is-enabled stazh-backup.timer stazh-check.timer' && serve stazh-backup.service && serve stazh-check.service &&
			ls "$root"/var/backups/stazh/stazh-*.mdb >"$out"
		;;
	*'export person -'*)
		[ "$(head -c 2 "$root/home/metodist/приказ.odt")" = PK ] && grep -q Ёлкина "$root/home/metodist/педагоги.csv"
		;;
	esac
}

walk_page() # as far as it goes
{
	local kind text name number=0
	while IFS= read -r -d $'\1' text; do
		kind=${text%%$'\n'*} text=${text#*$'\n'} number=$((number + 1))
		name="$arch: $number: $(sed '/^#/d; s/ *#.*//; q' <<<"$text" | cut -c1-70)"
		before "$text" || { bad "$name" "before: $(last)"; return; }
		if [ "$kind" = home ]; then at_home "$text"; else in_root "$text"; fi || { bad "$name" "$(last)"; return; }
		after "$text" || { bad "$name" "after: $(last)"; return; }
		ok "$name"
	done < <(awk '/^```sh/ { on = 1; print $2; next } /^```/ { if (on) printf "\1"; on = 0; next } on' docs/deploy.md)
	[ $number -ge 8 ] || bad "$arch: the page" "$number blocks"
}

# ---- one architecture ----

removed()
{
	local was
	was=$(data)
	[ "$(wc -l <<<"$was")" -ge 4 ] || { echo "data: $was"; return 1; }
	in_root 'apt-get -y remove stazh' && [ ! -e "$root/usr/bin/stazh" ] && [ -e "$root/etc/stazh.ini" ] && [ "$(data)" = "$was" ] || { last; return 1; }
	in_root 'apt-get -y purge stazh' && [ ! -e "$root/etc/stazh.ini" ] && [ "$(data)" = "$was" ] || { last; return 1; }
	grep -q 'данные оставлены: /var/lib/stazh /var/backups/stazh' "$out" || { last; return 1; }
	! find "$root/etc/systemd" "$root/var/lib/systemd" -name 'stazh*' | grep . || return 1
	in_root 'apt-get -y install ./stazh_*.deb && sudo -u stazh sh -c "printf \"[store]\npath = /var/lib/stazh/db\n\" >/tmp/back.ini; stazh --config /tmp/back.ini check --deep"' ||
		{ last; return 1; }
}

# Nothing but a package that was never used.
clean()
{
	in_root 'apt-get -y purge stazh && rm -r /var/lib/stazh /var/backups/stazh /etc/stazh.keys && deluser --system stazh && apt-get -y install ./stazh_*.deb' &&
		in_root 'apt-get -y purge stazh' &&
		! grep -q 'данные оставлены' "$out" && [ ! -e "$root/var/lib/stazh" ] && [ ! -e "$root/etc/stazh.keys" ] || { last; return 1; }
}

lint() { lintian --allow-root --fail-on error,warning "$1" >"$out" 2>&1 || { cat "$out"; return 1; }; }

for a in ${DEB_WALK:-amd64 i386}; do
	if [ ! -s "$build/stazh_${version}_$a.deb" ]; then bad "$a: $build/stazh_${version}_$a.deb is not there"; continue; fi
	try "$a: lintian" lint "$build/stazh_${version}_$a.deb"
	if ! why=$(bare $a); then skip "$a" "$why"; continue; fi
	if ! machine $a sudo; then skip "$a" "the machine cannot be made or run: $(tail -1 "$keep/log/$a-apt.log")"; continue; fi
	# who reads the page says yes
	echo 'APT::Get::Assume-Yes "true";' >"$root/etc/apt/apt.conf.d/yes"
	echo 'Defaults env_keep += "DEBIAN_FRONTEND"' >"$root/etc/sudoers.d/debconf"
	printf '%s\n' '#!/bin/sh' '# No systemd runs here: what it would begin, the test begins.' \
		'case $1 in reload | start) exit 0 ;; enable) shift; [ "$1" != --now ] || shift; set -- enable "$@" ;; esac' \
		'exec /usr/bin/systemctl "$@"' >"$root/usr/local/bin/systemctl" # sudo finds it first
	chmod +x "$root/usr/local/bin/systemctl"
	smtp=$((20000 + RANDOM % 20000))
	: >"$work/letters"
	python3 tests/deb/smtp.py $smtp "$work/letters" &
	listeners+=($!)
	walk_page
	try "$a: systemd-analyze verify" enter systemd-analyze verify --man=no /lib/systemd/system/stazh-backup.timer /lib/systemd/system/stazh-check.timer /lib/systemd/system/stazh-remind.timer
	boot_tried
	keep_packages
	for p in "${listeners[@]}"; do kill "$p"; done
	listeners=()
	try "$a: removed and purged, the data stays" removed
	try "$a: purged without data, nothing stays" clean
done
try shellcheck shellcheck -s sh config/debian/postinst config/debian/postrm
try 'shellcheck of bash' shellcheck -s bash -x -e SC1091,SC2154,SC2034,SC2207 config/debian/build.sh config/stazh.completion
