books() { /usr/bin/python3 "$HERE/../data/books.py" || fail "books.py"; }

case_import_xlsx()
{
	local file
	school
	books
	code 0 import reminder sound.xlsx --dry-run
	err_has "строк 3: будет заведено 3, изменится 0, без изменений 0"
	err_has "Лист: Данные"
	code 1 list reminder
	for file in sound shared; do
		code 0 import reminder $file.xlsx
		code 0 list reminder --format json
		json '[.[] | [.what, .due, .who]] | sort == [["15", "2022-06-15", "да"], ["2.5", "2022-06-15", "'\''=x"], ["Раз", "2022-06-10", "Гусева"]]'
		code 0 undo
		code 1 list reminder
	done
	code 0 import reminder 1904.xlsx
	code 0 list reminder --format json
	json '.[0].due == "2022-06-10"'
	code 0 import reminder two.xlsx --sheet второй
	err_has "заведено 2"
	code 6 import reminder two.xlsx --sheet Третий
	err_has "листа «Третий» в книге нет или он пуст; есть: «Первый», «Второй»"
	code 6 import reminder columns.xlsx
	err_has "columns.xlsx, строка 1, столбец «Дело»: такого поля у вида «Свой срок» нет"
	code 0 import reminder columns.xlsx --column Дело=what --column '#2=Срок' --column Прочее=
	err_has "заведено 1"
	code 2 import reminder columns.xlsx --column Дело
	code 6 import reminder faults.xlsx --dry-run
	err_has "строка 2, столбец «what»: формула без посчитанного значения"
	err_has "строка 3, столбец «due»"
	err_has "строка 4: «лишнее» — значение в столбце D, у которого нет названия"
	err_has "строка 5, столбец «due»: «5000000» — это не число и не день"
	err_has "строк 4: будет заведено 0, изменится 0, без изменений 0, с ошибками 4"
}

# Each gets one clear sentence, and nothing is changed.
case_import_broken()
{
	local file words before
	school
	books
	before=$("$STAZH" log --format json) && [ -n "$before" ] || fail "журнала нет"
	while read -r file words; do
		code 6 import reminder "$file"
		err_has "$words"
		[ "$(wc -l <err)" -eq 2 ] || fail "$file: $(cat err)"
	done <<-'LIST'
		cut.xlsx книга повреждена или записана не до конца
		flipped.xlsx повреждена
		text.xlsx это не книга .xlsx, хотя так названа
		empty.xlsx файл пуст
		old.xls это файл Excel 97–2003 (.xls); сохраните его как «Книга Excel (.xlsx)»
		secret.xlsx книга закрыта паролем
		locked.xlsx архив закрыт паролем
		other.xlsx в этом архиве нет книги Excel
		table.ods это файл LibreOffice
		letter.xlsx это документ Word
		entity.xlsx в книге есть описание типа документа (DTD)
		bomb.xlsx распаковывается в слишком большой объём
		token.xlsx книга повреждена
		unfinished.xlsx книга повреждена
		lost.xlsx в книге нет ни одного листа с таблицей
		нет.xlsx файл не открыт
	LIST
	code 6 import reminder index.xlsx
	err_has "такого поля"
	mkdir папка.xlsx
	code 6 import reminder папка.xlsx
	err_has "это папка"
	[ "$("$STAZH" log --format json)" = "$before" ] || fail "журнал изменился"
}

# Texts that try to break out come through every format as they are.
case_hostile_texts()
{
	local format n=0 text
	code 0 init
	while IFS= read -r text; do
		code 0 add org "short_name=№$((n += 1)) $text" "full_name=$text" "note=$text"$'\n'"$text"
	done <<-'LIST'
		<b>&amp; ]]> </t></is></c><!-- -->
		=cmd|' /C calc'!A0
		+7 (384) @SUM(A1)
		-1
		'=2
		"a";"b",c	d
		_x0041_ _x000D_ _x005F_ _xZZZZ_
		😀 𝒜 e̊ Ёлка 한
		#REF!
		00012
		1e5
		15.06.2022
		{"a": [1]} \n \u0041
		%s%n <?xml version="1.0"?>
	LIST
	text=$(printf 'ж%.0s' $(seq 9000))
	code 0 add org short_name=Длинное full_name=Д "note=$text"
	code 0 list org --format json
	jq -S 'map({short_name, full_name, note}) | sort' out >want
	[ "$(jq length want)" -eq 15 ] || fail "в базе: $(cat want)"
	for format in csv json xlsx; do
		code 0 export org all.$format
		sed 's,/db$,/db-'$format, stazh.ini >other.ini
		STAZH_CONFIG=$PWD/other.ini code 0 init
		STAZH_CONFIG=$PWD/other.ini code 0 import org all.$format
		STAZH_CONFIG=$PWD/other.ini code 0 list org --format json
		jq -S 'map({short_name, full_name, note}) | sort' out >got
		cmp -s want got || fail "$format: $(diff want got | head -20)"
		code 0 import org all.$format --update --dry-run
		err_has "без изменений 15"
	done
	# What nothing may hold is refused on input, whichever way it comes.
	text=$(printf 'ж%.0s' $(seq 32768))
	code 3 add org short_name=А full_name=Б "note=$text"
	for text in $'а\ufffeб' $'а\tб\x1bв' $'а\nб'; do
		code 3 add org "short_name=$text" full_name=Б
		printf 'short_name,full_name\n"%s",Б\n' "$text" >bad.csv
		code 6 import org bad.csv
		jq -n --arg a "$text" '[{short_name: $a, full_name: "Б"}]' >bad.json
		code 6 import org bad.json
		TEXT=$text /usr/bin/python3 - <<-'PY'
			import os, openpyxl
			from openpyxl.cell import cell
			b = openpyxl.Workbook()
			cell.ILLEGAL_CHARACTERS_RE = __import__("re").compile("(?!)")
			b.active.append(["short_name", "full_name"])
			b.active.append([os.environ["TEXT"].replace("\x1b", "_x001B_"), "Б"])
			b.save("bad.xlsx")
		PY
		code 6 import org bad.xlsx
	done
	code 0 list org --format json
	json 'length == 15'
}
