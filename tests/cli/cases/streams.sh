# shellcheck shell=bash
# «-» is stdin or stdout wherever a file is named: the same bytes, the same records.

# same NAME FORMAT ARG…: what the command writes to the file NAME is what it writes to stdout, with «-» in the place of @.
same()
{
	local name=$1 format=$2 a
	local -a file=() stream=()
	shift 2
	for a; do
		file+=("${a/#@/$name}")
		stream+=("${a/#@/-}")
	done
	rm -f "$name"
	code 0 --format "$format" "${file[@]}"
	code 0 --format "$format" "${stream[@]}"
	cmp -s "$name" out || fail "stazh ${stream[*]} --format $format: не те байты, что в файле"
}

# Every list in every format.
case_streams_lists()
{
	local kind format
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 20
	code 0 help
	sed -n '/^Виды/,$p' out | sed 's/^Виды//' | tr -s ' ' '\n' | grep . >kinds
	[ "$(wc -l <kinds)" -ge 15 ] || fail "мало видов: $(cat kinds)"
	while read -r kind; do
		for format in csv:csv csv:csv-plain xlsx:xlsx json:json; do same l.${format%:*} ${format#*:} export "$kind" @; done
	done <kinds
	for format in csv:csv csv:csv-plain xlsx:xlsx json:json; do same y.${format%:*} ${format#*:} export report 2026-2027 @; done
	same c.ics ics export calendar @
	same c.ics ics export calendar @ --todo
	# a card tells that it was given out: the next one tells more
	code 0 export card person 1 p.txt
	code 0 export card person 1 -
	[ "$(sed '/^Журнал/,$d' p.txt)" = "$(sed '/^Журнал/,$d' out)" ] || fail "export card - — другая карточка"
	code 0 export card person 1 p.json
	code 0 export card person 1 - --format json
	[ "$(jq 'del(.journal)' p.json)" = "$(jq 'del(.journal)' out)" ] || fail "export card - --format json — другая карточка"
}

# Every document, as text and for an office program.
case_streams_documents()
{
	local document id found
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 20
	run print нет 1
	sed -n 's/.*; есть //p' err | tr -d ',' | tr ' ' '\n' >documents
	[ "$(wc -l <documents)" -ge 14 ] || fail "мало документов: $(cat documents)"
	while read -r document; do
		found=
		for id in $(seq 12) 2026-2027 2025-2026 2026 2025; do
			run print "$document" "$id"
			[ $rc -ne 0 ] || { found=$id; break; }
		done
		[ -n "$found" ] || fail "не напечатать ни одного: $document"
		same d.txt text print "$document" "$found" -o @
		same d.odt odt print "$document" "$found" -o @
	done <documents
}

# What comes in through stdin is recognised, and does what the file does.
case_streams_import()
{
	local format
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 20
	for format in csv xlsx json; do
		code 0 export person "p.$format"
		code 0 import person "p.$format" --update --dry-run
		sed 1d err >told
		for how in '' "--format $format"; do
			# shellcheck disable=SC2086
			"$STAZH" import person - --update --dry-run $how <"p.$format" >out 2>err || fail "import - $how < p.$format: $(cat err)"
			grep -q 'без изменений' err && [ "$(sed 1d err)" = "$(cat told)" ] || fail "import - $how < p.$format: $(cat err)"
		done
	done
	code 0 export calendar c.ics
	"$STAZH" import event - --dry-run <c.ics 2>err || fail "import event - < c.ics: $(cat err)"
	err_has 'занятий в файле'
	"$STAZH" import event - --dry-run --zone Москва <c.ics 2>err || fail "--zone не принят: $(cat err)"
	printf 'Организация;Полное\nНовая;Школа\n' | "$STAZH" import org - --column 'Организация=short_name' --column 'Полное=full_name' 2>err ||
		fail "import org -: $(cat err)"
	code 0 list org --where short_name=Новая
	printf 'x;y\n1;2\n' | "$STAZH" import org - 2>err
	[ $? = 6 ] || fail "негодный ввод принят"
	err_has 'ввод, строка 1'
	code 6 import org -
	err_has 'на ввод ничего не пришло'
	printf '[]' | "$STAZH" import person - --format ics 2>err
	[ $? = 2 ] || fail "календарь педагогов"
	[ -z "$(ls | grep -v -e '^p\.' -e '^c\.' -e '^db$' -e '^out$' -e '^err$' -e told -e ini$)" ] || fail "остались файлы: $(ls)"
}

# What a file is called and what is asked for must agree; what is no text is not for a terminal.
case_streams_formats()
{
	school
	code 2 export person p.csv --format json
	err_has 'не сходятся'
	[ ! -e p.csv ] || fail "файл записан"
	code 0 export person без_конца --format csv-plain
	grep -q '^id,surname' без_конца || fail "не тот вид: $(head -c 60 без_конца)"
	code 2 export person - --format odt
	err_has 'csv, csv-plain, xlsx, json, ics и text'
	code 2 export person - --format ics
	code 2 export calendar - --format json
	code 2 export report 2021-2022 - --format ics
	code 2 print passport 1 -o - --format pdf
	err_has 'text, odt и zip'
	code 2 print passport 1 -o p.odt --format text
	code 2 list person --format xlsx
	code 2 backup -
	err_has 'ей нужен файл'
	[ ! -e - ] || fail "файл с именем «-»"
	code 2 restore -
	code 0 --format json list person
	json '.[0].kind == "person"'
	for command in 'export person - --format xlsx' 'print passport 1 -o - --format odt'; do
		STAZH_TODAY=2022-06-01 script -qec "'$STAZH' $command" /dev/null >out </dev/null
		grep -q 'это не текст' out && ! grep -q PK out || fail "$command на терминале: $(head -c 200 out)"
	done
	"$STAZH" export person - --format xlsx >/dev/full 2>err
	[ $? = 5 ] || fail "полный диск не замечен"
	err_has 'вывод не записан'
}

# ssh ARG COMMAND: as sshd runs it.
ssh_runs() { env -u STAZH_CONFIG SSH_CONNECTION='10.0.0.9 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND="$2" "$STAZH" --config "$PWD/stazh.ini" --as "$1" >out 2>err; rc=$?; }

# A name of a file is answered with what to type at home.
case_streams_remote_names()
{
	school
	ssh_runs "$(id -un)" 'export person ../x.xlsx --where org=1' </dev/null
	[ $rc = 3 ] || fail "код $rc"
	err_has 'Наберите у себя: ssh сервер export person - --format xlsx > файл.xlsx'
	ssh_runs "$(id -un)" 'print passport 1 -o /tmp/x.odt' </dev/null
	[ $rc = 3 ] || fail "код $rc"
	err_has 'ssh сервер print passport 1 -o - --format odt > файл.odt'
	ssh_runs "$(id -un)" 'import person list.csv' </dev/null
	[ $rc = 3 ] || fail "код $rc"
	err_has 'ssh сервер import person - < файл.csv'
	ssh_runs "$(id -un)" "import person '\$(id)'" </dev/null
	err_lacks 'id'
	(unset STAZH_TODAY && "$STAZH" print passport 1 -o p.odt) || fail "паспорт не напечатан"
	ssh_runs "$(id -un)" 'print passport 1 -o - --format odt' </dev/null
	cmp -s p.odt out || fail "по SSH — другой документ: $(cat err)"
}

# Who does not read what he asked for holds nobody up; who goes away leaves nothing half done.
case_streams_remote_reader()
{
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 40
	printf '[access]\nremote_seconds = 5\n' >>stazh.ini
	code 0 export person - --format json
	[ "$(wc -c <out)" -gt 100000 ] || fail "мало данных: $(wc -c <out)"
	far() { env -u STAZH_CONFIG SSH_CONNECTION='10.0.0.9 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND="$1" "$STAZH" --config "$PWD/stazh.ini" --as "$(id -un)"; }
	{ far 'export person - --format json' 2>err; echo $? >rc; } | sleep 9
	[ "$(cat rc)" = 3 ] || fail "код $(cat rc): $(cat err)"
	err_has 'Время команды вышло'
	{ far 'export person - --format json' 2>err; echo $? >rc; } | head -c 1 >out
	[ "$(cat rc)" = 141 ] || fail "закрытый вывод: код $(cat rc): $(cat err)"
	code 0 check
	code 0 log --limit 3 --format json
	json 'map(.action) | sort == ["export", "export", "refused"]'
}

# Nothing from elsewhere is without bounds: size, time, memory.
case_streams_remote_bounds()
{
	local began
	printf '[access]\nremote_seconds = 5\nremote_upload = 1\n' >>stazh.ini
	school
	head -c 3000000 /dev/zero | tr '\0' 'a' >big
	ssh_runs "$(id -un)" 'import person -' <big
	[ $rc = 6 ] || fail "код $rc: $(cat err)"
	err_has 'предел 1 МиБ'
	began=$SECONDS
	ssh_runs "$(id -un)" 'import person -' < <(sleep 30)
	[ $rc = 3 ] && [ $((SECONDS - began)) -lt 12 ] || fail "код $rc через $((SECONDS - began)) с: $(cat err)"
	err_has 'Время команды вышло'
	code 0 log --format json
	json 'any(.[]; .action == "refused" and .note == "import person …")'
}

# Documents of many records: one after another with a page for each, or an archive of files; all or none.
case_streams_many()
{
	local n open
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 40
	code 0 list trainee --where certificate= --format json
	open=$(jq '.[0].group' out)
	code 0 list trainee --where group=3 --where 'certificate=*' --format json
	n=$(jq length out)
	[ "$n" -ge 5 ] || fail "справок $n"
	code 3 print certificate --where "group=$open" -o c.odt
	err_has 'номер справки: она ещё не выдана'
	[ ! -e c.odt ] || fail "напечатаны не все"
	[ "$(grep -c 'номер справки' err)" = "$("$STAZH" list trainee --where "group=$open" --where certificate= --format json | jq length)" ] ||
		fail "названы не все: $(cat err)"
	code 0 print certificate --where group=3 --where 'certificate=*' -o c.odt
	code 0 print certificate --where group=3 --where 'certificate=*' -o c.zip
	code 0 print certificate --where group=3 --where 'certificate=*' -o c.txt
	for format in odt zip text; do
		code 0 print certificate --where group=3 --where 'certificate=*' -o - --format $format
		cmp -s out c.${format/text/txt} || fail "--format $format: не те байты"
	done
	[ "$(tr -cd '\f' <c.txt | wc -c)" = $((n - 1)) ] || fail "страниц текста: $(tr -cd '\f' <c.txt | wc -c) и одна"
	python3 - "$n" <<-'PY' || fail "не те документы"
	import io, re, sys, zipfile, xml.dom.minidom as dom
	n = int(sys.argv[1])
	texts = open("c.txt").read().split("\f")
	words = lambda s: re.sub(r"\s+", "", s)
	def text_of(odt):
	    content = dom.parseString(odt.read("content.xml"))
	    for part in ("content.xml", "styles.xml"):
	        names = [(e.getAttribute("style:family"), e.getAttribute("style:name"))
	                 for e in dom.parseString(odt.read(part)).getElementsByTagName("style:style")]
	        assert len(names) == len(set(names)), part
	    body = content.getElementsByTagName("office:text")[0]
	    out = []
	    def walk(e):
	        if e.nodeType == e.TEXT_NODE: out.append(e.data)
	        for c in e.childNodes: walk(c)
	    walk(body)
	    breaks = [e for e in content.getElementsByTagName("style:style") if e.getAttribute("style:master-page-name")]
	    used = [e for e in content.getElementsByTagName("text:p")
	            if e.getAttribute("text:style-name") in {b.getAttribute("style:name") for b in breaks}]
	    return words("".join(out)), len(used)
	whole, pages = text_of(zipfile.ZipFile("c.odt"))
	assert pages == n - 1, pages
	archive = zipfile.ZipFile("c.zip")
	names = archive.namelist()
	assert len(names) == len(set(names)) == n and all(i.endswith(".odt") and "/" not in i for i in names), names
	each = [text_of(zipfile.ZipFile(io.BytesIO(archive.read(i)))) for i in names]
	assert all(p == 0 for _, p in each)
	assert "".join(t for t, _ in each) == whole
	assert len(texts) == n and len({words(t) for t in texts}) == n
	surnames = [i.split()[3] for i in names]
	assert all(s in t for s, t in zip(surnames, texts)), surnames
	PY
	code 0 print roster --year 2026-2027 -o r.odt
	code 0 print letter --where kind=общеобразовательная -o l.odt
	err_has 'Нечего печатать: '
	code 1 print certificate --where group=3 --where certificate=нет -o n.odt
	code 2 print certificate 1 --where group=3
	code 2 print certificate
	err_has 'номер или --where'
	code 2 print summary --where x=1
	code 2 print roster 1 -o r.zip
	code 2 print certificate --where nosuch=1
	err_has 'нет такого поля'
	code 0 log --limit 40 --format json
	json 'any(.[]; .action == "print" and .kind == "trainee" and .count == '"$n"')'
}

# Each document keeps the head of its pages, also when a person's name stands in it; other pictures are for an archive.
case_streams_many_looks()
{
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 40
	mkdir own
	printf '[print]\ntemplates = %s/own\n' "$PWD" >>stazh.ini
	python3 - "$(dirname "$STAZH")/../config/templates/certificate.odt" <<-'PY' || fail "шаблона нет"
	import sys, zipfile
	with zipfile.ZipFile(sys.argv[1]) as z, zipfile.ZipFile("own/certificate.odt", "w") as out:
	    for i in z.infolist():
	        d = z.read(i)
	        if i.filename == "styles.xml":
	            name = b'<style:master-page style:name="Standard" style:page-layout-name="FirstPage" style:next-style-name="Next"'
	            assert name + b"/>" in d
	            d = d.replace(name + b"/>", name + '><style:header><text:p>ВЕРХ {фио}</text:p></style:header></style:master-page>'.encode())
	        out.writestr(i, d)
	PY
	code 0 print certificate --where group=3 --where 'certificate=*' -o c.odt
	python3 - <<-'PY' || fail "не те колонтитулы"
	import re, zipfile
	z = zipfile.ZipFile("c.odt")
	styles, content = z.read("styles.xml").decode(), z.read("content.xml").decode()
	heads = dict(re.findall(r'<style:master-page style:name="(Standard[^"]*)".*?ВЕРХ ([^<]*)<', styles))
	used = ["Standard"] + [m for m in re.findall(r'style:master-page-name="([^"]*)"', content)]
	assert len(heads) == len(used) > 4 and set(heads) == set(used), (heads, used)
	whole = re.sub("<[^>]*>", "", content)
	places = [whole.index(heads[m]) for m in used]
	assert places == sorted(places), places
	PY
}

# Whether a guess at what one may not read is right, no import tells; what a list refuses by right is written down.
case_streams_private()
{
	local guess told=
	school
	code 0 add org short_name=Чужая full_name=Чужая
	code 0 add site org=3 topic=Другая
	for site in 1 2; do
		code 0 add group site=$site name=Группа school_year=2021-2022 from=01.10.2021 to=31.05.2022
		code 0 add trainee group=$site person=1
		code 0 add assessment trainee=$site direction=сетевое kind=входная date=05.10.2021 score=8 out_of=20
	done
	printf '[users]\n%s = methodist\nkoroteeva = leader:МБОУ «Школа»\ngost = viewer\n' "$(id -un)" >>stazh.ini
	code 0 set person 1 org=2
	for guess in 8 9; do
		printf 'id;score\n2;%s\n' $guess >guess.csv
		ssh_runs koroteeva 'import assessment - --update --dry-run' <guess.csv
		[ $rc = 6 ] || fail "код $rc: $(cat err)"
		err_has 'не показывается'
		[ -z "$told" ] || [ "$(cat err)" = "$told" ] || fail "догадка видна: $(cat err)"
		told=$(cat err)
	done
	code 0 log --user koroteeva --format json
	json 'map(select(.action == "refused" and (.note | startswith("import assessment")))) | length == 2'
	# her own she may compare and change
	printf 'id;score\n1;8\n' >own.csv
	ssh_runs koroteeva 'import assessment - --update --dry-run' <own.csv
	[ $rc = 0 ] || fail "своё: код $rc: $(cat err)"
	err_has 'без изменений 1'
	# who only reads brings nothing, and nothing is read from him
	ssh_runs gost 'import person -' < <(sleep 20)
	[ $rc = 3 ] || fail "наблюдатель: код $rc: $(cat err)"
	err_has 'только читает'
}

# What left, to whom, and how many people it tells of; a refusal without any value.
case_streams_journal()
{
	export STAZH_TODAY=2026-12-05
	code 0 init
	code 0 demo --scale 20
	printf '[users]\n%s = methodist\ngost = viewer\n' "$(id -un)" >>stazh.ini
	ssh_runs gost 'print roster 1 -o - --format odt' </dev/null
	ssh_runs gost 'export trainee - --format xlsx --where group=1' </dev/null
	ssh_runs gost 'export equipment - --format json' </dev/null
	ssh_runs gost 'print order 1 -o -' </dev/null
	ssh_runs gost 'print passport 1 -o Ёлкина.odt' </dev/null
	ssh_runs gost 'export calendar - --site 1 --from 01.09.2026 --days 60' </dev/null
	ssh_runs gost 'export calendar - --from 01.01.2040 --days 1' </dev/null
	ssh_runs gost 'due --site 1' </dev/null
	cp out due.out
	ssh_runs gost 'due --site 1 --format json' </dev/null
	cp out due.json
	ssh_runs gost 'export report 2026-2027 -' </dev/null
	code 0 list trainee --where group=1 --format json
	n=$(jq length out)
	people=$(jq '[.[].person] | unique | length' out)
	code 0 show site 1 --format json
	code 0 log --user gost --format json
	json 'any(.[]; .action == "print" and .kind == "group" and .id == 1 and (.note | startswith("Список группы .odt, людей: ")) and .from == "10.0.0.9")'
	json --argjson n "$n" --arg note "Стажёры .xlsx, людей: $people" \
		'any(.[]; .action == "export" and .kind == "trainee" and .count == $n and .note == $note)'
	json 'any(.[]; .action == "export" and .kind == "equipment" and .note == "Оснащение .json")'
	json 'any(.[]; .action == "print" and .kind == "order" and (.note | startswith("Приказ .txt, людей: ")))'
	json 'any(.[]; .action == "refused" and .note == "print -o …")'
	json 'any(.[]; .action == "export" and (.note | test("^Календарь .ics, людей: [1-9]"))) and any(.[]; .action == "export" and .note == "Календарь .ics") and any(.[]; .action == "export" and .note == "Свод за год")'
	# whom the deadlines of the site name: trainees, and its leader
	json 'map(select(.note | startswith("Сроки"))) | length == 2 and all(.[]; .action == "list")'
	told=$(jq -r 'map(select(.note | startswith("Сроки")))[0].note | ltrimstr("Сроки, людей: ")' out)
	named=$(jq -r '.[].who' due.json | tr ';' '\n' | sed 's/^ *//; /не назначен/d; /^$/d' | sort -u | wc -l)
	[ "$told" = "$named" ] || fail "людей в журнале $told, в сроках названо $named: $(jq -r '.[].who' due.json | sort -u)"
	out_lacks Ёлкина
	# here at home: whom a document tells of is noted too
	code 0 print roster 1 -o r.odt
	code 0 log --limit 1 --format json
	json '.[0].action == "print" and (.[0].note | startswith("Список группы .odt, людей: "))'
}
