#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"

const struct transition *transition_at(const struct kind_def *k, size_t i)
{
	const struct transition *common = schema_used()->common;
	size_t own = k->cycle ? k->cycle->n : 0;

	if (i < own)
		return &k->cycle->t[i];
	for (i -= own; common && common->action; common++)
		if (!i--)
			return common;
	return NULL;
}

bool transition_is_common(const struct transition *t)
{
	const struct transition *common = schema_used()->common;

	while (common && common->action && common != t)
		common++;
	return common && common->action;
}

const struct transition *transition_by_name(const struct kind_def *k, const char *action)
{
	const struct transition *t;

	for (size_t i = 0; (t = transition_at(k, i)); i++)
		if (!strcmp(t->action, action) || name_same(t->title, action))
			return t;
	return NULL;
}

const char *action_title(unsigned kind, const char *action)
{
	/* clang-format off */
	static const struct {
		const char *action, *title;
	} plain[] = {
		{"add", "заведено"},	  {"set", "изменено"},	     {"delete", "удалено"},   {"restore", "возвращено"},
		{"undo", "взято назад"}, {"redo", "проведено снова"}, {"import", "загружено"}, {"init", "база создана"},
		{"backup", "сделана копия"}, {"restore-base", "база из копии"},
		{"repair", "поиск и сроки выведены заново"},
		{"read", "карточка открыта"}, {"list", "список просмотрен"}, {"find", "поиск"}, {"export", "выгружено"},
		{"export_card", "выгружено всё о человеке"}, {"refused", "отказано"},
	};
	/* clang-format on */
	const struct kind_def *k = kind_def(kind);
	const struct transition *t = k ? transition_by_name(k, action) : NULL;

	/* an order's signing is also what its terms' entries say */
	for (unsigned i = 1; i < schema_used()->end && !t; i++)
		t = kind_def(i) ? transition_by_name(kind_def(i), action) : NULL;
	if (t)
		return t->title;
	if (schema_act(action))
		return schema_act(action)->title;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (!strcmp(plain[i].action, action))
			return plain[i].title;
	return action;
}

bool transition_is_from(const struct transition *t, const struct record *r)
{
	const char *const *s = t->from;

	while (s && *s && strcmp(*s, record_text(r, kind_def(r->kind)->state)))
		s++;
	return !s || *s;
}

static size_t state_place(const struct cycle *c, const char *state)
{
	size_t i = 0;

	while (c->states[i] && strcmp(c->states[i], state))
		i++;
	return i;
}

/* «уже действует» or «ещё черновик», and from where it would be possible. */
static enum err refuse_state(struct tx *tx, const struct cycle *c, const struct transition *t, const char *state,
			     struct error *e)
{
	bool early = true;
	struct buf text = {0};
	enum err err;

	for (const char *const *s = t->from; *s; s++)
		early &= state_place(c, state) < state_place(c, *s);
	buf_addf(&text, "%s %s", early ? "ещё" : "уже", state);
	if (!t->to || strcmp(t->to, state))
		for (const char *const *s = t->from; *s; s++)
			buf_addf(&text, "%s«%s»%s", s == t->from ? " (можно, когда " : " или ", *s, s[1] ? "" : ")");
	err = rule_refuse(tx, e, t->rule, "%s", text.s);
	buf_free(&text);
	return err;
}

enum err transition_check(struct tx *tx, const struct kind_def *k, const struct transition *t, const struct record *r,
			  struct lacks *lacks, struct error *e)
{
	struct lacks own = {.n = 0};
	enum err err = access_check(tx, k->kind, t->action, r, e);

	if (lacks)
		lacks_release(lacks);
	if (!err && !transition_is_from(t, r))
		err = refuse_state(tx, k->cycle, t, record_text(r, k->state), e);
	if (!err && t->guard)
		err = t->guard(tx, r, e);
	if (!err)
		err = lacks_check(tx, t, r, true, lacks ? lacks : &own, e);
	lacks_release(&own);
	return err;
}
