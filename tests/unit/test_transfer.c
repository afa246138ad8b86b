/* Import and export against a database: every kind there and back, faults, hostile files. */
#include <sys/resource.h>
#include <sys/stat.h>

#include "database.h"
#include "stazh/base/utf8.h"
#include "stazh/demo/demo.h"
#include "stazh/table/import.h"
#include "stazh/ics/calendar.h"
#include "stazh/table/transfer.h"

static char file[80];

static const char *put(struct database *db, const char *name, const char *text)
{
	FILE *f;

	snprintf(file, sizeof(file), "%s/%s", db->folder, name);
	f = fopen(file, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	return file;
}

/* Imports the text; want: the result, and for a refusal what the faults say (parts of text up to NULL). */
static void import(struct database *db, unsigned kind, const char *name, const char *text, bool update, enum err want,
		   size_t added, ...)
{
	struct import_report report;
	struct error e = {.code = OK};
	enum err err = import_file(
		&db->session, &(struct import_request){.kind = kind, .path = put(db, name, text), .update = update},
		&report, &e);
	const char *part;
	va_list ap;

	if (err != want)
		fail_msg("%d: %s\n%s", err, e.text, buf_text(&report.faults));
	assert_int_equal(report.added, added);
	va_start(ap, added);
	while ((part = va_arg(ap, const char *)))
		if (!strstr(buf_text(&report.faults), part))
			fail_msg("нет «%s»: %s", part, buf_text(&report.faults));
	va_end(ap);
	import_report_release(&report);
}

/* All records of a kind as JSON, by number. */
static char *dump(struct database *db, unsigned kind)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct record r = {.kind = 0};
	struct buf out = {0};

	for (uint32_t id = 1, n = 0, all = record_count(tx, kind); n < all && id < 100000; id++) {
		if (record_load(tx, kind, id, &r))
			continue;
		record_json(tx, &r, -1, &out);
		buf_addc(&out, '\n');
		n++;
	}
	record_release(&r);
	tx_end(&tx);
	return buf_take(&out);
}

/* In an order in which what is referred to is there, and what a record makes by itself (a term its reports) is too. */
static const unsigned order[] = {KIND_PERSON,	KIND_ORG,	KIND_SITE,   KIND_ORDER, KIND_PLANDOC,
				 KIND_PLANLINE, KIND_EQUIPMENT, KIND_REPORT, KIND_TERM,	 KIND_REMINDER};

static void transfer(struct database *from, struct database *to, unsigned kind, const char *ending, bool update)
{
	struct query q = {.kind = kind, .archived = true};
	struct import_report report;
	struct error e = {.code = OK};
	char path[80];
	size_t n;

	snprintf(path, sizeof(path), "%s/out.%s", from->folder, ending);
	if (export_file(&from->session, &q, NULL, path, export_format(path), &n, NULL, &e))
		fail_msg("%s", e.text);
	if (import_file(&to->session, &(struct import_request){.kind = kind, .path = path, .update = update}, &report,
			&e))
		fail_msg("%s %s: %s\n%.3000s", kind_def(kind)->name, ending, e.text, buf_text(&report.faults));
	assert_int_equal(report.rows, n);
	assert_int_equal(report.added + report.changed + report.same, n);
	import_report_release(&report);
}

static void round_trip(const char *ending, bool scale)
{
	struct database from, to;
	struct error e = {.code = OK};
	struct buf summary = {0};
	char *a, *b;

	database_open(&from, "2022-06-01", "");
	database_open(&to, "2022-06-01", "");
	if (scale ? demo_scale(&from.session, 12, NULL, &summary, &e) : demo_seed_order(&from.session, &summary, &e))
		fail_msg("%s", e.text);
	buf_free(&summary);
	/* Organisations name their heads, and people their organisation: the heads come with the second import. */
	transfer(&from, &to, KIND_ORG, ending, false);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		transfer(&from, &to, order[i], ending, order[i] == KIND_ORG);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		a = dump(&from, order[i]);
		b = dump(&to, order[i]);
		if (strcmp(a, b))
			fail_msg("%s %s:\n%.3000s\n---\n%.3000s", kind_def(order[i])->name, ending, a, b);
		free(a);
		free(b);
	}
	database_close(&from);
	database_close(&to);
}

static void test_round_trip(void **state)
{
	(void)state;
	round_trip("csv", false);
	round_trip("json", false);
	round_trip("xlsx", false);
	round_trip("csv", true);
	round_trip("json", true);
	round_trip("xlsx", true);
}

/* ---- one table in every dialect ---- */

static const char *const table[][3] = {
	{"Краткое название", "Полное название", "Примечание"},
	{"МБОУ «Ёлка; № 1»", "Школа, \"первая\"", "строка\nвторая"},
	{"Б", "а;б,в\tг", ""},
	{"В — «в»", "=1+1", "'апостроф"},
	{"Г", "Д…", "\"\""},
};
#define ROWS (sizeof(table) / sizeof(*table))

static void add_dialect_field(struct buf *out, const char *text, bool quote_all, const char *line_end)
{
	bool quote = quote_all || strpbrk(text, ";,\t\"\n");

	buf_add(out, quote ? "\"" : "");
	for (const char *s = text; *s; s++) {
		if (*s == '\n')
			buf_add(out, line_end);
		else if (*s == '"')
			buf_add(out, "\"\"");
		else
			buf_addc(out, *s);
	}
	buf_add(out, quote ? "\"" : "");
}

/* What these texts need of it. */
static void to_cp1251(const char *s, struct buf *out)
{
	static const struct {
		uint32_t from;
		unsigned char to;
	} signs[] = {{0x401, 0xA8}, {0xAB, 0xAB}, {0xBB, 0xBB}, {0x2116, 0xB9}, {0x2014, 0x97}, {0x2026, 0x85}};
	uint32_t cp;

	for (size_t n = strlen(s), i = 0, k; i < n; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		assert_true(k > 0);
		if (cp >= 0x410 && cp <= 0x44F)
			cp = cp - 0x410 + 0xC0;
		for (size_t j = 0; j < sizeof(signs) / sizeof(*signs); j++)
			if (cp == signs[j].from)
				cp = signs[j].to;
		assert_true(cp < 256);
		buf_addc(out, (char)cp);
	}
}

static void test_dialects(void **state)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	enum { PLAIN, BOM, CP1251, ENCODINGS };
	struct database db;
	char *first = NULL;
	int dialects = 0;

	(void)state;
	for (const char *separator = ";,\t"; *separator; separator++)
		for (int encoding = 0; encoding < ENCODINGS; encoding++)
			for (int quote_all = 0; quote_all < 2; quote_all++)
				for (int end = 0; end < 3; end++, dialects++) {
					struct buf text = {0}, bytes = {0};
					char *is;

					for (size_t r = 0; r < ROWS; r++)
						for (size_t c = 0; c < 3; c++) {
							add_dialect_field(&text, table[r][c], quote_all, ends[end]);
							if (c < 2)
								buf_addc(&text, *separator);
							else
								buf_add(&text, ends[end]);
						}
					if (encoding == BOM)
						buf_add(&bytes, "\xEF\xBB\xBF");
					if (encoding == CP1251)
						to_cp1251(text.s, &bytes);
					else
						buf_add(&bytes, text.s);
					database_open(&db, "2022-06-01", "");
					import(&db, KIND_ORG, "o.csv", bytes.s, false, OK, ROWS - 1, NULL);
					is = dump(&db, KIND_ORG);
					if (first)
						assert_string_equal(is, first);
					else
						first = mem_strdup(is);
					free(is);
					database_close(&db);
					buf_free(&text);
					buf_free(&bytes);
				}
	assert_int_equal(dialects, 54);
	assert_non_null(strstr(first, "\"full_name\": \"Школа, \\\"первая\\\"\""));
	assert_non_null(strstr(first, "\"full_name\": \"=1+1\""));
	assert_non_null(strstr(first, "\"note\": \"строка\\nвторая\""));
	free(first);
}

/* ---- what is told of rows and columns ---- */

static void test_detail(void **state)
{
	const struct assign columns[] = {{"Имя школы", "short_name"}, {"#2", "full_name"}, {"Лишнее", ""}};
	struct import_request q = {
		.kind = KIND_ORG, .columns = columns, .columns_n = 3, .update = true, .dry_run = true, .detail = true};
	struct import_report r;
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2022-06-01", "");
	import(&db, KIND_ORG, "o.csv", "short_name;full_name;phone\nА;А;1\nБ;Б;2\n", false, OK, 2, NULL);
	q.path = put(&db, "x.csv", "Имя школы;;Лишнее;Телефон;phon\nА;А;.;1;\nБ;Б;.;7;\nВ;В;.;3;\nГ;;.;;\nД\n");
	assert_int_equal(import_file(&db.session, &q, &r, &e), ERR_INPUT);
	assert_int_equal(r.rows, 5);
	assert_int_equal(r.added, 1);
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.same, 1);
	assert_int_equal(r.bad, 2);
	assert_int_equal(r.row_n, 6); /* and the heading */
	assert_int_equal(r.row[0].line, 1);
	assert_int_equal(r.row[0].outcome, IMPORT_BAD);
	assert_string_equal(r.row[0].why, "phon: такого поля у вида «Организация» нет; может быть, phone?");
	assert_int_equal(r.row[1].outcome, IMPORT_SAME);
	assert_int_equal(r.row[2].outcome, IMPORT_CHANGED);
	assert_string_equal(r.row[2].what, "Б");
	assert_string_equal(r.row[2].why, "Телефон: 2 → 7");
	assert_int_equal(r.row[3].outcome, IMPORT_ADDED);
	assert_int_equal(r.row[4].outcome, IMPORT_BAD);
	assert_string_equal(r.row[4].why, ": не заполнено");
	assert_int_equal(r.row[5].line, 6);
	assert_string_equal(r.row[5].why, ": не заполнено");
	assert_int_equal(r.column_n, 5);
	assert_string_equal(r.column[0].becomes, "Краткое название");
	assert_string_equal(r.column[1].becomes, "Полное название");
	assert_string_equal(r.column[2].becomes, "не загружается");
	assert_string_equal(r.column[3].sample, "1");
	assert_null(r.column[4].becomes);
	import_report_release(&r);
	q.dry_run = false; /* all or nothing: nothing is counted as done */
	assert_int_equal(import_file(&db.session, &q, &r, &e), ERR_INPUT);
	assert_int_equal(r.rows + r.added + r.changed + r.same, 0);
	assert_int_equal(r.row_n, 6);
	import_report_release(&r);
	assert_int_equal(count(&db, KIND_ORG), 2);
	database_close(&db);
}

#define PEOPLE "Фамилия;Имя;Организация\n"

static void test_faults(void **state)
{
	struct database db;
	struct buf many = {0};

	(void)state;
	database_open(&db, "2022-06-01", "");
	import(&db, KIND_ORG, "o.csv", "short_name;full_name\nШкола А;А\nШкола Б;Б\n", false, OK, 2, NULL);
	import(&db, KIND_REMINDER, "r.csv", "Что сделать;Срок\nРаз;31.02.2022\n;01.03.2022\nДва;послезавтра\nТри\n",
	       false, ERR_INPUT, 0, "r.csv, строка 2, столбец «Срок»", "31.02.2022", "строка 3, столбец",
	       "строка 5, столбец «Срок»: не заполнено", NULL);
	assert_int_equal(count(&db, KIND_REMINDER), 0);
	import(&db, KIND_PERSON, "p.csv", PEOPLE "А;Б;Школа А\nВ;Г;Школа\nД;Е;9\n", false, ERR_INPUT, 0, "строка 3",
	       "строка 4", NULL);
	import(&db, KIND_PERSON, "p.csv", "Фамилия;Имя;Фамилия\nА;Б;В\n", false, ERR_INPUT, 0, "уже есть",
	       "нет обязательного столбца «Организация»", NULL);
	import(&db, KIND_PERSON, "p.csv", "surname;org;surnam\nА;1;В\n", false, ERR_INPUT, 0, "«surnam»", "surname?",
	       NULL);
	import(&db, KIND_PERSON, "p.csv", "surname;org;\nА;1;\nБ;1;лишнее\n", false, ERR_INPUT, 0, "строка 3: «лишнее»",
	       NULL);
	import(&db, KIND_PERSON, "p.csv", "id;surname;org\nх;А;1\n5;Б;1\n5;В;1\n", false, ERR_INPUT, 0,
	       "строка 2, столбец «id»: «х»", "номер 5 уже стоит в строке 3", NULL);
	import(&db, KIND_PERSON, "p.csv", "surname;org\nА;\"1\n", false, ERR_INPUT, 0, "строка 2: кавычка", NULL);
	import(&db, KIND_PERSON, "p.csv", "", false, ERR_INPUT, 0, "пуст", NULL);
	import(&db, KIND_PERSON, "p.csv", "[]", false, OK, 0, NULL);
	import(&db, KIND_PERSON, "p.json",
	       "[\n{\"surname\": \"А\", \"org\": {}},\n7,\n{\"kind\": \"site\", \"surname\": \"Б\", \"org\": 1}]",
	       false, ERR_INPUT, 0, "строка 2, поле «org»", "строка 3: ожидается запись", "строка 4, поле «kind»",
	       NULL);
	import(&db, KIND_PERSON, "p.json", "[{\"surname\": \"А\", \"org\": 1, \"org_name\": \"Школа Б\"}]", false,
	       ERR_INPUT, 0, "другая запись", NULL);
	import(&db, KIND_PERSON, "p.json", "[{\"surname\": }]", false, ERR_INPUT, 0, "строка 1, знак", NULL);
	buf_add(&many, "surname;org\n");
	for (int i = 0; i < 300; i++)
		buf_add(&many, "А;99\n");
	import(&db, KIND_PERSON, "p.csv", many.s, false, ERR_INPUT, 0, "строка 201", "и ещё 100", NULL);
	buf_free(&many);
	assert_int_equal(count(&db, KIND_PERSON), 0);
	import(&db, KIND_PERSON, "p.json",
	       "{\"records\": [{\"surname\": \"А\", \"org\": \"Школа А\", \"name\": null}]}", false, OK, 1, NULL);
	import(&db, KIND_PERSON, "p.csv", PEOPLE "'=Б;;1\n\n;;\n", false, OK, 1, NULL);
	assert_int_equal(count(&db, KIND_PERSON), 2);
	database_close(&db);
}

static void test_update(void **state)
{
	struct database db;
	struct import_report report;
	struct error e = {.code = OK};
	char *text;

	(void)state;
	database_open(&db, "2022-06-01", "");
	import(&db, KIND_ORG, "o.csv", "short_name;full_name\nШкола А;А\nШкола Б;Б\nШкола Г;Г\n", false, OK, 3, NULL);
	import(&db, KIND_ORG, "o.csv", "short_name;full_name\nшкола а;Новая\nШкола В;В\n", true, OK, 1, NULL);
	import(&db, KIND_ORG, "o.csv", "id;full_name\n2;Вторая\n", true, OK, 0, NULL);
	import(&db, KIND_ORG, "o.csv", "id;full_name\n2;Вторая\n2;Ещё\n77;Х\n", true, ERR_INPUT, 0,
	       "уже меняет строка 2", "77", NULL);
	import(&db, KIND_PERSON, "p.csv", "surname;name;org\nА;Б;1\nА;Б;2\n", false, OK, 2, NULL);
	import(&db, KIND_PERSON, "p.csv", "surname;name;org\nА;Б;3\n", true, ERR_INPUT, 0, "2 записи с таким именем",
	       NULL);
	text = dump(&db, KIND_ORG);
	assert_non_null(strstr(text, "\"full_name\": \"Новая\""));
	assert_non_null(strstr(text, "\"full_name\": \"Вторая\""));
	assert_int_equal(count(&db, KIND_ORG), 4);
	assert_int_equal(
		import_file(&db.session,
			    &(struct import_request){.kind = KIND_ORG,
						     .path = put(&db, "o.csv", "id;full_name\n2;Вторая\n1;Первая\n"),
						     .update = true,
						     .dry_run = true},
			    &report, &e),
		OK);
	assert_int_equal(report.same, 1);
	assert_int_equal(report.changed, 1);
	import_report_release(&report);
	free(text);
	text = dump(&db, KIND_ORG);
	assert_null(strstr(text, "Первая"));
	free(text);
	database_close(&db);
}

static void test_premature(void **state)
{
	struct database db;

	(void)state;
	database_open(&db, "2022-06-01", "");
	import(&db, KIND_ORG, "o.csv", "short_name;full_name;head\nШкола А;А;Ёж И.И.\nШкола Б;Б;\n", false, OK, 2,
	       "столбец «head»: педагогов в базе ещё нет, не принято 1 значение", NULL);
	import(&db, KIND_PERSON, "p.csv", "surname;name;patronymic;org\nЁж;И.;И.;Школа А\n", false, OK, 1, NULL);
	import(&db, KIND_ORG, "o.csv", "short_name;full_name;head\nШкола А;А;Уж И.И.\n", true, ERR_INPUT, 0, "Уж И.И.",
	       NULL);
	import(&db, KIND_ORG, "o.csv", "short_name;full_name;head\nШкола А;А;еж и.и.\n", true, OK, 0, NULL);
	assert_string_equal(shown(&db, KIND_ORG, 1, "head"), "Ёж И.И.");
	database_close(&db);
}

/* A reminder may be about another one of the same file, which gets another number here. */
static void test_own_ids(void **state)
{
	struct database db;
	char *text;

	(void)state;
	database_open(&db, "2022-06-01", "");
	import(&db, KIND_REMINDER, "r.csv", "what;due\nА;2022-06-01\n", false, OK, 1, NULL);
	import(&db, KIND_REMINDER, "r.csv", "id;what;due;link\n1;Б;2022-06-02;reminder 9\n9;В;2022-06-03;\n", false, OK,
	       2, NULL);
	text = dump(&db, KIND_REMINDER);
	assert_non_null(strstr(text, "\"link\": \"reminder 3\""));
	free(text);
	import(&db, KIND_REMINDER, "r.csv", "id;what;due;link\n1;Г;2022-06-02;reminder 99\n", false, ERR_INPUT, 0,
	       "reminder 99", NULL);
	assert_int_equal(count(&db, KIND_REMINDER), 3);
	database_close(&db);
}

static void test_rights(void **state)
{
	struct database db;
	struct import_report report;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2022-06-01", "");
	put(&db, "o.csv", "short_name;full_name\nА;А\n");
	db.session.role = ROLE_VIEWER;
	assert_int_equal(
		import_file(&db.session, &(struct import_request){.kind = KIND_ORG, .path = file}, &report, &e),
		ERR_REFUSED);
	import_report_release(&report);
	db.session.role = ROLE_LEADER;
	assert_int_equal(
		import_file(&db.session, &(struct import_request){.kind = KIND_TERM, .path = file}, &report, &e),
		ERR_REFUSED);
	import_report_release(&report);
	database_close(&db);
}

static void test_export(void **state)
{
	struct database db;
	struct query q = {.kind = KIND_ORG};
	struct error e = {.code = OK};
	char path[80], text[400];
	size_t n;
	FILE *f;

	(void)state;
	database_open(&db, "2022-06-01", "");
	import(&db, KIND_ORG, "o.csv", "short_name;full_name;phone\nА;\"=1;\"\"2\"\"\";+7\n", false, OK, 1, NULL);
	assert_int_equal(export_file(&db.session, &q, NULL, db.folder, export_format(db.folder), &n, NULL, &e),
			 ERR_USAGE);
	snprintf(path, sizeof(path), "%s/x.csv", db.folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(export_file(&db.session, &q, NULL, path, export_format(path), &n, NULL, &e), ERR_USAGE);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(export_file(&db.session, &q, NULL, "/no/such/folder/x.csv",
				     export_format("/no/such/folder/x.csv"), &n, NULL, &e),
			 ERR_STORAGE);
	assert_int_equal(export_file(&db.session, &q, NULL, path, export_format(path), &n, NULL, &e), OK);
	assert_int_equal(n, 1);
	f = fopen(path, "r");
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = 0;
	fclose(f);
	assert_non_null(strstr(text, "\xEF\xBB\xBFid;Краткое название;"));
	assert_non_null(strstr(text, "\r\n1;А;\"'=1;\"\"2\"\"\";"));
	assert_non_null(strstr(text, ";'+7;"));
	database_close(&db);
}

static void test_columns(void **state)
{
	struct columns c;
	struct error e = {.code = OK};

	(void)state;
	assert_int_equal(columns_choose(kind_def(KIND_SITE), "topic, Состояние ,changed_at,topic", &c, &e), OK);
	assert_int_equal(c.n, 5);
	assert_string_equal(c.column[0].name, "id");
	assert_string_equal(c.column[3].name, "changed_at");
	assert_string_equal(c.column[4].name, "kind");
	columns_free(&c);
	assert_int_equal(columns_choose(kind_def(KIND_SITE), "topik", &c, &e), ERR_USAGE);
	assert_non_null(strstr(e.text, "topic"));
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct kind_def *k = kind_def(kind);

		assert_int_equal(columns_choose(k, NULL, &c, &e), OK);
		assert_true(c.n > 1);
		columns_free(&c);
		/* a title leads back to its field: import goes by it */
		for (size_t i = 0; i < k->n; i++)
			assert_ptr_equal(field_by_name(k, k->fields[i].title), &k->fields[i]);
	}
}

/* What the store did not take is not told as taken, whatever the rows said. */
static void test_not_stored(void **state)
{
	static const struct {
		unsigned kind;
		const char *name, *text;
	} files[] = {
		{KIND_ORG, "o.csv", "short_name;full_name\nШкола А;А\nШкола Б;Б\n"},
		{KIND_ORG, "o.json", "[{\"short_name\": \"Школа А\", \"full_name\": \"А\"}]"},
		{KIND_EVENT, "e.ics",
		 "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTART:20220601T100000Z\r\n"
		 "SUMMARY:Семинар\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"},
	};
	static const struct assign form = {"form", "консультация"};
	struct rlimit before, limit;

	(void)state;
	getrlimit(RLIMIT_FSIZE, &before);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		for (int dry = 0; dry < 2; dry++) {
			struct error e = {.code = OK};
			struct import_request q = {.kind = files[i].kind,
						   .readers = calendar_readers,
						   .dry_run = dry,
						   .given = &form,
						   .given_n = files[i].kind == KIND_EVENT};
			struct import_report r;
			struct database db;
			struct stat st;
			struct tx *tx;
			enum err err;

			database_open(&db, "2022-06-01", "");
			q.path = put(&db, files[i].name, files[i].text);
			assert_int_equal(stat(store_data_file(db.session.store), &st), 0);
			limit = (struct rlimit){(rlim_t)st.st_size, before.rlim_max};
			setrlimit(RLIMIT_FSIZE, &limit);
			err = import_file(&db.session, &q, &r, &e);
			setrlimit(RLIMIT_FSIZE, &before);
			if (err != (dry ? OK : ERR_STORAGE))
				fail_msg("%s: %d %s", files[i].name, err, e.text);
			assert_int_equal(r.added != 0, dry);
			assert_int_equal(r.faults.n, 0);
			tx = tx_read(db.session.store, &e);
			assert_int_equal(record_count(tx, files[i].kind), 0);
			tx_end(&tx);
			import_report_release(&r);
			database_close(&db);
		}
}

/* An entry of the list of organisations is lost. */
static enum err lose_entry(struct tx *tx, void *arg)
{
	struct key prefix = {.n = 0}, lost = {.n = 0};
	struct cursor c;

	(void)arg;
	cursor_open(&c, tx, T_IDX, key_u8(key_u8(&prefix, 'S'), KIND_ORG), NULL);
	assert_true(cursor_ok(&c));
	key_bytes(&lost, c.key.p, c.key.n);
	cursor_close(&c);
	return tx_del(tx, T_IDX, &lost);
}

/* A list that is shorter than what there is does not take the place of a good file. */
static void test_damaged_list(void **state)
{
	static const char *const endings[] = {"csv", "json", "xlsx"};
	struct query q = {.kind = KIND_ORG};
	struct error e = {.code = OK};
	struct database db;
	struct stat st;
	size_t n;

	(void)state;
	database_open(&db, "2022-06-01", "");
	add(&db, KIND_ORG, "short_name=А", "full_name=А", NULL);
	assert_int_equal(session_write(&db.session, "test", "", lose_entry, NULL, &e), OK);
	for (size_t i = 0; i < 3; i++) {
		char name[20];

		snprintf(name, sizeof(name), "o.%s", endings[i]);
		put(&db, name, "good");
		if (export_file(&db.session, &q, NULL, file, export_format(file), &n, NULL, &e) != ERR_STORAGE ||
		    !strstr(e.text, ERROR_CHECK))
			fail_msg("%s: %s", name, e.text);
		assert_int_equal(stat(file, &st), 0);
		assert_int_equal(st.st_size, 4);
	}
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_faults),
		cmocka_unit_test(test_update),	   cmocka_unit_test(test_own_ids),
		cmocka_unit_test(test_premature),  cmocka_unit_test(test_rights),
		cmocka_unit_test(test_export),	   cmocka_unit_test(test_columns),
		cmocka_unit_test(test_dialects),   cmocka_unit_test(test_detail),
		cmocka_unit_test(test_not_stored), cmocka_unit_test(test_damaged_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
