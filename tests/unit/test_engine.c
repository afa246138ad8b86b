/* The engine serves whatever register it is handed: this one has two kinds, and nothing of the training sites. */
#include "library.h"
#include "stazh/model/view.h"

/* Not needed, so not there. */
extern const struct kind_def kind_site __attribute__((weak));

static struct database db;
static uint32_t anna, boris, novel, poems, sequel;

static int begin(void **state)
{
	(void)state;
	database_open_of(&db, &library, NULL, "2026-09-01", "");
	anna = add(&db, KIND_READER, "name=Анна", "phone=2-11-05", NULL);
	boris = add(&db, KIND_READER, "name=Борис", "phone=2-11-06", NULL);
	novel = add(&db, KIND_BOOK, "reader=Анна", "title=Ёлки", "genre=роман", "pages=300", NULL);
	poems = add(&db, KIND_BOOK, "reader=борис", "title=Дым", "genre=сти", NULL);
	sequel = add(&db, KIND_BOOK, "reader=1", "title=Зима", "genre=роман", "sequel_of=Ёлки", NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	assert_sound(&db);
	database_close(&db);
	return 0;
}

/* «1 3»: the records of the query. */
static const char *listed(const struct query *q)
{
	static char text[200];
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db.session.store, NULL);
	uint32_t *ids = NULL;
	size_t n = 0;

	text[0] = 0;
	if (query_run(tx, q, &ids, &n, &e))
		fail_msg("%s", e.text);
	for (size_t i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), i ? " %u" : "%u", ids[i]);
	free(ids);
	tx_end(&tx);
	return text;
}

static void look_at_title(unsigned kind, const char *action, const char *title)
{
	struct buf b = {0};

	action_title(kind, action, &b);
	assert_string_equal(buf_text(&b), title);
	buf_free(&b);
}

static void test_alone(void **state)
{
	(void)state;
	assert_null(&kind_site);
	assert_ptr_equal(kind_by_name("Книги"), &book_kind);
	assert_null(kind_by_name("site"));
	assert_null(kind_def(3));
	assert_string_equal(kind_nearest("boook"), "book");
	look_at_title(KIND_BOOK, "lend", "выдана");
	look_at_title(KIND_BOOK, "set", "изменена");
	look_at_title(KIND_NONE, "set", "изменено");
	look_at_title(KIND_NONE, "stocktake", "переучёт");
	look_at_title(KIND_NONE, "demo", "demo");
}

static void test_fields(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	assert_string_equal(shown(&db, KIND_BOOK, poems, "genre"), "стихи");
	assert_string_equal(shown(&db, KIND_BOOK, sequel, "sequel_of"), "«Ёлки»");
	assert_string_equal(shown(&db, KIND_BOOK, novel, "state"), ON_SHELF);
	assert_refused(set(&db, &e, KIND_BOOK, novel, "pages=6000", NULL), e, "", "вне пределов");
	assert_refused(set(&db, &e, KIND_BOOK, novel, "genre=басни", NULL), e, "", "Жанр");
	assert_refused(set(&db, &e, KIND_BOOK, novel, "title=", NULL), e, "", "Не заполнено поле «Название»");
	assert_refused(set(&db, &e, KIND_BOOK, novel, "state=утеряна", NULL), e, "", "только действиями");
	assert_int_equal(set(&db, &e, KIND_BOOK, novel, "genr=стихи", NULL), ERR_USAGE);
	assert_non_null(strstr(e.text, "может быть, «genre»"));
}

/* Two of one name are told apart by the number behind it. */
static void test_numbered(void **state)
{
	char text[40];
	uint32_t id = 0;
	struct tx *tx;

	(void)state;
	snprintf(text, sizeof(text), "Ёлки (№ %u)", poems);
	tx = tx_read(db.session.store, NULL);
	assert_int_equal(ref_find(tx, KIND_BOOK, text, &id, NULL), OK);
	assert_int_equal(id, poems);
	assert_int_equal(ref_find(tx, KIND_BOOK, "Ёлки (№ 999)", &id, NULL), ERR_NONE);
	assert_int_equal(ref_find(tx, KIND_BOOK, "Ёлки", &id, NULL), OK);
	assert_int_equal(id, novel);
	tx_end(&tx);
}

static void test_lists(void **state)
{
	struct condition novels = {.field = field_by_name(&book_kind, "genre"), .value = "роман"};
	struct order orders[ORDERS_MAX];
	size_t n;

	(void)state;
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK}), "2 1 3"); /* Дым, Ёлки, Зима */
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK, .descending = true}), "3 1 2");
	assert_int_equal(orders_parse(&book_kind, "-genre", orders, &n, NULL), OK);
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK, .orders = orders, .orders_n = n}), "2 1 3");
	assert_int_equal(orders_parse(&book_kind, "genre, -id", orders, &n, NULL), OK);
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK, .orders = orders, .orders_n = n}), "3 1 2");
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK, .where = &novels, .n = 1}), "1 3");
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK, .text = "елк"}), "1");
	assert_string_equal(listed(&(struct query){.kind = KIND_BOOK, .of_kind = KIND_READER, .of_id = anna}), "1 3");
}

static void assert_due(const char *today, const char *wanted)
{
	char *due;

	db.session.today = date_parse_iso(today);
	due = deadlines(&db, 30);
	assert_string_equal(due, wanted);
	free(due);
}

/* Two readers of one name are two groups, whatever the order of their books. */
static void test_groups(void **state)
{
	const struct field *pages = field_by_name(&book_kind, "pages");
	const struct path by = path_to(field_by_name(&book_kind, "reader"));
	const struct query q = {.kind = KIND_BOOK, .group = &by};
	struct groups g;
	struct buf sums = {0};
	uint32_t twin, *ids;
	struct tx *tx;
	size_t n;

	(void)state;
	twin = add(&db, KIND_READER, "name=Анна", "phone=2-11-07", NULL);
	for (unsigned i = 0; i < 3; i++) {
		char reader[20], title[20];

		snprintf(reader, sizeof(reader), "reader=%u", i == 1 ? twin : anna);
		snprintf(title, sizeof(title), "title=%u", i);
		add(&db, KIND_BOOK, reader, title, "pages=101", NULL);
	}
	tx = tx_read(db.session.store, NULL);
	assert_int_equal(query_run(tx, &q, &ids, &n, NULL), OK);
	groups_find(tx, &q, ids, n, &pages, 1, STYLE_PEOPLE, &g);
	assert_int_equal(g.n, 3);
	assert_string_equal(g.of[0].name, "Анна");
	assert_string_equal(g.of[1].name, "Анна");
	assert_string_equal(g.of[2].name, "Борис");
	assert_int_equal(g.of[0].n + g.of[1].n, 5);
	assert_true(g.of[0].n == 1 || g.of[1].n == 1);
	sums_add(&pages, g.whole, 1, &sums);
	assert_string_equal(sums.s, " · страниц 603, в среднем 150,8"); /* 300 + 3 * 101 over four */
	groups_free(&g);
	buf_free(&sums);
	free(ids);
	tx_end(&tx);
}

static void test_life(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	assert_refused(act(&db, &e, KIND_BOOK, novel, "take", NULL), e, "", "Ещё на полке");
	assert_refused(act(&db, &e, KIND_BOOK, novel, "lend", NULL), e, "", "указано: До какого дня");
	assert_int_equal(act(&db, &e, KIND_BOOK, novel, "lend", "back=20.09.2026", NULL), OK);
	assert_string_equal(shown(&db, KIND_BOOK, novel, "state"), LENT);
	assert_due("2026-09-10",
		   "2026-09-17 soon Вернуть «Ёлки» | Анна | \n2026-09-20 back Вернуть «Ёлки» | Анна | \n");
	assert_due("2026-09-18", "2026-09-20 back Вернуть «Ёлки» | Анна | \n");
	assert_due("2026-09-21", "2026-09-20 back Не вернули | Анна | \n");
	assert_int_equal(set(&db, &e, KIND_READER, anna, "name=Алла", NULL), OK);
	assert_due("2026-09-18", "2026-09-20 back Вернуть «Ёлки» | Алла | \n");
	assert_int_equal(act(&db, &e, KIND_BOOK, novel, "lose", NULL), OK);
	assert_due("2026-09-18", "");
	assert_refused(set(&db, &e, KIND_BOOK, novel, "pages=1", NULL), e, "",
		       "Сначала верните: действие «Найти» (find)");
	assert_int_equal(act(&db, &e, KIND_BOOK, novel, "find", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_BOOK, novel, "pages=1", NULL), OK);
}

static void test_trash(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	assert_refused(op_delete(&db.session, KIND_BOOK, novel, false, &e), e, "", "ссылаются");
	assert_refused(op_delete(&db.session, KIND_READER, anna, false, &e), e, "", "--with-own");
	assert_int_equal(op_delete(&db.session, KIND_READER, anna, true, &e), OK);
	assert_int_equal(count(&db, KIND_BOOK), 1);
	assert_int_equal(op_restore(&db.session, KIND_READER, anna, &e), OK);
	assert_int_equal(count(&db, KIND_BOOK), 3);
}

static enum err stocktake(struct tx *tx, void *arg)
{
	return model_set(tx, KIND_BOOK, poems, 0, &(struct assign){"pages", "77"}, 1, arg);
}

static void test_undo(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	assert_int_equal(set(&db, &e, KIND_BOOK, poems, "title=Пар", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_BOOK, poems, "lend", "back=20.09.2026", NULL), OK);
	assert_int_equal(op_undo(&db.session, 2, NULL, &e), OK);
	assert_string_equal(shown(&db, KIND_BOOK, poems, "title"), "Дым");
	assert_string_equal(shown(&db, KIND_BOOK, poems, "state"), ON_SHELF);
	assert_int_equal(op_redo(&db.session, 1, NULL, &e), OK);
	assert_string_equal(shown(&db, KIND_BOOK, poems, "title"), "Пар");
	assert_int_equal(session_write(&db.session, "stocktake", "", stocktake, &e, &e), OK);
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), ERR_NONE); /* the ground that one stands on */
	assert_string_equal(shown(&db, KIND_BOOK, poems, "pages"), "77");
}

static void test_rights(void **state)
{
	struct error e = {.code = OK};
	struct tx *tx;

	(void)state;
	db.session.role = ROLE_LEADER;
	snprintf(db.session.own, sizeof(db.session.own), "Борис");
	tx = tx_read(db.session.store, NULL);
	session_find_self(&db.session, tx);
	tx_end(&tx);
	assert_int_equal(db.session.org, boris);
	assert_string_equal(shown(&db, KIND_READER, boris, "phone"), "2-11-06");
	assert_string_equal(shown(&db, KIND_READER, anna, "phone"), "");
	assert_string_equal(listed(&(struct query){.kind = KIND_READER, .text = "2-11-05"}), "");
	assert_int_equal(set(&db, &e, KIND_BOOK, poems, "pages=40", NULL), OK);
	assert_refused(set(&db, &e, KIND_BOOK, novel, "pages=40", NULL), e, "", "Нет права");
	assert_refused(set(&db, &e, KIND_BOOK, poems, "reader=Анна", NULL), e, "", "Нет права");
	assert_refused(act(&db, &e, KIND_BOOK, novel, "lend", "back=20.09.2026", NULL), e, "", "Нет права");
	assert_int_equal(act(&db, &e, KIND_BOOK, poems, "lend", "back=20.09.2026", NULL), OK);
	assert_refused(act(&db, &e, KIND_BOOK, poems, "lose", NULL), e, "", "методист");
	assert_refused(op_delete(&db.session, KIND_BOOK, poems, false, &e), e, "", "методист");
	assert_refused(set(&db, &e, KIND_READER, boris, "name=Боря", NULL), e, "", "методист");
	db.session.role = ROLE_VIEWER;
	assert_refused(set(&db, &e, KIND_BOOK, poems, "pages=41", NULL), e, "", "только читает");
	db.session.role = ROLE_METHODIST;
}

/* ---- views over another version of the register ---- */

static const struct schema *library_of(const struct field *fields, size_t n, const struct kind_def *reader)
{
	static struct kind_def book;
	static const struct kind_def *kinds[3];
	static struct schema other;

	book = book_kind;
	book.fields = fields;
	book.n = n;
	kinds[KIND_READER] = reader;
	kinds[KIND_BOOK] = &book;
	other = library;
	other.kinds = kinds;
	return &other;
}

/* What the view says today, «where | columns | orders | group», or why it cannot be used. */
static const char *viewed(const char *name)
{
	static char text[600];
	struct tx *tx = tx_read(db.session.store, NULL);
	struct error e = {.code = OK};
	struct buf b = {0};
	struct view v;

	if (view_find(&db.session, tx, name, PATH_CODES, &v, NULL, &e)) {
		assert_null(v.k);
		buf_add(&b, e.text);
	} else {
		buf_addf(&b, "%s | ", v.where);
		view_add_columns(&v, PATH_CODES, &b);
		buf_add(&b, " | ");
		orders_add_names(v.orders, v.orders_n, PATH_CODES, &b);
		buf_add(&b, " | ");
		path_add_name(&v.group, PATH_CODES, &b);
	}
	snprintf(text, sizeof(text), "%s", b.s);
	view_release(&v);
	buf_free(&b);
	tx_end(&tx);
	return text;
}

static void keep(const char *name, const char *where, const char *column, const char *orders, const char *group)
{
	struct view v = {.k = kind_def(KIND_BOOK), .where = (char *)where, .columns_n = 1};
	struct error e = {.code = OK};

	assert_int_equal(path_parse(v.k, column, strlen(column), &v.columns[0], &e), OK);
	assert_int_equal(orders_parse(v.k, orders, v.orders, &v.orders_n, &e), OK);
	assert_int_equal(path_parse(v.k, group, strlen(group), &v.group, &e), OK);
	if (view_save(&db.session, name, &v, false, NULL, &e))
		fail_msg("%s", e.text);
}

static void test_views(void **state)
{
	static const struct schema *const today = &library;
	struct field renamed[7], fewer[6];
	struct kind_def nobody = reader_kind;

	(void)state;
	keep("все", "reader = Анна и не (genre = стихи или pages > 100) и count(book) = 0", "reader.name",
	     "-pages,title", "genre");
	keep("имена", "reader.name ~ ан", "title", "title", "reader");
	keep("жанр", "title не пусто", "genre", "title", "reader");
	assert_string_equal(viewed("ВСЕ"), "reader = 1 and not (genre = стихи or pages > 100) and count(book) = 0 | "
					   "reader.name | -pages,title | genre");

	/* another process, in which fields go by other names */
	memcpy(renamed, book_fields, sizeof(renamed));
	renamed[0].name = "owner";
	renamed[2].name = "sort_of";
	renamed[2].title = "Род";
	renamed[3].name = "leaves";
	renamed[1].name = "genre"; /* taken over by another field */
	schema_use(library_of(renamed, 7, &reader_kind));
	assert_string_equal(viewed("все"), "owner = 1 and not (sort_of = стихи or leaves > 100) and count(book) = 0 | "
					   "owner.name | -leaves,genre | sort_of");

	/* one without the field of pages: what asks for it is refused, and what does not goes on */
	memcpy(fewer, book_fields, 3 * sizeof(*fewer));
	memcpy(fewer + 3, book_fields + 4, 3 * sizeof(*fewer));
	schema_use(library_of(fewer, 6, &reader_kind));
	assert_string_equal(viewed("все"),
			    "Вид «все» не показать: Условие, знак 33 («#13»): поля № 13 у книги больше нет");
	assert_string_equal(viewed("имена"), "reader.name ~ ан | title | title | reader");
	memcpy(fewer + 2, book_fields + 3, 4 * sizeof(*fewer));
	schema_use(library_of(fewer, 6, &reader_kind));
	assert_string_equal(viewed("жанр"), "Вид «жанр» не показать: поля № 12 у книги больше нет");

	/* the same field of a kind that is reached by a reference */
	nobody.fields = reader_fields + 1;
	nobody.n = 1;
	schema_use(library_of(book_fields, 7, &nobody));
	assert_string_equal(viewed("имена"),
			    "Вид «имена» не показать: Условие, знак 5 («#10»): поля № 10 у читателя больше нет");
	schema_use(today);
	assert_string_equal(viewed("имена"), "reader.name ~ ан | title | title | reader");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_alone, begin, end),
		cmocka_unit_test_setup_teardown(test_fields, begin, end),
		cmocka_unit_test_setup_teardown(test_numbered, begin, end),
		cmocka_unit_test_setup_teardown(test_lists, begin, end),
		cmocka_unit_test_setup_teardown(test_groups, begin, end),
		cmocka_unit_test_setup_teardown(test_life, begin, end),
		cmocka_unit_test_setup_teardown(test_trash, begin, end),
		cmocka_unit_test_setup_teardown(test_undo, begin, end),
		cmocka_unit_test_setup_teardown(test_rights, begin, end),
		cmocka_unit_test_setup_teardown(test_views, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
