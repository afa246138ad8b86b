#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"

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

/* By the word that is stored. */
static const struct transition *by_action(const struct kind_def *k, const char *action)
{
	const struct transition *t;

	for (size_t i = 0; (t = transition_at(k, i)); i++)
		if (!strcmp(t->action, action))
			return t;
	return NULL;
}

const struct transition *transition_by_name(const struct kind_def *k, const char *action)
{
	const struct transition *t = by_action(k, action);

	for (size_t i = 0; !t && (t = transition_at(k, i)); i++)
		if (!name_same(t->title, action))
			t = NULL;
	return t;
}

/* «изменён», «изменена», «изменено»: as the kind itself is «заведён», «заведена» or «заведено». */
static void add_changed(const struct kind_def *k, const char *stem, const char *he, struct buf *out)
{
	size_t n = k ? strlen(k->created) : 0, vowel = strlen("а");
	const char *end = n > vowel ? k->created + n - vowel : "о";

	buf_addf(out, "%s%s", stem, !strcmp(end, "а") ? "ена" : !strcmp(end, "о") ? "ено" : he);
}

static void add_plain(const struct kind_def *k, const char *action, struct buf *out)
{
	/* clang-format off */
	static const struct {
		const char *action, *title;
	} plain[] = {
		{"undo", "взято назад"}, {"redo", "проведено снова"}, {"import", "загружено"}, {"init", "база создана"},
		{"backup", "сделана копия"}, {"restore-base", "база из копии"},
		{"repair", "поиск и сроки выведены заново"},
		{"read", "карточка открыта"}, {"list", "список просмотрен"}, {"find", "найдено"}, {"export", "выгружено"}, {"print", "напечатано"},
		{"export_card", "выгружено всё о человеке"}, {"refused", "отказано"}, {"view", "вид списка"},
		{"shelf_take", "взято на полку"}, {"shelf_get", "забрано с полки"}, {"shelf_put", "положено на полку"},
		{"shelf_drop", "убрано с полки"},
	};
	/* clang-format on */

	if (!strcmp(action, "add")) {
		buf_add(out, k ? k->created : "заведено");
	} else if (!strcmp(action, "delete")) {
		buf_add(out, k ? k->gone : "удалено");
	} else if (!strcmp(action, "set")) {
		add_changed(k, "измен", "ён", out);
	} else if (!strcmp(action, "restore")) {
		add_changed(k, "возвращ", "ён", out);
	} else {
		for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
			if (!strcmp(plain[i].action, action)) {
				buf_add(out, plain[i].title);
				return;
			}
		buf_add(out, action);
	}
}

/* An order's signing is also what its terms' entries say. *of: whose it is. */
static const struct transition *transition_of(unsigned kind, const char *action, const struct kind_def **of)
{
	const struct transition *t = kind_def(kind) ? transition_by_name(kind_def(kind), action) : NULL;

	*of = kind_def(kind);
	for (unsigned i = 1; i < schema_used()->end && !t; i++) {
		t = kind_def(i) ? by_action(kind_def(i), action) : NULL;
		*of = t ? kind_def(i) : *of;
	}
	return t;
}

void action_told(unsigned kind, const char *action, struct buf *out)
{
	static const char *const of_records[] = {"add", "set", "delete", "restore"};
	const struct kind_def *of;
	const struct transition *t = transition_of(kind, action, &of);
	struct buf past = {0};
	bool named;

	if (t)
		text_add_cased(&past, t->past, false);
	named = t && !strcmp(past.s, t->past);
	for (size_t i = 0; kind_def(kind) && i < sizeof(of_records) / sizeof(*of_records); i++)
		named |= !strcmp(of_records[i], action);
	if (named) {
		text_add_cased(out, of->title, false);
		buf_addc(out, ' ');
	}
	action_title(kind, action, out);
	buf_free(&past);
}

void action_title(unsigned kind, const char *action, struct buf *out)
{
	const struct kind_def *of;
	const struct transition *t = transition_of(kind, action, &of);

	if (t)
		text_add_cased(out, t->past, false);
	else if (schema_act(action))
		buf_add(out, schema_act(action)->title);
	else
		add_plain(kind_def(kind), action, out);
}

bool transition_is_from(const struct transition *t, const struct record *r)
{
	const char *const *s = t->from;

	while (s && *s && strcmp(*s, record_text(r, kind_def(r->kind)->state)))
		s++;
	return !s || *s;
}

/* ---- texts that name actions ---- */

static bool ends_with(const struct buf *b, const char *tail)
{
	size_t n = strlen(tail);

	return n && b->n >= n && !memcmp(b->s + b->n - n, tail, n);
}

/* Is `name` the code name of what the text before it ends with? */
static bool names_last(const struct buf *before, const char *name)
{
	const struct transition *t;
	struct buf title = {0};
	bool found = false;

	for (unsigned i = 1; i < schema_used()->end && !found; i++) {
		const struct kind_def *k = kind_def(i);
		const struct field *f = k ? field_by_name(k, name) : NULL;

		found = f && !strcmp(f->name, name) && ends_with(before, f->title);
		if (found || !k || !(t = transition_by_name(k, name)))
			continue;
		buf_clear(&title);
		buf_addf(&title, "«%s»", t->title);
		found = ends_with(before, title.s);
	}
	buf_free(&title);
	return found;
}

void text_add_shown(const char *text, struct buf *out)
{
	char name[32];

	for (; *text; text++) {
		size_t command = !strncmp(text, " (stazh ", strlen(" (stazh ")) ? strcspn(text, ")\n") : 0;
		size_t n = !strncmp(text, " (", 2) ? strspn(text + 2, "abcdefghijklmnopqrstuvwxyz_") : 0;

		if (n && n < sizeof(name) && text[n + 2] == ')') {
			memcpy(name, text + 2, n);
			name[n] = 0;
			if (names_last(out, name)) {
				text += n + 2;
				continue;
			}
		}
		if (command && text[command] == ')')
			text += command;
		else
			buf_addc(out, *text);
	}
}
