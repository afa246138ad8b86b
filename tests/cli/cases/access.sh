# Rights by command: role × kind × action × own and foreign; who may not read phones, by whatever way.

# School 1 (site 1, group 1, trainee 1, plan 1) is the leader's, school 3 (site 2 …) is another's.
two_schools()
{
	school
	code 0 add org 'short_name=Чужая школа' 'full_name=Чужая школа'
	code 0 set person 1 phone=8-905-111 email=elkina@example.ru
	code 0 set org 1 phone=2-15-30
	code 0 add person surname=Чужова name=Ольга org=3 position_kind=учитель
	code 0 add site org=3 'topic=Чужая тема'
	for s in 1 2; do
		code 0 add plandoc site=$s 'kind=тематический план' school_year=2022-2023
		code 0 add group site=$s name=Первая school_year=2022-2023
	done
	code 0 add trainee group=1 person=1
	code 0 add trainee group=2 person=4
	code 0 add order 'title=О площадках' school_year=2022-2023 sites=1
	cat >>stazh.ini <<-'INI'
	[users]
	morozova = methodist:Морозова И.А.
	koroteeva = leader:МБОУ «Школа»
	guseva = viewer
	nobody = none
	INI
}

# may ROLE ARG…: done, undone again by the one who did it. mayn't ROLE ARG…: refused, nothing written.
may()
{
	code 0 --as "$@"
	code 0 --as "$1" undo
}
maynt()
{
	local before after
	before=$("$STAZH" --as morozova log --format json) && [ -n "$before" ] || fail "журнала нет"
	code 3 --as "$@"
	err_has "Нет права"
	after=$("$STAZH" --as morozova log --format json)
	[ "$before" = "$after" ] || fail "$*: отказано, но что-то записано"
}

# What the methodist asked for is neither deleted nor brought back by a leader.
obligation() { [ "$1" = report ] || [ "$1" = plandoc ]; }

# each KIND LEADER-MAY VALUES…: the four operations by the three roles, in the own and in the other school.
each()
{
	local kind=$1 leader=$2 own=$3 foreign=$4 change=$5 side values id
	for side in own foreign; do
		values=$own
		[ $side = own ] || values=$foreign
		eval "code 0 --as morozova add $kind $values"
		id=$(cat out)
		for user in guseva koroteeva; do
			if [ $user = koroteeva ] && [ "$leader" = yes ] && [ $side = own ]; then
				may $user set "$kind" "$id" "$change"
				if obligation $kind; then maynt $user delete "$kind" "$id"; else may $user delete "$kind" "$id"; fi
			else
				maynt $user set "$kind" "$id" "$change"
				maynt $user delete "$kind" "$id"
			fi
			eval "[ $kind = report ] || maynt guseva add $kind $values"
		done
		code 0 --as morozova delete "$kind" "$id"
		maynt guseva restore "$kind" "$id"
		! obligation $kind && [ "$leader" = yes ] && [ $side = own ] || maynt koroteeva restore "$kind" "$id"
		if [ "$leader" = yes ] && [ $side = own ]; then
			eval "[ $kind = report ] || may koroteeva add $kind $values"
		else
			eval "maynt koroteeva add $kind $values"
		fi
	done
}

case_access_matrix()
{
	two_schools
	each org no "'short_name=Новая' 'full_name=Новая'" "'short_name=Новая' 'full_name=Новая'" note=х
	each person no "surname=Новый org=1" "surname=Новый org=3" subject=химия
	each site no "org=1 topic=Новая" "org=3 topic=Новая" goal=цель
	each order no "title=Ещё school_year=2022-2023" "title=Ещё school_year=2022-2023" place=Ёлкино
	each plandoc yes "site=1 kind=программа school_year=2023-2024" "site=2 kind=программа school_year=2023-2024" kind=график
	each planline yes "plandoc=1 topic=Урок" "plandoc=2 topic=Урок" hours=3
	each equipment yes "site=1 name=доска" "site=2 name=доска" needed=3
	each group yes "site=1 name=Вторая school_year=2022-2023" "site=2 name=Вторая school_year=2022-2023" note=х
	each trainee yes "group=1 person=2" "group=2 person=2" goal=цель
	each task yes "trainee=1 what=урок due=завтра" "trainee=2 what=урок due=завтра" result=есть
	each assessment yes "trainee=1 direction=сетевое kind=промежуточная date=сегодня score=1 out_of=5" \
		"trainee=2 direction=сетевое kind=промежуточная date=сегодня score=1 out_of=5" score=2
	each reminder no "what=позвонить due=завтра" "'what=позвонить' due=завтра 'link=site 2'" who=Я
	each word no "list=forms text=разбор" "list=forms text=разбор" text=тренинг
	each report yes "site=1 school_year=2022-2023" "site=2 school_year=2022-2023" conclusions=итог
}

case_access_actions()
{
	two_schools
	for user in guseva koroteeva; do
		for action in submit approve return reject complete terminate renew request_plans archive; do
			maynt $user do site 1 $action
		done
		maynt $user do order 1 sign
		maynt $user merge person 1 4
		maynt $user do plandoc 2 submit
		maynt $user do group 2 enrol 'people=2'
		maynt $user do trainee 2 start
	done
	maynt guseva do plandoc 1 submit
	maynt guseva do trainee 1 start
	code 0 --as morozova add planline plandoc=1 topic=Урок
	may koroteeva do plandoc 1 submit
	may koroteeva do trainee 1 start
	may koroteeva do group 1 enrol people=2
	maynt koroteeva do plandoc 1 approve
	# the list of actions says it
	code 0 --as koroteeva do site 1 --format json
	json 'all(.[]; .allowed == false) and any(.[]; .action == "submit" and (.why | startswith("Нет права")))'
	code 0 --as koroteeva do plandoc 1 --format json
	json 'any(.[]; .action == "submit" and .allowed)'
	# one's own undo, not another's
	code 0 --as koroteeva set plandoc 1 kind=график
	code 1 --as guseva undo
	code 0 --as koroteeva undo
	# import as by hand
	printf 'site;name;needed\n1;доска;3\n' >own.csv
	printf 'site;name;needed\n2;доска;3\n' >foreign.csv
	code 0 --as koroteeva import equipment own.csv
	code 6 --as koroteeva import equipment foreign.csv
	err_has "Нет права"
	# nor is another's record taken over
	code 0 --as morozova add equipment site=2 name=экран needed=1
	printf 'id;site;name;needed\n2;1;экран;1\n' >taken.csv
	code 6 --as koroteeva import equipment taken.csv --update
	err_has "другая организация"
	code 3 --as koroteeva import term own.csv
	code 3 --as guseva import equipment own.csv
	code 3 --as koroteeva import org own.csv
	code 3 --as nobody list org
	code 3 --as stranger list org
	code 3 --as koroteeva backup
	code 3 --as guseva demo
}

case_access_private()
{
	two_schools
	for secret in 8-905-111 elkina@example 2-15-30; do
		for command in 'show person 1' 'show person 1 --format json' 'show person 1 --format csv' 'list person --columns *' \
			'list person --format json' 'export person -' 'export org - --format json' 'log' 'log --format json' \
			'show org 1' 'show site 1 --format json'; do
			set -f
			run --as guseva $command
			set +f
			if [ $rc -eq 3 ]; then err_has 'Нет права'; else [ $rc -eq 0 ] && [ -s out ] || fail "$command: код $rc"; fi
			! grep -qF -e "$secret" out err || fail "$command: видно $secret"
		done
		code 0 --as guseva export person all.csv
		code 0 --as guseva export org all.json
		! grep -q "$secret" all.csv all.json || fail "выгружено: $secret"
		code 1 --as guseva find "$secret"
	done
	for condition in phone=8-905-111 phone=8 phone= 'phone=*' 'email=elkina'; do
		code 3 --as guseva list person --where "$condition"
		err_has "Нет права: поле"
		code 3 --as guseva export person - --where "$condition"
	done
	code 3 --as guseva list person --sort phone
	code 0 --as koroteeva list person --where phone=8-905-111
	code 0 --as koroteeva show person 1
	out_has 8-905-111
}

# What belongs to both schools beside it: event 1 is the leader's, 2 another's, 3 of both; one of everything below.
a_year()
{
	local i
	two_schools
	for i in 1 2; do
		code 0 --as morozova add planline plandoc=$i topic=Урок
		code 0 --as morozova add equipment site=$i name=доска needed=3
		code 0 --as morozova add task trainee=$i what=урок due=завтра
		code 0 --as morozova add report site=$i school_year=2021-2022 conformity=да dynamics=есть conclusions=удалось
		code 0 --as morozova add event sites=$i groups=$i topic=Урок form=семинар date=01.06.2022
		code 0 --as morozova add assessment trainee=$i direction=сетевое kind=входная date=01.05.2022 score=17 out_of=29 note=робеет
	done
	code 0 --as morozova add event 'sites=1;2' 'groups=1;2' topic=Общее form=семинар date=01.06.2022
	for i in 1 2; do code 0 --as morozova add attendance event=$i trainee=$i mark=был; done
	code 0 --as morozova do event 3 attend all=нет present=Ёлкина
	code 0 --as morozova add reminder what=позвонить due=завтра
	code 0 --as morozova set person 4 phone=8-903-222 email=chuzhova@example.ru
}

# One row a command: the codes for the leader where the number is of the own school, of both, of the other one, and for the
# methodist; a viewer gets 3 each time. @ is the number: 1, 3 and 2. «-»: there is no such record; + is a blank.
case_access_table()
{
	local own shared foreign methodist command at want words
	a_year
	cp -r db before
	while read -r own shared foreign methodist command; do
		[ -n "$command" ] || continue
		for at in "koroteeva 1 $own" "koroteeva 3 $shared" "koroteeva 2 $foreign" "morozova 1 $methodist" "morozova 2 $methodist" \
			"guseva 1 3" "guseva 2 3"; do
			set -- $at
			want=$3
			[ "$want" != - ] || continue
			rm -rf db
			cp -r before db
			read -ra words <<<"${command//@/$2}"
			run --as $1 "${words[@]//+/ }"
			[ $rc -eq "$want" ] || fail "$1: ${command//@/$2}: код $rc, ожидался $want: $(cat err)"
		done
	done <<-'TABLE'
		3 - 3 0 set org @ note=х
		3 - 3 0 set person @ subject=х
		3 - 3 0 set site @ goal=х
		3 - 3 0 do site @ archive confirm=да
		3 - 3 0 add site org=@ topic=Ещё
		0 - 3 0 set plandoc @ kind=график
		3 - 3 0 set plandoc @ due=завтра
		3 - 3 0 delete plandoc @ --with-own
		0 - 3 0 do plandoc @ submit
		0 - 3 0 set planline @ hours=2
		0 - 3 0 add planline plandoc=@ topic=Ещё
		0 - 3 0 delete planline @
		0 - 3 0 set equipment @ present=1
		0 - 3 0 delete equipment @
		0 - 3 0 set report @ conclusions=итог
		3 - 3 0 set report @ due=завтра
		3 - 3 0 set report @ school_year=2030-2031
		3 - 3 0 delete report @
		0 - 3 0 do report @ submit
		0 - 3 0 set group @ note=х
		0 - 3 0 do group @ enrol people=2
		0 - 3 0 do group @ enrol names=Новый+Иван;ЦИМС create=да
		0 - 3 0 set trainee @ goal=х
		0 - 3 0 do trainee @ start
		0 - 3 0 set task @ result=х
		0 - 3 0 do task @ done
		0 - 3 0 set assessment @ score=18
		0 - 3 0 delete assessment @
		0 3 3 0 set event @ place=зал
		0 3 3 0 delete event @ --with-own
		0 3 3 0 do event @ reopen
		0 3 3 0 do event @ attend
		3 - 3 0 set event @ groups=1;2
		3 - 3 0 set event @ sites=1;2
		0 3 3 0 set attendance @ mark=дистанционно
		0 3 3 0 delete attendance @
		3 - 3 0 merge org 3 1
	TABLE
	rm -rf db
	cp -r before db
	code 0 --as morozova check
}

# The same on the screen: what F4, F8 and F2 answer. A row: may the leader change and delete it at the own school, at the other
# one (+ -); may the methodist (+: yes); the keys that lead there, where А is the school's own word. A viewer may nothing.
case_access_screen()
{
	local f4 f8 f4_other f8_other f4_all f8_all way user side word other answer want got
	a_year
	code 0 --as morozova set order 1 school_year=2021-2022 # what the list shows
	show() # USER KEYS…: one script, the pictures of the three answers into f4, f8, f2
	{
		local user=$1
		shift
		printf '%s\n' "$@" 'key F4' 'shot f4' 'key Esc' 'key F8' 'shot f8' 'key Esc' 'key F2' 'shot f2' >script
		STAZH_SCRIPT=script "$STAZH" --as $user >shots 2>err </dev/null || fail "$user, $*: $(cat err)"
		awk '/^== /{ out = $2 ".shot"; printf "" >out; next } out && !/^-- / { print >out }' shots
	}
	answers() # SHOT: + when it went on, - when it was refused
	{
		if grep -q 'Так нельзя' $1.shot && grep -qE 'Нет права|Сначала' $1.shot; then echo -
		elif grep -qE "Так нельзя|$2" $1.shot; then echo + # or another reason: others point to it
		else echo "?"; fi
	}
	while read -r f4 f8 f4_other f8_other f4_all f8_all way; do
		[ -n "$way" ] || continue
		for at in "koroteeva own $f4 $f8" "koroteeva other $f4_other $f8_other" "morozova own $f4_all $f8_all" "guseva own - -"; do
			set -- $at
			word=${way//А/Читательская}
			word=${word//Б/Ёлкина}
			[ $2 = own ] || { word=${way//А/Чужая}; word=${word//Б/Чужова}; }
			IFS=, read -ra words <<<"$word"
			show $1 "${words[@]//+/ }"
			got="$(answers f4 '2Сохран') $(answers f8 'Удалить')"
			[ "$got" = "$3 $4" ] || fail "$1, $2, $word: F4 и F8 — «$got», ожидалось «$3 $4»: $(cat f4.shot f8.shot)"
			grep -qE '┌ .*─┐' f2.shot || fail "$1, $2, $word: F2: $(cat f2.shot)"
			if [ "$3$4" = -- ] && [ $1 != morozova ]; then # nothing there that could be done, but to print and to look
				! grep -E '│ (▸| ) [^ ]' f2.shot | grep -vE 'нельзя|Напечатать|Диагностика группы|Чего не хватает|Кто менял|Всё, что хранится' ||
					fail "$1, $2, $word: F2 даёт лишнее: $(cat f2.shot)"
			fi
		done
	done <<-'TABLE'
		- - - - + + key+7,key+Enter,key+/,type+Школа,key+Enter
		- - - - + + key+7,choose+Педагоги,key+/,type+Б,key+Enter
		- - - - + + key+2,key+/,type+А,key+Enter
		- - - - + + key+6
		+ - - - + + key+2,choose+А,choose+отчёт
		+ + - - + + key+2,choose+А,choose+Первая
		+ + - - + + key+2,choose+А,choose+Урок
		- - - - + + key+2,choose+А,choose+Общее
		+ - - - + + key+2,choose+А,choose+тематический+план
		+ + - - + + key+2,choose+А,choose+тематический,choose+Урок
		+ + - - + + key+2,choose+А,choose+доска
		+ + - - + + key+2,choose+А,choose+Первая,choose+Б
		+ + - - + + key+2,choose+А,choose+Первая,choose+Б,choose+урок
		+ + - - + + key+2,choose+А,choose+Первая,choose+Б,choose+сетевое
	TABLE
}

# What is approved, submitted, accepted or signed: nobody's set and delete, until the action takes it back.
case_access_states()
{
	local user
	a_year
	held()
	{
		for user in koroteeva morozova; do
			code 3 --as $user "$@"
			grep -qE '(Сначала верните: |снимает — )действие|Нет права' err || fail "$*: $(cat err)"
		done
		grep -qE 'Сначала|снимает' err || fail "$*: $(cat err)"
	}
	code 0 --as koroteeva do plandoc 1 submit
	held set plandoc 1 kind=график
	held delete plandoc 1 --with-own
	held add planline plandoc=1 topic=Ещё
	held set planline 1 hours=2
	held delete planline 1
	code 0 --as morozova do plandoc 1 approve
	held set planline 1 hours=2
	printf 'plandoc;topic\n1;Из файла\n' >lines.csv
	code 6 --as morozova import planline lines.csv
	err_has "Сначала верните"
	printf 'id;topic\n1;Из файла\n' >lines.csv
	code 6 --as koroteeva import planline lines.csv --update
	code 6 --as morozova import planline lines.csv --update
	code 3 --as koroteeva do plandoc 1 return remarks=мало
	code 0 --as morozova do plandoc 1 return remarks=мало
	code 0 --as koroteeva set planline 1 hours=2
	code 0 --as koroteeva set report 1 conformity=да dynamics=есть
	code 0 --as koroteeva do report 1 submit
	held set report 1 conclusions=другой
	held delete report 1
	code 0 --as morozova do report 1 accept
	held set report 1 conclusions=другой
	code 0 --as morozova do report 1 return remarks=мало
	code 0 --as koroteeva set report 1 conclusions=другой
	code 0 --as morozova do site 1 submit
	held set site 1 topic=Другая
	held delete site 1 --with-own
	code 0 --as morozova do site 1 approve
	held set site 1 topic=Другая
	code 0 --as morozova set site 1 leader=
	code 0 --as morozova set order 1 number=5-о date=25.05.2022 place=Ёлкино
	code 0 --as morozova do order 1 sign
	for field in place=х title=х preamble=х items=х signer=2 methodist=3 number=6-о sites=2; do held set order 1 $field; done
	held delete order 1
	held set term 1 to=30.06.2023
	held set site 1 topic=Другая
	code 0 --as morozova set site 1 leader=1 methodist=3 goal=цель
	code 3 --as morozova do order 1 cancel "document=письмо № 7"
	err_has "1 рабочая группа, 1 стажёр"
	code 0 --as morozova do order 1 cancel "document=письмо № 7" confirm=да
	code 3 --as morozova set order 1 place=х
	err_has "заведите новый"
	# back from what was approved, and nothing is asked for any more
	code 0 --as morozova due --all --format json
	json 'any(.[]; .kind == "plan" and (.what | startswith("Программа")))'
	code 0 --as morozova do site 1 return reason=передумали
	code 0 --as morozova set site 1 topic=Другая
	code 0 --as morozova due --all --format json
	json 'all(.[]; .kind != "plan" or (.what | startswith("Программа") | not))'
	code 0 --as morozova check --deep
}

# What a leader reads of the other school, and a viewer of anybody: by every command.
case_access_seen()
{
	local command secret
	a_year
	secrets() # USER WORD…
	{
		local user=$1
		shift
		for command in 'show person 4' 'show person 4 --format json' 'show person 1' 'show trainee 2' 'show trainee 2 --format json' 'show trainee 1' \
			'show assessment 2' 'show assessment 2 --format csv' 'show report 2' 'show report 2 --format json' 'show org 3' 'show group 2' 'show group 1' \
			'list assessment --columns *' 'list assessment --format json' 'list assessment' 'list report --columns *' 'list person --columns *' \
			'list person --format json' 'export assessment -' 'export assessment - --format json' 'export report -' 'export person -' \
			'export card person 4 -' 'export card person 4 - --format json' 'export calendar -' 'log' 'log --format json' 'find Чужова' \
			'find Ёлкина' 'print report 2' 'print roster 2' 'print roster 1' 'print attendance 3' 'print passport 2' 'due --all' 'summary 2022-2023' \
			'do assessment 2' 'do report 2'; do
			run --as $user $command
			for secret in "$@"; do
				! grep -qF -e "$secret" out err || fail "$user: $command: $(grep -hF -e "$secret" out err | head -3)"
			done
		done
		code 1 --as $user find удалосьчужое
	}
	code 0 --as morozova set report 2 conclusions=удалосьчужое
	code 0 --as morozova set assessment 2 score=7717 out_of=8819 note=стесняется
	code 0 --as morozova set org 3 phone=2-99-30
	code 0 --as morozova find удалосьчужое
	secrets koroteeva 8-903-222 chuzhova@ 2-99-30 удалосьчужое стесняется 7717 8819
	for command in score=7717 'score=*' score= note=стесняется; do
		code 1 --as koroteeva list assessment --where id=2 --where "$command"
	done
	code 1 --as koroteeva list person --where phone=8-903-222
	code 0 --as koroteeva list assessment --where score=17
	code 0 --as koroteeva list assessment --sort score
	# her own she reads
	code 0 --as koroteeva show assessment 1 --format json
	json '.score == 17 and .note == "робеет"'
	code 0 --as koroteeva show report 1
	out_has удалось
	# a teacher of another school who learns at hers, and one of hers who learns elsewhere
	code 0 --as morozova add trainee group=1 person=4
	code 0 --as koroteeva show person 4
	out_has 8-903-222
	code 0 --as morozova undo
	code 0 --as morozova add trainee group=2 person=1
	code 0 --as morozova add assessment trainee=4 direction=сетевое kind=входная date=01.05.2022 score=19 out_of=29
	code 0 --as koroteeva show assessment 3 --format json
	json '.score == 19'
	# a viewer: the texts of reports, and no person's scores
	code 0 --as morozova undo
	code 0 --as morozova undo
	code 0 --as guseva show report 2
	out_has удалосьчужое
	code 0 --as guseva list assessment --format json
	json 'all(.[]; .score == null and .out_of == null and .note == null and .direction != null)'
	code 3 --as guseva list assessment --where score=7717
	code 3 --as guseva list assessment --sort score
	code 0 --as guseva show trainee 1
	out_lacks '17'
	code 0 --as guseva show group 1
	out_lacks '17'
	out_lacks '58'
}

# The organisation of a leader is called otherwise, merged or gone: the rights follow its former names, and it is said.
case_former_names()
{
	two_schools
	code 0 config --check
	err_has "в порядке"
	code 0 --as morozova set org 1 'short_name=Гимназия'
	err_has "прежним именем «МБОУ «Школа»»"
	err_has "koroteeva = leader:Гимназия"
	may koroteeva set plandoc 1 kind=график
	code 0 config --check
	err_has "koroteeva = leader:Гимназия"
	code 0 --as morozova merge org 3 1
	err_has "koroteeva = leader:Чужая школа"
	may koroteeva set plandoc 1 kind=график
	may koroteeva set plandoc 2 kind=график
	code 0 --as morozova find Гимназия
	code 0 --as morozova undo
	maynt koroteeva set plandoc 2 kind=график
	sed -i 's/^koroteeva = .*/koroteeva = leader:Гимназия/' stazh.ini
	code 0 config --check
	sed -i 's/^koroteeva = .*/koroteeva = leader:Гимн/' stazh.ini
	code 2 config --check
	err_has "koroteeva: организации «Гимн» в базе нет"
	maynt koroteeva set plandoc 1 kind=график
	rm -r db
	code 0 config --check # nothing to ask yet
}

# As sshd starts it for a key: --as on the command line, the client's words in SSH_ORIGINAL_COMMAND.
remote()
{
	local want=$1 login=$2
	shift 2
	SSH_CONNECTION='10.0.0.9 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND=$1 STAZH_CONFIG= "$STAZH" --config "$PWD/stazh.ini" --as "$login" \
		>out 2>err </dev/null
	rc=$?
	[ $rc -eq "$want" ] || fail "$login, $1: код $rc, ожидался $want: $(cat err)"
}

case_remote()
{
	two_schools
	remote 0 guseva 'list person'
	remote 0 guseva 'stazh show person 1 --format json'
	json '.surname == "Ёлкина" and .phone == null'
	remote 0 koroteeva 'export person - --format json'
	json 'any(.[]; .phone == "8-905-111")'
	remote 0 guseva 'find "чужая школа"'
	remote 1 guseva 'find ничегонет'
	remote 1 guseva due
	code 0 --as morozova add reminder what=Потом due=05.01.2040
	remote 0 guseva help
	remote 0 guseva version
	for command in 'sh -c id' 'set person 1 phone=' 'export person x.csv' 'list org --as morozova' 'list org --config x' \
		'--as morozova list org' 'list org; id' 'log' 'print order 1' 'nosuch' "find 'школа" 'find "школа'; do
		remote 3 morozova "$command"
		[ ! -s out ] || fail "$command: на выводе $(cat out)"
	done
	remote 3 morozova 'export person x.csv'
	err_has "Файлов на сервере отсюда не называют"
	remote 3 morozova 'list org --config x'
	err_has "ключ --config здесь не действует"
	remote 3 guseva 'list person --where phone=8'
	remote 2 guseva 'list nosuch'
	[ ! -e x.csv ] || fail "файл остался"
	# the client's STAZH_* have no effect, the owner's own have
	STAZH_TODAY=2040-01-01 remote 1 guseva due
	code 0 --as morozova log --user morozova --format json
	[ "$(jq '[.[] | select(.action == "refused")] | length' out)" = 14 ] || fail "в журнале не все отказы"
	json 'any(.[]; .action == "refused" and .note == "неизвестная команда" and .from == "10.0.0.9")
		and any(.[]; .action == "refused" and .note == "set person 1 phone") and any(.[]; .action == "refused" and .note == "list org --as …")'
	code 0 --as morozova log --user guseva --format json
	json 'any(.[]; .action == "read" and .kind == "person" and .id == 1)
		and any(.[]; .action == "list" and .kind == "person" and .count == 4)
		and any(.[]; .action == "refused" and .note == "list person --where phone")'
	remote 3 stranger 'list org'
	remote 2 guseva ''
	err_has "нужен терминал"
	code 0 --as morozova check
}

# What was refused is noted by its names: no value of it stands anywhere in the base.
case_refused_values()
{
	local words
	two_schools
	for words in 'set person 1 phone=8-905-777' 'set person 1 8-905-777' 'add person surname=Тайнова name=8-905-777' \
		'list person --where phone=8-905-777' 'list person --where 8-905-777=Тайнова' 'find Тайнова; id' 'export person 8-905-777.csv' \
		'do person 1 8-905-777' '8-905-777' 'show person Тайнова --as Тайнова' 'show 8-905-777 8-905-777' 'get 8-905-777'; do
		SSH_CONNECTION='10.0.0.9 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND=$words "$STAZH" --config "$PWD/stazh.ini" --as guseva >out 2>err </dev/null
		rc=$?
		[ $rc -gt 0 ] && [ $rc -le 6 ] || fail "$words: код $rc"
	done
	code 0 --as morozova log --user guseva --format json
	json '[.[] | select(.action == "refused")] | length > 9'
	json 'any(.[]; .note == "set person 1 phone") and any(.[]; .note == "list person --where phone") and any(.[]; .note == "find …")'
	[ -s db/data.mdb ] || fail "нет файла базы"
	! grep -aqrE '8-905-777|Тайнов|тайнов' db || fail "в базе стоит то, в чём отказано"
}

# The register of readings: one walk with the journal, its own numbers and chain; what cannot be noted is not shown.
case_readings()
{
	two_schools
	sed -i '/^\[users\]/,$d' stazh.ini # alone
	code 0 show person 4
	code 0 set person 4 subject=раз
	code 0 list person
	code 0 add reminder what=дело due=завтра
	STAZH_TODAY=2022-05-31 code 0 show trainee 1 # by a clock that was set back
	code 0 log --limit 5 --format json
	json '[.[].action] == ["read", "add", "list", "set", "read"]
		and [.[].register] == ["readings", null, "readings", null, "readings"] and .[0].time < .[1].time'
	code 0 log --kind person --id 4 --format json
	json '[.[].action] == ["set", "read", "add"]'
	code 0 log --limit 2 --format csv
	sed -n 2p out | grep -q ',readings' || fail "$(cat out)"
	code 0 log --limit 2
	out_has 'ч3 '
	code 0 log --verify
	[ "$(grep -cE '^[0-9]+ [0-9a-f]{64}( readings)?$' out)" = 2 ] && grep -q '^3 .* readings$' out || fail "$(cat out)"
	err_has 'Реестр чтений цел: 3 записи'
	code 0 undo # a reading is no act
	code 0 check --deep

	code 0 backup copy.mdb
	code 3 backup copy.mdb
	mv copy.mdb other.mdb
	code 3 backup copy.mdb
	err_has 'copy.mdb.readings» уже есть'
	mv other.mdb copy.mdb
	code 0 show person 3
	code 0 restore copy.mdb # the register stays, and goes on
	code 0 log --limit 3 --format json
	json '[.[].action] == ["restore-base", "read", "undo"]' # what was read before that comes before
	code 0 log --verify
	grep -q '^4 .* readings$' out || fail "$(cat out)"
	rm -r db
	code 0 restore copy.mdb # a new server: it comes from the copy
	code 0 log --verify
	grep -q '^3 .* readings$' out || fail "$(cat out)"
	code 0 check

	LC_ALL=C sed -i 's/find/mind/g; s/list/mist/g' db/readings/data.mdb
	code 1 log --verify
	out_has 'реестр чтений'
	code 1 check
	! grep -q 'stazh restore' err || fail "$(cat err)"
	rm -r db/readings
	: >db/readings
	for c in 'show person 4' 'list person' 'find ёлк' 'export person -' 'export trainee t.csv'; do
		code 5 $c
		out_empty
		err_has 'Показать нельзя'
	done
	[ ! -e t.csv ] || fail 'выгружено без записи'
	code 5 export card person 4 -
	out_empty
	code 0 list org
	code 1 due
	code 0 set person 4 subject=два
	rm db/readings
	code 0 show person 4
	code 0 log --limit 1 --format json
	json '.[0].action == "read"'
}

# Who read what about people: one entry a reading, none for deadlines and other kinds; off when told so.
case_audit()
{
	two_schools
	code 0 --as morozova log
	cp out before
	code 0 --as guseva list org
	code 0 --as guseva show site 1
	code 1 --as guseva due
	code 1 --as guseva find ничегонет
	code 0 --as morozova log
	cmp -s out before || fail "записано лишнее: $(diff before out)"
	code 0 --as guseva list person --where surname=Ёлкина
	code 0 --as guseva show person 4
	code 0 --as guseva show trainee 1
	code 0 --as guseva find школа ёлк
	code 0 --as guseva export trainee -
	code 0 --as guseva export person people.csv
	code 0 --as morozova log --user guseva --format json
	json '[.[] | [.action, .kind, .id, .count]] == [["export", "person", null, 4], ["export", "trainee", null, 2],
		["find", "person", null, 1], ["read", "trainee", 1, null], ["read", "person", 4, null], ["list", "person", null, 1]]'
	code 0 --as morozova log --kind person --id 4
	out_has "карточка открыта"
	code 0 --as morozova check
	# undo passes readings over
	code 0 --as koroteeva set plandoc 1 kind=график
	code 0 --as koroteeva show person 1
	code 0 --as koroteeva undo
	printf '[access]\nlog_reads = no\n' >>stazh.ini
	code 0 --as morozova log
	cp out before
	code 0 --as guseva show person 1
	code 0 --as morozova log
	cmp -s out before || fail "записано, хотя выключено"
	code 0 config
	out_has log_reads
}

case_keys()
{
	two_schools
	mkdir keys.d
	printf '[access]\nkeys = %s/keys.d\n' "$PWD" >>stazh.ini
	ssh-keygen -q -t ed25519 -N '' -C 'Морозова, ноутбук' -f a
	ssh-keygen -q -t ed25519 -N '' -f b
	{ echo '# два ключа'; cat a.pub; cat b.pub; } >keys.d/morozova.pub
	code 0 keys
	err_has "Нет ключа: koroteeva, guseva"
	[ "$(grep -cE "^restrict,pty,command=\"'?$(realpath "$STAZH")'? --config '?$PWD/stazh.ini'? --as morozova\" ssh-ed25519 AAAA[^ ]* morozova$" out)" = 2 ] ||
		fail "строки не те: $(cat out)"
	# a path that the shell would take apart
	mkdir 'мои $(id) "настройки'
	cp stazh.ini 'мои $(id) "настройки'
	code 2 --config 'мои $(id) "настройки/stazh.ini' keys
	mv 'мои $(id) "настройки' 'мои $(id) настройки'
	code 0 --config 'мои $(id) настройки/stazh.ini' keys
	SSH_CONNECTION='127.0.0.1 1 127.0.0.1 22' SSH_ORIGINAL_COMMAND='list person' \
		sh -c "$(sed -n '1s/.*command="\([^"]*\)".*/\1/p' out)" >listed 2>err || fail "команда из файла ключей: $(cat err)"
	grep -q Ёлкина listed || fail "команда из файла ключей: $(cat listed)"
	code 0 keys -o authorized
	[ "$(stat -c %a authorized)" = 644 ] || fail "права $(stat -c %a authorized)"
	cp a.pub keys.d/guseva.pub
	code 6 keys
	err_has "этот же ключ уже есть у morozova"
	echo "command=\"sh\" $(cat b.pub)" >keys.d/guseva.pub
	code 6 keys -o authorized2
	err_has "guseva.pub, строка 1"
	err_has "параметры"
	[ ! -e authorized2 ] || fail "файл написан, хотя ключ не годится"
	cp a keys.d/guseva.pub
	code 6 keys
	err_has "закрытый ключ"
	rm keys.d/guseva.pub
	chmod 0777 keys.d
	code 3 keys
	err_has "chown root"
	rm -r keys.d
	code 6 keys
	mkdir keys.d
	echo '$(id) = viewer' >>stazh.ini
	sed -i '/^\[access\]/,/^keys/d; /id) = viewer/d' stazh.ini
	printf 'a;b = viewer\n[access]\nkeys = keys.d\n' >>stazh.ini
	code 2 keys
}

# 152-ФЗ: everything about one person; erasing it, while the figures and the journal's chain stay.
case_card()
{
	two_schools
	code 0 --as morozova set site 1 leader=1
	code 0 --as morozova add task trainee=1 what=урок due=завтра
	code 0 --as guseva show person 1
	code 0 --as morozova export card person 1 - --format json
	json '.person.surname == "Ёлкина" and .person.phone == "8-905-111" and any(.links[]; .kind == "site" and .field == "leader")
		and .trainee[0].belongs.task[0].what == "урок" and any(.journal[]; .action == "read" and .user == "guseva")
		and any(.journal[]; .action == "set" and any(.changes[]; .field == "phone"))'
	code 0 --as morozova export card person Ёлкина card.json
	jq -e .person card.json >/dev/null || fail "card.json не JSON"
	code 0 --as morozova export card person 1 card.txt
	for part in Ёлкина 8-905-111 'Читательская грамотность' урок 'карточка открыта' 'Руководитель'; do
		grep -qF "$part" card.txt || fail "в card.txt нет «$part»"
	done
	code 0 --as guseva export card person 1 -
	out_lacks 8-905-111
	code 2 --as morozova export card person 1 card.pdf
	code 2 --as morozova export card org 1 -
	code 2 --as morozova export card person 1
	code 2 --as morozova export person a.csv b.csv
	code 1 --as morozova export card person 99 -
	code 0 --as morozova log --user guseva --format json
	json 'any(.[]; .action == "export_card" and .id == 1)'
	remote 0 guseva 'export card person 1 -'
	remote 3 morozova 'export card person 1 x.json'
	[ ! -e x.json ] || fail "файл остался"
}

case_anonymise()
{
	two_schools
	code 0 --as morozova set person 1 'achievements=победитель конкурса Ёлкина' consent_on=01.02.2022 subject=биология
	code 0 --as morozova set site 1 leader=1
	code 0 --as morozova add task trainee=1 what=урок due=завтра
	code 0 --as morozova add assessment trainee=1 direction=сетевое kind=входная date=01.05.2022 score=3 out_of=10
	code 0 --as morozova add reminder 'what=позвонить Ёлкиной' due=завтра
	code 0 --as morozova set reminder 1 what=позвонить
	code 0 --as morozova set group 2 'note=просили Ёлкину'
	code 0 --as morozova add person surname=Ёлкина name=А. org=1 --anyway
	code 0 --as morozova set person 5 phone=8-905-222
	code 0 --as morozova delete person 5
	printf 'gusev = methodist\n' >>stazh.ini
	code 0 --as gusev set person 1 subject=химия
	remote 3 guseva 'show person Ёлкина; id'
	code 0 --as morozova export assessment - --format json
	cp out figures
	code 2 --as morozova anonymise person 1
	err_has "--yes"
	code 3 --as koroteeva anonymise person 1 --yes
	code 2 --as morozova anonymise org 1 --yes
	code 1 --as morozova anonymise person 99 --yes
	code 0 --as morozova anonymise person 1 --yes
	err_has "Рабочая группа 2"
	err_has "в корзине: Педагог 5"
	code 0 --as morozova show person 1 --format json
	json '.surname == "Обезличен № 1" and .name == null and .phone == null and .achievements == null and .consent_on == null
		and .category == "первая" and .position_kind == "учитель" and .org == 1'
	code 0 --as morozova show trainee 1
	out_has "Обезличен"
	out_lacks "Ёлкин"
	# the figures are what they were
	code 0 --as morozova export assessment - --format json
	cmp -s <(jq 'map(del(.trainee_name))' out) <(jq 'map(del(.trainee_name))' figures) || fail "изменились результаты"
	code 0 --as morozova log --verify
	code 0 --as morozova check
	code 0 --as morozova check --deep
	code 3 --as morozova undo
	err_has "не отменяется"
	code 3 --as gusev undo # of what is no longer told
	err_has "прежние сведения стёрты"
	code 3 --as morozova anonymise person 1 --yes
	err_has "уже"
	code 0 --as morozova anonymise person 5 --yes # in the trash
	code 0 --as morozova log --kind person --id 5 --format json
	json '.[0].action == "anonymise" and (.[0].changes | length) == 0'
	code 1 --as morozova find ёлк
	for command in 'log' 'log --format json' 'list person --archived --format json' 'export trainee -' 'due --all' 'show group 1'; do
		code 0 --as morozova $command
		out_lacks Ёлкина
		out_lacks Ёлкиной
		out_lacks 8-905
		out_lacks elkina@
	done
	# nor is it in the file, but for the pages that are free
	code 0 --as morozova backup copy.mdb
	! grep -aqE 'Ёлкина|Ёлкиной|elkina@|8-905-111|8-905-222|победитель конкурса|биология' copy.mdb || fail "в базе осталось лишнее"
	code 0 --as morozova check
	code 0 --as morozova restore person 5
	code 0 --as morozova check
}

# Who may have letters sent begins a mail program, which has rights of its own; who may not gains none.
case_no_new_rights()
{
	local who pid got
	code 0 init
	code 0 demo --scale 20
	mkfifo pipe
	printf '[users]\nm = methodist\nv = viewer\n' >>stazh.ini
	for who in m v; do
		"$STAZH" --as $who list attendance --format json >pipe 2>err & # waits: nobody reads
		pid=$!
		exec 3<pipe
		for try in $(seq 100); do
			[[ "$(</proc/$pid/stat)" != *'(stazh) S '* ]] || break
			sleep 0.05
		done
		got=$(sed -n 's/^NoNewPrivs:\t//p' /proc/$pid/status)
		exec 3<&-
		wait $pid
		case $who$got in m0 | v1) ;; *) fail "$who: NoNewPrivs $got: $(cat err)" ;; esac
	done
}
