case_summary()
{
	school
	code 1 export report 2022-2023 свод.xlsx
	err_has "площадок нет"
	approve
	order
	code 0 do order 1 sign
	code 2 export report 2022-2024 свод.xlsx
	err_has "учебный год"
	code 2 export report 2022-2023 свод.doc
	code 2 export site a.csv лишнее
	err_has "лишнее"
	code 0 export report 2022-2023 свод.xlsx
	err_has "1 площадка"
	python3 - <<'PY' || fail "книга не та"
import zipfile, re
book = zipfile.ZipFile("свод.xlsx")
names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
assert names == ["Площадки", "Показатели округа", "Показатели площадок", "Диаграммы", "Отчёты"], names
sheets = [book.read("xl/worksheets/sheet%d.xml" % n).decode() for n in range(1, 6)]
whole = "".join(sheets)
assert "trainees" not in whole and "Код" not in whole, "столбец кодов"
for s in sheets:
    assert 'fitToWidth' in s or 'fitToPage="1"' in s, "не на ширину страницы"
    assert "autoFilter" not in s, "фильтр на листе для чтения"
widths = [float(w) for w in re.findall(r'<col [^>]*width="([0-9.]*)"', sheets[0])]
assert sum(widths) < 200 and min(widths) >= 7, widths
width = float(re.search(r'<col [^>]*width="([0-9.]*)"', sheets[1]).group(1))
assert width > max(len(t) for t in re.findall(r"<t[^>]*>([^<]*)</t>", sheets[1]) if len(t) < 55), width
assert 'orientation="portrait"' in sheets[1] or "landscape" not in sheets[1], "узкий лист лежит"
assert '<row r="1" spans="1:18" ht="120"' in sheets[0] or 'ht="120"' in sheets[0], "заголовки не стоят"
assert sheets[4].index("Ожидаются, срок ещё не вышел") < sheets[4].index("МБОУ «Школа»") and "Не сдали" not in whole
PY
	STAZH_TODAY=2023-06-16 code 0 export report 2022-2023 поздно.xlsx
	python3 - <<'PY' || fail "после срока отчёт не опоздал"
import zipfile
sheet = zipfile.ZipFile("поздно.xlsx").read("xl/worksheets/sheet5.xml").decode()
assert sheet.index("Не сдали отчёт в срок") < sheet.index("не сдан") and "Ожидаются" not in sheet
PY
	code 0 export report 2022/23 - --format json
	json 'any(.[]; .site == 1 and .code == "events" and .value == 0 and .base == 0)'
	json 'any(.[]; .site == 0 and .code == "reports.submitted" and .base == 1)'
	code 0 set report 1 conformity=да dynamics=есть
	STAZH_TODAY=2023-06-01 code 0 do report 1 submit
	code 0 export report 2022-2023 - --format csv-plain
	out_has "0,весь округ,Площадки,reports.submitted,Отчётов сдано,1,1"
	code 0 show report 1
	out_lacks "Занятия. Проведено занятий"
	code 0 add event sites=1 topic=Чтение form=лекция date=01.05.2023
	code 0 show report 1
	out_has "Проведено занятий: 0 из 0 → 0 из 1"
	code 0 undo
	code 0 show report 1
	out_lacks "После сдачи изменилось"
	out_lacks "trainees.completed"
}

# What a report tells in words (6.1): one set of people, the goal, what has no result, what did not work.
case_report_told()
{
	export STAZH_TODAY=2023-06-10
	school
	code 0 set site 1 'directions=сетевое;новые педагогические' 'goal=научить читать'
	approve
	order
	code 0 do order 1 sign
	code 0 add group site=1 name=Первая school_year=2022-2023
	code 0 do group 1 enrol create=да 'names=Абрамова Анна; МБОУ «Школа»; учитель
Белова Вера; МБОУ «Школа»; учитель
Власова Галина; МБОУ «Школа»; учитель
Гордеева Дарья; МБОУ «Школа»; учитель'
	for t in 1 2 3 4; do code 0 add assessment trainee=$t direction=сетевое kind=входная score=$t out_of=10 date=01.10.2022; done
	for t in 1 2 4; do code 0 add assessment trainee=$t direction=сетевое kind=итоговая score=$((t + 4)) out_of=8 date=01.05.2023; done
	STAZH_TODAY=2023-05-02 code 0 do trainee 4 expel reason=переезд
	code 0 add event sites=1 groups=1 topic=Чтение form=семинар date=01.03.2023 hours=2
	code 0 do event 1 hold
	code 0 add event sites=1 groups=1 topic=Письмо form=лекция date=20.06.2023 hours=6
	code 0 print report 1
	tr -s ' \n' ' ' <out >flat
	mv flat out
	out_has "Стажировку проходили 3 педагога. Сверх того отчислен 1 педагог: в показателях ниже его нет"
	out_has "Заявленная цель: научить читать. Ожидаемые результаты не указаны."
	out_has "| 15 | 68,8 | +53,8 | 2 из 3 |" # (10 + 20) / 2, (62,5 + 75) / 2
	out_has "– вход ▒▒▒ 15 %"
	out_has "– выход █████████████▊ 68,8 %"
	out_has "Направления площадки, по которым результатов нет: новые педагогические"
	out_has "Лекция 0 из 1 Семинар ████████████████████ 1 из 1"
	out_has "Март 2023 ████████████████████ 2 из 2 ч"
	out_has "Эффекты не названы. Дефициты не названы."
	code 0 export report 2022-2023 свод.xlsx
	python3 - <<'PY' || fail "диаграммы не те"
import zipfile, re
book = zipfile.ZipFile("свод.xlsx")
assert sorted(n for n in book.namelist() if "charts/chart" in n) == ["xl/charts/chart%d.xml" % n for n in (1, 2, 3)]
assert "<c:v>" in book.read("xl/charts/chart1.xml").decode() and "$B$4" in book.read("xl/charts/chart1.xml").decode()
sheet = book.read("xl/worksheets/sheet4.xml").decode()
assert re.search(r'<c r="B4"[^>]*><v>15</v></c><c r="C4"[^>]*><v>68.8', sheet), sheet[:3000]
PY
	code 0 set report 1 'conformity=Соответствует' 'dynamics=Есть рост!' 'deficits=мало часов' 'effects=школы читают'
	code 0 print report 1
	tr -s ' \n' ' ' <out >flat
	mv flat out
	out_has "Соответствует."
	out_has "Есть рост! 3. Эффекты и дефициты Эффекты: школы читают. Дефициты: мало часов."
	code 0 do report 1 submit
	code 0 set site 1 'directions=сетевое'
	STAZH_TODAY=2023-05-03 code 0 do trainee 3 expel reason=переезд
	code 0 print report 1 # as it was when it was submitted
	out_has "проходили 3 педагога"
	out_has "2 из 3"
	code 0 show report 1
	out_has "Стажёров: 3 → 2"
	code 0 show group 1
	out_has "Отчислены"
	out_has "2, в результатах группы их нет"
	out_has "у 2 из 2: 15 → 68,8, +53,8 п. п."
	code 0 print passport 1
	out_has "2, отчислены 2"
}

# The district's own indicators: mistakes with line, place and what was expected; in the book and in the documents.
case_indicators()
{
	local line
	school
	approve
	order
	code 0 do order 1 sign
	line=$(wc -l <"$STAZH_CONFIG")
	cat >>"$STAZH_CONFIG" <<-'END'
		[indicators]
		Вид = число(школьники)
		Поле = доля(trainee, person.bogus = да)
		Не число = сумма(event.topic)
		Закрытое = число(person, phone не пусто)
		Верный = число(site, state = действует) по org
		Завершили стажеров = число(trainee)
	END
	code 2 config --check
	err_has "stazh.ini:$((line + 2)): Вид: Выражение, знак 7 («школьники»): ожидался вид записей"
	err_has "stazh.ini:$((line + 3)): Поле: Выражение, знак 22 («bogus»): у педагога нет такого поля"
	err_has "stazh.ini:$((line + 4)): Не число: Выражение, знак 13 («topic»): «Тема» (строка) не складывают: ожидалось поле с числом"
	err_has "stazh.ini:$((line + 5)): Закрытое: Выражение, знак 15 («phone»): «Телефон» читают не все"
	err_has "stazh.ini:$((line + 7)): Завершили стажеров: так в формах называется встроенный показатель (trainees.completed)"
	err_lacks Верный
	# such a row says so where it would stand
	code 0 export report 2022-2023 - --format csv
	out_has "Поле (ошибка в настройках)"
	out_has ";Верный;1;"
	sed -i '/^Вид\|^Поле\|^Не число\|^Закрытое\|^Завершили/d' "$STAZH_CONFIG"
	code 0 config --check
	code 0 config
	out_has "[indicators]"
	out_has "число(site, state = действует) по org"
	code 0 export report 2022-2023 свод.xlsx
	unzip -p свод.xlsx xl/worksheets/sheet1.xml | grep -q Верный || fail "в книге нет столбца"
	unzip -p свод.xlsx xl/worksheets/sheet2.xml | grep -q "Свои показатели" || fail "в книге нет раздела"
	code 0 print summary 2022-2023
	out_has "Верный: 1"
	code 0 print report 1
	out_has "Верный"
	printf '[indicators]\nПусто =\n' >>"$STAZH_CONFIG"
	code 2 config --check
	err_has "не сказано, что считать"
}
