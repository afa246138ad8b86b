#include <stdlib.h>
#include <string.h>

#include "internal.h"
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

const struct kind_rights *kind_rights(const struct kind_def *k)
{
	static const struct kind_rights none = {.about = 0};

	return kind_more(k)->rights ? kind_more(k)->rights : &none;
}

/* ---- whose it is ---- */

#define OWNERS	  (sizeof(((struct kind_rights *)0)->owners) / sizeof(uint16_t))
#define DEPTH_MAX 8 /* a mark, an event, a line of a plan, the plan, a site, an organisation */

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
		if (to.kind == schema_used()->owner)
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
	const uint16_t *owners;
	bool found = false;

	if (!k || r->kind == schema_used()->owner)
		return k && w->fn(r->id, w->arg);
	owners = kind_rights(k)->owners;
	if (!owners[0])
		return k->parent && each_org_by(tx, r, field_by_id(k, k->parent), depth, w);
	for (size_t i = 0; i < OWNERS && owners[i] && !found; i++)
		found = each_org_by(tx, r, field_by_id(k, owners[i]), depth, w);
	return found;
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

/* Is it of the organisation, or about what is? */
static bool is_about(struct tx *tx, const struct record *r, uint32_t org)
{
	const struct kind_def *k = kind_def(r->kind);
	const struct field *about = k ? field_by_id(k, kind_rights(k)->about) : NULL;
	struct record of = {0};
	bool is = share_of(tx, r, org).any;

	if (!is && about && about->id && load_ref(tx, about->ref, r, about->id, &of))
		is = is_about(tx, &of, org);
	record_release(&of);
	return is;
}

/* Is anything about it of the organisation? What belongs to it is where it is itself. */
static bool is_told_by(struct tx *tx, const struct record *r, uint32_t org)
{
	struct record near = {0};
	bool is = false;

	for (unsigned kind = 1; kind < schema_used()->end && !is; kind++) {
		const struct kind_def *k = kind_def(kind);
		uint16_t about = k ? kind_rights(k)->about : 0;
		uint32_t *ids;
		size_t n;

		if (!about || about == k->parent || field_by_id(k, about)->ref != r->kind)
			continue;
		ids = refs_list(tx, r->kind, r->id, kind, about, &n);
		for (size_t i = 0; i < n && !is; i++)
			is = load(tx, kind, ids[i], &near) && share_of(tx, &near, org).any;
		free(ids);
	}
	record_release(&near);
	return is;
}

static bool concerns(struct tx *tx, const struct record *r, uint32_t org)
{
	return is_about(tx, r, org) || is_told_by(tx, r, org);
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
	const struct kind_rights *r = kind_rights(k);
	const struct transition *t;

	if (schema_act(action) && schema_act(action)->rule)
		return RIGHT_RULE;
	for (size_t i = 0; i < sizeof(r->exceptions) / sizeof(*r->exceptions) && r->exceptions[i].action; i++)
		if (!strcmp(r->exceptions[i].action, action))
			return r->exceptions[i].right;
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
			"Нет права: организации «%s», за которую вы отвечаете%s, в базе нет. Скажите методисту", s->own,
			session_typed(s, " (раздел [users] настроек)"));
	return OK;
}

/* Shared with somebody, somebody else's, or nobody's. */
static enum err refuse_owner(struct tx *tx, const struct record *r, struct error *e)
{
	struct share s = r ? share_of(tx, r, tx_session(tx)->org) : (struct share){.other = UINT32_MAX};
	struct buf name = {0};

	if (s.other == UINT32_MAX || !s.other)
		return error_set(e, ERR_REFUSED, "Нет права: это не относится к площадкам вашей организации");
	label_add(tx, schema_used()->owner, s.other, &name);
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
	const struct kind_def *k = kind_def(r->kind);

	for (const struct hold *h = k ? kind_rights(k)->holds : NULL; h && h->states[0]; h++) {
		if (!own && !h->through)
			continue;
		if (!h->through)
			record_copy(by, r);
		else if (!load_ref(tx, field_by_id(k, h->through)->ref, r, h->through, by))
			continue;
		if (in_state(h, record_text(by, kind_def(by->kind)->state)))
			return h;
	}
	return NULL;
}

static enum err refuse_held(struct tx *tx, const struct hold *h, const struct record *by, const struct field *f,
			    struct error *e)
{
	const struct kind_def *k = kind_def(h->of ? h->of : by->kind);
	const struct transition *t = h->action ? transition_by_name(k, h->action) : NULL;
	struct buf text = {0};

	if (f)
		buf_addf(&text, "поле «%s»: ", f->title);
	text_add_cased(&text, kind_def(by->kind)->title, false);
	buf_addf(&text, " в состоянии «%s», править и удалять нельзя. ", record_text(by, kind_def(by->kind)->state));
	if (!t)
		buf_add(&text, h->instead ? h->instead : "Чтобы решить иначе, заведите новый");
	else
		buf_addf(&text, "%s «%s»%s%s%s%s%s", h->way[0] ? h->way[0] : "Сначала верните: действие", t->title,
			 session_typed(tx_session(tx), " ("), session_typed(tx_session(tx), t->action),
			 session_typed(tx_session(tx), ")"), h->way[1] ? h->way[1] : "",
			 tx_session(tx)->role >= t->role ? ""
			 : h->way[2]			 ? h->way[2]
							 : ", его делает методист");
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
	if (h && add && tx_taking_over(tx) && rights[RIGHT_RULE][tx_session(tx)->role] == ALL)
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
	const struct kind_rights *r = kind_rights(kind_def(was->kind));

	return among(field, r->obligation, sizeof(r->obligation) / sizeof(*r->obligation)) &&
	       record_has(was, r->obliged);
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

enum err access_ask(const struct session *s, const struct field *f, struct error *e)
{
	if (rights[right_of_field(f)][s->role] != NO)
		return OK;
	return error_set(e, ERR_REFUSED, "Нет права: поле «%s» вам не показывается, ваша роль — %s", f->title,
			 role_title(s->role));
}
