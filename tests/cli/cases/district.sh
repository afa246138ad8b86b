# Another district's configuration (../data/district.ini): nothing of the district of order № 37-о is left on any paper, in what is
# due, in help and in refusals.

# Its names, its people, its order and the clauses of its regulation.
SEED='[Чч]ебул|ЧЕБУЛ|ЦИМС|ИНФОРМАЦИОННО-МЕТОДИЧЕСКОГО|КЕМЕРОВСКАЯ|Гусев[аоуы]й? И\.|И\.Г\. Гусев|Морозов[аоуы]й? И\.|И\.А\. Морозов|№ 37-о|[^0-9]37-о|\b(п|пп|пункт|пункта|пункты)\.? [1-7]\.[1-9]|15\.06|15 июня|трёх лет|[Дд]иректор[^ ]* (МБУ «ЦИМС|Управлени)'

district()
{
	(printf '[store]\npath = %s/db\n' "$PWD" && cat "$HERE/../data/district.ini") >stazh.ini
	cp "$HERE/../data/district-regulation.txt" .
	export STAZH_TODAY=2026-11-20
	code 0 config --check
	err_has 'Настройки в порядке'
	[ "$(wc -l <err)" -eq 1 ] || fail "настройки неполны: $(cat err)"
	code 0 init
	code 0 demo --scale 20
	# signed by hand in the present: an approval by a changed regulation, a renewal, a termination
	sed -i 's/до 1 июня/до 1 июня каждого года/' district-regulation.txt
	id=$("$STAZH" list site --where state=согласована --format json 2>/dev/null | jq '.[0].id // empty')
	if [ -z "$id" ]; then
		code 0 add site org=3 'topic=Новая площадка' 'initiator_kind=методический центр' experience=есть directions=сетевое methodist=2
		id=$(cat out)
		code 0 do site "$id" submit
		code 0 do site "$id" approve
	fi
	code 0 add order number=50-о date=19.11.2026 title='О площадке' 'kind=утверждение перечня' school_year=2026-2027 sites="$id" signer=1 controller=2
	code 0 do order "$(cat out)" sign
	active=$("$STAZH" list site --where state=действует --format json | jq "map(select(.id != $id)) | .[0].id")
	code 0 add order number=51-о date=19.11.2026 title='О прекращении' kind=прекращение school_year=2026-2027 sites="$active" \
		'grounds=рекомендация методического центра' ended_on=19.11.2026 signer=1 controller=1
	code 0 do order "$(cat out)" sign obligations=оставить
}

ids() { "$STAZH" list "$@" --format json | jq '.[].id'; }

print_everything()
{
	local id kind document
	while read -r document kind; do
		for id in $(ids "$kind"); do
			"$STAZH" print "$document" "$id" >one 2>oops || { cat oops >>refused; continue; }
			cat one
			cp one "$document.txt"
			[ -e "$document.odt" ] || "$STAZH" print "$document" "$id" -o "$document.odt" || fail "$document: .odt не напечатан"
		done
		[ -s "$document.txt" ] || fail "ни одного документа $document: $(tail -3 refused)"
		python3 "$HERE/../office/odt.py" "$document.odt" || fail "$document.odt негоден"
	done <<-'KINDS'
		order order
		appendix order
		regulation order
		plan plandoc
		report report
		passport site
		roster group
		attendance event
		certificate trainee
		letter org
		paper paper
	KINDS
	"$STAZH" print summary 2026-2027
	"$STAZH" print summary 2025-2026
	"$STAZH" print register 2026
	"$STAZH" print papers 2026-2027
}

# Commands that a rule refuses, one after another.
refuse_everything()
{
	local id kind action
	for kind in org person site term order plandoc planline equipment report group trainee task assessment event attendance; do
		for id in $(ids "$kind" | head -8); do
			"$STAZH" do "$kind" "$id"
			for action in $("$STAZH" do "$kind" "$id" --format json | jq -r '.[] | select(.allowed == "no" or .allowed == false) | .action'); do
				"$STAZH" do "$kind" "$id" "$action"
			done
			"$STAZH" delete "$kind" "$id" --dry-run
			"$STAZH" delete "$kind" "$id" </dev/null
			"$STAZH" show "$kind" "$id"
		done
		"$STAZH" add "$kind" note=нет
	done
	"$STAZH" do site 1 renew order=1 from=01.09.2027 to=01.09.2030
	"$STAZH" add term site=1 order=1 from=01.09.2040 to=01.09.2043
	"$STAZH" add site org=2 topic=Пустая
	"$STAZH" do site "$(ids site | tail -1)" submit
	"$STAZH" set trainee 1 from=01.02.2027 to=01.01.2027
}

case_another_district()
{
	local c
	district
	print_everything >papers 2>&1
	[ "$(wc -l <papers)" -gt 1500 ] || fail "напечатано мало: $(wc -l <papers) строк"
	refuse_everything >refusals 2>&1
	[ "$(grep -cE '^(п|пп)\. 1[1-7]\.' refusals)" -gt 20 ] || fail "отказов мало: $(grep -cE '^(п|пп)\. 1[1-7]\.' refusals)"
	{ "$STAZH" due --days 3660; "$STAZH" due --days 3660 --format json; STAZH_TODAY=2030-01-01 "$STAZH" due --days 1; } >due
	[ "$(wc -l <due)" -gt 60 ] || fail "сроков мало"
	"$STAZH" help >help
	for c in $(sed -n 's/^  \([a-z]\{2,\}\) .*/\1/p' help) org person site term order plandoc planline equipment report reminder group trainee \
		task assessment event attendance paper; do "$STAZH" help "$c"; done >>help
	[ "$(wc -l <help)" -gt 700 ] || fail "справки мало: $(wc -l <help) строк"
	for c in papers refusals due help; do
		rc=0
		grep -nE "$SEED" "$c" >found || rc=$?
		[ $rc -eq 1 ] || fail "$c: слова другого округа: $(head -20 found)"
	done
	# what is there instead
	grep -A2 '^Начальник Управления образования$' papers | grep -q ' П.П. Соколовец$' || fail 'нет подписи начальника'
	! grep -q 'ачальник Управление' papers || fail 'должность и название без падежа'
	grep -q 'к приказу Управления образования' papers || fail 'нет «к приказу Управления»'
	grep -q 'УПРАВЛЕНИЕ ОБРАЗОВАНИЯ' papers || fail 'нет шапки'
	grep -q 'Утвердить Положение о муниципальных стажировочных площадках (приложение 2)' papers || fail 'Положение не утверждено'
	grep -q '(пункт 17.1 Положения о муниципальных стажировочных площадках)' papers || fail 'нет пункта о прекращении'
	grep -q '01.06.202[78].*Отчёт за 202[67]-202[78] (п. 14.5)' due || fail "нет отчёта к 1 июня: $(grep Отчёт due | head -5)"
	grep -q 'до двух лет' refusals || fail "срок не два года"
	code 0 check --deep
}
