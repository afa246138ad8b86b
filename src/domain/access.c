#include "internal.h"
#include "stazh/domain/access.h"

const char *role_title(enum role role)
{
	static const char *const titles[] = {
		[ROLE_NONE] = "не допущен", [ROLE_VIEWER] = "наблюдатель", [ROLE_LEADER] = "руководитель площадки",
		[ROLE_METHODIST] = "методист"};

	return titles[role];
}

uint32_t access_org(struct tx *tx, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	struct record parent = {0};
	uint32_t org = 0;

	if (r->kind == KIND_ORG)
		return r->id;
	if (r->kind == KIND_SITE)
		return record_ref(r, SITE_ORG);
	if (r->kind == KIND_PERSON)
		return record_ref(r, PERSON_ORG);
	if (k && k->parent && load_ref(tx, field_by_id(k, k->parent)->ref, r, k->parent, &parent))
		org = access_org(tx, &parent);
	record_release(&parent);
	return org;
}

enum err access_check(struct tx *tx, unsigned kind, const char *action, enum role least, const struct record *r,
		      struct error *e)
{
	const struct session *s = tx_session(tx);
	const struct kind_def *k = kind_def(kind);

	(void)action;
	if (s->role >= ROLE_METHODIST)
		return OK;
	if (s->role < ROLE_LEADER)
		return error_set(e, ERR_REFUSED, "Нет права менять записи: ваша роль — %s", role_title(s->role));
	if (least > ROLE_LEADER)
		return error_set(e, ERR_REFUSED, "Это делает методист: у руководителя площадки на это нет права (%s)",
				 k ? k->title : "");
	if (!s->org || !r || access_org(tx, r) != s->org)
		return error_set(e, ERR_REFUSED, "Нет права: это площадка другой организации");
	return OK;
}
