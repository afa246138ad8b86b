/* The life cycles: the way of a site from application to completion, the refusals with their clauses, and every
 * (state × action) of the tables. */
#include "database.h"
#include "stazh/model/rule.h"

struct district {
	struct database db;
	uint32_t school, leader, site;
};

static void found(struct district *d, const char *today)
{
	database_open(&d->db, today, "");
	d->school = add(&d->db, KIND_ORG, "short_name=МБОУ «Ёлкинская СОШ»", "full_name=МБОУ «Ёлкинская СОШ»", NULL);
	d->leader = add(&d->db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "patronymic=Ивановна", "org=елкинская сош",
			NULL);
	d->site = add(&d->db, KIND_SITE, "org=МБОУ «Ёлкинская СОШ»", "topic=Читательская грамотность", NULL);
}

/* What an order names besides its sites. */
#define PEOPLE "signer=1", "controller=1", "methodist=1"

static void make_eligible(struct district *d)
{
	struct error e = {.code = OK};

	assert_int_equal(set(&d->db, &e, KIND_ORG, d->school, "head=1", NULL), OK);

	assert_int_equal(set(&d->db, &e, KIND_PERSON, d->leader, "position_kind=учитель", "category=высшая",
			     "achievements=победитель конкурса", NULL),
			 OK);
}

static void complete_application(struct district *d)
{
	struct error e = {.code = OK};

	assert_int_equal(set(&d->db, &e, KIND_SITE, d->site, "initiator_kind=ЦИМС", "experience=пилотная площадка",
			     "directions=сетевое", "leader=Ёлкина А.И.", NULL),
			 OK);
}

static void write_report(struct district *d, uint32_t report)
{
	struct error e = {.code = OK};

	assert_int_equal(set(&d->db, &e, KIND_REPORT, report, "conformity=цели достигнуты", "dynamics=рост", NULL), OK);
}

struct experience {
	uint32_t site;
	const char *text;
};

static enum err store_experience(struct tx *tx, void *arg)
{
	const struct experience *x = arg;
	struct record r = {0};
	enum err err = record_load(tx, KIND_SITE, x->site, &r);

	record_set_text(&r, SITE_EXPERIENCE, x->text);
	if (!err)
		err = record_store(tx, &r);
	record_release(&r);
	return err;
}

/* As no form does it: the application is submitted. */
static void put_experience(struct database *db, uint32_t site, const char *text)
{
	assert_int_equal(
		session_write(&db->session, "set", "", store_experience, &(struct experience){site, text}, NULL), OK);
}

static void test_refusals(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&d, "2026-08-01");
	/* submitting: all that is missing at once, each with its place; the goal is advice */
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "submit", NULL), e, "2.3",
		       "п. 2.3: не хватает: направления (п. 2.3), опыт (п. 3.1), инициатор (п. 3.2)");
	assert_null(strstr(e.text, "цель"));
	assert_int_equal(d.db.told.lacks.n, 3);
	for (size_t i = 0; i < 3; i++) {
		static const unsigned places[] = {SITE_DIRECTIONS, SITE_EXPERIENCE, SITE_INITIATOR_KIND};

		assert_int_equal(d.db.told.lacks.l[i].kind, KIND_SITE);
		assert_int_equal(d.db.told.lacks.l[i].id, d.site);
		assert_int_equal(d.db.told.lacks.l[i].field, places[i]);
	}
	assert_int_equal(set(&d.db, &e, KIND_SITE, d.site, "initiator_kind=цимс", "directions=сетевое", NULL), OK);
	assert_int_equal(d.db.told.lacks.n, 0);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "initiator_kind"), "ЦИМС");
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "submit", NULL), e, "3.1", "не хватает: опыт (п. 3.1)");
	assert_int_equal(set(&d.db, &e, KIND_SITE, d.site, "experience=пилотная площадка", "leader=Ёлкина А.И.", NULL),
			 OK);
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "approve", NULL), e, "3.1",
		       "ещё черновик (можно, когда «подана»)");
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "submit", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "applied_on"), "01.08.2026");

	/* approving: experience, then the leader, with every reason */
	assert_refused(set(&d.db, &e, KIND_SITE, d.site, "experience=", NULL), e, "3.2",
		       "Сначала верните: действие «Вернуть»");
	put_experience(&d.db, d.site, "");
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "approve", NULL), e, "4.1",
		       "опыт (п. 3.1)"); /* with the leader's */
	put_experience(&d.db, d.site, "пилотная площадка");
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "approve", NULL), e, "4.1", "вид должности");
	assert_non_null(strstr(e.text, "категория не указана, а нужна высшая или первая"));
	assert_non_null(strstr(e.text, "достижения"));
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_SUBMITTED);
	make_eligible(&d);
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "approve", NULL), OK);
	assert_int_equal(count(&d.db, KIND_PLANDOC), 3);
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "submit", NULL), e, "3.2", "согласована");

	/* an approved site takes only an eligible leader */
	add(&d.db, KIND_PERSON, "surname=Новиков", "org=1", NULL);
	assert_refused(set(&d.db, &e, KIND_SITE, d.site, "leader=Новиков", NULL), e, "4.1", "Новиков");

	/* four years */
	assert_int_equal(op_add(&d.db.session, KIND_ORDER,
				(struct assign[]){{"title", "т"},
						  {"school_year", "2026-2027"},
						  {"from", "01.09.2026"},
						  {"to", "31.08.2030"}},
				4, NULL, &d.db.told, &e),
			 ERR_REFUSED);
	assert_string_equal(e.clause, "3.3");
	assert_non_null(strstr(e.text, "Последний возможный день — 31.08.2029"));
	order = add(&d.db, KIND_ORDER, "title=Об открытии", "school_year=2026-2027", "sites=1", NULL);
	assert_refused(act(&d.db, &e, KIND_ORDER, order, "sign", "number=5-о", NULL), e, "3.4",
		       "не хватает: дата, кто подписывает, кто контролирует, ответственный методист");
	assert_int_equal(set(&d.db, &e, KIND_ORDER, order, PEOPLE, NULL), OK);
	assert_int_equal(set(&d.db, &e, KIND_SITE, d.site, "term_text=01.09.2026–31.08.2030", NULL), OK);
	assert_refused(act(&d.db, &e, KIND_ORDER, order, "sign", "number=5-о", "date=20.08.2026", NULL), e, "3.3",
		       "трёх лет");
	assert_string_equal(shown(&d.db, KIND_ORDER, order, "state"), ORDER_DRAFT);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_APPROVED);
	assert_int_equal(count(&d.db, KIND_TERM), 0);
	assert_int_equal(set(&d.db, &e, KIND_SITE, d.site, "term_text=01.09.2026 — 31.08.2027", NULL), OK);
	/* what the action itself asks, and nothing else, is lacking */
	assert_refused(act(&d.db, &e, KIND_ORDER, order, "sign", NULL), e, "3.4", "не хватает: номер, дата");
	assert_refused(act(&d.db, &e, KIND_ORDER, order, "sign", "number=5-о", NULL), e, "3.4", "не хватает: дата");
	assert_refused(act(&d.db, &e, KIND_ORDER, order, "sign", "date=20.08.2026", NULL), e, "3.4",
		       "не хватает: номер");
	assert_string_equal(shown(&d.db, KIND_ORDER, order, "state"), ORDER_DRAFT);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "sign", "number=5-о", "date=20.08.2026", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_ACTIVE);
	assert_string_equal(shown(&d.db, KIND_REPORT, 1, "due"), "15.06.2027");

	/* ending */
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "complete", NULL), e, "7.1", "Основание");
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "terminate", "ground=рекомендация ЦИМС", NULL), e, "7.1",
		       "Дата");
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "complete", "ground=надоело", NULL), e, "", "нет в списке");
	database_close(&d.db);
}

static void test_whole_life(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t order, renewal;
	char *due;

	(void)state;
	found(&d, "2026-08-01");
	make_eligible(&d);
	complete_application(&d);
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "submit", NULL), OK);
	due = deadlines(&d.db, -1);
	assert_string_equal(due, "2026-08-31 application Рассмотреть заявку: Читательская грамотность | методист | "
				 "МБОУ «Ёлкинская СОШ»\n");
	free(due);
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "return", "reason=мало подробностей", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "submit", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "approve", NULL), OK);
	/* a plan is its lines; a programme is a paper of its own */
	assert_refused(act(&d.db, &e, KIND_PLANDOC, 2, "submit", NULL), e, "4.2", "не хватает: строки плана (п. 4.2)");
	add(&d.db, KIND_PLANLINE, "plandoc=2", "topic=Урок", NULL);
	assert_int_equal(act(&d.db, &e, KIND_PLANDOC, 2, "submit", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_PLANDOC, 1, "submit", NULL), OK);
	for (uint32_t i = 1; i <= 2; i++)
		assert_int_equal(act(&d.db, &e, KIND_PLANDOC, i, "approve", NULL), OK);
	order = add(&d.db, KIND_ORDER, "title=Об открытии", "school_year=2026-2027", "sites=1", "number=5-о",
		    "date=20.08.2026", PEOPLE, NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "sign", NULL), OK);
	assert_int_equal(set(&d.db, &e, KIND_ORDER, order, "number=6-о", NULL), ERR_REFUSED);
	d.db.session.today = date_from_ymd(2027, 6, 12);
	assert_refused(act(&d.db, &e, KIND_REPORT, 1, "submit", "date=10.06.2027", NULL), e, "6.1",
		       "не хватает: соответствие целям (п. 6.1), динамика результатов (п. 6.1)");
	write_report(&d, 1);
	assert_int_equal(act(&d.db, &e, KIND_REPORT, 1, "submit", "date=10.06.2027", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_REPORT, 1, "accept", "date=12.06.2027", NULL), OK);

	renewal = add(&d.db, KIND_ORDER, "title=О продлении", "kind=продление", "school_year=2027-2028", "sites=1",
		      "number=7-о", "date=25.08.2027", PEOPLE, NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, renewal, "sign", NULL), OK);
	assert_int_equal(count(&d.db, KIND_TERM), 2);
	assert_int_equal(count(&d.db, KIND_REPORT), 2);
	assert_refused(
		act(&d.db, &e, KIND_SITE, d.site, "renew", "order=7-о", "from=01.09.2028", "to=31.08.2029", NULL), e,
		"3.4", "новый приказ");
	assert_refused(act(&d.db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), e, "3.4",
		       "более поздний срок");
	due = deadlines(&d.db, -1);
	assert_non_null(strstr(due, "2028-08-31 status_end"));
	assert_null(strstr(due, "2027-08-31 status_end"));
	free(due);

	d.db.session.today = date_from_ymd(2028, 9, 2);
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "complete", "ground=окончание", "date=31.08.2028",
			     "document=приказ № 9-о", "obligations=закрыть", NULL),
			 OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_COMPLETED);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "ground"), "окончание реализации программы");
	due = deadlines(&d.db, -1); /* of the year worked in a report is due all the same (4.3) */
	assert_string_equal(due,
			    "2028-06-15 report Отчёт за 2027-2028 (п. 4.3) | Ёлкина А.И. | МБОУ «Ёлкинская СОШ»\n");
	free(due);
	database_close(&d.db);
}

/* What was done has no day to come: of every action that is done on a day. */
static void test_days_ahead(void **state)
{
	static const char *const dated_ahead[] = {
		"order sign", "event postpone", "trainee certify", "group certify", "site complete", "site terminate",
		NULL};
	struct district d;
	struct error e = {.code = OK};
	size_t done = 0;

	(void)state;
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct kind_def *k = kind_def(kind);
		const struct transition *t;

		for (size_t i = 0; k && (t = transition_at(k, i)); i++)
			for (const struct action_arg *a = t->args; a && a->field.name; a++) {
				char name[80];
				bool ahead = false;

				snprintf(name, sizeof(name), "%s %s", k->name, t->action);
				for (const char *const *p = dated_ahead; *p; p++)
					ahead |= !strcmp(*p, name);
				if (!strcmp(a->field.name, "date") && !ahead && !a->done)
					fail_msg("%s: a day ahead is taken", name);
				done += a->done != NULL;
			}
	}
	assert_true(done > 10);
	found(&d, "2026-08-01");
	make_eligible(&d);
	complete_application(&d);
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "submit", "date=02.08.2026", NULL), e, "",
		       "02.08.2026 ещё не наступил («Подать»)");
	assert_string_equal(e.field, "date");
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "submit", "date=01.08.2026", NULL), OK);
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "return", "reason=мало", "date=завтра", NULL), e, "",
		       "02.08.2026 ещё не наступил («Вернуть»)");
	assert_refused(act(&d.db, &e, KIND_SITE, d.site, "approve", "date=01.01.2031", NULL), e, "",
		       "01.01.2031 ещё не наступил («Согласовать»)");
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "approve", NULL), OK);
	assert_refused(act(&d.db, &e, KIND_PLANDOC, 1, "submit", "date=01.01.2031", NULL), e, "", "ещё не наступил");
	assert_int_equal(act(&d.db, &e, KIND_PLANDOC, 1, "submit", NULL), OK);
	assert_refused(act(&d.db, &e, KIND_PLANDOC, 1, "approve", "date=01.01.2031", NULL), e, "",
		       "01.01.2031 ещё не наступил («Утвердить»)");
	assert_int_equal(count(&d.db, KIND_PAPER), 0);
	assert_refused(act(&d.db, &e, KIND_ORG, d.school, "letter", "date=01.01.2031", NULL), e, "", "ещё не наступил");
	add(&d.db, KIND_ORDER, "title=Об открытии", "school_year=2026-2027", "sites=1", "number=5-о", "date=20.08.2026",
	    PEOPLE, NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, 1, "sign", NULL), OK); /* an order may be */
	d.db.session.today = date_from_ymd(2026, 10, 1);
	/* a school tells beforehand when it ends */
	assert_int_equal(act(&d.db, &e, KIND_SITE, d.site, "terminate", "ground=рекомендация ЦИМС", "date=31.12.2026",
			     "document=письмо", "obligations=закрыть", NULL),
			 OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "ended_on"), "31.12.2026");
	database_close(&d.db);
}

static void test_undo_and_cancel(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	struct buf what = {0};
	uint32_t order;

	(void)state;
	found(&d, "2026-08-01");
	order = add(&d.db, KIND_ORDER, "title=Об открытии", "school_year=2026-2027", "sites=1", "number=5-о",
		    "date=20.08.2026", "on_paper=да", NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "sign", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_ACTIVE);
	assert_int_equal(op_undo(&d.db.session, 1, &what, &e), OK);
	assert_string_equal(buf_text(&what),
			    "Взято назад: приказ подписан: № 5-о от 20.08.2026 (сделано 01.08.2026 в 12:00)\n");
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_DRAFT);
	assert_int_equal(count(&d.db, KIND_TERM), 0);
	assert_int_equal(count(&d.db, KIND_REPORT), 0);

	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "sign", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_DRAFT);
	assert_int_equal(count(&d.db, KIND_REPORT), 0);
	assert_int_equal(op_undo(&d.db.session, 1, NULL, &e), OK);
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "state"), SITE_ACTIVE);
	assert_int_equal(count(&d.db, KIND_REPORT), 1);

	/* consequences are shown first */
	write_report(&d, 2);
	assert_refused(act(&d.db, &e, KIND_REPORT, 2, "submit", NULL), e, "4.3", "раньше");
	d.db.session.today = date_from_ymd(2027, 6, 10);
	assert_int_equal(act(&d.db, &e, KIND_REPORT, 2, "submit", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), ERR_REFUSED);
	assert_non_null(strstr(e.text, "МБОУ «Ёлкинская СОШ»: 1 отчёт\n"));
	assert_int_equal(d.db.told.question.n, 1);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", "confirm=да", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_REPORT, 2, "state"), REPORT_SUBMITTED);

	/* the order that cancelled it */
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL),
			 ERR_REFUSED); /* it is already */
	assert_int_equal(op_undo(&d.db.session, 1, NULL, &e), OK);
	add(&d.db, KIND_ORDER, "title=Об отмене", "kind=иной", "items=Отменить приказ", "number=9-о", "date=01.06.2027",
	    "school_year=2026-2027", "on_paper=да", NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, 2, "sign", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, order, "cancel", "document=9-о", "confirm=да", NULL), OK);
	assert_refused(act(&d.db, &e, KIND_ORDER, 2, "cancel", "document=письмо № 8", NULL), e, "",
		       "Этим приказом отменено другое:\n№ 5-о от 20.08.2026");
	assert_non_null(strstr(e.text, "останется отменённым"));
	assert_string_equal(e.field, "confirm");
	assert_int_equal(act(&d.db, &e, KIND_ORDER, 2, "cancel", "document=письмо № 8", "confirm=да", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_ORDER, order, "state"), ORDER_CANCELLED);

	/* everything back to the empty database, step by step */
	while (op_undo(&d.db.session, 1, NULL, &e) == OK)
		;
	assert_int_equal(e.code, ERR_NONE);
	for (unsigned kind = 1; kind < KIND_END; kind++)
		assert_int_equal(count(&d.db, kind), 0);
	buf_free(&what);
	database_close(&d.db);
}

/* What others built on an act stays, and the act with it. */
static void test_undo_of_what_is_used(void **state)
{
	struct district d;
	struct error e = {.code = OK};

	(void)state;
	found(&d, "2026-08-01");
	strcpy(d.db.session.user, "anna");
	assert_int_equal(set(&d.db, &e, KIND_SITE, d.site, "goal=первая", NULL), OK);
	strcpy(d.db.session.user, "boris");
	assert_int_equal(set(&d.db, &e, KIND_SITE, d.site, "goal=вторая", NULL), OK);
	strcpy(d.db.session.user, "anna");
	assert_refused(op_undo(&d.db.session, 1, NULL, &e), e, "", "после этого изменена (boris)");
	assert_string_equal(shown(&d.db, KIND_SITE, d.site, "goal"), "вторая");

	add(&d.db, KIND_ORG, "short_name=Лицей", "full_name=Лицей", NULL);
	strcpy(d.db.session.user, "boris");
	add(&d.db, KIND_PERSON, "surname=Быков", "org=Лицей", NULL);
	strcpy(d.db.session.user, "anna");
	assert_refused(op_undo(&d.db.session, 1, NULL, &e), e, "", "теперь ссылается «Быков»");
	assert_int_equal(count(&d.db, KIND_ORG), 2);
	assert_sound(&d.db);
	database_close(&d.db);
}

/* What comes out of the trash keeps the rules as if it were new. */
static void test_restore_rules(void **state)
{
	struct district d;
	struct error e = {.code = OK};

	(void)state;
	found(&d, "2026-08-01");
	add(&d.db, KIND_PLANDOC, "site=1", "kind=график", "school_year=2026-2027", NULL);
	assert_int_equal(op_delete(&d.db.session, KIND_PLANDOC, 1, false, &e), OK);
	add(&d.db, KIND_PLANDOC, "site=1", "kind=график", "school_year=2026-2027", NULL);
	assert_refused(op_restore(&d.db.session, KIND_PLANDOC, 1, &e), e, "", "уже есть график на этот учебный год");
	assert_int_equal(count(&d.db, KIND_PLANDOC), 1);
	assert_int_equal(op_delete(&d.db.session, KIND_PLANDOC, 2, false, &e), OK);
	assert_int_equal(op_restore(&d.db.session, KIND_PLANDOC, 1, &e), OK);
	/* what was deleted with it comes back with it, what was deleted before stays where it is */
	assert_int_equal(op_delete(&d.db.session, KIND_SITE, d.site, true, &e), OK);
	assert_int_equal(op_restore(&d.db.session, KIND_SITE, d.site, &e), OK);
	assert_int_equal(count(&d.db, KIND_PLANDOC), 1);
	assert_refused(op_restore(&d.db.session, KIND_PLANDOC, 2, &e), e, "", "уже есть график");
	assert_sound(&d.db);
	database_close(&d.db);
}

/* What stands on an order's sites is told before it is cancelled, each once, certificates by number; of a renewal only
 * what its term has. */
static void test_standing(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t renewal;

	(void)state;
	found(&d, "2027-05-20");
	make_eligible(&d);
	add(&d.db, KIND_PERSON, "surname=Новиков", "name=Олег", "org=1", NULL);
	add(&d.db, KIND_ORDER, "title=т", "school_year=2026-2027", "sites=1", "number=1-о", "date=20.08.2026",
	    "on_paper=да", NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, 1, "sign", NULL), OK);
	add(&d.db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "from=01.10.2026", "to=15.05.2027",
	    NULL);
	add(&d.db, KIND_GROUP, "site=1", "name=Вторая", "school_year=2026-2027", "from=01.10.2026", "to=15.05.2027",
	    NULL);
	for (uint32_t i = 1; i <= 2; i++) {
		char group[20];

		snprintf(group, sizeof(group), "group=%u", i);
		add(&d.db, KIND_TRAINEE, group, i == 1 ? "person=1" : "person=2", NULL);
		add(&d.db, KIND_EVENT, "sites=1", "groups=1;2", "topic=Т", "form=семинар", "date=10.05.2027",
		    "minutes=90", NULL);
		assert_int_equal(act(&d.db, &e, KIND_EVENT, i, "attend", NULL), OK);
	}
	for (uint32_t i = 1; i <= 2; i++) {
		assert_int_equal(act(&d.db, &e, KIND_TRAINEE, i, "complete", NULL), OK);
		assert_int_equal(act(&d.db, &e, KIND_TRAINEE, i, "certify", NULL), OK);
	}
	add(&d.db, KIND_PLANDOC, "site=1", "kind=график", "school_year=2026-2027", NULL); /* nobody has begun it */
	assert_refused(act(&d.db, &e, KIND_ORDER, 1, "cancel", "document=письмо № 7", NULL), e, "",
		       "МБОУ «Ёлкинская СОШ»: 2 группы, 2 стажёра, 2 занятия; справки № 1/2027, № 2/2027\n");
	assert_string_equal(e.field, "confirm");
	/* the next year's */
	renewal = add(&d.db, KIND_ORDER, "title=т", "kind=продление", "school_year=2027-2028", "sites=1", "number=2-о",
		      "date=20.05.2027", PEOPLE, NULL);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, renewal, "sign", NULL), OK);
	add(&d.db, KIND_GROUP, "site=1", "name=Третья", "school_year=2027-2028", NULL);
	assert_refused(act(&d.db, &e, KIND_ORDER, renewal, "cancel", "document=письмо № 7", NULL), e, "",
		       "СОШ»: 1 рабочая группа\n");
	assert_int_equal(op_delete(&d.db.session, KIND_GROUP, 3, true, &e), OK);
	assert_int_equal(act(&d.db, &e, KIND_ORDER, renewal, "cancel", "document=письмо № 7", NULL), OK);
	/* an archived person is told with the certificate, too */
	assert_refused(act(&d.db, &e, KIND_PERSON, 2, "archive", NULL), e, "", "1 стажёр; справка № 2/2027\n");
	database_close(&d.db);
}

static void test_delete(void **state)
{
	struct district d;
	struct error e = {.code = OK};

	(void)state;
	found(&d, "2026-08-01");
	assert_int_equal(op_delete(&d.db.session, KIND_ORG, d.school, false, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "Ёлкина А.И."));
	add(&d.db, KIND_EQUIPMENT, "site=1", "name=ноутбук", "needed=5", "by_when=01.10.2026", NULL);
	assert_int_equal(op_delete(&d.db.session, KIND_SITE, d.site, false, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "ноутбук"));
	assert_int_equal(op_delete(&d.db.session, KIND_SITE, d.site, true, &e), OK);
	assert_int_equal(count(&d.db, KIND_EQUIPMENT), 0);
	assert_int_equal(op_restore(&d.db.session, KIND_EQUIPMENT, 1, &e), ERR_REFUSED);
	assert_int_equal(op_restore(&d.db.session, KIND_SITE, d.site, &e), OK);
	assert_int_equal(count(&d.db, KIND_EQUIPMENT), 1);
	assert_refused(act(&d.db, &e, KIND_ORG, d.school, "archive", NULL), e, "",
		       "К этой записи относится:\n1 педагог, 1 площадка\n");
	assert_int_equal(act(&d.db, &e, KIND_ORG, d.school, "archive", "confirm=да", NULL), OK);
	assert_int_equal(act(&d.db, &e, KIND_ORG, d.school, "archive", NULL), ERR_REFUSED);
	assert_int_equal(act(&d.db, &e, KIND_EQUIPMENT, 1, "archive", NULL), OK); /* nothing stands on it */
	/* what may not be deleted by itself does not go with its owner either */
	d.db.session.today = date_from_ymd(2027, 6, 20);
	add(&d.db, KIND_REPORT, "site=1", "school_year=2026-2027", NULL);
	write_report(&d, 1);
	assert_int_equal(act(&d.db, &e, KIND_REPORT, 1, "submit", NULL), OK);
	assert_int_equal(op_delete(&d.db.session, KIND_REPORT, 1, true, &e), ERR_REFUSED);
	assert_int_equal(op_delete(&d.db.session, KIND_SITE, d.site, true, &e), ERR_REFUSED);
	assert_int_equal(count(&d.db, KIND_SITE), 1);
	database_close(&d.db);
}

/* Puts the record into the state, whatever the rules say, and asks for every action. What the table says must be what
 * happens: a state that is not in `from` refuses with the clause, and leaves the record as it was. */
static void check_cell(struct database *db, const struct kind_def *k, uint32_t id, const char *state,
		       const struct transition *t, size_t *allowed, size_t *refused)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct record r = {.kind = 0};
	bool possible = !t->from;
	enum err err;

	assert_int_equal(record_load(tx, k->kind, id, &r), OK);
	if (k->state)
		record_set_text(&r, k->state, state);
	for (const char *const *s = t->from; s && *s; s++)
		possible |= !strcmp(*s, state);
	err = transition_check(tx, k, t, &r, &db->told.lacks, &e);
	tx_end(&tx);
	record_release(&r);
	if (!possible) {
		assert_int_equal(err, ERR_REFUSED);
		assert_string_equal(e.clause, rule_clause(db->session.config, t->rule));
		if (t->to && !strcmp(t->to, state))
			assert_true(strstr(e.text, "уже") || strstr(e.text, "ещё"));
		else
			assert_non_null(strstr(e.text, "(можно, когда «"));
	} else if (!t->guard && !db->told.lacks.n) {
		assert_int_equal(err, OK);
	} else if (err) { /* the guard's own refusal, and what is missing, quotes a clause or says that it is done
			     already */
		assert_int_equal(err, ERR_REFUSED);
		assert_true(*e.clause || strstr(e.text, "уже") || strstr(e.text, "не "));
	}
	if (err)
		++*refused;
	else
		++*allowed;
}

static void test_every_cell(void **state)
{
	struct district d;
	uint32_t ids[KIND_END] = {0};
	size_t allowed = 0, refused = 0;

	(void)state;
	found(&d, "2026-08-01");
	make_eligible(&d);
	complete_application(&d);
	ids[KIND_SITE] = d.site;
	ids[KIND_ORG] = d.school;
	ids[KIND_ORDER] = add(&d.db, KIND_ORDER, "title=т", "sites=1", "on_paper=да", NULL);
	ids[KIND_PLANDOC] = add(&d.db, KIND_PLANDOC, "site=1", "kind=программа", NULL);
	ids[KIND_REPORT] = add(&d.db, KIND_REPORT, "site=1", NULL);
	ids[KIND_EQUIPMENT] = add(&d.db, KIND_EQUIPMENT, "site=1", "name=доска", "needed=2", NULL);
	ids[KIND_REMINDER] = add(&d.db, KIND_REMINDER, "what=позвонить", "due=завтра", NULL);
	add(&d.db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "from=01.10.2026", "to=15.05.2027",
	    NULL);
	ids[KIND_TRAINEE] = add(&d.db, KIND_TRAINEE, "group=1", "person=1", NULL);
	ids[KIND_EVENT] =
		add(&d.db, KIND_EVENT, "sites=1", "groups=1", "topic=т", "form=лекция", "date=31.07.2026", NULL);
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct kind_def *k = kind_def(kind);
		static const char *const stateless[] = {"", NULL};
		const char *const *states = k->cycle && k->cycle->states ? k->cycle->states : stateless;
		const struct transition *t;

		if (!ids[kind])
			continue;
		for (; *states; states++)
			for (size_t i = 0; (t = transition_at(k, i)); i++)
				check_cell(&d.db, k, ids[kind], *states, t, &allowed, &refused);
	}
	/* site 8 × (8 + 5), order 3 × 7, plandoc 4 × 8, report 5 × 9, org 5, equipment 5, reminder 7, trainee 4 × 12,
	 * event 4 × 10 */
	assert_int_equal(allowed + refused, 104 + 21 + 32 + 45 + 5 + 5 + 7 + 48 + 40);
	assert_true(allowed >= 30 && refused >= 60);
	database_close(&d.db);
}

/* The tables themselves: every state is reached, every transition leads somewhere that is known. */
static void test_tables(void **state)
{
	(void)state;
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct kind_def *k = kind_def(kind);

		for (size_t i = 0; i < k->n; i++) {
			assert_ptr_equal(field_by_id(k, k->fields[i].id), &k->fields[i]); /* no number twice */
			assert_ptr_equal(field_by_name(k, k->fields[i].name), &k->fields[i]);
			assert_ptr_equal(field_by_name(k, k->fields[i].title), &k->fields[i]);
			assert_true(k->fields[i].id >= REC_FIRST_FIELD);
			assert_non_null(k->fields[i].help);
			assert_true(k->fields[i].type != FT_REF || kind_def(k->fields[i].ref));
		}
		assert_ptr_equal(kind_by_name(k->name), k);
		assert_ptr_equal(kind_by_name(k->title), k);
		assert_ptr_equal(kind_by_name(k->plural), k);
		for (size_t i = 0; k->cycle && i < k->cycle->n; i++) {
			const struct transition *t = &k->cycle->t[i];
			bool to = !t->to, from = true;

			for (const char *const *s = k->cycle->states; s && *s; s++)
				to |= t->to && !strcmp(t->to, *s);
			for (const char *const *f = t->from; f && *f; f++) {
				bool known = false;

				for (const char *const *s = k->cycle->states; *s; s++)
					known |= !strcmp(*f, *s);
				for (const char *const *s = k->cycle->final; *s; s++)
					known &= strcmp(*f, *s) != 0;
				from &= known;
			}
			assert_true(to && from);
		}
	}
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),	   cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_whole_life), cmocka_unit_test(test_days_ahead), cmocka_unit_test(test_undo_and_cancel),
		cmocka_unit_test(test_standing), cmocka_unit_test(test_delete),	   cmocka_unit_test(test_every_cell),
		cmocka_unit_test(test_undo_of_what_is_used), cmocka_unit_test(test_restore_rules),
	};
	/* clang-format on */

	schema_use(&domain_schema);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
