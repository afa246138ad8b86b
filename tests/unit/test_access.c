/* Rights: role × kind × action × own and foreign. What is expected stands here, written by the regulation and the list of
 * roles, not made of the program's tables. */
#include <unistd.h>

#include "database.h"
#include "stazh/domain/access.h"
#include "stazh/domain/audit.h"

/* ---- what is expected ---- */

/* One line a kind. `values` make a record that belongs to site (group, trainee …) $1 of the organisation in question, $n is
 * a number that was not used before; `change` is what set writes. After the actions stands who may do them: m the methodist
 * alone, o also a leader for the own organisation. Every transition of the kind has to be named. */
static const struct expectation {
	unsigned kind;
	const char *values, *change, *rights;
} table[] = {
	{KIND_ORG, "short_name=Школа $n|full_name=Школа $n", "settlement=с. Ёлкино",
	 "add:m set:m delete:m restore:m undo:m merge:m archive:m unarchive:m"},
	{KIND_PERSON, "surname=Иванов$n|name=Пётр|org=$org", "subject=биология $n",
	 "add:m set:m delete:m restore:m undo:m merge:m archive:m unarchive:m"},
	{KIND_SITE, "org=$org|topic=Тема $n", "goal=цель $n",
	 "add:m set:m delete:m restore:m undo:m submit:m approve:m return:m reject:m renew:m complete:m terminate:m "
	 "request_plans:m archive:m unarchive:m"},
	{KIND_TERM, "site=$site|order=$order|from=01.09.2040|to=31.08.2041", "to=30.06.2041",
	 "add:m set:m delete:m restore:m undo:m archive:m unarchive:m"},
	{KIND_ORDER, "title=Приказ $n|school_year=2026-2027|sites=$site", "place=с. Ёлкино",
	 "add:m set:m delete:m restore:m undo:m sign:m cancel:m archive:m unarchive:m"},
	{KIND_PLANDOC, "site=$site|plandoc_kind=программа|school_year=$year", "plandoc_kind=график",
	 "add:o set:o delete:o restore:o undo:o submit:o approve:m return:m archive:m unarchive:m"},
	{KIND_PLANLINE, "plandoc=$plandoc|topic=Тема $n", "hours=3",
	 "add:o set:o delete:o restore:o undo:o archive:m unarchive:m"},
	{KIND_EQUIPMENT, "site=$site|name=ноутбук $n|needed=3", "present=1",
	 "add:o set:o delete:o restore:o undo:o provide:o archive:m unarchive:m"},
	{KIND_REPORT, "site=$site|school_year=$year|due=15.06.2030", "conclusions=итог $n",
	 "add:o set:o delete:m restore:o undo:o start:o submit:o accept:m return:m archive:m unarchive:m"},
	{KIND_REMINDER, "what=позвонить $n|due=завтра|link=site $site", "who=Иванов",
	 "add:m set:m delete:m restore:m undo:m done:m reopen:m archive:m unarchive:m"},
	{KIND_GROUP, "site=$site|name=Группа $n|school_year=2026-2027", "note=примечание $n",
	 "add:o set:o delete:o restore:o undo:o enrol:o copy_plan:o archive:m unarchive:m"},
	{KIND_TRAINEE, "group=$group|person=$newperson", "goal=цель $n",
	 "add:o set:o delete:o restore:o undo:o start:o complete:o certify:m expel:o readmit:o share:o archive:m unarchive:m"},
	{KIND_TASK, "trainee=$trainee|what=урок $n|due=завтра", "result=сделано $n",
	 "add:o set:o delete:o restore:o undo:o done:o reopen:o archive:m unarchive:m"},
	{KIND_ASSESSMENT, "trainee=$trainee|direction=сетевое|kind=промежуточная|date=сегодня|score=5|out_of=10", "score=6",
	 "add:o set:o delete:o restore:o undo:o archive:m unarchive:m"},
	{KIND_EVENT, "sites=$site|topic=Тема $n|form=семинар|date=завтра", "place=кабинет $n",
	 "add:o set:o delete:o restore:o undo:o attend:o hold:o postpone:o cancel:o reopen:o archive:m unarchive:m"},
	{KIND_ATTENDANCE, "event=$newevent|trainee=$trainee|mark=был", "mark=не был",
	 "add:o set:o delete:o restore:o undo:o archive:m unarchive:m"},
};

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
	} gaps[] = {{"org", side->org}, {"site", side->site}, {"plandoc", side->plandoc}, {"group", side->group},
		    {"trainee", side->trainee}, {"order", d->order}, {"n", ++d->n}};

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
			buf_addf(b, "%u", add(&d->db, KIND_EVENT, sites, groups, "topic=Чтение", "form=семинар", "date=сегодня", NULL));
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
	snprintf(person, sizeof(person), "person=%u", add(&d->db, KIND_PERSON, "surname=Петров", "name=А.", org, "phone=5-55-55", NULL));
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
	err = op_add(s, c->x->kind, a, n, &id, &e);
	judge(c, "add", err, &e, before);
	if (!kind_def(c->x->kind)->no_add)
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
	err = op_set(&c->d->db.session, c->x->kind, id, 0, a, parts(b.s, a), &e);
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
	if (!kind_def(c->x->kind)->no_delete)
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
	err = op_act(&c->d->db.session, c->x->kind, id, 0, t->action, NULL, 0, NULL, &e);
	judge(c, t->action, err, &e, before);
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

		if (!kind_def(kind))
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

/* ---- what a table of actions does not show ---- */

static enum err set_one(struct district *d, unsigned kind, uint32_t id, const char *field, const char *value, struct error *e)
{
	*e = (struct error){.code = OK};
	return op_set(&d->db.session, kind, id, 0, &(struct assign){field, value}, 1, e);
}

static void test_moving(void **state)
{
	struct district d;
	struct error e;
	char other[20];
	uint32_t equipment;

	(void)state;
	found(&d);
	equipment = add(&d.db, KIND_EQUIPMENT, "site=1", "name=доска", NULL);
	snprintf(other, sizeof(other), "%u", d.foreign.site);
	be(&d, ROLE_LEADER);
	/* neither given away nor taken */
	assert_refused(set_one(&d, KIND_EQUIPMENT, equipment, "site", other, &e), e, "", "Нет права: другая организация — Чужая школа");
	be(&d, ROLE_METHODIST);
	assert_int_equal(set_one(&d, KIND_EQUIPMENT, equipment, "site", other, &e), OK);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_EQUIPMENT, equipment, "site", "1", &e), e, "", "Нет права");
	database_close(&d.db);
}

static void test_fields_of_the_methodist(void **state)
{
	struct district d;
	struct error e;
	uint32_t report;

	(void)state;
	found(&d);
	report = add(&d.db, KIND_REPORT, "site=1", "school_year=2026-2027", NULL);
	be(&d, ROLE_LEADER);
	assert_refused(set_one(&d, KIND_REPORT, report, "due", "15.06.2030", &e), e, "", "Нет права: поле «Сдать до» ставит методист");
	assert_string_equal(e.field, "due");
	assert_int_equal(set_one(&d, KIND_REPORT, report, "conclusions", "всё хорошо", &e), OK);
	assert_refused(set_one(&d, KIND_REPORT, report, "state", REPORT_ACCEPTED, &e), e, "", "действиями");
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "remarks", "замечаний нет", &e), e, "", "Нет права");
	assert_refused(set_one(&d, KIND_PLANDOC, d.own.plandoc, "due", "завтра", &e), e, "", "Нет права");
	database_close(&d.db);
}

/* An event of several sites is everyone's whose site is among them; one without a site is the district's. */
static void test_joint_events(void **state)
{
	struct district d;
	struct error e;
	uint32_t joint, of_all, attendance;
	char sites[40], groups[40], trainee[40];

	(void)state;
	found(&d);
	snprintf(sites, sizeof(sites), "sites=%u;%u", d.foreign.site, d.own.site);
	snprintf(groups, sizeof(groups), "groups=%u", d.own.group);
	snprintf(trainee, sizeof(trainee), "trainee=%u", d.own.trainee);
	joint = add(&d.db, KIND_EVENT, sites, groups, "topic=Общее", "form=семинар", "date=сегодня", NULL);
	of_all = add(&d.db, KIND_EVENT, "topic=Для района", "form=семинар", "date=завтра", NULL);
	snprintf(sites, sizeof(sites), "event=%u", joint);
	attendance = add(&d.db, KIND_ATTENDANCE, sites, trainee, "mark=был", NULL);
	be(&d, ROLE_LEADER);
	assert_int_equal(set_one(&d, KIND_EVENT, joint, "place", "зал", &e), OK);
	assert_int_equal(set_one(&d, KIND_ATTENDANCE, attendance, "mark", "не был", &e), OK);
	assert_refused(set_one(&d, KIND_EVENT, of_all, "place", "зал", &e), e, "", "Нет права");
	database_close(&d.db);
}

/* A leader enrols whom the methodist keeps; what the line tells of the person is not written. */
static void test_enrolling(void **state)
{
	struct district d;
	struct error e;

	(void)state;
	found(&d);
	add(&d.db, KIND_PERSON, "surname=Жукова", "name=Анна", "org=1", NULL);
	be(&d, ROLE_LEADER);
	assert_int_equal(act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Жукова Анна; ; учитель химии; высшая", NULL), OK);
	be(&d, ROLE_METHODIST);
	assert_string_equal(shown(&d.db, KIND_PERSON, 3, "category"), "");
	be(&d, ROLE_LEADER);
	assert_refused(act(&d.db, &e, KIND_GROUP, d.own.group, "enrol", "names=Новый Иван; Своя школа", "create=да", NULL), e, "",
		       "Нет права");
	assert_int_equal(op_undo(&d.db.session, 1, NULL, &e), OK);
	database_close(&d.db);
}

static void test_no_organisation(void **state)
{
	struct district d;
	struct error e;

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

static void test_private(void **state)
{
	const struct field *phone = field_by_name(kind_def(KIND_PERSON), "phone");
	const char *const asked[] = {"5", "", "*"};
	struct district d;
	struct error e;

	(void)state;
	found(&d);
	assert_string_equal(shown(&d.db, KIND_PERSON, 1, "phone"), "5-55-55");
	be(&d, ROLE_LEADER);
	assert_string_equal(shown(&d.db, KIND_PERSON, 1, "phone"), "5-55-55");
	be(&d, ROLE_VIEWER);
	assert_string_equal(shown(&d.db, KIND_PERSON, 1, "phone"), "");
	for (size_t i = 0; i < 3; i++) {
		const struct condition c = {phone, asked[i]};

		found_by(&d, &(struct query){.kind = KIND_PERSON, .where = &c, .n = 1}, ERR_REFUSED, &e);
		assert_non_null(strstr(e.text, "Нет права: поле «Телефон»"));
	}
	found_by(&d, &(struct query){.kind = KIND_PERSON, .sort = phone}, ERR_REFUSED, &e);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_PERSON, .text = "5-55-55"}, OK, &e), 0);
	be(&d, ROLE_METHODIST);
	assert_int_equal(found_by(&d, &(struct query){.kind = KIND_PERSON, .where = &(struct condition){phone, "5"}, .n = 1}, OK, &e), 2);

	/* words of what a viewer may not see are in no index */
	for (unsigned kind = 1; kind < KIND_END; kind++)
		for (size_t i = 0; kind_def(kind) && i < kind_def(kind)->n; i++)
			assert_true((kind_def(kind)->fields[i].flags & (FF_PRIVATE | FF_SEARCH)) != (FF_PRIVATE | FF_SEARCH));
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
	s->question.n = 2;
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
	assert_int_equal(s->question.n, 2);
	assert_true(store_generation(s->store) == before);
	database_close(&d.db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cell), cmocka_unit_test(test_moving),	   cmocka_unit_test(test_fields_of_the_methodist),
		cmocka_unit_test(test_enrolling),  cmocka_unit_test(test_no_organisation), cmocka_unit_test(test_private),
		cmocka_unit_test(test_joint_events),    cmocka_unit_test(test_readings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
