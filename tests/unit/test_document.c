/* The documents of a real order against its paper, word for word; other orders; the demonstration data. */
#include <ctype.h>
#include <unistd.h>

#include "database.h"
#include "stazh/demo/demo.h"
#include "stazh/document/document.h"
#include "stazh/document/template.h"

/* Another centre, told whole. */
#define CENTRE                                                                                                                            \
	"[centre]\nshort_name = МКУ «Центр развития»\nletterhead = ОБЛАСТЬ|РАЙОН\nplace = г. Центр\n" \
	"director = Вишневский О.Ю.\ndirector_post = директор\n"
#define PAPER "tests/data/prikaz-37-o.txt"

static void print(struct database *db, const char *what, uint32_t id, struct buf *out)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);

	if (document_print(tx, document_by_name(what), id, DOCUMENT_TEXT, out, NULL, &e))
		fail_msg("%s", e.text);
	tx_end(&tx);
}

/* The reason why it cannot be printed; in a static buffer. */
static const char *refusal(struct database *db, const char *what, uint32_t id, enum err code)
{
	static struct error e;
	struct tx *tx = tx_read(db->session.store, NULL);
	struct buf out = {0};

	assert_int_equal(document_print(tx, document_by_name(what), id, DOCUMENT_TEXT, &out, NULL, &e), code);
	assert_int_equal(out.n, 0);
	tx_end(&tx);
	return e.text;
}

static void has(const struct buf *text, const char *part)
{
	struct buf flat = {0};

	for (const char *p = buf_text(text); *p; p++)
		if (!isspace((unsigned char)*p) || (flat.n && flat.s[flat.n - 1] != ' '))
			buf_addc(&flat, isspace((unsigned char)*p) ? ' ' : *p);
	if (!strstr(buf_text(&flat), part))
		fail_msg("«%s» is not in: %s", part, buf_text(text));
	buf_free(&flat);
}

#define CELLS 12

/* A printed text with the cells of its tables whole: a row is wrapped by cells, down to the next rule. */
static char *unwrap(const char *text)
{
	struct buf out = {0}, cells[CELLS] = {{.s = NULL}};
	char *copy = strdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		bool row = *line == '|' && line[strspn(line, "|-")];

		for (size_t i = 0; !row && i < CELLS; i++) {
			buf_addf(&out, "%s ", buf_text(&cells[i]));
			buf_free(&cells[i]);
		}
		if (row)
			for (size_t i = 0; line && i < CELLS; i++)
				buf_addf(&cells[i], "%s ", strsep(&line, "|"));
		else
			buf_addf(&out, "%s\n", line);
	}
	free(copy);
	return buf_take(&out);
}

/* The words of a text: white space, table bars and rules, list and bold marks are put aside. One a line. */
static char *words(const char *text)
{
	struct buf out = {0};
	char *copy = strdup(text), *rest = NULL;

	for (char *w = strtok_r(copy, " \t\r\n|*", &rest); w; w = strtok_r(NULL, " \t\r\n|*", &rest))
		if (w[strspn(w, "-")])
			buf_addf(&out, "%s\n", w);
	free(copy);
	return buf_take(&out);
}

static void test_paper(void **state)
{
	struct database db;
	struct buf printed = {0}, paper = {0}, summary = {0};
	struct error e = {.code = OK};
	char *whole, *have, *want;

	(void)state;
	database_open(&db, "2022-06-01", "");
	if (demo_seed_order(&db.session, &summary, &e))
		fail_msg("%s", e.text);
	print(&db, "order", 1, &printed);
	print(&db, "appendix", 1, &printed);
	print(&db, "regulation", 1, &printed);
	if (template_read(PAPER, &paper, &e))
		fail_msg("%s", e.text);
	whole = unwrap(printed.s);
	have = words(whole);
	free(whole);
	want = words(paper.s);
	assert_string_equal(have, want);
	free(have);
	free(want);
	buf_free(&printed);
	buf_free(&paper);
	buf_free(&summary);
	database_close(&db);
}

static void test_seed(void **state)
{
	static const struct {
		unsigned kind;
		uint32_t n;
	} counts[] = {{KIND_ORDER, 1}, {KIND_ORG, 3},	 {KIND_PERSON, 4},  {KIND_SITE, 2},
		      {KIND_TERM, 2},  {KIND_REPORT, 2}, {KIND_PLANDOC, 0}, {KIND_REMINDER, 0}};
	struct database db;
	struct buf summary = {0};
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2022-06-01", "");
	/* as init leaves it: the centre and its people are not added twice */
	uint32_t org = add(&db, KIND_ORG, "short_name=МБУ «ЦИМС»", "full_name=Центр", NULL);
	char of[20];

	snprintf(of, sizeof(of), "org=%u", org);
	add(&db, KIND_PERSON, "surname=Гусева", "name=И.", "patronymic=Г.", of, "position=директор", NULL);
	assert_int_equal(demo_seed_order(&db.session, &summary, &e), OK);
	assert_string_equal(buf_text(&summary), "В базе теперь: 1 приказ, 3 организации, 4 человека, 2 площадки, "
						"2 срока статуса, 2 отчёта, 3 выпущенных документа");
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		assert_int_equal(count(&db, counts[i].kind), counts[i].n);
	for (uint32_t id = 1; id <= 2; id++) {
		assert_string_equal(shown(&db, KIND_SITE, id, "state"), SITE_ACTIVE);
		assert_string_equal(shown(&db, KIND_SITE, id, "term_text"), "");
		assert_string_equal(shown(&db, KIND_SITE, id, "methodist"), "Морозова И.А.");
		assert_string_equal(shown(&db, KIND_TERM, id, "from"), "01.09.2021");
		assert_string_equal(shown(&db, KIND_TERM, id, "to"), "31.08.2022");
		assert_string_equal(shown(&db, KIND_REPORT, id, "due"), "15.06.2022");
	}
	assert_string_equal(shown(&db, KIND_ORDER, 1, "state"), ORDER_SIGNED);
	assert_string_equal(shown(&db, KIND_ORDER, 1, "on_paper"), "да");
	assert_int_equal(demo_seed_order(&db.session, &summary, &e), ERR_REFUSED);
	assert_int_equal(count(&db, KIND_ORG), 3);
	buf_free(&summary);
	database_close(&db);
}

/* A centre with a director and a senior methodist, and schools with a site each. */
static void district(struct database *db, int schools)
{
	char name[100], full[100];

	add(db, KIND_ORG, "short_name=МКУ «Центр развития»", "full_name=Центр", NULL);
	add(db, KIND_PERSON, "surname=Вишневский", "name=Олег", "patronymic=Юрьевич", "org=1", "position=директор",
	    NULL);
	add(db, KIND_PERSON, "surname=Мельник", "name=Пётр", "patronymic=Ильич", "org=1", "position=старший методист",
	    NULL);
	for (int i = 0; i < schools; i++) {
		struct error e = {.code = OK};
		char org[30], head[30];

		snprintf(name, sizeof(name), "short_name=Школа № %d", 5 - i);
		snprintf(full, sizeof(full), "full_name=Школа № %d", 5 - i);
		snprintf(org, sizeof(org), "org=%d", i + 2);
		snprintf(head, sizeof(head), "head=%d", i + 3);
		add(db, KIND_ORG, name, full, NULL);
		add(db, KIND_PERSON, "surname=Черных", "name=Анна", org, NULL);
		assert_int_equal(set(db, &e, KIND_ORG, (uint32_t)i + 2, head, NULL), OK);
		snprintf(name, sizeof(name), "topic=Тема %d", i + 1);
		add(db, KIND_SITE, org, name, "methodist=2", NULL);
	}
}

static void test_five(void **state)
{
	struct database db;
	struct buf text = {0};
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-08-01", CENTRE);
	district(&db, 5);
	assert_int_equal(set(&db, &e, KIND_SITE, 2, "term_text=01.09.2026–31.08.2028", NULL), OK);
	add(&db, KIND_ORDER, "number=5", "date=03.09.2026", "title=О площадках", "preamble=В целях развития",
	    "school_year=2026-2027", "sites=1;2;3;4;5", "signer=1", "controller=2", "on_paper=да", NULL);
	assert_int_equal(act(&db, &e, KIND_ORDER, 1, "sign", NULL), OK);
	print(&db, "order", 1, &text);
	has(&text, "ОБЛАСТЬ РАЙОН ПРИКАЗ От 03.09.2026 г. № 5");
	has(&text, "В целях развития, ПРИКАЗЫВАЮ:");
	has(&text, "2. Руководителям образовательных учреждений Школа № 1 (Черных А.), Школа № 2 (Черных А.), Школа № "
		   "3 (Черных А.), "
		   "Школа № 4 (Черных А.), Школа № 5 (Черных А.) обеспечить работу стажировочных площадок.");
	has(&text, "4. Возложить на Мельника П.И., старшего методиста МКУ «Центр развития» информационно-методическое");
	has(&text, "5. Контроль исполнения настоящего приказа возложить на Мельника П.И., старшего методиста МКУ "
		   "«Центр развития».");
	has(&text, "Директор МКУ «Центр развития» О.Ю. Вишневский");
	buf_clear(&text);
	print(&db, "appendix", 1, &text);
	has(&text, "к приказу МКУ «Центр развития» « 03 » сентября 2026 № 5");
	has(&text, "муниципальные стажировочные площадки на 2026-2027 учебный год");
	has(&text, "| 1 | Школа № 5 | Тема 1 | |");
	has(&text, "| 2 | Школа № 4 | Тема 2 | 01.09.2026–31.08.2028 |");
	buf_free(&text);
	database_close(&db);
}

static void test_one(void **state)
{
	struct database db;
	struct buf text = {0};

	(void)state;
	database_open(&db, "2026-08-01", CENTRE);
	district(&db, 1);
	add(&db, KIND_ORDER, "number=7-о", "date=01.09.2026", "title=О площадке", "school_year=2026-2027", "sites=1",
	    "signer=1", "controller=1", NULL);
	print(&db, "order", 1, &text);
	has(&text, "1. Утвердить образовательную организацию, на базе которой будет организована муниципальная "
		   "стажировочная площадка");
	has(&text, "2. Руководителю образовательного учреждения Школа № 5 (Черных А.) обеспечить работу стажировочной "
		   "площадки.");
	has(&text, "сопровождение деятельности муниципальной стажировочной площадки.");
	has(&text, "оставляю за собой");
	buf_clear(&text);
	print(&db, "appendix", 1, &text);
	has(&text, "Образовательная организация, на базе которой организуется муниципальная стажировочная площадка на "
		   "2026-2027");
	buf_free(&text);
	database_close(&db);
}

static void test_kinds(void **state)
{
	struct database db;
	struct buf text = {0};

	(void)state;
	database_open(&db, "2026-08-01", CENTRE);
	district(&db, 2);
	add(&db, KIND_ORDER, "number=1", "date=01.09.2026", "title=О продлении", "kind=продление",
	    "school_year=2026-2027", "sites=1;2", "to=31.08.2028", "signer=1", "controller=1", NULL);
	add(&db, KIND_ORDER, "number=2", "date=01.10.2026", "title=О прекращении", "kind=прекращение",
	    "school_year=2026-2027", "sites=1;2",
	    "grounds=рекомендация методического центра;решение образовательной организации", "signer=1", "controller=1",
	    NULL);
	add(&db, KIND_ORDER, "number=3", "date=01.11.2026", "title=О совещании", "kind=иной", "school_year=2026-2027",
	    "items=Провести совещание.\nКонтроль оставляю за собой.", "signer=1", NULL);
	print(&db, "order", 1, &text);
	has(&text, "1. Продлить статус муниципальных стажировочных площадок: - Школа № 5, тема «Тема 1» — с 01.09.2026 "
		   "по 31.08.2028; "
		   "- Школа № 4, тема «Тема 2» — с 01.09.2026 по 31.08.2028. 2. Руководителям");
	buf_clear(&text);
	print(&db, "order", 2, &text);
	has(&text, "1. Прекратить с 01.10.2026 деятельность муниципальных стажировочных площадок (пункт 7.1");
	has(&text, "- Школа № 5, тема «Тема 1», основание: рекомендация методического центра; - Школа № 4, тема «Тема "
		   "2», основание: решение "
		   "образовательной организации. 2. ");
	buf_clear(&text);
	print(&db, "order", 3, &text);
	has(&text, "ПРИКАЗЫВАЮ: 1. Провести совещание. 2. Контроль оставляю за собой. Директор");
	buf_free(&text);
	database_close(&db);
}

static void test_missing(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	const char *why;

	(void)state;
	database_open(&db, "2026-08-01", "");
	district(&db, 2);
	assert_int_equal(set(&db, &e, KIND_ORG, 3, "head=", NULL), OK);
	add(&db, KIND_ORDER, "title=О площадках", "school_year=2026-2027", "sites=1;2", "signer=", "controller=", NULL);
	why = refusal(&db, "order", 1, ERR_REFUSED);
	assert_non_null(strstr(why, "номер (stazh set order 1 number=…)"));
	assert_non_null(strstr(why, "дата (stazh set order 1 date=…)"));
	assert_non_null(strstr(why, "кто подписывает (stazh set order 1 signer=…)"));
	assert_non_null(strstr(why, "руководитель: Школа № 4 (stazh set org 3 head=…)"));
	assert_null(strstr(why, "Школа № 5"));
	add(&db, KIND_ORDER, "number=1", "date=01.09.2026", "title=О разном", "kind=иной", "school_year=2026-2027",
	    "signer=1", NULL);
	assert_non_null(strstr(refusal(&db, "order", 2, ERR_REFUSED), "пункты (stazh set order 2 items=…)"));
	assert_non_null(strstr(refusal(&db, "appendix", 2, ERR_REFUSED), "площадки (stazh set order 2 sites=…)"));
	database_close(&db);
	database_open(&db, "2026-08-01", "[print]\ntemplates = /nonexistent");
	district(&db, 1);
	add(&db, KIND_ORDER, "title=О площадках", "school_year=2026-2027", "sites=1", NULL);
	assert_non_null(strstr(refusal(&db, "order", 1, ERR_USAGE), "/nonexistent/order.txt"));
	database_close(&db);
}

static enum err store_certified(struct tx *tx, void *arg)
{
	struct record r = {0};
	enum err err = record_load(tx, KIND_TRAINEE, 1, &r);

	record_set_text(&r, TRAINEE_STATE, TRAINEE_COMPLETED);
	record_set_text(&r, TRAINEE_CERTIFICATE, "1/2026");
	record_set_date(&r, TRAINEE_CERTIFIED_ON, date_parse_iso(arg));
	if (!err)
		err = record_store(tx, &r);
	record_release(&r);
	return err;
}

/* A certificate of an older program, which asked for no end: the text is in the tense of its date. */
static void test_tense(void **state)
{
	static const struct {
		const char *on, *said;
	} cases[] = {{"2026-09-30", "по 30 сентября 2026 г. прошла стажировку"},
		     {"2026-09-29", "по 30 сентября 2026 г. проходит стажировку"}};
	struct database db;
	struct buf text = {0};

	(void)state;
	database_open(&db, "2026-10-10", CENTRE);
	district(&db, 1);
	add(&db, KIND_GROUP, "site=1", "name=Первая", "from=01.09.2026", "to=30.09.2026", NULL);
	add(&db, KIND_PERSON, "surname=Орлова", "name=Анна", "org=2", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=4", NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
			session_write(&db.session, "set", "", store_certified, (void *)(uintptr_t)cases[i].on, NULL),
			OK);
		buf_clear(&text);
		print(&db, "certificate", 1, &text);
		has(&text, cases[i].said);
	}
	buf_free(&text);
	database_close(&db);
}

/* May it be signed, but for the states of its sites? */
static bool may_be_signed(struct database *db, uint32_t order)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct record r = {.kind = 0};
	bool may = true;

	assert_int_equal(record_load(tx, KIND_ORDER, order, &r), OK);
	lacks_check(tx, transition_by_name(kind_def(KIND_ORDER), "sign"), &r, false, &db->told.lacks, NULL);
	for (size_t i = 0; i < db->told.lacks.n; i++)
		may &= db->told.lacks.l[i].kind == KIND_SITE;
	tx_end(&tx);
	record_release(&r);
	return may;
}

/* What may be signed can be printed, whatever else is not told; and what could not was refused by that which is
 * missing. */
static void test_signed_prints(void **state)
{
	static const char *const kinds[] = {ORDER_KIND_APPROVAL, ORDER_KIND_RENEWAL, ORDER_KIND_TERMINATION,
					    ORDER_KIND_OTHER};
	static const char *const told[] = {
		"number=1-о",  "date=20.08.2026",	   "sites=1;2", "signer=1", "controller=2",
		"methodist=2", "grounds=рекомендация ЦИМС"};
	enum { FIELDS = sizeof(told) / sizeof(*told), HEAD = FIELDS, POST, WAYS };
	size_t printed = 0, refused = 0;
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-08-01", "");
	district(&db, 2);
	/* two things are not told, or one, or none */
	for (int way = 0; way < 4 * 2 * (WAYS + 1) * (WAYS + 1); way++) {
		int kind = way % 4, items = way / 4 % 2, one = way / 8 % (WAYS + 1), other = way / 8 / (WAYS + 1);
		struct assign a[FIELDS + 4] = {{"title", "О площадках"},
					       {"school_year", "2026-2027"},
					       {"kind", kinds[kind]},
					       {"items", items ? "Провести совещание." : ""}};
		char texts[FIELDS][60];
		struct buf text = {0};
		uint32_t order;
		struct tx *tx;

		for (int i = 0; i < FIELDS; i++) {
			char *value;

			snprintf(texts[i], sizeof(texts[i]), "%s", told[i]);
			value = strchr(texts[i], '=');
			*value++ = 0;
			a[i + 4] = (struct assign){texts[i], i == one || i == other ? "" : value};
		}
		if (other < one)
			continue;
		assert_int_equal(set(&db, &e, KIND_ORG, 3, one == HEAD || other == HEAD ? "head=" : "head=4", NULL),
				 OK);
		assert_int_equal(set(&db, &e, KIND_PERSON, 1,
				     one == POST || other == POST ? "position=" : "position=директор", NULL),
				 OK);
		assert_int_equal(op_add(&db.session, KIND_ORDER, a, FIELDS + 4, &order, &db.told, &e), OK);
		if (may_be_signed(&db, order)) {
			print(&db, "order", order, &text);
			printed++;
		} else {
			tx = tx_read(db.session.store, NULL);
			refused += document_print(tx, document_by_name("order"), order, DOCUMENT_TEXT, &text, NULL,
						  &e) == ERR_REFUSED;
			tx_end(&tx);
		}
		assert_int_equal(op_delete(&db.session, KIND_ORDER, order, true, &e), OK);
		buf_free(&text);
	}
	assert_true(printed > 50);
	assert_true(refused > 200);
	database_close(&db);
}

static void clause(const struct config *c, const char *number, const char *start, const char *part)
{
	struct buf text = {0};
	struct error e = {.code = OK};

	if (regulation_clause(c, number, &text, &e))
		fail_msg("%s", e.text);
	assert_memory_equal(text.s, start, strlen(start));
	if (!strstr(text.s, part))
		fail_msg("«%s» has no «%s»", text.s, part);
	assert_true(text.n < 2 || text.s[text.n - 2] != '\n');
	buf_free(&text);
}

static void test_clauses(void **state)
{
	static const char *const all[] = {"1",	   "1.1", "1.2", "1.3", "1.4", "2",   "2.1", "2.2", "2.3",
					  "2.3.1", "3",	  "3.1", "3.2", "3.3", "3.4", "4",   "4.1", "4.2",
					  "4.3",   "5",	  "5.1", "5.2", "6",   "6.1", "6.2", "7",   "7.1"};
	struct config c;
	struct buf text = {0};
	struct error e = {.code = OK};

	(void)state;
	config_defaults(&c);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		clause(&c, all[i], "", "");
	clause(&c, "3.3", "3.3. Статус стажировочной площадки присваивается МБУ «ЦИМС»", "на срок до трех лет.\n");
	clause(&c, "1.3", "3. Стажировочная площадка может быть создана", "любого типа и вида.\n");
	clause(&c, "2", "2. Цели, задачи", "- сетевого взаимодействия образовательных учреждений;\n");
	clause(&c, "2.3", "2.3. Основными", "2.3.1. Знакомство");
	assert_int_equal(regulation_clause(&c, "3", &text, &e), OK);
	assert_null(strstr(text.s, "4.1."));
	assert_int_equal(regulation_clause(&c, "9.9", &text, &e), ERR_NONE);
	assert_int_equal(regulation_clause(&c, "3.", &text, &e), ERR_NONE);
	buf_free(&text);
	config_free(&c);
}

static void test_scale(void **state)
{
	struct database db, again;
	struct buf first = {0}, second = {0};
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-11-24", "");
	if (demo_scale(&db.session, 40, NULL, &first, &e))
		fail_msg("%s", e.text);
	assert_int_equal(count(&db, KIND_ORG), 41);
	assert_int_equal(count(&db, KIND_SITE), 14);
	assert_true(count(&db, KIND_PERSON) > 250);
	assert_true(count(&db, KIND_REPORT) > 5);
	assert_int_equal(demo_scale(&db.session, 40, NULL, &second, &e), ERR_REFUSED);
	database_open(&again, "2026-11-24", "");
	assert_int_equal(demo_scale(&again.session, 40, NULL, &second, &e), OK);
	assert_string_equal(first.s, second.s);
	buf_free(&first);
	buf_free(&second);
	database_close(&db);
	database_close(&again);
}

/* «Приказ № 12/1-о» is no path. */
static void test_file_name(void **state)
{
	struct database db;
	struct buf name = {0};
	struct error e = {.code = OK};
	struct tx *tx;

	(void)state;
	database_open(&db, "2026-11-24", "");
	add(&db, KIND_ORDER, "title=т", "school_year=2026-2027", "number=12/1-о", "date=24.11.2026", NULL);
	tx = tx_read(db.session.store, &e);
	document_file_name(tx, document_by_name("order"), 1, &name);
	tx_end(&tx);
	assert_non_null(strstr(buf_text(&name), "12-1-о"));
	assert_null(strchr(name.s, '/'));
	buf_free(&name);
	database_close(&db);
}

/* Writes the regulation of a district; its path is that of its configuration. */
static void write_regulation(const char *path, const char *clause)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "# пояснение %d\n\nПоложение\nо муниципальных стажировочных площадках\n[1]\n1. Общее.\n[1.1]\n%s\n",
		rand(), clause);
	assert_int_equal(fclose(f), 0);
}

static void sign(struct database *db, uint32_t id)
{
	struct error e = {.code = OK};

	if (act(db, &e, KIND_ORDER, id, "sign", NULL))
		fail_msg("%s", e.text);
}

/* An order about the site (of a base with `district`), of the day. */
static uint32_t add_order(struct database *db, const char *site, const char *date, const char *number)
{
	char sites[30], on[40], no[30];

	snprintf(sites, sizeof(sites), "sites=%s", site);
	snprintf(on, sizeof(on), "date=%s", date);
	snprintf(no, sizeof(no), "number=%s", number);
	return add(db, KIND_ORDER, no, on, "title=О площадке", "school_year=2026-2027", sites, "signer=1",
		   "controller=1", "on_paper=да", NULL);
}

static void approves(struct database *db, uint32_t order, bool does)
{
	struct buf text = {0};

	print(db, "order", order, &text);
	if (does != !!strstr(text.s, "Утвердить Положение о муниципальных"))
		fail_msg("order %u %s the regulation: %s", order, does ? "does not approve" : "approves", text.s);
	if (does)
		has(&text,
		    "3. Утвердить Положение о муниципальных стажировочных площадках (приложение 2). 4. Возложить");
	else
		has(&text, "3. Возложить");
	buf_clear(&text);
	if (does)
		print(db, "regulation", order, &text);
	else
		assert_non_null(strstr(refusal(db, "regulation", order, ERR_REFUSED), "regulation=…"));
	buf_free(&text);
}

/* Only a regulation that is new or changed is approved. */
static void test_regulation(void **state)
{
	char path[] = "/tmp/stazh-regulation-XXXXXX", ini[1000];
	struct database db;
	struct error e = {.code = OK};
	struct buf text = {0};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	snprintf(ini, sizeof(ini), CENTRE "[print]\nregulation = %s\n[clauses]\nend = 12.4, 12.5\n", path);
	write_regulation(path, "Отчёт до 15 июня.");
	database_open(&db, "2026-09-10", ini);
	district(&db, 5);
	add_order(&db, "1", "01.09.2026", "1");
	approves(&db, 1, true); /* a draft, the first */
	add_order(&db, "2", "02.09.2026", "2");
	approves(&db, 2, true); /* nothing is signed yet */
	sign(&db, 1);
	approves(&db, 2, false);
	sign(&db, 2);
	assert_string_equal(shown(&db, KIND_ORDER, 2, "regulation"), "нет");
	write_regulation(path, "Отчёт до 15 июня."); /* another remark, the same text */
	add_order(&db, "3", "03.09.2026", "3");
	approves(&db, 3, false);
	write_regulation(path, "Отчёт до 1 июня.");
	approves(&db, 3, true);
	approves(&db, 1, true); /* what was signed stays as it was */
	approves(&db, 2, false);
	sign(&db, 3);
	add_order(&db, "4", "04.09.2026", "4");
	approves(&db, 4, false);
	assert_int_equal(
		set(&db, &e, KIND_ORDER, 4, "regulation=Положение о муниципальных площадках в новой редакции", NULL),
		OK);
	print(&db, "order", 4, &text);
	has(&text, "3. Утвердить Положение о муниципальных площадках в новой редакции (приложение 2).");
	assert_int_equal(set(&db, &e, KIND_ORDER, 4, "regulation=нет", NULL), OK);
	write_regulation(path, "Отчёт до 2 июня.");
	approves(&db, 4, false);
	buf_clear(&text);
	add(&db, KIND_ORDER, "number=9", "date=01.10.2026", "title=О прекращении", "kind=прекращение",
	    "school_year=2026-2027", "sites=1", "grounds=рекомендация методического центра", "signer=1", "controller=1",
	    NULL);
	print(&db, "order", 5, &text);
	has(&text, "площадки (пункты 12.4, 12.5 Положения о муниципальных стажировочных площадках):");
	buf_free(&text);
	database_close(&db);
	unlink(path);
}

/* The centre is told once, in the cases that grammar needs; what is not told is nobody else's. */
static void test_centre(void **state)
{
	struct database db;
	struct buf text = {0};
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-09-10",
		      "[centre]\nshort_name = Управление образования\nletterhead = ОБЛАСТЬ\nplace = г. Яя\ndirector = "
		      "Козловец П.П.\n"
		      "director_post = начальник\n");
	add(&db, KIND_ORG, "short_name=Управление образования", "full_name=Управление", NULL);
	add(&db, KIND_PERSON, "surname=Козловец", "name=Пётр", "patronymic=Павлович", "org=1", "position=Начальник",
	    NULL);
	add(&db, KIND_PERSON, "surname=Мельник", "name=Анна", "patronymic=Ильинична", "org=1", "position=методист",
	    NULL);
	add(&db, KIND_ORG, "short_name=Школа № 6", "full_name=Школа № 6", NULL);
	add(&db, KIND_PERSON, "surname=Белых", "name=Яна", "org=2", "position=директор", NULL);
	add(&db, KIND_SITE, "org=2", "topic=Тема", "methodist=2", NULL);
	add(&db, KIND_ORDER, "number=1", "date=05.02.2027", "title=О площадке", "school_year=2026-2027", "sites=1",
	    "signer=1", "controller=3", NULL);
	assert_int_equal(set(&db, &e, KIND_ORG, 2, "head=3", NULL), OK);
	print(&db, "order", 1, &text);
	has(&text, "ОБЛАСТЬ ПРИКАЗ От 05.02.2027 г. № 1 г. Яя");
	has(&text, "Возложить на Мельник А.И., методиста Управления образования информационно");
	has(&text, "на Белых Я., директора Школы № 6.");
	has(&text, "Начальник Управления образования П.П. Козловец");
	assert_null(strstr(text.s, "Козловец."));
	buf_clear(&text);
	print(&db, "appendix", 1, &text);
	has(&text, "к приказу Управления образования « 05 » февраля 2027 № 1");
	buf_clear(&text);
	add(&db, KIND_PLANDOC, "site=1", "school_year=2026-2027", "plandoc_kind=программа", NULL);
	print(&db, "plan", 1, &text);
	has(&text, "УТВЕРЖДАЮ Начальник Управления образования ______________ П.П. Козловец");
	database_close(&db);

	/* a word that the program does not decline is asked for, and then taken as it is told */
	for (int told = 0; told < 2; told++) {
		char ini[600];

		snprintf(ini, sizeof(ini),
			 "[centre]\nshort_name = Депо знаний\nletterhead = ОБЛАСТЬ\ndirector = Мороз И.И.\n"
			 "director_post = начальник\n%s",
			 told ? "name_genitive = Депа знаний\n" : "");
		database_open(&db, "2026-09-10", ini);
		district(&db, 1);
		add(&db, KIND_PLANDOC, "site=1", "school_year=2026-2027", "plandoc_kind=программа", NULL);
		buf_clear(&text);
		if (told) {
			print(&db, "plan", 1, &text);
			has(&text, "УТВЕРЖДАЮ Начальник Депа знаний ______________ И.И. Мороз");
		} else {
			assert_non_null(strstr(refusal(&db, "plan", 1, ERR_REFUSED), "[centre] name_genitive"));
		}
		database_close(&db);
	}

	/* nothing told, and it is not the base of order № 37-о: not its letterhead either */
	database_open(&db, "2026-09-10", "[centre]");
	district(&db, 1);
	add(&db, KIND_PLANDOC, "site=1", "school_year=2026-2027", "plandoc_kind=программа", NULL);
	add_order(&db, "1", "01.09.2026", "1");
	assert_non_null(strstr(refusal(&db, "order", 1, ERR_REFUSED), "[centre] letterhead"));
	assert_non_null(strstr(refusal(&db, "plan", 1, ERR_REFUSED), "[centre] director_post"));
	assert_non_null(strstr(refusal(&db, "plan", 1, ERR_REFUSED), "[centre] director "));
	add(&db, KIND_ORG, "short_name=МБУ «ЦИМС»", "full_name=Центр", "anyway=да", NULL);
	buf_clear(&text);
	print(&db, "plan", 1, &text);
	has(&text, "УТВЕРЖДАЮ Директор МБУ «ЦИМС» ______________ И.Г. Гусева");
	buf_free(&text);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paper),	      cmocka_unit_test(test_seed),
		cmocka_unit_test(test_five),	      cmocka_unit_test(test_one),
		cmocka_unit_test(test_kinds),	      cmocka_unit_test(test_missing),
		cmocka_unit_test(test_signed_prints), cmocka_unit_test(test_tense),
		cmocka_unit_test(test_clauses),	      cmocka_unit_test(test_scale),
		cmocka_unit_test(test_file_name),     cmocka_unit_test(test_regulation),
		cmocka_unit_test(test_centre),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
