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
assert names == ["Площадки", "Показатели округа", "Показатели площадок", "Не сдали отчёт"], names
PY
	code 0 export report 2022/23 - --format json
	json 'any(.[]; .site == 1 and .code == "events" and .value == 0 and .base == 0)'
	json 'any(.[]; .site == 0 and .code == "reports.submitted" and .base == 1)'
	code 0 set report 1 conformity=да dynamics=есть
	code 0 do report 1 submit date=01.06.2023
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
