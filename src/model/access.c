#include <stdlib.h>
#include <string.h>

#include "../domain/internal.h"
#include "stazh/model/access.h"
#include "stazh/model/cycle.h"

/* ---- the table ---- */

enum extent { NO, OWN, ALL }; /* of records: none, those of the own organisation, every one */

static const uint8_t rights[RIGHT_COUNT][ROLE_METHODIST + 1] = {
	/*		      не допущен        наблюдатель          руководитель         методист */
	[RIGHT_READ] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = ALL, [ROLE_LEADER] = ALL, [ROLE_METHODIST] = ALL},
	[RIGHT_PRIVATE] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = NO, [ROLE_LEADER] = OWN, [ROLE_METHODIST] = ALL},
	[RIGHT_INNER] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = ALL, [ROLE_LEADER] = OWN, [ROLE_METHODIST] = ALL},
	[RIGHT_TEND] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = NO, [ROLE_LEADER] = OWN, [ROLE_METHODIST] = ALL},
	[RIGHT_INTRODUCE] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = NO, [ROLE_LEADER] = ALL, [ROLE_METHODIST] = ALL},
	[RIGHT_RULE] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = NO, [ROLE_LEADER] = NO, [ROLE_METHODIST] = ALL},
};

/* Where neither the kind's row nor the transition's tells. kind 0: any. */
static const struct {
	unsigned kind;
	const char *action;
	enum right right;
} exceptions[] = {
	{KIND_NONE, "merge", RIGHT_RULE},
	{KIND_NONE, "anonymise", RIGHT_RULE},
	{KIND_PERSON, "introduce", RIGHT_INTRODUCE}, /* while enrolling; marked for the methodist */
	{KIND_REPORT, "delete", RIGHT_RULE},	     /* an obligation (4.3) */
	{KIND_REPORT, "restore", RIGHT_RULE},
	{KIND_PLANDOC, "delete", RIGHT_RULE}, /* an obligation (4.2) */
	{KIND_PLANDOC, "restore", RIGHT_RULE},
};

/* The fields by which a record belongs to organisations: it is of all that they lead to. A kind without a row belongs
 * where its parent does. */
static const struct {
	unsigned kind, field;
} owners[] = {
	{KIND_SITE, SITE_ORG},
	{KIND_PERSON, PERSON_ORG},
	{KIND_EVENT, EVENT_SITES}, /* without any of the three it is the district's */
	{KIND_EVENT, EVENT_GROUPS},
	{KIND_EVENT, EVENT_PLANLINE},
	{KIND_ATTENDANCE, ATTENDANCE_EVENT},
	{KIND_ATTENDANCE, ATTENDANCE_TRAINEE},
	{KIND_PAPER, PAPER_RECORD},
};

/* Rules by state, for every role: what was approved, submitted, accepted or signed is changed by the action that takes
 * it back and by no form; neither is it deleted. */
/* clang-format off */
static const struct hold {
	unsigned kind;
	uint16_t through;	/* the reference to the record whose state it is, 0: its own */
	const char *states[4];
	const char *action;	/* of that record: takes it back; NULL: nothing does */
	const char *instead;	/* what to do then; NULL: a new one */
	bool order;		/* the action is the one of the order that did it */
	bool amend;		/* an order of amendment changes it (3.4) */
	enum option_id rule;
	uint16_t only[4];	/* the fields that stay as they are; none: all but the next */
	uint16_t free[3];
	bool fill;		/* what is empty may be told: a paper does not tell everything */
	bool undo;		/* neither is what was done before taken back */
} holds[] = {
	{.kind = KIND_SITE, .states = {SITE_SUBMITTED}, .action = "return", .rule = RULE_INITIATOR, .free = {SITE_METHODIST}},
	{.kind = KIND_SITE, .states = {SITE_APPROVED}, .action = "return", .rule = RULE_INITIATOR, .free = {SITE_LEADER, SITE_METHODIST, SITE_TERM_TEXT},
	 .fill = true},
	{.kind = KIND_SITE, .states = {SITE_ACTIVE, SITE_COMPLETED, SITE_TERMINATED}, .action = "cancel", .order = true, .amend = true, .rule = RULE_ORDER,
	 .only = {SITE_ORG, SITE_TOPIC, SITE_TERM_TEXT}, .fill = true},
	{.kind = KIND_TERM, .through = TERM_ORDER, .states = {ORDER_SIGNED}, .action = "cancel", .amend = true, .rule = RULE_ORDER},
	{.kind = KIND_ORDER, .states = {ORDER_SIGNED}, .action = "cancel", .amend = true, .rule = RULE_ORDER},
	{.kind = KIND_ORDER, .states = {ORDER_CANCELLED}, .rule = RULE_ORDER},
	{.kind = KIND_PLANDOC, .states = {PLANDOC_SUBMITTED, PLANDOC_APPROVED}, .action = "return", .rule = RULE_PLAN},
	{.kind = KIND_PLANLINE, .through = PLANLINE_PLANDOC, .states = {PLANDOC_SUBMITTED, PLANDOC_APPROVED}, .action = "return",
	 .rule = RULE_PLAN, .undo = true},
	{.kind = KIND_REPORT, .states = {REPORT_SUBMITTED, REPORT_ACCEPTED}, .action = "return", .rule = RULE_REPORT},
	{.kind = KIND_PAPER, .states = {PAPER_VALID, PAPER_REPLACED, PAPER_ENDED, PAPER_ANNULLED},
	 .instead = "Он остаётся таким, каким выпущен"},
};
/* clang-format on */

/* What an obligation is of, which only the methodist changes once it is there; `due`: an obligation has this field. */
static const struct {
	unsigned kind, field, due;
} obligations[] = {
	{KIND_REPORT, REPORT_SITE, REPORT_DUE},	   {KIND_REPORT, REPORT_SCHOOL_YEAR, REPORT_DUE},
	{KIND_PLANDOC, PLANDOC_SITE, PLANDOC_DUE}, {KIND_PLANDOC, PLANDOC_SCHOOL_YEAR, PLANDOC_DUE},
	{KIND_PLANDOC, PLANDOC_KIND, PLANDOC_DUE},
};

/* ---- whose it is ---- */

#define DEPTH_MAX 8 /* attendance, event, line of a plan, plan, site, organisation */

struct walk {
	bool (*fn)(uint32_t org, void *arg); /* true: that is enough */
	void *arg;
};

static bool each_org(struct tx *tx, const struct record *r, int depth, const struct walk *w);

static bool each_org_by(struct tx *tx, const struct record *r, const struct field *f, int depth, const struct walk *w)
{
	const struct value *v = f ? record_get(r, f->id) : NULL;
	struct record owner = {0};
	struct pointed to;
	bool found = false;

	for (size_t at = 0; v && !found && depth < DEPTH_MAX && field_target(f, v, &at, &to);) {
		if (to.kind == KIND_ORG)
			found = w->fn(to.id, w->arg);
		else if (load(tx, to.kind, to.id, &owner))
			found = each_org(tx, &owner, depth + 1, w);
		else
			found = w->fn(0, w->arg); /* nobody's */
	}
	record_release(&owner);
	return found;
}

/* Calls w for every organisation that r belongs to, until it returns true. */
static bool each_org(struct tx *tx, const struct record *r, int depth, const struct walk *w)
{
	const struct kind_def *k = kind_def(r->kind);
	bool told = false, found = false;

	if (!k || r->kind == KIND_ORG)
		return k && w->fn(r->id, w->arg);
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners) && !found; i++)
		if (owners[i].kind == k->kind) {
			told = true;
			found = each_org_by(tx, r, field_by_id(k, owners[i].field), depth, w);
		}
	return told || !k->parent ? found : each_org_by(tx, r, field_by_id(k, k->parent), depth, w);
}

struct share {
	uint32_t org, other; /* the first that is not org; UINT32_MAX: none */
	bool any;	     /* org is among them */
};

static bool count_share(uint32_t org, void *arg)
{
	struct share *s = arg;

	if (org == s->org)
		s->any = true;
	else if (s->other == UINT32_MAX)
		s->other = org;
	return false;
}

static struct share share_of(struct tx *tx, const struct record *r, uint32_t org)
{
	struct share s = {.org = org, .other = UINT32_MAX};

	each_org(tx, r, 0, &(struct walk){count_share, &s});
	return s;
}

bool access_owns(struct tx *tx, const struct record *r, uint32_t org)
{
	struct share s = share_of(tx, r, org);

	return org && s.any && s.other == UINT32_MAX;
}

static bool take_first(uint32_t org, void *arg)
{
	*(uint32_t *)arg = org;
	return true;
}

uint32_t access_org(struct tx *tx, const struct record *r)
{
	uint32_t org = 0;

	each_org(tx, r, 0, &(struct walk){take_first, &org});
	return org;
}

/* Is it of the organisation, of one of its people or of a trainee of its sites? */
static bool concerns(struct tx *tx, const struct record *r, uint32_t org)
{
	struct record near = {0};
	uint32_t *ids = NULL;
	size_t n = 0;
	bool does = share_of(tx, r, org).any;

	if (!does && r->kind == KIND_PERSON)
		ids = refs_list(tx, KIND_PERSON, r->id, KIND_TRAINEE, TRAINEE_PERSON, &n);
	for (size_t i = 0; i < n && !does; i++)
		does = load(tx, KIND_TRAINEE, ids[i], &near) && share_of(tx, &near, org).any;
	if (!does && r->kind == KIND_TRAINEE && load_ref(tx, KIND_PERSON, r, TRAINEE_PERSON, &near))
		does = record_ref(&near, PERSON_ORG) == org;
	if (!does && r->kind == KIND_ASSESSMENT && load_ref(tx, KIND_TRAINEE, r, ASSESSMENT_TRAINEE, &near))
		does = concerns(tx, &near, org);
	free(ids);
	record_release(&near);
	return does;
}

/* ---- what may be done ---- */

const char *role_title(enum role role)
{
	static const char *const titles[] = {[ROLE_NONE] = "не допущен",
					     [ROLE_VIEWER] = "наблюдатель",
					     [ROLE_LEADER] = "руководитель площадки",
					     [ROLE_METHODIST] = "методист"};

	return titles[role];
}

static enum right right_of_role(enum role least)
{
	return least >= ROLE_METHODIST ? RIGHT_RULE : RIGHT_TEND;
}

enum right access_right(const struct kind_def *k, const char *action)
{
	const struct transition *t;

	for (size_t i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++)
		if ((!exceptions[i].kind || exceptions[i].kind == k->kind) && !strcmp(exceptions[i].action, action))
			return exceptions[i].right;
	for (size_t i = 0; (t = transition_at(k, i)); i++)
		if (!strcmp(t->action, action))
			return right_of_role(t->role);
	return right_of_role(k->writer);
}

static enum err refuse(const struct session *s, struct error *e)
{
	if (s->role < ROLE_LEADER)
		return error_set(e, ERR_REFUSED, "Нет права: роль «%s» только читает", role_title(s->role));
	return error_set(e, ERR_REFUSED, "Нет права: это делает методист");
}

enum err access_could(const struct session *s, unsigned kind, const char *action, struct error *e)
{
	enum extent extent = rights[access_right(kind_def(kind), action)][s->role];

	if (extent == NO)
		return refuse(s, e);
	if (extent == OWN && !s->org)
		return error_set(
			e, ERR_REFUSED,
			"Нет права: организации «%s», за которую вы отвечаете (раздел [users] настроек), в базе нет",
			s->own);
	return OK;
}

/* Shared with somebody, somebody else's, or nobody's. */
static enum err refuse_owner(struct tx *tx, const struct record *r, struct error *e)
{
	struct share s = r ? share_of(tx, r, tx_session(tx)->org) : (struct share){.other = UINT32_MAX};
	struct buf name = {0};

	if (s.other == UINT32_MAX || !s.other)
		return error_set(e, ERR_REFUSED, "Нет права: это не относится к площадкам вашей организации");
	label_add(tx, KIND_ORG, s.other, &name);
	error_set(e, ERR_REFUSED,
		  s.any ? "Нет права: это общее с другой организацией — %s; общее меняет методист"
			: "Нет права: другая организация — %s",
		  name.s);
	buf_free(&name);
	return ERR_REFUSED;
}

static enum err check_right(struct tx *tx, unsigned kind, const char *action, const struct record *r, struct error *e)
{
	const struct session *s = tx_session(tx);
	enum err err = access_could(s, kind, action, e);

	if (err || rights[access_right(kind_def(kind), action)][s->role] == ALL || (r && access_owns(tx, r, s->org)))
		return err;
	return refuse_owner(tx, r, e);
}

/* ---- by state ---- */

static bool in_state(const struct hold *h, const char *state)
{
	for (size_t i = 0; i < sizeof(h->states) / sizeof(*h->states) && h->states[i]; i++)
		if (!strcmp(h->states[i], state))
			return true;
	return false;
}

/* What holds r, by its own state (own) or by the state of what it belongs to; NULL: nothing. *by gets the record whose
 * state it is. */
static const struct hold *hold_of(struct tx *tx, const struct record *r, bool own, struct record *by)
{
	for (const struct hold *h = holds; h < holds + sizeof(holds) / sizeof(*holds); h++) {
		if (h->kind != r->kind || (!own && !h->through))
			continue;
		if (!h->through)
			record_copy(by, r);
		else if (!load_ref(tx, field_by_id(kind_def(r->kind), h->through)->ref, r, h->through, by))
			continue;
		if (in_state(h, record_text(by, kind_def(by->kind)->state)))
			return h;
	}
	return NULL;
}

static enum err refuse_held(struct tx *tx, const struct hold *h, const struct record *by, const struct field *f,
			    struct error *e)
{
	const struct kind_def *k = kind_def(h->order ? KIND_ORDER : by->kind);
	const struct transition *t = h->action ? transition_by_name(k, h->action) : NULL;
	struct buf text = {0};

	if (f)
		buf_addf(&text, "поле «%s»: ", f->title);
	buf_addf(&text, "%s в состоянии «%s», править и удалять нельзя. ", kind_def(by->kind)->title,
		 record_text(by, kind_def(by->kind)->state));
	if (!t)
		buf_add(&text, h->instead ? h->instead : "Чтобы решить иначе, заведите новый");
	else if (h->amend)
		buf_addf(&text,
			 "Изменяет приказ вида «" ORDER_KIND_AMENDMENT "», снимает — "
			 "действие «%s» (%s) приказа%s",
			 t->title, t->action, tx_session(tx)->role < t->role ? "; то и другое делает методист" : "");
	else
		buf_addf(&text, "Сначала верните: действие «%s» (%s)%s", t->title, t->action,
			 tx_session(tx)->role < t->role ? ", его делает методист" : "");
	rule_refuse(tx, e, h->rule, "%s", text.s);
	buf_free(&text);
	return f && e ? error_at(e, f->name) : ERR_REFUSED;
}

static bool among(unsigned field, const uint16_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == field)
			return true;
	return false;
}

/* May the field be written although the record is held? */
static bool is_free(const struct hold *h, const struct record *was, unsigned field)
{
	if (h->only[0] ? !among(field, h->only, sizeof(h->only) / sizeof(*h->only))
		       : among(field, h->free, sizeof(h->free) / sizeof(*h->free)))
		return true;
	return h->fill && !record_has(was, field);
}

/* A whole action: to add below, to delete, to bring back below, or to begin to write what has nothing free. */
static enum err check_state(struct tx *tx, const char *action, const struct record *r, struct error *e)
{
	bool set = !strcmp(action, "set"), remove = !strcmp(action, "delete"), undo = !strcmp(action, "undo");
	bool add = !strcmp(action, "add") || !strcmp(action, "restore");
	struct record by = {0};
	const struct hold *h;
	enum err err = OK;

	if (!r || !(set || remove || undo || add))
		return OK;
	h = hold_of(tx, r, set || remove, &by);
	if (h && add && tx_session(tx)->taking_over && rights[RIGHT_RULE][tx_session(tx)->role] == ALL)
		h = NULL; /* an export, with the states that it has */
	if (h && (!undo || h->undo) && !(set && (h->only[0] || h->free[0] || h->fill)))
		err = refuse_held(tx, h, &by, NULL, e);
	record_release(&by);
	return err;
}

static enum err check_held_fields(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const struct kind_def *k = kind_def(is->kind);
	struct record by = {0};
	const struct hold *h = hold_of(tx, was, true, &by);
	enum err err = OK;

	for (size_t i = 0; h && i < k->n && !err; i++)
		if (!value_same(record_get(was, k->fields[i].id), record_get(is, k->fields[i].id)) &&
		    !is_free(h, was, k->fields[i].id))
			err = refuse_held(tx, h, &by, &k->fields[i], e);
	record_release(&by);
	return err;
}

enum err access_check(struct tx *tx, unsigned kind, const char *action, const struct record *r, struct error *e)
{
	enum err err = check_right(tx, kind, action, r, e);

	return err || !r || r->kind != kind ? err : check_state(tx, action, r, e);
}

/* ---- by field ---- */

static bool of_obligation(const struct record *was, unsigned field)
{
	for (size_t i = 0; i < sizeof(obligations) / sizeof(*obligations); i++)
		if (obligations[i].kind == was->kind && obligations[i].field == field &&
		    record_has(was, obligations[i].due))
			return true;
	return false;
}

/* Fields that only the methodist sets. */
static enum err check_fields(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const struct kind_def *k = kind_def(is->kind);
	struct record fresh = {0};
	enum err err = OK;

	if (rights[RIGHT_RULE][tx_session(tx)->role] == ALL)
		return OK;
	if (!was)
		model_new(tx, is->kind, &fresh);
	for (size_t i = 0; i < k->n && !err; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FF_RULE) && !(was && of_obligation(was, f->id)))
			continue;
		if (value_same(record_get(was ? was : &fresh, f->id), record_get(is, f->id)))
			continue;
		error_set(e, ERR_REFUSED, "Нет права: поле «%s» ставит методист", f->title);
		if (e)
			error_at(e, f->name);
		err = ERR_REFUSED;
	}
	record_release(&fresh);
	return err;
}

enum err access_write(struct tx *tx, const char *action, const struct record *was, const struct record *is,
		      struct error *e)
{
	enum err err = was ? access_check(tx, is->kind, action, was, e) : OK;

	if (!err) /* what it will be, in the place where it will be */
		err = check_right(tx, is->kind, action, is, e);
	if (!err && (!was || !record_same(was, is)))
		err = check_state(tx, "add", is, e);
	if (!err && was)
		err = check_held_fields(tx, was, is, e);
	return err ? err : check_fields(tx, was, is, e);
}

/* ---- what may be read ---- */

static enum right right_of_field(const struct field *f)
{
	return f->flags & FF_PRIVATE ? RIGHT_PRIVATE : f->flags & FF_INNER ? RIGHT_INNER : RIGHT_READ;
}

bool access_sees(struct tx *tx, const struct field *f, const struct record *r)
{
	const struct session *s = tx_session(tx);
	enum extent extent = rights[right_of_field(f)][s->role];

	return extent == ALL || (extent == OWN && s->org && concerns(tx, r, s->org));
}

bool access_sees_all(const struct session *s, const struct field *f)
{
	return rights[right_of_field(f)][s->role] == ALL;
}

bool access_sees_scores(struct tx *tx, const struct record *trainee)
{
	return access_sees(tx, field_by_id(&kind_assessment, ASSESSMENT_SCORE), trainee);
}

enum err access_ask(const struct session *s, const struct field *f, struct error *e)
{
	if (rights[right_of_field(f)][s->role] != NO)
		return OK;
	return error_set(e, ERR_REFUSED, "Нет права: поле «%s» вам не показывается, ваша роль — %s", f->title,
			 role_title(s->role));
}
