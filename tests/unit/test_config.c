#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "stazh/base/ini.h"
#include "stazh/base/utf8.h"
#include "stazh/settings/config.h"

static char dir[] = "/tmp/stazh-config-XXXXXX";
static char file[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(file, sizeof(file), "%s/t.ini", dir);
	setenv("HOME", dir, 1);
	unsetenv("STAZH_CONFIG");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(dir);
}

static void write_file(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void load_text(struct config *c, const char *text)
{
	struct error e = {0};

	write_file(file, text, strlen(text));
	if (config_load(file, c, &e) != OK)
		fail_msg("%s", e.text);
	assert_string_equal(config_faults(c), "");
}

/* Every bad line of every file: where it is and what is said of it. */
static const struct bad {
	const char *text;
	size_t n; /* 0: strlen */
	int line;
	const char *phrase;
} bad[] = {
	{"[rules]\nreport_dew = 15.06\n", 0, 2, "неизвестный параметр report_dew; может быть, report_due?"},
	{"[rules]\nqwertyuiopasdf = 1\n", 0, 2, "какие есть, покажет stazh config"},
	{"[rules]\nОтчёт = 1\n", 0, 2, "неизвестный параметр Отчёт"},
	{"[ui]\n\nreport_due = 15.06\n", 0, 3, "ожидается в [rules]"},
	{"[rule]\ndue_days = 3\n", 0, 1, "неизвестный раздел [rule]; может быть, [rules]?"},
	{"[Врачи]\n", 0, 1, "ожидается [store], [centre]"},
	{"[rules]\ndue_days = 3\n# x\nDue_Days = 4\n", 0, 4, "повторяется: он уже задан в строке 2"},
	{"[rules]\n[ui]\n[RULES]\n", 0, 3, "раздел [rules] повторяется: он уже начат в строке 1"},
	{"[rules]\ndue_days 3\n", 0, 2, "нет знака ="},
	{"мусор\n", 0, 1, "нет знака ="},
	{"x", 0, 1, "нет знака ="},
	{"[rules]\n= 3\n", 0, 2, "нет имени параметра"},
	{"[rules\ndue_days = 3\n", 0, 1, "не закрыта скобка ["},
	{"[]\n", 0, 1, "нет имени раздела"},
	{"[", 0, 1, "не закрыта скобка ["},
	{"[rules] ; числа\n", 0, 1, "после ] ничего не пишется"},
	{"[a]b]\n", 0, 1, "после ] ничего не пишется"},
	{"[rules:x]\n", 0, 1, "не может быть знаков"},
	{"[rules]\na:b = 1\n", 0, 2, "не может быть знаков"},
	{"due_days = 3\n[rules]\n", 0, 1, "вне раздела"},
	{"[rules]\ndue_days = 12abc\n", 0, 2,
	 "due_days = 12abc: это не целое число; ожидается целое число от 0 до 3660"},
	{"[rules]\ndue_days = 010\n", 0, 2, "лишний ноль"},
	{"[rules]\ndue_days = 0x10\n", 0, 2, "это не целое число"},
	{"[rules]\ndue_days = 1,5\n", 0, 2, "это не целое число"},
	{"[rules]\ndue_days = 99999999999\n", 0, 2, "число вне пределов; ожидается целое число от 0 до 3660"},
	{"[rules]\ndue_days = 99999999999999999999999999\n", 0, 2, "вне пределов"},
	{"[rules]\ndue_days = -1\n", 0, 2, "вне пределов"},
	{"[rules]\nmax_term_years = 0\n", 0, 2, "ожидается целое число от 1 до 25"},
	{"[rules]\ndue_days =\n", 0, 2, "пустое значение; ожидается целое число"},
	{"[ui]\nmouse = yep\n", 0, 2, "mouse = yep: это не «да» и не «нет»; ожидается да или нет"},
	{"[ui]\nmouse = \"\"\n", 0, 2, "пустое значение"},
	{"[ui]\ncolors = red\n", 0, 2, "ожидается auto или none"},
	{"[rules]\nreport_due = 31.02\n", 0, 2, "такого дня нет; ожидается день и месяц"},
	{"[rules]\nreport_due = 29.02\n", 0, 2, "не в каждом году"},
	{"[rules]\nreport_due = 06-15\n", 0, 2, "это не день и месяц"},
	{"[rules]\nreport_due = 15.13\n", 0, 2, "такого дня нет"},
	{"[rules]\nreport_due = 15.06.2022\n", 0, 2, "это не день и месяц"},
	{"[rules]\nleader_categories = высшая;первая\n", 0, 2, "обрывается на знаке ;; возьмите его в кавычки"},
	{"[centre]\ntitle = Школа #3\n", 0, 2, "обрывается на знаке #"},
	{"[centre]\ntitle = ; нет\n", 0, 2, "обрывается на знаке ;"},
	{"[centre]\ntitle = \"МБУ \\\"ЦИМС\\\"\"\n", 0, 2, "лишний текст после закрывающей кавычки \""},
	{"[centre]\ntitle = \"МБУ\n", 0, 2, "не закрыта кавычка \""},
	{"[centre]\ntitle = 'МБУ\n", 0, 2, "не закрыта кавычка '"},
	{"[centre]\ntitle = \"\n", 0, 2, "не закрыта кавычка"},
	{"[store]\npath = C:\\dir\\\n[ui]\nmouse = yes\n", 0, 2, "обратная косая черта"},
	{"[store]\npath = ~ivan/db\n", 0, 2, "только своя домашняя папка"},
	{"[store]\npath = ''\n", 0, 2, "пустое значение; ожидается путь"},
	{"[ui]\n\0mouse = yes\n", 18, 2, "нулевой байт"},
	{"\xff\xfe[\0u\0i\0]\0\n\0", 12, 1, "UTF-16"},
	{"[ui]\rmouse = yes\rascii = yes\r", 0, 1, "из одного знака CR"},
	{"[centre]\nplace = \xcf\xee\xf1\xb8\xeb\xee\xea\n", 0, 2, "похоже на Windows-1251"},
	{"[centre]\ntitle = a\033[31mb\n", 0, 2, "управляющий знак с кодом 27"},
	{"[centre]\ntitle = a\357\277\276b\n", 0, 2, "title: "},
	{"[centre]\ntitle = \"  \"\n", 0, 2, "пустое значение; ожидается текст"},
	{"[lists]\nforms = \" ; ;\"\n", 0, 2, "в списке нет ни одного слова"},
	{"[lists]\nforms = +\n", 0, 2, "пустое значение"},
	{"[centre]\nletterhead = | |\n", 0, 2, "нет ни одной строки"},
	{"[rules]\nleader_categories = \"высшая;перввая\"\n", 0, 2, "слова «перввая» нет в списке [lists] categories"},
	{"[users]\nivan = admin\n", 0, 2, "ivan: неизвестная роль «admin»; ожидается methodist, leader:ОРГАНИЗАЦИЯ"},
	{"[users]\nivan = metodist\n", 0, 2, "может быть, methodist?"},
	{"[users]\nivan =\n", 0, 2, "не указана роль"},
	{"[users]\nivan = leader\n", 0, 2, "не указана организация"},
	{"[users]\nivan = leader: \n", 0, 2, "не указана организация"},
	{"[users]\nivan = viewer:Иванов\n", 0, 2, "после viewer ничего не пишется"},
	{"[users]\nivan petrov = viewer\n", 0, 2, "не может быть пробела"},
	{"[users]\nivan = viewer\nIvan = none\n", 0, 3, "повторяется"},
};

static void assert_fault(const char *faults, const char *path, int line, const char *phrase)
{
	char start[128];
	const char *at;
	size_t n;

	snprintf(start, sizeof(start), line ? "%s:%d: " : "%s: ", path, line);
	for (at = faults; *at; at += n + (at[n] == '\n')) {
		n = strcspn(at, "\n");
		if (strncmp(at, start, strlen(start)) == 0 && memmem(at, n, phrase, strlen(phrase)))
			return;
	}
	fail_msg("нет «%s» … «%s» в:\n%s", start, phrase, faults);
}

static void test_bad_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct config c;
		struct error e = {0};

		write_file(file, bad[i].text, bad[i].n ? bad[i].n : strlen(bad[i].text));
		if (config_load(file, &c, &e) != ERR_USAGE)
			fail_msg("принято: %s", bad[i].text);
		assert_int_equal(e.code, ERR_USAGE);
		assert_fault(config_faults(&c), file, bad[i].line, bad[i].phrase);
		assert_non_null(strstr(e.text, bad[i].phrase));
		/* One mistake, one line. */
		assert_ptr_equal(strchr(config_faults(&c), '\n') + 1, strrchr(config_faults(&c), '\n') + 1);
		config_free(&c);
	}
}

/* Who names no section is told all that there are. */
static void test_sections_named(void **state)
{
	struct config c;
	struct error e = {0};

	(void)state;
	write_file(file, "[Врачи]\n", strlen("[Врачи]\n"));
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	for (size_t i = 0; i < OPT_END; i++) {
		struct buf name = {0};
		const char *first;

		buf_addf(&name, "[%s]", options[i].section);
		first = strstr(config_faults(&c), buf_text(&name));
		assert_non_null(first);
		assert_null(strstr(first + 1, buf_text(&name)));
		buf_free(&name);
	}
	config_free(&c);
}

static void test_long_line(void **state)
{
	struct buf b = {0};
	struct config c;
	struct error e = {0};

	(void)state;
	buf_add(&b, "[centre]\ntitle = ");
	buf_fill(&b, 'x', INI_LINE_MAX - strlen("title = "));
	load_text(&c, b.s);
	assert_int_equal(strlen(config_text(&c, OPT_CENTRE_TITLE)), INI_LINE_MAX - strlen("title = "));
	config_free(&c);

	buf_add(&b, "x\n[ui]\nmouse = да\n");
	write_file(file, b.s, b.n);
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), file, 2, "строка длиннее 1000 байт");
	assert_true(config_bool(&c, OPT_MOUSE)); /* the sound lines count */
	config_free(&c);

	buf_clear(&b);
	buf_add(&b, "[rules]\n");
	buf_fill(&b, 'k', INI_NAME_MAX + 1);
	buf_add(&b, " = 1\n");
	write_file(file, b.s, b.n);
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), file, 2, "имя параметра длиннее 200 байт");
	config_free(&c);
	buf_free(&b);
}

static void test_bad_file_itself(void **state)
{
	char *big = malloc(INI_FILE_MAX + 1);
	struct config c;
	struct error e = {0};

	(void)state;
	assert_int_equal(config_load(dir, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), dir, 0, "это папка; ожидается файл");
	config_free(&c);

	assert_int_equal(config_load("/nonexistent/x.ini", &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), "/nonexistent/x.ini", 0, "нет такого файла (он задан ключом --config)");
	config_free(&c);

	setenv("STAZH_CONFIG", "/nonexistent/y.ini", 1);
	assert_int_equal(config_load(NULL, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), "/nonexistent/y.ini", 0, "нет такого файла (он задан переменной STAZH_CONFIG)");
	config_free(&c);
	unsetenv("STAZH_CONFIG");

	memset(big, '\n', INI_FILE_MAX + 1);
	write_file(file, big, INI_FILE_MAX + 1);
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), file, 0, "файл больше 64 КиБ");
	config_free(&c);
	write_file(file, big, INI_FILE_MAX);
	assert_int_equal(config_load(file, &c, &e), OK);
	config_free(&c);
	free(big);

	write_file(file, "[ui]\n", 5);
	chmod(file, 0666);
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), file, 0, "файл может изменить любой пользователь");
	config_free(&c);
	chmod(file, 0);
	chmod(dir, 0711);
	assert_int_equal(geteuid() ? 0 : seteuid(65534), 0); /* root reads everything */
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), file, 0,
		     "файл не читается: нет прав; попросите администратора дать вам читать его");
	config_free(&c);
	assert_int_equal(getuid() ? 0 : seteuid(0), 0);
	unlink(file);
	mkfifo(file, 0600);
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	assert_fault(config_faults(&c), file, 0, "это не обычный файл");
	config_free(&c);
	unlink(file);
}

static void test_all_faults_in_order(void **state)
{
	struct config c;
	struct error e = {0};
	struct buf b = {0};
	const char *p;
	int lines = 0, last = 0;

	(void)state;
	buf_add(&b, "[rules]\ndue_days = x\nmusor\nreport_due = 31.02\n[ui\nmouse = maybe\n[centre]\ntitle = a;b\n");
	for (int i = 0; i < 30; i++)
		buf_addf(&b, "title%d = y\n", i);
	write_file(file, b.s, b.n);
	assert_int_equal(config_load(file, &c, &e), ERR_USAGE);
	for (p = config_faults(&c); *p; p = strchr(p, '\n') + 1) {
		int line = atoi(p + strlen(file) + 1);

		assert_true(line > last);
		last = line;
		lines++;
	}
	assert_int_equal(lines, 35); /* the key under the broken section line is not blamed */
	assert_non_null(strstr(e.text, "ошибок: stazh config --check"));
	assert_true(utf8_valid(e.text, strlen(e.text)));
	config_free(&c);
	buf_free(&b);
}

static void test_defaults(void **state)
{
	struct config c;
	struct error e = {0};
	int month, day;
	size_t n;
	const char *const *list;
	char path[128];

	(void)state;
	assert_int_equal(config_load(NULL, &c, &e), OK);
	if (!config_file(&c)) {
		assert_string_equal(config_text(&c, OPT_CENTRE_SHORT_NAME), "МБУ «ЦИМС»");
		assert_int_equal(config_int(&c, OPT_MAX_TERM_YEARS), 3);
		config_daymonth(&c, OPT_REPORT_DUE, &month, &day);
		assert_int_equal(month, 6);
		assert_int_equal(day, 15);
		assert_int_equal(config_int(&c, OPT_STATUS_NOTICE_DAYS), 60);
		assert_false(config_bool(&c, OPT_MOUSE));
		assert_int_equal(config_int(&c, OPT_COLORS), 0);
		list = config_list(&c, OPT_FORMS, &n);
		assert_int_equal(n, 9);
		assert_string_equal(list[4], "разработка технологической карты урока, занятия");
		assert_null(list[9]);
		assert_ptr_equal(config_list(&c, OPT_FORMS, NULL), list);
		list = config_list(&c, OPT_CENTRE_LETTERHEAD, &n);
		assert_int_equal(n, 7);
		assert_string_equal(list[4], "");
		assert_string_equal(list[6], "СОПРОВОЖДЕНИЯ»");
		snprintf(path, sizeof(path), "%s/.local/share/stazh", dir);
		assert_string_equal(config_text(&c, OPT_STORE_PATH), path);
		assert_string_equal(config_from(&c, OPT_FORMS), "по умолчанию");
		assert_true(config_is_default(&c, OPT_FORMS));
		assert_false(config_has_users(&c));
		assert_null(config_user(&c, "root"));
	}
	config_free(&c);
	config_free(&c);
}

/* The table itself: complete, without a name twice, every default acceptable when written into a file. */
static void test_table(void **state)
{
	struct buf b = {0};
	const char *section = "";
	struct config c, d;

	(void)state;
	for (enum option_id i = 0; i < OPT_END; i++) {
		const struct option *o = &options[i];

		assert_non_null(o->section);
		assert_non_null(o->key);
		assert_non_null(o->text);
		assert_non_null(o->title);
		if (strcmp(section, o->section) != 0)
			buf_addf(&b, "[%s]\n", o->section);
		section = o->section;
		buf_addf(&b, "%s = \"%s\"\n", o->key, o->text);
	}
	load_text(&c, b.s); /* a section or key twice would be a fault */
	config_defaults(&d);
	for (enum option_id i = 0; i < OPT_END; i++) {
		assert_string_equal(config_text(&c, i), config_text(&d, i));
		assert_int_equal(config_int(&c, i), config_int(&d, i));
		assert_false(config_is_default(&c, i));
	}
	assert_int_equal(config_rules_hash(&c), config_rules_hash(&d));
	config_free(&c);
	config_free(&d);
	buf_free(&b);
}

static void test_good_values(void **state)
{
	struct config c;
	int month, day;
	size_t n;
	const char *const *list;
	char path[128];

	(void)state;
	load_text(&c, "\xef\xbb\xbf; BOM, CRLF\r\n[Centre]\r\n"
		      "short_name = \"МКУ „ИМЦ“; отдел № 3, #1\" ; примечание\r\n"
		      "full_name = 'МБУ \"ЦИМС\"'\r\n"
		      "title=ИМЦ = центр\r\n"
		      "letterhead = А||Б\r\n"
		      "  director  =  Ёлкин Ё.Ё.  \r\n"
		      "[rules]\r\n"
		      "REPORT_DUE = 1.7\r\n"
		      "due_days = 0\r\n"
		      "leader_categories = \"высшая; первая; вторая; высшая\"\r\n"
		      "[lists]\r\n"
		      "categories = \"+ вторая ;первая\"\r\n"
		      "grounds = одно\r\n"
		      "[ui]\r\n"
		      "mouse = Да\r\n"
		      "ascii = 1\r\n"
		      "colors = None\r\n"
		      "[store]\r\n"
		      "path = db/x\r\n"
		      "[print]\r\n"
		      "regulation = ~/r.txt\r\n"
		      "[users]\r\n"
		      "Morozova = methodist:Морозова И.А.\r\n"
		      "koroteeva = Leader: МБОУ «Усть-Чебулинская ООШ» \r\n"
		      "gost=viewer\r\n"
		      "x.y-z = none");
	assert_string_equal(config_text(&c, OPT_CENTRE_SHORT_NAME), "МКУ „ИМЦ“; отдел № 3, #1");
	assert_string_equal(config_text(&c, OPT_CENTRE_FULL_NAME), "МБУ \"ЦИМС\"");
	assert_string_equal(config_text(&c, OPT_CENTRE_TITLE), "ИМЦ = центр");
	assert_string_equal(config_text(&c, OPT_CENTRE_DIRECTOR), "Ёлкин Ё.Ё.");
	list = config_list(&c, OPT_CENTRE_LETTERHEAD, &n);
	assert_int_equal(n, 3);
	assert_string_equal(list[1], "");
	config_daymonth(&c, OPT_REPORT_DUE, &month, &day);
	assert_int_equal(month, 7);
	assert_int_equal(day, 1);
	assert_int_equal(config_int(&c, OPT_DUE_DAYS), 0);
	list = config_list(&c, OPT_CATEGORIES, &n);
	assert_int_equal(n, 7);
	assert_string_equal(list[6], "вторая");
	config_list(&c, OPT_LEADER_CATEGORIES, &n);
	assert_int_equal(n, 3);
	list = config_list(&c, OPT_GROUNDS, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0], "одно");
	assert_true(config_bool(&c, OPT_MOUSE));
	assert_true(config_bool(&c, OPT_ASCII));
	assert_int_equal(config_int(&c, OPT_COLORS), 1);
	snprintf(path, sizeof(path), "%s/db/x", dir);
	assert_string_equal(config_text(&c, OPT_STORE_PATH), path);
	snprintf(path, sizeof(path), "%s/r.txt", dir);
	assert_string_equal(config_text(&c, OPT_REGULATION), path);
	snprintf(path, sizeof(path), "%s:9", file);
	assert_string_equal(config_from(&c, OPT_REPORT_DUE), path);
	assert_string_equal(config_file(&c), file);
	assert_true(config_has_users(&c));
	assert_null(config_user(&c, "morozova"));
	assert_string_equal(config_user(&c, "Morozova")->role, "methodist");
	assert_string_equal(config_user(&c, "Morozova")->own, "Морозова И.А.");
	assert_string_equal(config_user(&c, "koroteeva")->role, "leader");
	assert_string_equal(config_user(&c, "koroteeva")->own, "МБОУ «Усть-Чебулинская ООШ»");
	assert_string_equal(config_user(&c, "gost")->own, "");
	assert_string_equal(config_user(&c, "x.y-z")->role, "none");
	config_free(&c);
}

static void test_search_order(void **state)
{
	char config[64], stazh[96], own[128];
	struct config c;
	struct error e = {0};

	(void)state;
	snprintf(config, sizeof(config), "%s/.config", dir);
	snprintf(stazh, sizeof(stazh), "%s/stazh", config);
	snprintf(own, sizeof(own), "%s/stazh.ini", stazh);
	mkdir(config, 0700);
	mkdir(stazh, 0700);
	write_file(own, "[rules]\ndue_days = 1\n", 21);
	write_file(file, "[rules]\ndue_days = 2\n", 21);

	assert_int_equal(config_load(NULL, &c, &e), OK);
	assert_string_equal(config_file(&c), own);
	assert_int_equal(config_int(&c, OPT_DUE_DAYS), 1);
	config_free(&c);
	setenv("STAZH_CONFIG", "", 1);
	assert_int_equal(config_load(NULL, &c, &e), OK);
	assert_int_equal(config_int(&c, OPT_DUE_DAYS), 1);
	config_free(&c);
	setenv("STAZH_CONFIG", file, 1);
	assert_int_equal(config_load(NULL, &c, &e), OK);
	assert_int_equal(config_int(&c, OPT_DUE_DAYS), 2);
	config_free(&c);
	assert_int_equal(config_load("/dev/null", &c, &e), OK);
	assert_int_equal(config_int(&c, OPT_DUE_DAYS), 14);
	config_free(&c);
	unsetenv("STAZH_CONFIG");
	unlink(own);
	rmdir(stazh);
	rmdir(config);
}

static void test_print(void **state)
{
	struct config c;
	struct buf b = {0};
	int at = -1;

	(void)state;
	load_text(&c, "[rules]\nreport_due = 01.07\n[users]\nivan = leader:Школа\n");
	config_print(&c, &b);
	for (enum option_id i = 0; i < OPT_END; i++)
		assert_non_null(strstr(b.s, options[i].key));
	assert_non_null(strstr(b.s, "\n[rules]\n"));
	assert_non_null(strstr(b.s, "\n[users]\n"));
	assert_non_null(strstr(b.s, "leader:Школа\n"));
	/* The values stand in one column, whatever the bytes before them. */
	for (char *line = strtok(b.s, "\n"); line; line = strtok(NULL, "\n")) {
		static const char *const values[] = {"01.07", "15.09", "leader:", "Гусева", "auto"};

		for (size_t i = 0; *line == ' ' && i < 5; i++) {
			char *value = strstr(line, values[i]);
			int column = value ? utf8_width(line, (size_t)(value - line)) : at;

			if (at < 0)
				at = column;
			assert_int_equal(column, at);
		}
	}
	assert_true(at > 0);
	config_free(&c);
	buf_free(&b);
}

static void test_rules_hash(void **state)
{
	struct config c, d;
	uint32_t before;

	(void)state;
	config_defaults(&d);
	before = config_rules_hash(&d);
	for (enum option_id i = 0; i < OPT_END; i++) {
		char text[128];

		if (options[i].type != OPTION_INT && options[i].type != OPTION_DAYMONTH)
			continue;
		snprintf(text, sizeof(text), "[%s]\n%s = %s\n", options[i].section, options[i].key,
			 options[i].type != OPTION_INT ? "16.06"
			 : options[i].max < 21	       ? "7"
						       : "21");
		load_text(&c, text);
		assert_int_equal(config_rules_hash(&c) != before, options[i].derives);
		config_free(&c);
	}
	load_text(&c, "[rules]\nreport_due = \"15.6\"\n");
	assert_int_equal(config_rules_hash(&c), before);
	config_free(&c);
	config_free(&d);
}

/* config/stazh.ini changes nothing as it is, and shows every option with its default. */
static void test_delivered_file(void **state)
{
	struct config c, d;
	struct error e = {0};
	struct buf b = {0};
	char line[2048];
	FILE *f;

	(void)state;
	if (config_load("config/stazh.ini", &c, &e) != OK)
		fail_msg("%s", e.text);
	for (enum option_id i = 0; i < OPT_END; i++)
		assert_true(config_is_default(&c, i));
	assert_false(config_has_users(&c));
	config_free(&c);

	f = fopen("config/stazh.ini", "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		buf_add(&b, *line == ';' ? line + 1 : line);
	fclose(f);
	load_text(&c, b.s);
	config_defaults(&d);
	for (enum option_id i = 0; i < OPT_END; i++) {
		assert_false(config_is_default(&c, i));
		assert_string_equal(config_text(&c, i), config_text(&d, i));
	}
	assert_string_equal(config_user(&c, "koroteeva")->own, "МБОУ «Усть-Чебулинская ООШ»");
	config_free(&c);
	config_free(&d);
	buf_free(&b);
}

/* Any bytes: an answer, no crash, nothing printed; sound options only. */
static void test_any_bytes(void **state)
{
	static const char *const pieces[] = {"[",	"]",	"=",  ";", "#",	    "\"",    "'",	 "\\",
					     "\n",	"\r\n", "\r", " ", "rules", "users", "due_days", "ivan",
					     "leader:", "1",	"+",  "Ё", "\xff",  "\t",    ":"};
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct buf b = {0}, out = {0};
		struct config c;
		struct error e = {0};
		enum err r;

		for (int n = rand_r(&seed) % 40; n > 0; n--)
			buf_add(&b, pieces[(size_t)rand_r(&seed) % (sizeof(pieces) / sizeof(*pieces))]);
		write_file(file, buf_text(&b), b.n);
		r = config_load(file, &c, &e);
		assert_true(r == OK || r == ERR_USAGE);
		assert_int_equal(r == OK, *config_faults(&c) == 0);
		config_print(&c, &out);
		assert_true(utf8_valid(out.s, out.n));
		config_free(&c);
		buf_free(&b);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_sections_named),
		cmocka_unit_test(test_bad_file_itself),
		cmocka_unit_test(test_all_faults_in_order),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_good_values),
		cmocka_unit_test(test_search_order),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_rules_hash),
		cmocka_unit_test(test_delivered_file),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
