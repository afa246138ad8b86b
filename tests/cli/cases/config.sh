case_config()
{
	code 0 config
	out_has "report_due"
	out_has "stazh.ini:2"
	code 0 config --check
	out_empty
	err_has "Настройки в порядке"
	STAZH_CONFIG= code 0 config
	out_has "по умолчанию"
	code 2 config лишнее
}

# Each line of bad-config/expected: file|line|what the message says.
case_bad_config()
{
	local n=0 file line phrase
	while IFS='|' read -r file line phrase; do
		code 2 --config "$HERE/bad-config/$file" config --check
		out_empty
		err_has "$HERE/bad-config/$file:$line: "
		err_has "$phrase"
		code 2 --config "$HERE/bad-config/$file" config
		code 2 --config "$HERE/bad-config/$file" due
		err_has "$phrase"
		n=$((n + 1))
	done <"$HERE/bad-config/expected"
	[ $n -ge 20 ] || fail "плохих настроек только $n"
	code 2 --config . config --check
	err_has "это папка"
}

case_help_with_bad_config()
{
	code 0 --config "$HERE/bad-config/number.ini" help site
	out_has Действия
	code 0 --config "$HERE/bad-config/number.ini" version
}

# own_clauses TEXT: every rule's clause, from the delivered file: TEXT with %d is the number.
own_clauses()
{
	printf '[store]\npath = %s\n[clauses]\n' "$PWD/db"
	sed -n '/^\[clauses\]/,/^\[lists\]/s/^;\([a-z_]*\) = .*/\1/p' "$HERE/../../config/stazh.ini" | awk -v text="$1" '{ printf "%s = " text "\n", $1, NR }'
}

# What cites clauses: deadlines, cards, what can be done, help, refusals.
cite_all()
{
	local id kind
	{
		"$STAZH" due --all; "$STAZH" due --days 3660
		STAZH_TODAY=2031-01-01 "$STAZH" due --days 1
		for kind in org person site term order plandoc planline equipment group trainee task assessment event report; do
			"$STAZH" help $kind
			for id in 1 2 3 4 5 6; do
				"$STAZH" show $kind $id
				"$STAZH" do $kind $id
				"$STAZH" do $kind $id --format json
				"$STAZH" delete $kind $id
			done
		done
		"$STAZH" add site org=1 topic=Новая
		"$STAZH" do site 9 submit; "$STAZH" do site 1 renew order=1 from=01.09.2020 to=01.09.2029
		"$STAZH" add term site=1 order=1 from=01.09.2040 to=01.09.2060
		"$STAZH" add order title=Другой "kind=утверждение перечня"; "$STAZH" do order 2 sign number=2 date=01.02.2021
		"$STAZH" set trainee 1 from=01.02.2027 to=01.01.2027; "$STAZH" do site 1 complete date=01.01.2001
		"$STAZH" config; "$STAZH" print order 1; "$STAZH" print summary 2026-2027
	} >cited 2>&1 </dev/null
	[ "$(wc -l <cited)" -gt 900 ] || fail "мало сказано: $(wc -l <cited) строк"
}

case_own_clauses()
{
	export STAZH_TODAY=2022-05-20
	code 0 init
	code 0 demo
	cite_all
	[ "$(grep -oE '\(пп?\. [0-9.]+\)|пп?\. [0-9.]+:' cited | sort -u | wc -l)" -ge 20 ] || fail "пунктов мало: $(grep -oE '(п|пп)\. [0-9.]+' cited | sort -u)"
	code 0 due --days 3660
	cp out before
	own_clauses '91.%d, 92.1' >stazh.ini
	code 2 config --check
	[ "$(grep -c 'пункта 9[12]\.' err)" -ge 46 ] || fail "не названы: $(cat err)"
	err_has 'report: пункта 91.'
	code 0 due --days 3660
	diff <(sed -E 's/ \(пп?\. [0-9., ]+\)//' before) <(sed -E 's/ \(пп?\. [0-9., ]+\)//' out) >diff || fail "сроки другие: $(cat diff)"
	out_has '(пп. 91.'
	cite_all
	! grep -nE '\b(п|пп)\. ?[1-7]\.[0-9]' cited || fail "пункты чужого Положения"
	[ "$(grep -c '^пп. 91\.[0-9]*, 92\.1: ' cited)" -ge 4 ] || fail "отказы без пункта"
	code 0 check --deep
	own_clauses '' >stazh.ini
	code 0 config --check
	cite_all
	! grep -nE '\b(п|пп)\. ?[0-9]' cited || fail "пункты, которых в Положении нет"
	grep -q '^По этому приказу у площадки уже есть срок' cited || fail "отказ без пункта начат не с большой буквы"
	code 0 check --deep
}

# The text of the regulation is the district's too.
case_clauses_of_the_file()
{
	printf '[1]\nОбщее\n[12.1]\nОтчёт сдают.\n[12.2]\nСтатус дают.\n' >own.txt
	own_clauses '' >stazh.ini
	printf '[print]\nregulation = own.txt\n' >>stazh.ini
	sed -i 's/^report =.*/report = 12.1, 12.4/; s/^term =.*/term = 12.2/' stazh.ini
	code 2 config --check
	[ "$(wc -l <err)" -eq 1 ] || fail "лишнее: $(cat err)"
	err_has 'report: пункта 12.4 нет в Положении'
	err_has own.txt
	sed -i 's/, 12.4//' stazh.ini
	code 0 config --check
	sed -i 's/own.txt/none.txt/' stazh.ini
	code 2 config --check
	err_has none.txt
}
