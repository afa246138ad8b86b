#include <string.h>

#include "internal.h"
#include "stazh/domain/access.h"

/* ---- the table ---- */

enum extent { NO, OWN, ALL }; /* of records: none, those of the own organisation, every one */

static const uint8_t rights[RIGHT_COUNT][ROLE_METHODIST + 1] = {
	/*		    не допущен        наблюдатель          руководитель         методист */
	[RIGHT_READ] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = ALL, [ROLE_LEADER] = ALL, [ROLE_METHODIST] = ALL},
	[RIGHT_PRIVATE] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = NO, [ROLE_LEADER] = ALL, [ROLE_METHODIST] = ALL},
	[RIGHT_TEND] = {[ROLE_NONE] = NO, [ROLE_VIEWER] = NO, [ROLE_LEADER] = OWN, [ROLE_METHODIST] = ALL},
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
	{KIND_REPORT, "delete", RIGHT_RULE}, /* an obligation (4.3) */
};

/* The field by which a record belongs to an organisation. A kind without a row belongs where its parent does. */
static const struct {
	unsigned kind, field;
} owners[] = {
	{KIND_SITE, SITE_ORG},
	{KIND_PERSON, PERSON_ORG},
	{KIND_EVENT, EVENT_SITES}, /* one of them is enough; without any it is the district's */
};

/* ---- whose it is ---- */

static const struct field *owner_field(const struct kind_def *k)
{
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (owners[i].kind == k->kind)
			return field_by_id(k, owners[i].field);
	return k->parent ? field_by_id(k, k->parent) : NULL;
}

#define DEPTH_MAX 8 /* attendance, event, site, organisation */

/* Calls fn for every organisation that r belongs to, until it returns true. */
static bool each_org(struct tx *tx, const struct record *r, int depth, bool (*fn)(uint32_t org, void *arg), void *arg)
{
	const struct kind_def *k = kind_def(r->kind);
	const struct field *f = k ? owner_field(k) : NULL;
	const struct value *v = f ? record_get(r, f->id) : NULL;
	const struct value *items = v && v->type == V_LIST ? v->items : v;
	size_t n = v && v->type == V_LIST ? v->count : v != NULL;
	struct record owner = {0};
	bool found = false;

	if (r->kind == KIND_ORG)
		return fn(r->id, arg);
	for (size_t i = 0; i < n && !found && depth < DEPTH_MAX; i++) {
		if (f->ref == KIND_ORG)
			found = fn((uint32_t)items[i].num, arg);
		else if (load(tx, f->ref, (uint32_t)items[i].num, &owner))
			found = each_org(tx, &owner, depth + 1, fn, arg);
	}
	record_release(&owner);
	return found;
}

static bool is_it(uint32_t org, void *arg)
{
	return org == *(uint32_t *)arg;
}

static bool take_first(uint32_t org, void *arg)
{
	*(uint32_t *)arg = org;
	return true;
}

bool access_owns(struct tx *tx, const struct record *r, uint32_t org)
{
	return org && each_org(tx, r, 0, is_it, &org);
}

uint32_t access_org(struct tx *tx, const struct record *r)
{
	uint32_t org = 0;

	each_org(tx, r, 0, take_first, &org);
	return org;
}

/* ---- what may be done ---- */

const char *role_title(enum role role)
{
	static const char *const titles[] = {
		[ROLE_NONE] = "не допущен", [ROLE_VIEWER] = "наблюдатель", [ROLE_LEADER] = "руководитель площадки",
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
		return error_set(e, ERR_REFUSED, "Нет права: организации «%s», за которую вы отвечаете (раздел [users] настроек), в базе нет",
				 s->own);
	return OK;
}

enum err access_check(struct tx *tx, unsigned kind, const char *action, const struct record *r, struct error *e)
{
	const struct session *s = tx_session(tx);
	enum err err = access_could(s, kind, action, e);
	struct buf name = {0};

	if (err || rights[access_right(kind_def(kind), action)][s->role] == ALL || (r && access_owns(tx, r, s->org)))
		return err;
	if (!r || !access_org(tx, r))
		return error_set(e, ERR_REFUSED, "Нет права: это не относится к площадкам вашей организации");
	label_add(tx, KIND_ORG, access_org(tx, r), &name);
	error_set(e, ERR_REFUSED, "Нет права: другая организация — %s", name.s);
	buf_free(&name);
	return ERR_REFUSED;
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

		if (!(f->flags & FF_RULE) || value_same(record_get(was ? was : &fresh, f->id), record_get(is, f->id)))
			continue;
		error_set(e, ERR_REFUSED, "Нет права: поле «%s» ставит методист", f->title);
		if (e)
			error_at(e, f->name);
		err = ERR_REFUSED;
	}
	record_release(&fresh);
	return err;
}

enum err access_write(struct tx *tx, const char *action, const struct record *was, const struct record *is, struct error *e)
{
	enum err err = was ? access_check(tx, is->kind, action, was, e) : OK;

	if (!err)
		err = access_check(tx, is->kind, action, is, e);
	return err ? err : check_fields(tx, was, is, e);
}

/* ---- what may be read ---- */

bool access_sees(const struct session *s, const struct field *f)
{
	return rights[f->flags & FF_PRIVATE ? RIGHT_PRIVATE : RIGHT_READ][s->role] != NO;
}

enum err access_ask(const struct session *s, const struct field *f, struct error *e)
{
	if (access_sees(s, f))
		return OK;
	return error_set(e, ERR_REFUSED, "Нет права: поле «%s» вам не показывается, ваша роль — %s", f->title, role_title(s->role));
}
