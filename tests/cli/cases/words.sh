# Words that the district adds to the lists of the configuration.

case_words_of_lists()
{
	code 0 init
	code 0 add org short_name=Школа full_name=Школа
	code 3 add person surname=Иванов org=1 category=старшая
	# by the name of the list, or as the file of the configuration calls it
	code 0 --as morozova add word list=categories text=старшая
	code 3 --as morozova add word list=categories 'text=Старшая'
	err_has 'уже есть в списке «квалификационные категории»'
	code 3 --as morozova add word 'list=квалификационные категории' 'text=одна;две'
	err_has 'В слове списка не бывает'
	code 0 add person surname=Иванов org=1 category=стар
	code 0 show person 1
	out_has 'старшая'
	# the configuration shows it; without a database too
	code 0 config
	out_has 'база данных'
	out_has '+ старшая'
	# told in the journal, taken back, and then the list is as it was; the record keeps its word
	code 0 log --kind word
	out_has 'квалификационные категории: старшая'
	code 0 --as morozova undo
	code 0 config
	out_lacks '+ старшая'
	code 3 add person surname=Петров org=1 category=старшая
	code 0 show person 1
	out_has 'старшая'
	# in the archive it is no longer offered
	code 0 --as morozova add word list=categories text=старшая
	code 0 --as morozova do word 2 archive
	code 3 add person surname=Петров org=1 category=старшая
	code 0 --as morozova do word 2 unarchive
	code 0 add person surname=Петров org=1 category=старшая
	code 0 check
}
