#include <string.h>

#include "../domain/internal.h"
#include "stazh/domain/standing.h"
#include "stazh/model/access.h"

static enum err guard_archive(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	if (r->kind == KIND_PAPER) /* a register without holes */
		return error_set(e, ERR_REFUSED, "не убирается: выпущенное остаётся в реестре");
	return record_bool(r, REC_ARCHIVED) ? error_set(e, ERR_REFUSED, "уже в архиве") : OK;
}

static enum err guard_unarchive(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_bool(r, REC_ARCHIVED) ? OK : error_set(e, ERR_REFUSED, "не в архиве");
}

static enum err archive(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	struct standing standing = {.certificates = 0};
	struct buf all = {0};
	enum err err = OK;

	(void)notice;
	standing_find(tx, r->kind, r->id, DATE_MIN, &standing);
	standing_add(&standing, &all);
	if (all.n && !record_bool(args, ARG_CONFIRM)) {
		buf_addc(&all, '\n');
		err = standing_ask(tx, "К этой записи относится", all.s,
				   "Всё это останется, а сама запись уйдёт из списков. Убрать в архив?",
				   "Убрать в архив", e);
	}
	standing_release(&standing);
	buf_free(&all);
	record_set_bool(r, REC_ARCHIVED, true);
	return err;
}

static const struct action_arg archive_args[] = {CONFIRM_ARG, {.field = {.name = NULL}}};

static enum err unarchive(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_set_bool(r, REC_ARCHIVED, false);
	return OK;
}

/* clang-format off */
const struct transition common_actions[] = {
	{.action = "archive", .title = "Убрать в архив", .past = "в архиве", .role = ROLE_METHODIST, .guard = guard_archive,
	 .args = archive_args, .apply = archive},
	{.action = "unarchive", .title = "Вернуть из архива", .past = "снова в списках", .role = ROLE_METHODIST,
	 .guard = guard_unarchive, .apply = unarchive},
	{.action = NULL},
};
/* clang-format on */

const struct transition *transition_at(const struct kind_def *k, size_t i)
{
	size_t own = k->cycle ? k->cycle->n : 0;
	size_t common = sizeof(common_actions) / sizeof(*common_actions) - 1;

	if (i < own)
		return &k->cycle->t[i];
	return i - own < common ? &common_actions[i - own] : NULL;
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
		{"undo", "взято назад"}, {"redo", "проведено снова"}, {"import", "загружено"}, {"init", "база создана"}, {"demo", "образец"},
		{"merge", "объединено"},	  {"diagnose", "диагностика записана"},
		{"backup", "сделана копия"}, {"restore-base", "база из копии"},
		{"repair", "поиск и сроки выведены заново"}, {"papers", "выпущенное внесено в реестр"},
		{"read", "карточка открыта"}, {"list", "список просмотрен"}, {"find", "поиск"}, {"export", "выгружено"},
		{"export_card", "выгружено всё о человеке"}, {"refused", "отказано"}, {"anonymise", "обезличено"},
	};
	/* clang-format on */
	const struct kind_def *k = kind_def(kind);
	const struct transition *t = k ? transition_by_name(k, action) : NULL;

	/* an order's signing is also what its terms' entries say */
	for (unsigned i = 1; i < KIND_END && !t; i++)
		t = transition_by_name(kind_def(i), action);
	if (t)
		return t->title;
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
