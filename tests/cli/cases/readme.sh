# What README says can be tried: the commands of its look round one after another, and its comparison line by line.

# The block of code below a heading.
readme_block() { awk -v head="## $1" '$0 == head { on = 1 } on && /^```/ { if (++n == 2) exit; next } n == 1' "$HERE/../../README.md"; }
# In the table the line of a program that people use today.
readme_row() { grep "^| $1 |" "$HERE/../../README.md" || fail "README не сравнивает: $1"; }
readme_says() { readme_row "$1" | grep -qF -e "\`$2\`" || fail "в строке README «$1» нет команды $2"; }

case_readme_round()
{
	local line n=0
	while IFS= read -r line; do
		line=${line%%  *}
		[ "$line" != stazh ] || continue
		eval "set -- ${line#stazh }"
		code 0 "$@"
		n=$((n + 1))
	done < <(readme_block 'A look round')
	[ $n -ge 12 ] || fail "команд в README $n"
	code 0 import person people.xlsx --update
	code 0 import event events.ics
	code 0 redo
	[ -s p.odt ] && [ -s people.xlsx ] && [ -s events.ics ] || fail "нет файлов: $(ls)"
}

case_readme_compared()
{
	code 0 init
	code 0 demo --seed-order

	readme_says Word 'stazh print order 37-о -o p.odt'
	readme_says Word 'stazh set person 1 surname=Иванова'
	code 0 print order 37-о -o p.odt
	code 0 print order 37-о
	out_has Гусева
	mv out before
	code 0 set person 1 surname=Иванова
	code 0 print order 37-о
	cmp -s out before || fail "подписанный приказ печатается иначе: $(diff out before)"

	readme_says Excel 'stazh due'
	readme_says Excel 'stazh add reminder what=отчёт due=31.02.2027'
	STAZH_TODAY=2022-06-20 code 0 due
	out_has 'просрочено 5 дней'
	code 3 add reminder what=отчёт due=31.02.2027
	err_has 'нет такого дня: 31.02.2027'

	readme_says taskwarrior "stazh do order 37-о cancel document='письмо № 7'"
	readme_says taskwarrior 'stazh undo'
	code 0 due
	mv out before
	code 0 do order 37-о cancel 'document=письмо № 7'
	code 1 due
	code 0 undo
	code 0 due
	cmp -s out before || fail "сроки не вернулись: $(cat out)"

	readme_says 1С 'make run'
	readme_says calcurse 'stazh export calendar e.ics && calcurse -i e.ics'
	code 0 export calendar e.ics
	command -v calcurse >/dev/null || return 0 # what it reads is told in tests/peers
	calcurse -q -D cc -i e.ics >calcurse.log 2>&1 || fail "calcurse: $(cat calcurse.log)"
	calcurse -D cc -Q --from 06/15/2022 --days 1 2>/dev/null | grep -q 'Отчёт за 2021-2022' || fail "calcurse не знает срока"
}
