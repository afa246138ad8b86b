/* Papers are frozen: what was signed, approved, accepted or certified prints byte for byte as it was issued, whatever
 * becomes of the records that it shows; a draft follows them. */
#include "database.h"
#include "stazh/domain/press.h"

static const struct paper_of {
	const char *what;
	unsigned kind;
	uint32_t id;
} papers[] = {
	{"order", KIND_ORDER, 1},   {"appendix", KIND_ORDER, 1},      {"regulation", KIND_ORDER, 1},
	{"plan", KIND_PLANDOC, 1},  {"plan", KIND_PLANDOC, 2},	      {"plan", KIND_PLANDOC, 3},
	{"report", KIND_REPORT, 1}, {"certificate", KIND_TRAINEE, 1},
};
#define PAPERS (sizeof(papers) / sizeof(*papers))

static void ok(enum err err, const struct error *e)
{
	if (err)
		fail_msg("%s", e->text);
}

/* A site with all that its papers tell. */
static void found(struct database *db)
{
	struct error e = {.code = OK};

	database_open(db, "2026-08-20", "");
	add(db, KIND_ORG, "short_name=ЦИМС", "full_name=Центр", NULL);
	add(db, KIND_ORG, "short_name=МБОУ «Ёлкинская СОШ»", "full_name=МБОУ «Ёлкинская средняя школа»",
	    "address=ул. Мира, 1", "phone=2-11", "email=a@example.ru", NULL);
	add(db, KIND_PERSON, "surname=Гусева", "name=Ирина", "patronymic=Петровна", "org=1", "position=директор", NULL);
	add(db, KIND_PERSON, "surname=Морозова", "name=Ирина", "patronymic=Ильинична", "org=1", "position=методист",
	    NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "patronymic=Ивановна", "org=2", "position_kind=учитель",
	    "position=учитель биологии", "category=высшая", "achievements=конкурс", NULL);
	add(db, KIND_PERSON, "surname=Жуков", "name=Пётр", "patronymic=Ильич", "org=2", "position=учитель химии", NULL);
	ok(set(db, &e, KIND_ORG, 2, "head=3", NULL), &e);
	add(db, KIND_SITE, "org=2", "topic=Чтение", "directions=сетевое", "goal=Научить", "expected=Банк заданий",
	    "experience=опыт", "initiator_kind=ЦИМС", "initiator=ЦИМС", "leader=3", "methodist=2", NULL);
	ok(act(db, &e, KIND_SITE, 1, "submit", NULL), &e);
	ok(act(db, &e, KIND_SITE, 1, "approve", NULL), &e);
	add(db, KIND_PLANLINE, "plandoc=2", "topic=Смысловое чтение", "form=семинар", "hours=4", "month=октябрь", NULL);
	add(db, KIND_GROUP, "site=1", "name=Биологи", "school_year=2026-2027", "from=01.10.2026", "to=30.04.2027",
	    NULL);
	add(db, KIND_TRAINEE, "group=1", "person=4", "goal=научиться", NULL);
	add(db, KIND_TRAINEE, "group=1", "person=3", NULL);
	add(db, KIND_TASK, "trainee=1", "what=урок", "due=20.12.2026", NULL);
	add(db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=входная", "date=01.10.2026", "score=5",
	    "out_of=10", NULL);
	add(db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=итоговая", "date=01.04.2027", "score=8",
	    "out_of=10", NULL);
	add(db, KIND_EVENT, "sites=1", "groups=1", "topic=Урок", "form=семинар", "date=05.10.2026", "time=14:00",
	    "minutes=90", "place=кабинет 5", "speakers=3", "planline=1", NULL);
	add(db, KIND_ORDER, "number=5-о", "date=24.08.2026", "title=Об организации\nплощадок", "preamble=В целях",
	    "school_year=2026-2027", "sites=1", "signer=1", "controller=1", "methodist=2", "place=с. Ёлкино", NULL);
}

static void act_on(struct database *db, unsigned kind, uint32_t id, const char *action, const char *arg)
{
	struct error e = {.code = OK};

	if (act(db, &e, kind, id, action, arg, NULL))
		fail_msg("%s %s %u: %s", action, kind_def(kind)->name, id, e.text);
}

/* All that is not a paper yet becomes one. */
static void issue(struct database *db)
{
	struct error e = {.code = OK};

	act_on(db, KIND_ORDER, 1, "sign", NULL);
	for (uint32_t id = 1; id <= 3; id++) {
		act_on(db, KIND_PLANDOC, id, "submit", NULL);
		act_on(db, KIND_PLANDOC, id, "approve", NULL);
	}
	db->session.today = date_from_ymd(2026, 10, 6);
	act_on(db, KIND_EVENT, 1, "attend", NULL);
	db->session.today = date_from_ymd(2027, 6, 10);
	ok(set(db, &e, KIND_REPORT, 1, "conformity=Цель достигнута", "dynamics=Рост", "conclusions=Продолжать", NULL),
	   &e);
	act_on(db, KIND_REPORT, 1, "submit", NULL);
	act_on(db, KIND_REPORT, 1, "accept", NULL);
	act_on(db, KIND_TRAINEE, 1, "complete", "obligations=оставить");
	act_on(db, KIND_TRAINEE, 1, "certify", NULL);
}

static enum err print(struct database *db, const struct paper_of *p, enum document_format format, struct buf *out,
		      struct error *e)
{
	struct tx *tx = tx_read(db->session.store, e);
	enum err err = document_print(tx, document_by_name(p->what), p->id, format, out, NULL, e);

	tx_end(&tx);
	return err;
}

static void print_all(struct database *db, struct buf text[PAPERS], struct buf odt[PAPERS])
{
	struct error e = {.code = OK};

	for (size_t i = 0; i < PAPERS; i++) {
		ok(print(db, &papers[i], DOCUMENT_TEXT, &text[i], &e), &e);
		ok(print(db, &papers[i], DOCUMENT_ODT, &odt[i], &e), &e);
		assert_null(strstr(text[i].s, "ПРОЕКТ"));
	}
}

static void release_all(struct buf text[PAPERS], struct buf odt[PAPERS])
{
	for (size_t i = 0; i < PAPERS; i++) {
		buf_free(&text[i]);
		buf_free(&odt[i]);
	}
}

static bool same_bytes(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && !memcmp(buf_text(a), buf_text(b), a->n);
}

/* ---- every field of every record ---- */

/* Another value than the one that is there, or one where there is none. */
static void alter(struct tx *tx, struct record *r, const struct field *f)
{
	const struct value *v = record_get(r, f->id);
	struct value item = {.type = V_INT, .num = 1};
	struct buf text = {0};
	uint32_t n;

	if (f->flags & FF_MANY && f->type != FT_REF)
		item = (struct value){.type = V_TEXT, .text = "Щука", .len = strlen("Щука")};
	if (f->type == FT_YEAR) {
		record_set_int(r, f->id, v ? v->num + 1 : 2026);
	} else if (f->type == FT_BOOL) {
		record_set_bool(r, f->id, !record_bool(r, f->id));
	} else if (f->type == FT_DATE) {
		record_set_date(r, f->id, v ? (int32_t)v->num + 1 : date_from_ymd(2026, 9, 2));
	} else if (f->type == FT_LINK) {
		record_set_int(r, f->id, (int64_t)KIND_PERSON << 32 | 1);
	} else if (f->type == FT_REF) {
		n = record_count(tx, f->ref);
		item.num = f->flags & FF_MANY ? (v && v->count && v->items[0].num == 1 ? n : 1)
			   : v		      ? (uint32_t)v->num % n + 1
					      : 1;
		if (f->flags & FF_MANY)
			record_set_value(r, f->id,
					 n > 1 || !v ? &(struct value){.type = V_LIST, .items = &item, .count = 1}
						     : NULL);
		else if (n > 1 || !v)
			record_set_ref(r, f->id, (uint32_t)item.num);
		else
			record_unset(r, f->id);
	} else if (f->type->stored == V_INT) {
		record_set_int(r, f->id, record_int(r, f->id) + 1);
	} else if (f->flags & FF_MANY) {
		record_set_value(r, f->id, &(struct value){.type = V_LIST, .items = &item, .count = 1});
	} else {
		buf_addf(&text, "Щука %s", record_text(r, f->id));
		record_set_text(r, f->id, text.s);
		buf_free(&text);
	}
}

struct walk {
	unsigned kind;
	uint32_t id;
	const struct field *field;
	struct buf *text, *odt; /* PAPERS of each, as they were */
	size_t changed[PAPERS]; /* by how many fields */
	size_t tried;
	bool keep; /* the change is stored */
	bool odt_too;
};

/* The field is changed past all rules, and every document printed; then it is as before. */
static enum err change_one(struct tx *tx, void *arg)
{
	struct walk *w = arg;
	struct record r = {0};
	struct buf now = {0};
	enum err err = record_load(tx, w->kind, w->id, &r);

	assert_int_equal(err, OK);
	alter(tx, &r, w->field);
	err = record_store(tx, &r);
	assert_int_equal(err, OK);
	w->tried++;
	for (size_t i = 0; i < PAPERS && !w->keep; i++) {
		struct error e = {.code = OK};

		if (!w->text[i].n)
			continue;
		buf_clear(&now);
		err = document_print(tx, document_by_name(papers[i].what), papers[i].id, DOCUMENT_TEXT, &now, NULL, &e);
		w->changed[i] += err || !same_bytes(&now, &w->text[i]);
		if (w->odt_too && !err && tx_writing(tx)) {
			buf_clear(&now);
			document_print(tx, document_by_name(papers[i].what), papers[i].id, DOCUMENT_ODT, &now, NULL,
				       &e);
			w->changed[i] += !same_bytes(&now, &w->odt[i]);
		}
	}
	buf_free(&now);
	record_release(&r);
	return w->keep ? OK : ERR_REFUSED; /* nothing is stored */
}

static void change_every(struct database *db, struct walk *w)
{
	for (w->kind = 1; w->kind < KIND_END; w->kind++) {
		const struct kind_def *k = kind_def(w->kind);

		if (w->kind == KIND_PAPER)
			continue;
		for (w->id = 1; w->id <= count(db, w->kind); w->id++)
			for (size_t i = 0; i < k->n; i++) {
				w->field = &k->fields[i];
				if (w->field->type == FT_STATE) /* it says whether there is a paper */
					continue;
				session_write(&db->session, "set", "", change_one, w, NULL);
			}
	}
}

static void test_frozen(void **state)
{
	struct buf text[PAPERS] = {{.s = NULL}}, odt[PAPERS] = {{.s = NULL}}, later[PAPERS] = {{.s = NULL}},
		   later_odt[PAPERS] = {{.s = NULL}};
	struct walk w = {.text = text, .odt = odt};
	struct error e = {.code = OK};
	struct config other;
	struct database db;
	char path[100];
	FILE *f;

	(void)state;
	found(&db);
	/* drafts say so and follow the records: each by several fields, of several kinds */
	for (size_t i = 0; i < PAPERS; i++)
		if (!print(&db, &papers[i], DOCUMENT_TEXT, &text[i], &e))
			assert_non_null(strstr(text[i].s, "ПРОЕКТ"));
	assert_int_equal(text[7].n, 0); /* there is no draft of a certificate */
	change_every(&db, &w);
	for (size_t i = 0; i < 6; i++)
		if (w.changed[i] < 3)
			fail_msg("a draft of %s follows %zu fields only", papers[i].what, w.changed[i]);
	assert_true(w.tried > 150);
	for (size_t i = 0; i < PAPERS; i++)
		buf_clear(&text[i]);

	issue(&db);
	print_all(&db, text, odt);
	w = (struct walk){.text = text, .odt = odt, .odt_too = true};
	change_every(&db, &w);
	assert_true(w.tried > 200);
	for (size_t i = 0; i < PAPERS; i++)
		assert_int_equal(w.changed[i], 0);

	/* all of them at once, the centre, the regulation and the day with them */
	w.keep = true;
	change_every(&db, &w);
	snprintf(path, sizeof(path), "%s/other.ini", db.folder);
	f = fopen(path, "w");
	fprintf(f,
		"[store]\npath = %s/db\n[centre]\nshort_name = МКУ «Другой»\nfull_name = Другой\ndirector = Щукин "
		"П.П.\nletterhead = ДРУГОЙ\n"
		"[print]\nregulation = tests/data/prikaz-37-o.txt\n",
		db.folder);
	fclose(f);
	ok(config_load(path, &other, &e), &e);
	db.session.config = &other;
	db.session.today += 400;
	print_all(&db, later, later_odt);
	for (size_t i = 0; i < PAPERS; i++) {
		assert_string_equal(later[i].s, text[i].s);
		assert_true(same_bytes(&later_odt[i], &odt[i]));
	}
	db.session.config = &db.config;
	config_free(&other);
	release_all(text, odt);
	release_all(later, later_odt);
	database_close(&db);
}

/* ---- the acts ---- */

static bool find_paper(struct database *db, const char *document, unsigned kind, uint32_t id, struct record *paper)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	bool found = paper_find(tx, document, kind, id, paper);

	tx_end(&tx);
	return found;
}

static enum err refuse(struct tx *tx, const char *document, uint32_t id, struct imprint *out, struct error *e)
{
	(void)tx;
	(void)document;
	(void)id;
	(void)out;
	return error_set(e, ERR_REFUSED, "приказ: не напечатать, не хватает:\nпечати");
}

static void test_refused(void **state)
{
	static const struct press refusing = {.print = refuse};
	struct database db;
	struct error e = {.code = OK};
	const struct press *press;

	(void)state;
	found(&db);
	assert_int_equal(set(&db, &e, KIND_ORG, 2, "head=", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_ORDER, 1, "controller=", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_ORDER, 1, "sign", NULL), ERR_REFUSED);
	assert_string_equal(shown(&db, KIND_ORDER, 1, "state"), ORDER_DRAFT);
	assert_int_equal(count(&db, KIND_TERM), 0);
	assert_int_equal(count(&db, KIND_PAPER), 0);
	assert_int_equal(set(&db, &e, KIND_ORG, 2, "head=3", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_ORDER, 1, "controller=1", NULL), OK);
	press = db.session.press;
	db.session.press = NULL;
	assert_refused(act(&db, &e, KIND_ORDER, 1, "sign", NULL), e, "", "нечем напечатать");
	db.session.press = &refusing; /* what only the template asks for */
	assert_refused(act(&db, &e, KIND_ORDER, 1, "sign", NULL), e, "", "не хватает:\nпечати");
	assert_string_equal(shown(&db, KIND_ORDER, 1, "state"), ORDER_DRAFT);
	assert_int_equal(count(&db, KIND_TERM), 0);
	db.session.press = press;
	act_on(&db, KIND_ORDER, 1, "sign", NULL);
	assert_int_equal(count(&db, KIND_PAPER), 3);
	/* nobody writes, deletes or puts away what was issued */
	assert_int_equal(set(&db, &e, KIND_PAPER, 1, "number=6-о", NULL), ERR_REFUSED);
	assert_int_equal(op_delete(&db.session, KIND_PAPER, 1, true, &e), ERR_REFUSED);
	assert_int_equal(act(&db, &e, KIND_PAPER, 1, "archive", NULL), ERR_REFUSED);
	assert_int_equal(op_add(&db.session, KIND_PAPER, (struct assign[]){{"what", "справка"}}, 1, NULL, &db.told, &e),
			 ERR_REFUSED);
	database_close(&db);
}

/* A paper order is entered as it is: what cannot be printed blocks nothing. */
static void test_on_paper(void **state)
{
	struct record paper = {0};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	assert_int_equal(set(&db, &e, KIND_ORG, 2, "head=", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_ORDER, 1, "on_paper=да", NULL), OK);
	act_on(&db, KIND_ORDER, 1, "sign", NULL);
	assert_false(find_paper(&db, "order", KIND_ORDER, 1, &paper));
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(set(&db, &e, KIND_ORG, 2, "head=3", NULL), OK);
	act_on(&db, KIND_ORDER, 1, "sign", NULL);
	assert_true(find_paper(&db, "order", KIND_ORDER, 1, &paper));
	assert_true(record_bool(&paper, PAPER_AFTER));
	record_release(&paper);
	database_close(&db);
}

static void test_taken_back(void **state)
{
	struct record paper = {0};
	struct database db;
	struct error e = {.code = OK};
	struct buf text = {0};

	(void)state;
	found(&db);
	issue(&db);
	assert_int_equal(count(&db, KIND_PAPER), 8);
	assert_true(find_paper(&db, "certificate", KIND_TRAINEE, 1, &paper));
	assert_string_equal(record_text(&paper, PAPER_TO), "Жуков П.И.");
	assert_string_equal(record_text(&paper, PAPER_NUMBER), "1/2027");
	/* undo takes the paper along, redo brings it again */
	ok(op_undo(&db.session, 1, NULL, &e), &e);
	assert_int_equal(count(&db, KIND_PAPER), 7);
	ok(op_redo(&db.session, 1, NULL, &e), &e);
	assert_int_equal(count(&db, KIND_PAPER), 8);
	/* returned: it is a draft again, and the old paper stays in the register; what is approved again takes its
	 * place */
	act_on(&db, KIND_PLANDOC, 2, "return", "remarks=мало часов");
	assert_false(find_paper(&db, "plan", KIND_PLANDOC, 2, &paper));
	ok(print(&db, &papers[4], DOCUMENT_TEXT, &text, &e), &e);
	assert_non_null(strstr(text.s, "ПРОЕКТ"));
	assert_string_equal(shown(&db, KIND_PAPER, 5, "state"), PAPER_ENDED);
	ok(set(&db, &e, KIND_PLANLINE, 1, "hours=40", NULL), &e);
	act_on(&db, KIND_PLANDOC, 2, "submit", NULL);
	act_on(&db, KIND_PLANDOC, 2, "approve", NULL);
	assert_true(find_paper(&db, "plan", KIND_PLANDOC, 2, &paper));
	assert_int_equal(paper.id, count(&db, KIND_PAPER));
	assert_string_equal(shown(&db, KIND_PAPER, 5, "state"), PAPER_REPLACED);
	buf_clear(&text);
	ok(print(&db, &(struct paper_of){"paper", KIND_PAPER, 5}, DOCUMENT_TEXT, &text, &e), &e);
	assert_null(strstr(text.s, "40")); /* as it was */
	/* one act: the certificate's is the newest of its own */
	assert_true(find_paper(&db, "certificate", KIND_TRAINEE, 1, &paper));
	act_on(&db, KIND_TRAINEE, 1, "annul", "reason=ошибка");
	assert_string_equal(shown(&db, KIND_PAPER, paper.id, "state"), PAPER_ANNULLED);
	assert_string_equal(shown(&db, KIND_PAPER, paper.id, "reason"), "ошибка");
	assert_false(find_paper(&db, "certificate", KIND_TRAINEE, 1, &paper));
	assert_sound(&db);
	buf_free(&text);
	record_release(&paper);
	database_close(&db);
}

/* What could not be printed when it became final is issued when it can. */
static void test_issued_later(void **state)
{
	struct record paper = {0};
	struct database db;
	struct error e = {.code = OK};
	struct buf text = {0};

	(void)state;
	found(&db);
	assert_refused(act(&db, &e, KIND_ORDER, 1, "issue", NULL), e, "", "ещё не выпущено");
	ok(set(&db, &e, KIND_ORG, 2, "head=", NULL), &e);
	ok(set(&db, &e, KIND_ORDER, 1, "on_paper=да", NULL), &e);
	act_on(&db, KIND_ORDER, 1, "sign", NULL);
	assert_int_equal(count(&db, KIND_PAPER), 0);
	assert_int_equal(act(&db, &e, KIND_ORDER, 1, "issue", NULL), ERR_REFUSED);
	ok(set(&db, &e, KIND_ORG, 2, "head=3", NULL), &e);
	ok(print(&db, &papers[0], DOCUMENT_TEXT, &text, &e), &e);
	assert_non_null(strstr(text.s, "ПРОЕКТ")); /* nothing holds it yet */
	act_on(&db, KIND_ORDER, 1, "issue", NULL);
	assert_true(find_paper(&db, "order", KIND_ORDER, 1, &paper));
	assert_true(record_bool(&paper, PAPER_AFTER));
	assert_int_equal(count(&db, KIND_PAPER), 3);
	assert_refused(act(&db, &e, KIND_ORDER, 1, "issue", NULL), e, "", "уже в реестре");
	buf_free(&text);
	record_release(&paper);
	database_close(&db);
}

/* A letter is as often as one is sent, and each stays as it was. */
static void test_letter(void **state)
{
	static const struct paper_of draft = {"letter", KIND_ORG, 2}, first = {"paper", KIND_PAPER, 1},
				     second = {"paper", KIND_PAPER, 2};
	struct database db;
	struct error e = {.code = OK};
	struct buf text = {0}, again = {0};

	(void)state;
	found(&db);
	assert_int_equal(act(&db, &e, KIND_ORG, 1, "letter", NULL), ERR_REFUSED); /* nothing to remind of */
	ok(print(&db, &draft, DOCUMENT_TEXT, &text, &e), &e);
	assert_non_null(strstr(text.s, "ПРОЕКТ"));
	act_on(&db, KIND_ORG, 2, "letter", "number=112");
	db.session.today++;
	act_on(&db, KIND_ORG, 2, "letter", "number=113");
	ok(set(&db, &e, KIND_ORG, 2, "address=ул. Новая, 2", NULL), &e);
	buf_clear(&text);
	ok(print(&db, &first, DOCUMENT_TEXT, &text, &e), &e);
	ok(print(&db, &second, DOCUMENT_TEXT, &again, &e), &e);
	assert_non_null(strstr(text.s, "№ 112"));
	assert_non_null(strstr(again.s, "№ 113"));
	assert_non_null(strstr(text.s, "ул. Мира, 1"));
	assert_string_equal(shown(&db, KIND_PAPER, 1, "state"), PAPER_VALID);
	assert_string_equal(shown(&db, KIND_PAPER, 2, "date"), "21.08.2026");
	assert_string_equal(shown(&db, KIND_PAPER, 2, "to"), "Ёлкина А.И.");
	assert_sound(&db);
	buf_free(&text);
	buf_free(&again);
	database_close(&db);
}

/* ---- older databases ---- */

static enum err forget_papers(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	for (uint32_t id = 1; id <= 8; id++)
		record_trash(tx, KIND_PAPER, id);
	return arg ? OK : tx_del(tx, T_META, key_text(&k, "papers"));
}

static void reopen(struct database *db, enum role role)
{
	struct error e = {.code = OK};

	session_close(&db->session);
	ok(session_open(&db->session, &db->config, NULL, &e), &e);
	db->session.role = role;
}

static void test_older(void **state)
{
	struct buf text[PAPERS] = {{.s = NULL}}, odt[PAPERS] = {{.s = NULL}}, later[PAPERS] = {{.s = NULL}},
		   later_odt[PAPERS] = {{.s = NULL}};
	struct record paper = {0};
	struct database db;
	struct error e = {.code = OK};
	uint64_t before;

	(void)state;
	found(&db);
	issue(&db);
	print_all(&db, text, odt);
	strcpy(db.session.user, "program");
	ok(session_write(&db.session, "set", "", forget_papers, NULL, &e), &e);
	assert_int_equal(count(&db, KIND_PAPER), 0);
	/* who only reads makes none */
	db.session.role = ROLE_VIEWER;
	ok(papers_catch_up(&db.session, &e), &e);
	assert_int_equal(count(&db, KIND_PAPER), 0);
	reopen(&db, ROLE_METHODIST);
	assert_int_equal(count(&db, KIND_PAPER), 8);
	assert_true(find_paper(&db, "report", KIND_REPORT, 1, &paper));
	assert_true(record_bool(&paper, PAPER_AFTER));
	print_all(&db, later, later_odt);
	for (size_t i = 0; i < PAPERS; i++)
		assert_string_equal(later[i].s, text[i].s);
	/* once, and no step of undo */
	before = store_generation(db.session.store);
	reopen(&db, ROLE_METHODIST);
	assert_int_equal(store_generation(db.session.store), before);
	assert_int_equal(op_undo(&db.session, 1, NULL, &e),
			 ERR_REFUSED); /* certify, whose papers were put away above */
	assert_int_equal(count(&db, KIND_PAPER), 8);
	assert_sound(&db);
	release_all(text, odt);
	release_all(later, later_odt);
	record_release(&paper);
	database_close(&db);
}

static enum err forget_catching_up(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	(void)arg;
	return tx_del(tx, T_META, key_text(&k, "papers"));
}

/* As it was then: nothing is issued. */
static enum err sign_without_paper(struct tx *tx, void *arg)
{
	struct buf notice = {0};
	enum err err;

	tx_outcome(tx)->taking_over = true;
	err = model_act(tx, KIND_ORDER, 1, 0, "sign", NULL, 0, &notice, arg);
	buf_free(&notice);
	return err;
}

/* An act of the older program is not taken back under the paper that was made since. */
static void test_older_act(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	strcpy(db.session.user, "anna");
	ok(session_write(&db.session, "sign", "", sign_without_paper, &e, &e), &e);
	assert_int_equal(count(&db, KIND_PAPER), 0);
	ok(session_write(&db.session, "set", "", forget_catching_up, NULL, &e), &e);
	reopen(&db, ROLE_METHODIST);
	assert_int_equal(count(&db, KIND_PAPER), 3);
	strcpy(db.session.user, "anna");
	assert_refused(op_undo(&db.session, 1, NULL, &e), e, "", "Выпущен документ, который взять назад нельзя");
	assert_string_equal(shown(&db, KIND_ORDER, 1, "state"), ORDER_SIGNED);
	ok(act(&db, &e, KIND_ORDER, 1, "cancel", "document=письмо", "confirm=да", NULL), &e);
	assert_string_equal(shown(&db, KIND_PAPER, 1, "state"), PAPER_ENDED);
	assert_sound(&db);
	database_close(&db);
}

/* ---- who reads what ---- */

static void test_rights(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct buf text = {0}, values = {0};
	struct record r = {0};
	struct tx *tx;

	(void)state;
	found(&db);
	issue(&db);
	db.session.role = ROLE_LEADER;
	db.session.org = 1; /* another's */
	ok(print(&db, &papers[6], DOCUMENT_TEXT, &text, &e), &e);
	assert_null(strstr(text.s, "Цель достигнута"));
	db.session.org = 2;
	buf_clear(&text);
	ok(print(&db, &papers[6], DOCUMENT_TEXT, &text, &e), &e);
	assert_non_null(strstr(text.s, "Цель достигнута"));
	db.session.role = ROLE_VIEWER;
	buf_clear(&text);
	ok(print(&db, &papers[6], DOCUMENT_TEXT, &text, &e), &e);
	assert_non_null(strstr(text.s, "Цель достигнута"));
	tx = tx_read(db.session.store, &e);
	assert_int_equal(record_load(tx, KIND_PAPER, 7, &r), OK);
	field_add(tx, field_by_name(kind_def(KIND_PAPER), "values"), &r, STYLE_DATA, &values);
	assert_int_equal(values.n, 0); /* the phone of the school is among them */
	tx_end(&tx);
	buf_free(&text);
	buf_free(&values);
	record_release(&r);
	database_close(&db);
}

static enum err spoil(struct tx *tx, void *arg)
{
	struct record r = {0};

	(void)arg;
	record_load(tx, KIND_PAPER, 1, &r);
	record_set_text(&r, PAPER_VALUES, "d|order\nv|number|номер|=6-о\n.");
	record_store(tx, &r);
	record_release(&r);
	return OK;
}

static void count_finding(const char *text, void *arg)
{
	*(size_t *)arg += strstr(text, "не сходятся") != NULL;
}

static void test_seal(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	size_t findings = 0;

	(void)state;
	found(&db);
	issue(&db);
	assert_sound(&db);
	ok(session_write(&db.session, "set", "", spoil, NULL, &e), &e);
	assert_int_equal(store_check(store_path(db.session.store), &schema_in_store, &db.session,
				     &(struct watch){.line = count_finding, .arg = &findings}, &e),
			 ERR_NONE);
	assert_int_equal(findings, 1);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frozen),	 cmocka_unit_test(test_refused),
		cmocka_unit_test(test_on_paper), cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_older),	 cmocka_unit_test(test_older_act),
		cmocka_unit_test(test_rights),	 cmocka_unit_test(test_issued_later),
		cmocka_unit_test(test_letter),	 cmocka_unit_test(test_seal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
