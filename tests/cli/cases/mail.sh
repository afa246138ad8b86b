# Letters of deadlines: what is shown, sent, refused, told afterwards. The long run is tests/mail/year.py.

# Two sites whose reports are due, of schools whose heads answer for them: one of them is $leader. $1: further lines of [mail].
letters()
{
	cat >>"$STAZH_CONFIG" <<END
[mail]
from = metod@cims.example
program = "$PWD/mailer -t 'two words'"
weekdays = все
$1
END
	mkdir box
	cat >mailer <<'END'
#!/bin/sh
dir=$(dirname "$0")
printf '%s\n' "$#" "$@" >"$dir/args"
cat >"$dir/box/$$"
[ ! -e "$dir/refuse" ] || { rm "$dir/box/$$"; cat "$dir/refuse" >&2; exit 75; }
END
	chmod +x mailer
	code 0 init
	code 0 demo --seed-order
	code 0 list org --format json
	leader=$(python3 -c "import json; print(next(o['head'] for o in json.load(open('out')) if 'СОШ' in o['short_name']))")
	export STAZH_TODAY=2022-06-08
}

in_box()
{
	[ "$(ls box | wc -l)" -eq "$1" ] || fail "писем в ящике $(ls box | wc -l), ожидалось $1"
}

# The only letter's header or text, as python's email reads it.
letter_says()
{
	python3 - "$1" box/* <<'END' || fail "в письме нет «$1»"
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[2], "rb"), policy=email.policy.default)
text = "".join(f"{k}: {v}\n" for k, v in m.items()) + m.get_body(("plain",)).get_content()
text += "".join(p.get_content() for p in m.walk() if p.get_content_type() == "text/calendar")
assert not any(p.defects for p in m.walk())
sys.exit(sys.argv[1] not in text)
END
}

case_mail_once()
{
	letters
	code 0 remind
	in_box 0
	err_has "нет адреса почты"
	code 0 set person $leader email=p1@school.example
	code 0 remind --dry-run
	out_empty
	err_has "согласия нет"
	code 0 set person $leader consent_on=01.09.2021
	code 0 remind --dry-run
	out_has "p1@school.example"
	out_has "Отчёт за 2021-2022"
	in_box 0
	code 0 remind
	in_box 1
	[ "$(cat args)" = "$(printf '2\n-t\ntwo words')" ] || fail "ключи: $(cat args)"
	letter_says "Отчёт за 2021-2022 (п. 4.3)"
	letter_says "To: "
	letter_says "Auto-Submitted: auto-generated"
	letter_says "DTSTART;VALUE=DATE:20220615"
	code 0 remind
	in_box 1
	STAZH_TODAY=2022-06-14 code 0 remind
	in_box 1
	STAZH_TODAY=2022-06-15 code 0 remind
	in_box 2
	code 0 remind log --format json
	[ "$(grep -o '"kind": "report"' out | wc -l)" -eq 2 ] || fail "$(cat out)"
	out_has '"at": "2022-06-15"'
	id=$(python3 -c "import json; print(json.load(open('out'))[0]['record'].split()[1])")
	code 0 remind log --kind report --id $id
	code 0 show report $id
	out_has "Напоминали"
	code 0 log --kind letter
	code 0 undo
	err_has "педагог изменён"
	code 1 list letter --where state=отправляется
	code 0 list letter
	out_has "отправлено"
	code 3 delete letter 1
	code 3 add letter sort=вручную
	code 0 check --deep
}

case_mail_waits()
{
	letters
	code 0 set person $leader email=p1@school.example consent_on=01.09.2021
	printf '450 позже\nи ещё\033[31m строка\n' >refuse
	code 1 remind
	in_box 0
	err_has "450 позже"
	code 0 list letter
	out_has "ждёт отправки"
	code 1 remind log
	code 0 remind log --all
	rm refuse
	code 0 set person $leader consent_on=
	code 0 remind
	in_box 0
	code 0 list letter
	out_has "снято"
	code 0 set person $leader consent_on=01.09.2021
	code 0 remind
	in_box 1
	sed -i "s|^program = .*|program = /nonexistent/mailer|" "$STAZH_CONFIG"
	STAZH_TODAY=2022-06-15 code 1 remind
	err_has "не запускается"
	sed -i "s|^program = .*|program = sleep 77\ntimeout = 1|" "$STAZH_CONFIG"
	STAZH_TODAY=2022-06-15 code 1 remind
	err_has "не ответила за 1 с"
	code 0 check --deep
}

# Between the first letter and the second both reports are handed in: the second would tell what is no longer so.
case_mail_meanwhile()
{
	letters
	for p in 1 2 3 4; do
		code 0 set person $p email=p$p@school.example consent_on=01.09.2021
	done
	"$STAZH" remind --dry-run >before 2>/dev/null
	[ "$(grep -c '^Кому: ' before)" -eq 2 ] || fail "$(cat before)"
	cat >mailer <<END
#!/bin/sh
cat >"$PWD/box/\$\$"
for r in 1 2; do
	"$STAZH" do report \$r waive reason=закрыта
done >>"$PWD/said" 2>&1
exit 0
END
	code 0 remind
	in_box 1
	err_has "Снято"
	code 0 list letter --where state=снято
	code 0 remind log
	[ "$(grep -c report out)" -eq 1 ] || fail "$(cat out)"
}

case_mail_lost()
{
	letters
	code 0 set person $leader email=p1@school.example consent_on=01.09.2021
	printf '#!/bin/sh\ncat >/dev/null\nkill -9 $PPID\n' >mailer
	"$STAZH" remind >/dev/null 2>&1 && fail "не убита"
	rm mailer
	printf '#!/bin/sh\ncat >"$(dirname "$0")/box/$$"\n' >mailer
	chmod +x mailer
	code 1 remind
	err_has "Неизвестно, ушло ли"
	in_box 0
	code 0 list letter --where state=неизвестно
	code 0 do letter 1 resend
	code 0 remind
	in_box 1
	code 3 do letter 1 resend
}

# A monitor is told of what does not go, and of nothing else.
case_mail_health()
{
	letters
	code 0 check --quick --format json
	json '.letters_waiting == 0 and .letters_waiting_since == null and .letters_unknown_since == null'
	for p in 1 2 3 4; do
		code 0 set person $p email=p$p@school.example consent_on=09.06.2022
	done
	code 0 set person $leader consent_on=01.09.2021
	echo 450 позже >refuse
	code 1 remind
	STAZH_TODAY=2022-06-09 code 1 remind
	in_box 0
	STAZH_TODAY=2022-06-10 code 1 check --quick
	out_is 'Замечания: 2 письма ждут отправки, первое с 08.06.2022'
	STAZH_TODAY=2022-06-10 code 1 check --quick --format json
	json '.state == "found" and .letters_waiting == 2 and .letters_waiting_since == "2022-06-08" and .letters_unknown == 0'
	sed -i 's/^from = /;&/' "$STAZH_CONFIG" # nobody sends any
	code 0 check --quick
	sed -i 's/^;from = /from = /' "$STAZH_CONFIG"
	rm refuse
	STAZH_TODAY=2022-06-10 code 0 remind
	in_box 2
	code 0 check --quick
	code 0 list letter --where since=08.06.2022
	printf '#!/bin/sh\ncat >/dev/null\nkill -9 $PPID\n' >mailer
	STAZH_TODAY=2022-06-17 "$STAZH" remind >/dev/null 2>&1 && fail "не убита"
	STAZH_TODAY=2022-08-20 code 1 check --quick # the one nobody has told of, the other one waits
	out_is 'Замечания: 1 письмо ждёт отправки с 17.06.2022; неизвестно, ушло ли 1 письмо от 17.06.2022'
	printf '#!/bin/sh\ncat >/dev/null\n' >mailer
	STAZH_TODAY=2022-08-20 code 1 remind
	STAZH_TODAY=2022-12-20 code 1 check --quick # until somebody says what became of it
	out_is 'Замечания: неизвестно, ушло ли 1 письмо от 17.06.2022'
	code 0 list letter --where state=неизвестно --format json
	STAZH_TODAY=2022-12-20 code 0 do letter "$(python3 -c 'import json; print(json.load(open("out"))[0]["id"])')" arrived
	STAZH_TODAY=2022-12-20 code 0 check --quick
	code 0 list letter --where sent_on=17.06.2022
}

case_mail_names()
{
	letters 'copy = Директор, ЦИМС <direktor@cims.example>, P1@School.example, direktor@cims.example
digest = Нестеренко С.В. <nesterenko@cims.example>, zam@cims.example'
	sed -i 's/^from = .*/from = Методист, ЦИМС <metod@cims.example>/' "$STAZH_CONFIG"
	code 0 config --check
	code 0 set person $leader email=p1@school.example consent_on=01.09.2021
	code 0 remind
	in_box 2
	python3 - box/* <<'END' >said || fail "$(cat said)"
import email, email.policy, sys
letters = [email.message_from_binary_file(open(name, "rb"), policy=email.policy.default) for name in sys.argv[1:]]
for m in sorted(letters, key=lambda m: m["Cc"] is None):
    assert not m.defects and not any(h.defects for h in m.values()), m.defects
    assert m["From"].addresses[0].display_name == "Методист, ЦИМС" and m["From"].addresses[0].addr_spec == "metod@cims.example", m["From"]
    print(*(a for name in ("To", "Cc") for a in (m[name].addresses if m[name] else ())), sep="; ")
    assert not m["Cc"] or ": metod@cims.example\n" in m.get_body(("plain",)).get_content(), m.get_body(("plain",)).get_content()
END
	diff said - <<END || fail "кому письма"
"Данильченко В.В." <p1@school.example>; "Директор, ЦИМС" <direktor@cims.example>
"Нестеренко С.В." <nesterenko@cims.example>; zam@cims.example
END
}

case_mail_refused()
{
	letters 'digest = director@cims.example'
	code 2 remind --id 3
	code 2 remind log --dry-run
	code 2 remind mail
	code 2 remind log --kind чтото
	code 0 remind
	in_box 1
	letter_says "To: director@cims.example"
	letter_says "Отчёт за 2021-2022"
	code 0 remind
	in_box 1
	printf '[users]\n%s = methodist\nleha = viewer\n' "$(id -un)" >>"$STAZH_CONFIG"
	code 3 --as leha remind
	code 3 --as leha remind log
	SSH_CONNECTION='10.0.0.9 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND='remind --dry-run' "$STAZH" --config "$PWD/stazh.ini" --as "$(id -un)" >out 2>err
	[ $? -eq 3 ] || fail "по SSH: $(cat err)"
	sed -i 's/^from = .*/from =/' "$STAZH_CONFIG"
	code 2 remind
	err_has "от кого"
	for bad in 'from = metod' 'copy = a@b, c' 'weekdays = пт-' 'weekdays =' 'program = "a '"'b"'"' 'repeat = 0' 'digest = "a@b.example\nBcc: c@d.example"' \
		'from = a@b.example, c@d.example' 'from = ЦИМС' 'from = ЦИМС a@b.example' 'from = ЦИМС <a@b.example' 'from = ЦИМС <a@b.example> и ещё' \
		'from = ЦИМС <>' 'from = ЦИМС <ЦИМС>' 'from = a@b.example <a@b.example>' 'copy = ЦИМС, a@b.example' 'copy = Я <a@b.example>, Он'; do
		printf '[mail]\n%s\n' "$bad" >bad.ini
		code 2 --config bad.ini config --check
		err_has 'ожидается'
	done
	for good in 'weekdays = пн, ср-пт' 'weekdays = все' 'weekdays = mon-fri' 'copy = a@b.example, c@d.example' 'from = <a@b.example>' \
		'from = ЦИМС «Чебула» <a@b.example>' $'copy = \'"Я" <a@b.example>, Он <c@d.example>,e@f.example\''; do
		printf '[mail]\n%s\n' "$good" >good.ini
		code 0 --config good.ini config --check
	done
}
