/* Rights: role × kind × action × own and foreign. What is expected stands here, written by the regulation and the list
 * of roles, not made of the program's tables. */
#include <unistd.h>

#include "database.h"
#include "stazh/model/access.h"
#include "stazh/domain/attendance.h"
#include "stazh/model/audit.h"

/* ---- what is expected ---- */

/* One line a kind. `values` make a record that belongs to site (group, trainee …) $1 of the organisation in question,
 * $n is a number that was not used before; `change` is what set writes. After the actions stands who may do them: m the
 * methodist alone, o also a leader for the own organisation. Every transition of the kind has to be named. */
static const struct expectation {
	unsigned kind;
	const char *values, *change, *rights;
} table[] = {
	{KIND_ORG, "short_name=Школа $n|full_name=Школа $n", "settlement=с. Ёлкино",
	 "add:m set:m delete:m restore:m undo:m merge:m letter:m defer:m waive:m archive:m unarchive:m"},
	{KIND_PERSON, "surname=Иванов$n|name=Пётр|org=$org", "subject=биология $n",
	 "add:m set:m delete:m restore:m undo:m merge:m verify:m defer:o waive:o archive:m unarchive:m"},
	{KIND_SITE, "org=$org|topic=Тема $n", "goal=цель $n",
	 "add:m set:m delete:m restore:m undo:m submit:m approve:m return:m reject:m renew:m complete:m terminate:m "
	 "request_plans:m roadmap:m defer:o waive:o archive:m unarchive:m"},
	{KIND_TERM, "site=$site|order=$order|from=01.09.2040|to=31.08.2041", "to=30.06.2041",
	 "add:m set:m delete:m restore:m undo:m roadmap:m defer:o waive:o archive:m unarchive:m"},
	{KIND_ORDER, "title=Приказ $n|school_year=2026-2027|sites=$site", "place=с. Ёлкино",
	 "add:m set:m delete:m restore:m undo:m sign:m cancel:m issue:m defer:m waive:m archive:m unarchive:m"},
	{KIND_PLANDOC, "site=$site|plandoc_kind=программа|school_year=$year", "plandoc_kind=график",
	 "add:o set:o delete:m restore:m undo:o submit:o approve:m return:m issue:m defer:o waive:o archive:m "
	 "unarchive:m"},
	{KIND_PLANLINE, "plandoc=$plandoc|topic=Тема $n", "hours=3",
	 "add:o set:o delete:o restore:o undo:o defer:o waive:o archive:m unarchive:m"},
	{KIND_EQUIPMENT, "site=$site|name=ноутбук $n|needed=3", "present=1",
	 "add:o set:o delete:o restore:o undo:o provide:o defer:o waive:o archive:m unarchive:m"},
	{KIND_REPORT, "site=$site|school_year=$year|due=15.06.2030", "conclusions=итог $n",
	 "add:o set:o delete:m restore:m undo:o start:o submit:o accept:m return:m issue:m defer:o waive:o archive:m "
	 "unarchive:m"},
	{KIND_REMINDER, "what=позвонить $n|due=завтра|link=site $site|who=руководитель", "what=написать",
	 "add:m set:m delete:m restore:m undo:o done:o reopen:o stop:m defer:o waive:o archive:m unarchive:m"},
	{KIND_GROUP, "site=$site|name=Группа $n|school_year=2026-2027", "note=примечание $n",
	 "add:o set:o delete:o restore:o undo:o enrol:o copy_plan:o complete:o certify:m defer:o waive:o archive:m "
	 "unarchive:m"},
	{KIND_TRAINEE, "group=$group|person=$newperson", "goal=цель $n",
	 "add:o set:o delete:o restore:o undo:o start:o complete:o certify:m annul:m expel:o readmit:o share:o issue:m "
	 "defer:o waive:o archive:m unarchive:m"},
	{KIND_TASK, "trainee=$trainee|what=урок $n|due=завтра", "result=сделано $n",
	 "add:o set:o delete:o restore:o undo:o done:o reopen:o defer:o waive:o archive:m unarchive:m"},
	{KIND_ASSESSMENT, "trainee=$trainee|direction=сетевое|kind=промежуточная|date=сегодня|score=5|out_of=10",
	 "score=6", "add:o set:o delete:o restore:o undo:o defer:o waive:o archive:m unarchive:m"},
	{KIND_EVENT, "sites=$site|topic=Тема $n|form=семинар|date=завтра", "place=кабинет $n",
	 "add:o set:o delete:o restore:o undo:o attend:o hold:o postpone:o cancel:o reopen:o roadmap:m defer:o waive:o "
	 "archive:m "
	 "unarchive:m"},
	{KIND_ROADMAP, "name=Карта $n|base=учебный год|steps=в день: дело", "note=примечание $n",
	 "add:m set:m delete:m restore:m undo:m apply:m defer:m waive:m archive:m unarchive:m"},
	{KIND_WORD, "list=формы работы|text=форма $n", "text=другая форма $n",
	 "add:m set:m delete:m restore:m undo:m defer:m waive:m archive:m unarchive:m"},
	{KIND_FORMMARK, "text=метка $n|means=стажёров", "means=завершили",
	 "add:m set:m delete:m restore:m undo:m defer:m waive:m archive:m unarchive:m"},
	{KIND_ATTENDANCE, "event=$newevent|trainee=$trainee|mark=был", "mark=не был",
	 "add:o set:o delete:o restore:o undo:o defer:o waive:o archive:m unarchive:m"},
};

/* By state: what no form changes and nobody deletes, and the action that takes it back. Every state of every kind has
 * to be named; through: it is the state of the record that the field points to. refused, allowed: what set writes,
 * NULL: nothing. */
/* clang-format off */
static const struct by_state {
	unsigned kind, through;
	const char *state, *refused, *allowed, *sentence;
} states[] = {
	{KIND_SITE, 0, SITE_DRAFT, NULL, "topic=Другая $n", NULL},
	{KIND_SITE, 0, SITE_SUBMITTED, "topic=Другая $n", "methodist=1", "Сначала верните: действие «Вернуть» (return)"},
	{KIND_SITE, 0, SITE_RETURNED, NULL, "topic=Другая $n", NULL},
	{KIND_SITE, 0, SITE_REJECTED, NULL, "topic=Другая $n", NULL},
	{KIND_SITE, 0, SITE_APPROVED, "topic=Другая $n", "term_text=осень $n", "Сначала верните: действие «Вернуть» (return)"},
	{KIND_SITE, 0, SITE_ACTIVE, "topic=Другая $n", "goal=цель $n", "снимает — действие «Отменить» (cancel) приказа"},
	{KIND_SITE, 0, SITE_COMPLETED, "topic=Другая $n", "methodist=1", "снимает — действие «Отменить» (cancel) приказа"},
	{KIND_SITE, 0, SITE_TERMINATED, "topic=Другая $n", "methodist=1", "снимает — действие «Отменить» (cancel) приказа"},
	{KIND_ORDER, 0, ORDER_DRAFT, NULL, "place=Ёлкино $n", NULL},
	{KIND_ORDER, 0, ORDER_SIGNED, "place=Ёлкино $n", NULL, "снимает — действие «Отменить» (cancel) приказа"},
	{KIND_ORDER, 0, ORDER_CANCELLED, "place=Ёлкино $n", NULL, "заведите новый"},
	{KIND_TERM, TERM_ORDER, ORDER_DRAFT, NULL, "to=30.06.2041", NULL},
	{KIND_TERM, TERM_ORDER, ORDER_SIGNED, "to=29.06.2041", NULL, "снимает — действие «Отменить» (cancel) приказа"},
	{KIND_PLANDOC, 0, PLANDOC_DRAFT, NULL, "plandoc_kind=график", NULL},
	{KIND_PLANDOC, 0, PLANDOC_SUBMITTED, "plandoc_kind=график", NULL, "Сначала верните: действие «Вернуть с замечаниями» (return)"},
	{KIND_PLANDOC, 0, PLANDOC_APPROVED, "plandoc_kind=график", NULL, "Сначала верните: действие «Вернуть с замечаниями» (return)"},
	{KIND_PLANDOC, 0, PLANDOC_RETURNED, NULL, "plandoc_kind=график", NULL},
	{KIND_PLANLINE, PLANLINE_PLANDOC, PLANDOC_DRAFT, NULL, "hours=3", NULL},
	{KIND_PLANLINE, PLANLINE_PLANDOC, PLANDOC_SUBMITTED, "hours=4", NULL, "Сначала верните: действие «Вернуть с замечаниями» (return)"},
	{KIND_PLANLINE, PLANLINE_PLANDOC, PLANDOC_APPROVED, "hours=4", NULL, "Сначала верните: действие «Вернуть с замечаниями» (return)"},
	{KIND_PLANLINE, PLANLINE_PLANDOC, PLANDOC_RETURNED, NULL, "hours=3", NULL},
	{KIND_REPORT, 0, REPORT_EXPECTED, NULL, "conclusions=итог $n", NULL},
	{KIND_REPORT, 0, REPORT_DRAFT, NULL, "conclusions=итог $n", NULL},
	{KIND_REPORT, 0, REPORT_SUBMITTED, "conclusions=итог $n", NULL, "Сначала верните: действие «Вернуть» (return)"},
	{KIND_REPORT, 0, REPORT_ACCEPTED, "conclusions=итог $n", NULL, "Сначала верните: действие «Вернуть» (return)"},
	{KIND_REPORT, 0, REPORT_RETURNED, NULL, "conclusions=итог $n", NULL},
	{KIND_TRAINEE, 0, TRAINEE_ENROLLED, NULL, "goal=цель $n", NULL},
	{KIND_TRAINEE, 0, TRAINEE_ACTIVE, NULL, "goal=цель $n", NULL},
	{KIND_TRAINEE, 0, TRAINEE_COMPLETED, NULL, "goal=цель $n", NULL},
	{KIND_TRAINEE, 0, TRAINEE_EXPELLED, NULL, "goal=цель $n", NULL},
	{KIND_EVENT, 0, EVENT_PLANNED, NULL, "place=кабинет $n", NULL},
	{KIND_EVENT, 0, EVENT_POSTPONED, NULL, "place=кабинет $n", NULL},
	{KIND_EVENT, 0, EVENT_HELD, NULL, "place=кабинет $n", NULL},
	{KIND_EVENT, 0, EVENT_CANCELLED, NULL, "place=кабинет $n", NULL},
};
/* clang-format on */

/* m, o; 0: not named. */
static char right_of(const struct expectation *x, const char *action)
{
	char wanted[40];
	const char *at;

	snprintf(wanted, sizeof(wanted), " %s:", action);
	at = !strncmp(x->rights, wanted + 1, strlen(wanted + 1)) ? x->rights - 1 : strstr(x->rights, wanted);
	return at ? at[strlen(wanted)] : 0;
}

static bool expected(const struct expectation *x, const char *action, enum role role, bool own)
{
	char right = right_of(x, action);

	if (!right)
		fail_msg("%s, %s: не сказано, кому можно", kind_def(x->kind)->name, action);
	return role == ROLE_METHODIST || (role == ROLE_LEADER && own && right == 'o');
}

/* ---- two schools ---- */

struct side {
	uint32_t org, site, plandoc, group, trainee;
};

struct district {
	struct database db;
	struct side own, foreign;
	uint32_t order;
	unsigned n, year;
};

static void be(struct district *d, enum role role)
{
	d->db.session.role = role;
	d->db.session.org = role == ROLE_LEADER ? d->own.org : 0;
}

/* Values with what stands behind $ put in; b is overwritten. */
static void fill(struct district *d, const struct side *side, const char *s, struct buf *b)
{
	const struct {
		const char *name;
		uint32_t value;
	} gaps[] = {{"org", side->org},	    {"site", side->site},	{"plandoc", side->plandoc},
		    {"group", side->group}, {"trainee", side->trainee}, {"order", d->order},
		    {"n", ++d->n}};

	be(d, ROLE_METHODIST);
	buf_clear(b);
	for (; *s; s++) {
		size_t len = *s == '$' ? strspn(s + 1, "abcdefghijklmnopqrstuvwxyz") : 0;

		if (!len) {
			buf_addc(b, *s);
		} else if (len == 4 && !strncmp(s + 1, "year", len)) {
			buf_addf(b, "%u-%u", 2030 + d->year, 2031 + d->year);
			d->year++;
		} else if (len == 9 && !strncmp(s + 1, "newperson", len)) {
			char surname[40];

			snprintf(surname, sizeof(surname), "surname=Сидоров%u", d->n);
			buf_addf(b, "%u", add(&d->db, KIND_PERSON, surname, "org=1", NULL));
		} else if (len == 8 && !strncmp(s + 1, "newevent", len)) {
			char sites[20], groups[20];

			snprintf(sites, sizeof(sites), "sites=%u", side->site);
			snprintf(groups, sizeof(groups), "groups=%u", side->group);
			buf_addf(b, "%u",
				 add(&d->db, KIND_EVENT, sites, groups, "topic=Чтение", "form=семинар", "date=сегодня",
				     NULL));
		} else {
			for (size_t i = 0; i < sizeof(gaps) / sizeof(*gaps); i++)
				if (strlen(gaps[i].name) == len && !strncmp(s + 1, gaps[i].name, len))
					buf_addf(b, "%u", gaps[i].value);
		}
		s += len;
	}
}

/* "a=b|c=d" cut in place. */
static size_t parts(char *s, struct assign *a)
{
	size_t n = 0;
	char *part;

	while ((part = strsep(&s, "|"))) {
		char *equals = strchr(part, '=');

		*equals = 0;
		a[n++] = (struct assign){part, equals + 1};
	}
	return n;
}

struct making {
	unsigned kind;
	const struct assign *a;
	size_t n;
	const char *state;
	uint32_t id;
};

/* Past the rules for typing: kinds that are never added by hand, any state. */
static enum err make(struct tx *tx, void *arg)
{
	struct making *m = arg;
	const struct kind_def *k = kind_def(m->kind);
	struct record r = {0};
	struct error e = {.code = OK};

	if (m->id) {
		assert_int_equal(record_load(tx, m->kind, m->id, &r), OK);
	} else {
		model_new(tx, m->kind, &r);
		for (size_t i = 0; i < m->n; i++)
			if (field_parse(tx, field_by_name(k, m->a[i].name), m->a[i].value, &r, &e))
				fail_msg("%s: %s", k->name, e.text);
	}
	if (m->state && k->state)
		record_set_text(&r, k->state, m->state);
	assert_int_equal(record_store(tx, &r), OK);
	m->id = r.id;
	record_release(&r);
	return OK;
}

static uint32_t sample(struct district *d, const struct expectation *x, const struct side *side)
{
	struct making m = {.kind = x->kind};
	struct assign a[10];
	struct buf b = {0};
	struct error e = {.code = OK};

	be(d, ROLE_METHODIST);
	fill(d, side, x->values, &b);
	m.a = a;
	m.n = parts(b.s, a);
	if (session_write(&d->db.session, "add", "", make, &m, &e))
		fail_msg("%s: %s", kind_def(x->kind)->name, e.text);
	buf_free(&b);
	return m.id;
}

static void put_state(struct district *d, unsigned kind, uint32_t id, const char *state)
{
	struct making m = {.kind = kind, .id = id, .state = state};

	assert_int_equal(session_write(&d->db.session, "set", "", make, &m, NULL), OK);
}

static void found_side(struct district *d, struct side *side, const char *name)
{
	char short_name[60], full_name[60], org[20], site[20], group[20], person[20];

	snprintf(short_name, sizeof(short_name), "short_name=%s", name);
	snprintf(full_name, sizeof(full_name), "full_name=%s", name);
	side->org = add(&d->db, KIND_ORG, short_name, full_name, NULL);
	snprintf(org, sizeof(org), "org=%u", side->org);
	side->site = add(&d->db, KIND_SITE, org, "topic=Чтение", NULL);
	snprintf(site, sizeof(site), "site=%u", side->site);
	side->plandoc = add(&d->db, KIND_PLANDOC, site, "kind=тематический план", "school_year=2026-2027", NULL);
	side->group = add(&d->db, KIND_GROUP, site, "name=Первая", "school_year=2026-2027", NULL);
	snprintf(group, sizeof(group), "group=%u", side->group);
	snprintf(person, sizeof(person), "person=%u",
		 add(&d->db, KIND_PERSON, "surname=Петров", "name=А.", org, "phone=5-55-55", NULL));
	side->trainee = add(&d->db, KIND_TRAINEE, group, person, NULL);
}

static void found(struct district *d)
{
	*d = (struct district){.n = 0};
	database_open(&d->db, "2026-11-01", "");
	found_side(d, &d->own, "Своя школа");
	found_side(d, &d->foreign, "Чужая школа");
	d->order = add(&d->db, KIND_ORDER, "title=О площадках", "school_year=2026-2027", "sites=1", NULL);
}

/* ---- every cell ---- */

struct cell {
	struct district *d;
	const struct expectation *x;
	const struct side *side;
	enum role role;
	size_t allowed, refused;
};

/* Refused by right or not; when it is, nothing was written. */
static void judge(struct cell *c, const char *action, enum err err, const struct error *e, uint64_t before)
{
	bool by_right = err && !strncmp(e->text, "Нет права", strlen("Нет права"));
	bool may = expected(c->x, action, c->role, c->side == &c->d->own);

	if (may == by_right)
		fail_msg("%s, %s, %s, %s: %s", role_title(c->role), kind_def(c->x->kind)->name, action,
			 c->side == &c->d->own ? "своё" : "чужое", err ? e->text : "разрешено");
	if (by_right) {
		assert_int_equal(err, ERR_REFUSED);
		assert_true(store_generation(c->d->db.session.store) == before);
	}
	++*(may ? &c->allowed : &c->refused);
}

static uint64_t now(const struct cell *c)
{
	be(c->d, c->role);
	return store_generation(c->d->db.session.store);
}

/* Allowed means done; terms of one site are refused where they overlap (3.3). */
static void must(const struct cell *c, const char *action, enum err err, const struct error *e)
{
	if (err && c->x->kind != KIND_TERM && expected(c->x, action, c->role, c->side == &c->d->own))
		fail_msg("%s %s: %s", kind_def(c->x->kind)->name, action, e->text);
}

static void try_add(struct cell *c)
{
	struct session *s = &c->d->db.session;
	struct error e = {.code = OK};
	struct assign a[11];
	struct buf b = {0};
	uint32_t id = 0;
	uint64_t before;
	size_t n;
	enum err err;

	fill(c->d, c->side, c->x->values, &b);
	n = parts(b.s, a);
	before = now(c);
	if (c->x->kind == KIND_REPORT && c->role == ROLE_LEADER)
		n--; /* by when it is due is not the leader's to say */
	a[n++] = (struct assign){ASSIGN_ANYWAY, "да"};
	err = op_add(s, c->x->kind, a, n, &id, NULL, &e);
	judge(c, "add", err, &e, before);
	if (!kind_more(kind_def(c->x->kind))->no_add)
		must(c, "add", err, &e);
	be(c->d, ROLE_METHODIST);
	if (!err)
		op_undo(s, 1, NULL, &e);
	buf_free(&b);
}

static void try_set(struct cell *c)
{
	uint32_t id = sample(c->d, c->x, c->side);
	struct error e = {.code = OK};
	struct assign a[2];
	struct buf b = {0};
	uint64_t before;
	enum err err;

	fill(c->d, c->side, c->x->change, &b);
	before = now(c);
	err = op_set(&c->d->db.session, c->x->kind, id, 0, a, parts(b.s, a), &c->d->db.told, &e);
	judge(c, "set", err, &e, before);
	must(c, "set", err, &e);
	buf_free(&b);
}

static void try_delete(struct cell *c)
{
	uint32_t id = sample(c->d, c->x, c->side);
	struct error e = {.code = OK};
	uint64_t before = now(c);
	enum err err = op_delete(&c->d->db.session, c->x->kind, id, true, &e);

	judge(c, "delete", err, &e, before);
	if (!kind_more(kind_def(c->x->kind))->no_delete)
		must(c, "delete", err, &e);
}

static enum err trash(struct tx *tx, void *arg)
{
	const struct making *m = arg;

	return record_trash(tx, m->kind, m->id);
}

static void try_restore(struct cell *c)
{
	struct making m = {.kind = c->x->kind, .id = sample(c->d, c->x, c->side)};
	struct error e = {.code = OK};
	uint64_t before;
	enum err err;

	assert_int_equal(session_write(&c->d->db.session, "delete", "", trash, &m, &e), OK);
	before = now(c);
	err = op_restore(&c->d->db.session, m.kind, m.id, &e);
	judge(c, "restore", err, &e, before);
	must(c, "restore", err, &e);
}

/* Both ways: what was made, and what was deleted. */
static void try_undo(struct cell *c, bool deleted)
{
	struct making m = {.kind = c->x->kind, .id = sample(c->d, c->x, c->side)};
	struct error e = {.code = OK};
	uint64_t before;
	enum err err;

	if (deleted)
		assert_int_equal(session_write(&c->d->db.session, "delete", "", trash, &m, &e), OK);
	before = now(c);
	err = op_undo(&c->d->db.session, 1, NULL, &e);
	judge(c, "undo", err, &e, before);
	must(c, "undo", err, &e);
}

static void try_merge(struct cell *c)
{
	uint32_t keep = sample(c->d, c->x, c->side), drop = sample(c->d, c->x, c->side);
	struct error e = {.code = OK};
	uint64_t before = now(c);
	enum err err = op_merge(&c->d->db.session, c->x->kind, keep, drop, NULL, &e);

	judge(c, "merge", err, &e, before);
	must(c, "merge", err, &e);
}

static void try_action(struct cell *c, const struct transition *t)
{
	uint32_t id = sample(c->d, c->x, c->side);
	struct error e = {.code = OK};
	uint64_t before;
	enum err err;

	if (t->from)
		put_state(c->d, c->x->kind, id, t->from[0]);
	before = now(c);
	err = op_act(&c->d->db.session, c->x->kind, id, 0, t->action, NULL, 0, &c->d->db.told, &e);
	judge(c, t->action, err, &e, before);
}

/* Nobody writes these by hand: test_paper.c, test_mail.c. */
static bool is_program_s(unsigned kind)
{
	return kind == KIND_PAPER || kind == KIND_LETTER;
}

static void test_every_cell(void **state)
{
	static const enum role roles[] = {ROLE_NONE, ROLE_VIEWER, ROLE_LEADER, ROLE_METHODIST};
	size_t allowed = 0, refused = 0;
	struct district d;

	(void)state;
	found(&d);
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct expectation *x = NULL;
		const struct transition *t;

		if (!kind_def(kind) || is_program_s(kind))
			continue;
		for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
			x = table[i].kind == kind ? &table[i] : x;
		d.year = 0;
		if (!x)
			fail_msg("вид %s: в таблице ожиданий нет строки", kind_def(kind)->name);
		for (size_t r = 0; r < 4; r++)
			for (int own = 0; own < 2; own++) {
				struct cell c = {.d = &d, .x = x, .side = own ? &d.own : &d.foreign, .role = roles[r]};

				try_add(&c);
				try_set(&c);
				try_delete(&c);
				try_restore(&c);
				try_undo(&c, false);
				try_undo(&c, true);
				if (right_of(x, "merge"))
					try_merge(&c);
				for (size_t i = 0; (t = transition_at(kind_def(kind), i)); i++)
					try_action(&c, t);
				allowed += c.allowed;
				refused += c.refused;
			}
	}
	be(&d, ROLE_METHODIST);
	assert_true(allowed >= 346 && refused >= 798);
	database_close(&d.db);
}

static enum err set_one(struct district *d, unsigned kind, uint32_t id, const char *field, const char *value,
			struct error *e)
{
	*e = (struct error){.code = OK};
	return op_set(&d->db.session, kind, id, 0, &(struct assign){field, value}, 1, &d->db.told, e);
}

/* ---- every state ---- */

static const struct expectation *expectation_of(unsigned kind)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].kind == kind)
			return &table[i];
	return NULL;
}

static enum err set_values(struct district *d, enum role role, unsigned kind, uint32_t id, const char *values,
			   struct error *e)
{
	struct assign a[4];
	struct buf b = {0};
	enum err err;

	fill(d, &d->own, values, &b);
	be(d, role);
	*e = (struct error){.code = OK};
	err = op_set(&d->db.session, kind, id, 0, a, parts(b.s, a), &d->db.told, e);
	buf_free(&b);
	return err;
}

static void put_all(struct district *d, const struct by_state *s, uint32_t id, const char *state)
{
	if (!s->through)
		put_state(d, s->kind, id, state);
	else if (s->kind == KIND_TERM)
		put_state(d, KIND_ORDER, d->order, state);
	else
		put_state(d, KIND_PLANDOC, d->own.plandoc, state);
}

static void must_refuse(const struct district *d, const struct by_state *s, enum role role, const char *what,
			enum err err, const struct error *e, uint64_t before)
{
	bool by_right = role == ROLE_LEADER && !strncmp(e->text, "Нет права", strlen("Нет права"));

	if (err != ERR_REFUSED || (!by_right && !strstr(e->text, s->sentence)) ||
	    store_generation(d->db.session.store) != before)
		fail_msg("%s, %s «%s», %s: %s", role_title(role), kind_def(s->kind)->name, s->state, what,
			 err ? e->text : "разрешено");
}

static void test_every_state(void **state)
{
	static const enum role roles[] = {ROLE_LEADER, ROLE_METHODIST};
	struct district d;
	size_t refused = 0, allowed = 0;

	(void)state;
	found(&d);
	for (unsigned kind = 1; kind < KIND_END; kind++) /* none forgotten */
		for (const char *const *c = kind_def(kind)->cycle && !is_program_s(kind) ? kind_def(kind)->cycle->states
											 : NULL;
		     c && *c; c++) {
			bool named = false;

			for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
				named |= states[i].kind == kind && !states[i].through && !strcmp(states[i].state, *c);
			if (!named)
				fail_msg("%s «%s»: в таблице состояний нет строки", kind_def(kind)->name, *c);
		}
	for (const struct by_state *s = states; s < states + sizeof(states) / sizeof(*states); s++)
		for (size_t r = 0; r < 2; r++) {
			const struct expectation *x = expectation_of(s->kind);
			bool may = expected(x, "set", roles[r], true);
			struct making m = {.kind = s->kind};
			struct error e = {.code = OK};
			uint64_t before;
			enum err err;

			if (!r && s > states && s[-1].kind != s->kind)
				d.year = 0;
			m.id = sample(&d, x, &d.own);
			put_all(&d, s, m.id, s->state);
			if (s->refused) {
				be(&d, roles[r]);
				before = store_generation(d.db.session.store);
				err = set_values(&d, roles[r], s->kind, m.id, s->refused, &e);
				must_refuse(&d, s, roles[r], s->refused, err, &e, before);
				e = (struct error){.code = OK};
				err = op_delete(&d.db.session, s->kind, m.id, true, &e);
				must_refuse(&d, s, roles[r], "delete", err, &e, before);
				refused += 2;
			}
			if (s->allowed) {
				err = set_values(&d, roles[r], s->kind, m.id, s->allowed, &e);
				if (!err != may)
					fail_msg("%s, %s «%s», %s: %s", role_title(roles[r]), kind_def(s->kind)->name,
						 s->state, s->allowed, err ? e.text : "разрешено");
				allowed += !err;
			}
			if (s->through)
				put_all(&d, s, m.id, s->kind == KIND_TERM ? ORDER_DRAFT : PLANDOC_DRAFT);
			be(&d, ROLE_METHODIST);
			if (s->kind == KIND_TERM)
				assert_int_equal(session_write(&d.db.session, "delete", "", trash, &m, NULL), OK);
		}
	assert_true(refused >= 40 && allowed >= 30);
	database_close(&d.db);
}

/* What is approved is approved with its lines. */
static void test_lines_of_a_plan(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t line, other;
	char plan[20], doc[20];

	(void)state;
	found(&d);
	be(&d, ROLE_LEADER);
	snprintf(plan, sizeof(plan), "plandoc=%u", d.own.plandoc);
	line = add(&d.db, KIND_PLANLINE, plan, "topic=Первая", NULL);
	put_state(&d, KIND_PLANDOC, d.own.plandoc, PLANDOC_APPROVED);
	for (int who = 0; who < 2; who++) {
		be(&d, who ? ROLE_METHODIST : ROLE_LEADER);
		e = (struct error){.code = OK};
		assert_int_equal(op_add(&d.db.session, KIND_PLANLINE,
					(struct assign[]){{"plandoc", plan + 8}, {"topic", "Вторая"}}, 2, NULL,
					&d.db.told, &e),
				 ERR_REFUSED);
		assert_non_null(strstr(e.text, "п. 4.2"));
		assert_non_null(strstr(e.text, "Сначала верните"));
		assert_true((strstr(e.text, "методист") == NULL) == (who == 1)); /* whose the action is */
		assert_int_equal(op_delete(&d.db.session, KIND_PLANDOC, d.own.plandoc, true, &e), ERR_REFUSED);
		assert_int_equal(op_delete(&d.db.session, KIND_PLANLINE, line, true, &e), ERR_REFUSED);
	}
	/* neither moved there nor away, nor is an older act taken back */
	be(&d, ROLE_METHODIST);
	snprintf(doc, sizeof(doc), "site=%u", d.own.site);
	other = add(&d.db, KIND_PLANDOC, doc, "plandoc_kind=тематический план", "school_year=2027-2028", NULL);
	snprintf(doc, sizeof(doc), "%u", other);
	assert_int_equal(set_one(&d, KIND_PLANLINE, line, "plandoc", doc, &e), ERR_REFUSED);
	snprintf(doc, sizeof(doc), "plandoc=%u", other);
	other = add(&d.db, KIND_PLANLINE, doc, "topic=Третья", NULL);
	assert_int_equal(set_one(&d, KIND_PLANLINE, other, "plandoc", plan + 8, &e), ERR_REFUSED);
	snprintf(d.db.session.user, sizeof(d.db.session.user), "koroteeva");
	put_state(&d, KIND_PLANDOC, d.own.plandoc, PLANDOC_RETURNED);
	assert_int_equal(set_one(&d, KIND_PLANLINE, line, "hours", "7", &e), OK);
	snprintf(d.db.session.user, sizeof(d.db.session.user), "other");
	put_state(&d, KIND_PLANDOC, d.own.plandoc, PLANDOC_APPROVED);
	snprintf(d.db.session.user, sizeof(d.db.session.user), "koroteeva");
	e = (struct error){.code = OK};
	assert_int_equal(op_undo(&d.db.session, 1, NULL, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "Сначала верните"));
	database_close(&d.db);
}

/* A document that is asked for stays what was asked for. */
static void test_obligations(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t report;
	char site[20];

	(void)state;
	found(&d);
	snprintf(site, sizeof(site), "site=%u", d.own.site);
	report = add(&d.db, KIND_REPORT, site, "school_year=2026-2027", NULL);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_REPORT, report, "school_year", "2030-2031", &e), e, "",
		       "Нет права: поле «Учебный год» ставит методист");
	assert_int_equal(set_one(&d, KIND_PLANDOC, d.own.plandoc, "school_year", "2030-2031", &e),
			 OK); /* not asked for */
	be(&d, ROLE_METHODIST);
	assert_int_equal(set_one(&d, KIND_PLANDOC, d.own.plandoc, "due", "01.12.2026", &e), OK);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "school_year", "2031-2032", &e), e, "",
		       "Нет права: поле «Учебный год»");
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "plandoc_kind", "график", &e), e, "",
		       "Нет права: поле «Документ»");
	e = (struct error){.code = OK};
	assert_refused(op_delete(&d.db.session, KIND_PLANDOC, d.own.plandoc, true, &e), e, "",
		       "Нет права: это делает методист");
	database_close(&d.db);
}

/* ---- what a table of actions does not show ---- */

static void test_moving(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	char other[20];
	uint32_t equipment;

	(void)state;
	found(&d);
	equipment = add(&d.db, KIND_EQUIPMENT, "site=1", "name=доска", NULL);
	snprintf(other, sizeof(other), "%u", d.foreign.site);
	be(&d, ROLE_LEADER);
	/* neither given away nor taken */
	assert_refused(set_one(&d, KIND_EQUIPMENT, equipment, "site", other, &e), e, "",
		       "Нет права: другая организация — Чужая школа");
	be(&d, ROLE_METHODIST);
	assert_int_equal(set_one(&d, KIND_EQUIPMENT, equipment, "site", other, &e), OK);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_EQUIPMENT, equipment, "site", "1", &e), e, "", "Нет права");
	database_close(&d.db);
}

static void test_fields_of_the_methodist(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t report;

	(void)state;
	found(&d);
	report = add(&d.db, KIND_REPORT, "site=1", "school_year=2026-2027", NULL);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_REPORT, report, "due", "15.06.2030", &e), e, "",
		       "Нет права: поле «Сдать до» ставит методист");
	assert_string_equal(e.field, "due");
	assert_int_equal(set_one(&d, KIND_REPORT, report, "conclusions", "всё хорошо", &e), OK);
	assert_refused(set_one(&d, KIND_REPORT, report, "state", REPORT_ACCEPTED, &e), e, "", "действиями");
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "remarks", "замечаний нет", &e), e, "", "Нет права");
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "due", "завтра", &e), e, "", "Нет права");
	database_close(&d.db);
}

/* An event of several sites is theirs together: the methodist's; one without a site is the district's. Nor is a group,
 * or a plan, of another school taken into one's own. */
static void test_joint_events(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	uint32_t joint, of_all, own, attendance;
	char sites[40], groups[40], trainee[40], foreign[20];

	(void)state;
	found(&d);
	snprintf(sites, sizeof(sites), "sites=%u;%u", d.foreign.site, d.own.site);
	snprintf(groups, sizeof(groups), "groups=%u;%u", d.own.group, d.foreign.group);
	snprintf(trainee, sizeof(trainee), "trainee=%u", d.own.trainee);
	joint = add(&d.db, KIND_EVENT, sites, groups, "topic=Общее", "form=семинар", "date=сегодня", NULL);
	of_all = add(&d.db, KIND_EVENT, "topic=Для района", "form=семинар", "date=завтра", NULL);
	snprintf(sites, sizeof(sites), "event=%u", joint);
	attendance = add(&d.db, KIND_ATTENDANCE, sites, trainee, "mark=был", NULL);
	snprintf(sites, sizeof(sites), "sites=%u", d.own.site);
	snprintf(groups, sizeof(groups), "groups=%u", d.own.group);
	own = add(&d.db, KIND_EVENT, sites, groups, "topic=Своё", "form=семинар", "date=сегодня", NULL);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_EVENT, joint, "place", "зал", &e), e, "",
		       "Нет права: это общее с другой организацией — Чужая школа");
	assert_refused(act(&d.db, &e, KIND_EVENT, joint, "attend", NULL), e, "", "Нет права: это общее");
	assert_refused(set_one(&d, KIND_ATTENDANCE, attendance, "mark", "не был", &e), e, "", "Нет права: это общее");
	e = (struct error){.code = OK};
	assert_refused(op_delete(&d.db.session, KIND_EVENT, joint, true, &e), e, "", "Нет права: это общее");
	assert_refused(set_one(&d, KIND_EVENT, of_all, "place", "зал", &e), e, "", "Нет права");
	snprintf(foreign, sizeof(foreign), "%u", d.foreign.group);
	assert_refused(set_one(&d, KIND_EVENT, own, "groups", foreign, &e), e, "",
		       "Нет права: это общее с другой организацией — Чужая школа");
	e = (struct error){.code = OK};
	assert_refused(
		op_add(&d.db.session, KIND_EVENT,
		       (struct assign[]){{"groups", foreign}, {"topic", "х"}, {"form", "семинар"}, {"date", "завтра"}},
		       4, NULL, &d.db.told, &e),
		e, "", "Нет права");
	assert_int_equal(act(&d.db, &e, KIND_EVENT, own, "attend", NULL), OK);
	/* a foreign trainee is marked by nobody of this school, whatever the event says */
	assert_int_equal(op_attend(&d.db.session, own, &(struct attendance_mark){d.foreign.trainee, 0, MARK_PRESENT}, 1,
				   NULL, &e),
			 ERR_REFUSED);
	database_close(&d.db);
}

/* A leader enrols whom the methodist keeps; what the line tells of the person is not written. */
static void test_enrolling(void **state)
{
	struct district d;
	struct error e = {.code = OK};

	(void)state;
	found(&d);
	add(&d.db, KIND_PERSON, "surname=Жукова", "name=Анна", "org=1", NULL);
	be(&d, ROLE_LEADER);
	assert_int_equal(
		act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Жукова Анна; ; учитель химии; высшая", NULL),
		OK);
	be(&d, ROLE_METHODIST);
	assert_string_equal(shown(&d.db, KIND_PERSON, 3, "category"), "");
	be(&d, ROLE_LEADER);
	assert_int_equal(op_undo(&d.db.session, 1, NULL, &e), OK);
	/* whom nobody knows is added, and the methodist looks at it */
	assert_int_equal(
		act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Новый Иван; Чужая школа; учитель", NULL),
		ERR_REFUSED);
	assert_int_equal(d.db.told.question.n, 3);
	assert_int_equal(act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Новый Иван; Чужая школа; учитель",
			     "create=да", NULL),
			 OK);
	assert_string_equal(shown(&d.db, KIND_PERSON, 4, "unverified"), "01.11.2026");
	assert_string_equal(shown(&d.db, KIND_PERSON, 4, "position"), "учитель");
	assert_refused(act(&d.db, &e, KIND_PERSON, 4, "verify", NULL), e, "", "Нет права");
	assert_refused(set_one(&d, KIND_PERSON, 4, "subject", "химия", &e), e, "", "Нет права");
	assert_int_equal(op_undo(&d.db.session, 1, NULL, &e), OK); /* her own act */
	assert_int_equal(act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Новый Иван; Чужая школа; учитель",
			     "new=1", NULL),
			 OK);
	/* an organisation is the methodist's; the form can go on without the line */
	assert_int_equal(
		act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Ещё Один; Неведомая школа", "create=да", NULL),
		ERR_REFUSED);
	assert_int_equal(d.db.told.question.n, 1);
	assert_string_equal(d.db.told.question.answers[0].name, "skip");
	assert_non_null(strstr(e.text, "заводит методист"));
	be(&d, ROLE_METHODIST);
	assert_int_equal(act(&d.db, &e, KIND_PERSON, 5, "verify", NULL), OK);
	assert_string_equal(shown(&d.db, KIND_PERSON, 5, "unverified"), "");
	assert_refused(act(&d.db, &e, KIND_PERSON, 5, "verify", NULL), e, "", "проверять нечего");
	be(&d, ROLE_LEADER);
	assert_refused(op_undo(&d.db.session, 1, NULL, &e), e, "", "Нет права");
	be(&d, ROLE_METHODIST);
	assert_int_equal(act(&d.db, &e, KIND_GROUP, d.foreign.group, "enrol", "names=Свой Методист; Чужая школа",
			     "create=да", NULL),
			 OK);
	assert_string_equal(shown(&d.db, KIND_PERSON, 6, "unverified"), "");
	database_close(&d.db);
}

static void test_no_organisation(void **state)
{
	struct district d;
	struct error e = {.code = OK};

	(void)state;
	found(&d);
	be(&d, ROLE_LEADER);
	d.db.session.org = 0;
	snprintf(d.db.session.own, sizeof(d.db.session.own), "МБОУ «Нет такой»");
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "kind", "график", &e), e, "", "«МБОУ «Нет такой»»");
	database_close(&d.db);
}

static size_t found_by(struct district *d, const struct query *q, enum err want, struct error *e)
{
	struct tx *tx = tx_read(d->db.session.store, NULL);
	uint32_t *ids = NULL;
	size_t n = 0;

	*e = (struct error){.code = OK};
	assert_int_equal(query_run(tx, q, &ids, &n, e), want);
	tx_end(&tx);
	free(ids);
	return n;
}

/* Who reads what of whom: m the methodist alone, o also the leader, v also a viewer; a: everybody. */
static void test_private(void **state)
{
	static const enum role roles[] = {ROLE_VIEWER, ROLE_LEADER, ROLE_METHODIST};
	const struct order by_phone = {.by = path_to(field_by_name(kind_def(KIND_PERSON), "phone"))};
	struct district d;
	struct error e = {.code = OK};
	char text[60];

	(void)state;
	found(&d);
	be(&d, ROLE_METHODIST);
	/* people 1 and 2 are trainees at home; 3 of the own school learns at the other one, 4 of the other at the own
	 */
	uint32_t away = add(&d.db, KIND_PERSON, "surname=Уехала", "org=1", "phone=7-77", NULL);
	uint32_t guest = add(&d.db, KIND_PERSON, "surname=Приехала", "org=2", "phone=8-88", NULL);
	uint32_t trainees[4] = {d.own.trainee, d.foreign.trainee}, scores[4], reports[2];

	for (int i = 2; i < 4; i++) {
		char group[20], person[20];

		snprintf(group, sizeof(group), "group=%u", i == 2 ? d.foreign.group : d.own.group);
		snprintf(person, sizeof(person), "person=%u", i == 2 ? away : guest);
		trainees[i] = add(&d.db, KIND_TRAINEE, group, person, NULL);
	}
	for (int i = 0; i < 4; i++) {
		snprintf(text, sizeof(text), "trainee=%u", trainees[i]);
		scores[i] = add(&d.db, KIND_ASSESSMENT, text, "direction=сетевое", "kind=входная", "score=17",
				"out_of=20", "note=робеет", NULL);
	}
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), "site=%u", i ? d.foreign.site : d.own.site);
		reports[i] = add(&d.db, KIND_REPORT, text, "school_year=2026-2027", "conclusions=удалось", NULL);
		snprintf(text, sizeof(text), "%u", i ? d.foreign.org : d.own.org);
		assert_int_equal(set_one(&d, KIND_ORG, i ? d.foreign.org : d.own.org, "phone", "2-22", &e), OK);
	}
	/* clang-format off */
	const struct {
		unsigned kind;
		uint32_t id;
		const char *field, *is;
		char readers;
	} cells[] = {
		{KIND_PERSON, 1, "phone", "5-55-55", 'o'},	      {KIND_PERSON, 2, "phone", "5-55-55", 'm'},
		{KIND_PERSON, away, "phone", "7-77", 'o'},	      {KIND_PERSON, guest, "phone", "8-88", 'o'},
		{KIND_ORG, d.own.org, "phone", "2-22", 'o'},	      {KIND_ORG, d.foreign.org, "phone", "2-22", 'm'},
		{KIND_ASSESSMENT, scores[0], "score", "17", 'o'},     {KIND_ASSESSMENT, scores[1], "score", "17", 'm'},
		{KIND_ASSESSMENT, scores[2], "out_of", "20", 'o'},    {KIND_ASSESSMENT, scores[3], "score", "17", 'o'},
		{KIND_ASSESSMENT, scores[0], "note", "робеет", 'o'},  {KIND_ASSESSMENT, scores[1], "note", "робеет", 'm'},
		{KIND_ASSESSMENT, scores[1], "direction", "сетевое взаимодействие образовательных учреждений", 'a'},
		{KIND_REPORT, reports[0], "conclusions", "удалось", 'a'}, {KIND_REPORT, reports[1], "conclusions", "удалось", 'v'},
		{KIND_PERSON, 2, "surname", "Петров", 'a'},	      {KIND_REPORT, reports[1], "state", REPORT_DRAFT, 'a'},
	};
	/* clang-format on */

	for (size_t r = 0; r < 3; r++)
		for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
			const struct kind_def *k = kind_def(cells[i].kind);
			const struct field *f = field_by_name(k, cells[i].field);
			bool reads = roles[r] == ROLE_METHODIST || cells[i].readers == 'a' ||
				     cells[i].readers == (roles[r] == ROLE_LEADER ? 'o' : 'v');
			struct condition where[] = {{f, cells[i].is}, {field_by_name(k, "id"), text}};

			be(&d, roles[r]);
			if (!!*shown(&d.db, cells[i].kind, cells[i].id, cells[i].field) != reads)
				fail_msg("%s, %s %u, %s: «%s»", role_title(roles[r]), k->name, cells[i].id,
					 cells[i].field, shown(&d.db, cells[i].kind, cells[i].id, cells[i].field));
			/* nor by what is found: the value, that there is one, that there is none */
			snprintf(text, sizeof(text), "%u", cells[i].id);
			for (int j = 0; j < 3; j++) {
				size_t n;

				where[0].value = j == 0 ? cells[i].is : j == 1 ? "*" : "";
				n = found_by(&d, &(struct query){.kind = cells[i].kind, .where = where, .n = 2},
					     !reads && roles[r] == ROLE_VIEWER ? ERR_REFUSED : OK, &e);
				if (n != (size_t)(reads && j < 2))
					fail_msg("%s, %s %u, %s: условие %d: %zu", role_title(roles[r]), k->name,
						 cells[i].id, cells[i].field, j, n);
			}
		}
	/* words: the report's and the note's are found by who may read them */
	be(&d, ROLE_LEADER);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_REPORT, .text = "удалось"}, OK, &e), 1);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_ASSESSMENT, .text = "робеет"}, OK, &e), 3);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_PERSON, .orders = &by_phone, .orders_n = 1}, OK, &e),
			 4);
	be(&d, ROLE_VIEWER);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_REPORT, .text = "удалось"}, OK, &e), 2);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_ASSESSMENT, .text = "робеет"}, OK, &e), 0);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_PERSON, .text = "5-55-55"}, OK, &e), 0);
	found_by(&d, &(struct query){.kind = KIND_PERSON, .orders = &by_phone, .orders_n = 1}, ERR_REFUSED, &e);
	assert_non_null(strstr(e.text, "Нет права: поле «Телефон»"));
	be(&d, ROLE_METHODIST);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_ASSESSMENT, .text = "робеет"}, OK, &e), 4);
	/* what is derived is the same whoever derives it */
	for (size_t r = 0; r < 3; r++) {
		size_t wrong = 1;

		be(&d, roles[r]);
		assert_int_equal(session_repair(&d.db.session, &wrong, &e), OK);
		assert_int_equal(wrong, 0);
	}
	database_close(&d.db);
}

/* A leader's organisation is merged into another or renamed: the rights follow, and it is said that the entry should.
 */
static void test_former_names(void **state)
{
	struct district d;
	struct error e = {.code = OK};
	struct tx *tx;

	(void)state;
	found(&d);
	be(&d, ROLE_METHODIST);
	assert_int_equal(set_one(&d, KIND_ORG, d.own.org, "short_name", "Своя гимназия", &e), OK);
	assert_int_equal(op_merge(&d.db.session, KIND_ORG, d.foreign.org, d.own.org, NULL, &e), OK);
	d.db.session.role = ROLE_LEADER;
	for (int i = 0; i < 5; i++) {
		static const char *const names[] = {"Своя школа", "своя гимназия", "Чужая школа", "Своя", "Нет такой"};

		snprintf(d.db.session.own, sizeof(d.db.session.own), "%s", names[i]);
		tx = tx_read(d.db.session.store, NULL);
		session_find_self(&d.db.session, tx);
		tx_end(&tx);
		assert_int_equal(d.db.session.org, i < 3 ? d.foreign.org : 0);
	}
	/* another that is called so now comes before */
	d.db.session.role = ROLE_METHODIST;
	uint32_t fresh = add(&d.db, KIND_ORG, "short_name=Своя гимназия", "full_name=Своя гимназия", "anyway=да", NULL);

	d.db.session.role = ROLE_LEADER;
	snprintf(d.db.session.own, sizeof(d.db.session.own), "Своя гимназия");
	tx = tx_read(d.db.session.store, NULL);
	session_find_self(&d.db.session, tx);
	tx_end(&tx);
	assert_int_equal(d.db.session.org, fresh);
	database_close(&d.db);
}

static uint64_t readings_noted(struct session *s)
{
	struct store *readings;
	struct tx *tx;
	uint64_t n;

	if (store_readings(s->store, &readings, NULL))
		return 0;
	tx = tx_read(readings, NULL);
	n = log_last(tx);
	tx_end(&tx);
	return n;
}

/* What cannot be noted is not shown; what can is noted without a write to the database, within a reading of it too. */
static void test_readings(void **state)
{
	struct error e = {.code = OK};
	struct district d;
	struct session *s = &d.db.session;
	struct tx *tx;
	uint64_t before;
	char file[300];

	(void)state;
	found(&d);
	before = store_generation(s->store);
	snprintf(file, sizeof(file), "%s/readings", store_path(s->store));
	fclose(fopen(file, "w")); /* where a folder should be */
	assert_int_equal(audit_read(s, KIND_PERSON, 1, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "Показать нельзя"));
	assert_int_equal(audit_list(s, "list", KIND_PERSON, 5, &e), ERR_STORAGE);
	assert_int_equal(audit_read(s, KIND_ORG, 1, &e), OK);
	assert_int_equal(readings_noted(s), 0);
	unlink(file);
	assert_int_equal(audit_read(s, KIND_PERSON, 1, &e), OK);
	assert_int_equal(audit_read(s, KIND_PERSON, 1, &e), OK); /* once in a session */
	assert_int_equal(audit_read(s, KIND_ORG, 1, &e), OK);
	assert_int_equal(audit_list(s, "list", KIND_PERSON, 0, &e), OK);
	assert_int_equal(readings_noted(s), 1);
	tx = tx_read(s->store, NULL);
	assert_int_equal(audit_list(s, "list", KIND_PERSON, 5, &e), OK);
	tx_end(&tx);
	assert_int_equal(readings_noted(s), 2);
	assert_true(store_generation(s->store) == before);
	database_close(&d.db);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cell), cmocka_unit_test(test_every_state), cmocka_unit_test(test_lines_of_a_plan),
		cmocka_unit_test(test_obligations), cmocka_unit_test(test_former_names), cmocka_unit_test(test_moving),	   cmocka_unit_test(test_fields_of_the_methodist),
		cmocka_unit_test(test_enrolling),  cmocka_unit_test(test_no_organisation), cmocka_unit_test(test_private),
		cmocka_unit_test(test_joint_events),    cmocka_unit_test(test_readings),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
