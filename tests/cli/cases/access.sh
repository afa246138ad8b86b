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
	before=$("$STAZH" --as morozova log --format json)
	code 3 --as "$@"
	err_has "Нет права"
	after=$("$STAZH" --as morozova log --format json)
	[ "$before" = "$after" ] || fail "$*: отказано, но что-то записано"
}

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
				[ "$kind" = report ] || may $user delete "$kind" "$id"
			else
				maynt $user set "$kind" "$id" "$change"
				maynt $user delete "$kind" "$id"
			fi
			eval "[ $kind = report ] || maynt guseva add $kind $values"
		done
		code 0 --as morozova delete "$kind" "$id"
		maynt guseva restore "$kind" "$id"
		[ "$leader" = yes ] && [ $side = own ] || maynt koroteeva restore "$kind" "$id"
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
			run --as guseva $command
			out_lacks "$secret"
		done
		run --as guseva export person all.csv
		run --as guseva export org all.json
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
