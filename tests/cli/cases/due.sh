case_due()
{
	school
	code 0 add reminder what=Позвонить due=05.06.2022 who=Морозова
	code 0 add reminder what=Съездить due=20.05.2022
	code 0 add reminder what=Потом due=01.08.2022
	code 0 due
	[ "$(wc -l <out)" -eq 2 ] || fail "строк $(wc -l <out): $(cat out)"
	head -1 out | grep -q '20.05.2022.*просрочено 12 дней.*Съездить' || fail "первая: $(head -1 out)"
	tail -1 out | grep -q '05.06.2022.*через 4 дня.*Позвонить.*Морозова' || fail "вторая: $(tail -1 out)"
	code 0 due --all --format json
	json 'length == 3 and map(.days) == [-12, 4, 61] and .[0].record == "reminder 2" and .[0].due == "2022-05-20"
		and .[0].kind == "reminder" and (.[0] | has("what") and has("who"))'
	code 0 due --days 0 --format json
	json 'length == 1'
	code 0 due --days 61 --format csv
	[ "$(wc -l <out)" -eq 4 ] || fail "CSV: $(cat out)"
	head -1 out | grep -q '^kind,due,days,what,who,record' || fail "CSV: $(head -1 out)"
	code 0 due --who морозова --format json
	json 'length == 1'
	code 1 due --who никто
	err_has "Сроков нет"
	out_empty
	code 1 due --who никто --format json
	json '. == []'
	code 0 due --from 30.07.2022 --format json
	json 'map(.what) == ["Съездить", "Потом"]'
	code 1 due --site 1
	code 1 due --site нетакой
	code 2 due --all --days 3
	code 2 due --days семь
	code 2 due --from когда-нибудь
	code 0 set reminder 2 done_on=сегодня
	code 0 due --format json
	json 'length == 1'
	code 0 set reminder 1 due=08.06.2022
	code 0 due
	grep -q '^○  08.06.2022' out || fail "через неделю: $(cat out)"
}

# Of two methodists each has the own sites' deadlines, a leader those of the organisation.
case_due_mine()
{
	school
	code 0 add person surname=Быкова name=О. org=2 position=методист
	code 0 add org short_name=Лицей full_name=Лицей
	code 0 add site org=1 topic=Первая methodist=3
	code 0 add site org=3 topic=Вторая methodist=4
	code 0 add equipment site=2 name=доска needed=1 by_when=05.06.2022
	code 0 add equipment site=3 name=экран needed=1 by_when=06.06.2022
	printf '[users]\nм = methodist:Морозова И.А.\nб = methodist:Быкова О.\nр = leader:Лицей\n' >>stazh.ini
	code 0 --as м due --format json
	json 'length == 2'
	code 0 --as м due --mine --format json
	json 'map(.site) == [2]'
	code 0 --as б due --mine --format json
	json 'map(.site) == [3]'
	code 0 --as р due --mine --format json
	json 'map(.site) == [3]'
}
