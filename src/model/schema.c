#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/model/deadline.h"

/* Set once, at the start. */
static const struct schema *used;
static const struct kind_def *const *kinds;
static unsigned end;
static const struct deadline_def *dues[DEADLINES_MAX];

void schema_use(const struct schema *s)
{
	used = s;
	kinds = s->kinds;
	end = s->end;
	memset(dues, 0, sizeof(dues));
	for (unsigned i = 1; i < end; i++)
		for (const struct deadline_def *d = kinds[i] ? kinds[i]->dues : NULL; d && d->code; d++)
			dues[d->kind] = d;
}

const struct deadline_def *deadline_def(unsigned number)
{
	return number < DEADLINES_MAX ? dues[number] : NULL;
}

const struct schema *schema_used(void)
{
	return used;
}

void schema_learn_lists(struct session *s, struct tx *tx)
{
	if (schema_used()->learn_lists)
		schema_used()->learn_lists(s, tx);
}

const struct schema_act *schema_act(const char *action)
{
	for (const struct schema_act *a = used->acts; a && a->action; a++)
		if (!strcmp(a->action, action))
			return a;
	return NULL;
}

/* clang-format off */
const struct field common_fields[] = {
	{.id = FIELD_ID, .name = "id", .title = "№", .type = FT_INT, .flags = FF_SYSTEM, .width = 5},
	{.id = REC_REV, .name = "rev", .title = "Редакция", .type = FT_INT, .flags = FF_SYSTEM},
	{.id = REC_CREATED_AT, .name = "created_at", .title = "Заведено", .type = FT_STAMP, .flags = FF_SYSTEM, .width = 16},
	{.id = REC_CREATED_BY, .name = "created_by", .title = "Кем заведено", .type = FT_TEXT, .flags = FF_SYSTEM},
	{.id = REC_CHANGED_AT, .name = "changed_at", .title = "Изменено", .type = FT_STAMP, .flags = FF_SYSTEM, .width = 16},
	{.id = REC_CHANGED_BY, .name = "changed_by", .title = "Кем изменено", .type = FT_TEXT, .flags = FF_SYSTEM},
	{.id = REC_ARCHIVED, .name = "archived", .title = "В архиве", .type = FT_BOOL, .flags = FF_SYSTEM},
	{.id = REC_DEFERRED, .name = "deferred", .title = "Решение о сроке", .type = FT_DEFERRAL, .flags = FF_SYSTEM},
};
/* clang-format on */
const size_t common_fields_n = sizeof(common_fields) / sizeof(*common_fields);

const struct kind_def *kind_def(unsigned kind)
{
	return kind < end ? kinds[kind] : NULL;
}

const struct kind_more *kind_more(const struct kind_def *k)
{
	static const struct kind_more nothing = {.no_add = NULL};

	return k->more ? k->more : &nothing;
}

/* «группа»: Рабочая группа. */
static bool named_by_noun(const char *title, const char *name)
{
	const char *noun = strrchr(title, ' ');
	const size_t ending = sizeof("ая") - 1;

	return noun && noun - title > (ptrdiff_t)ending &&
	       (!memcmp(noun - ending, "ая", ending) || !memcmp(noun - ending, "ый", ending) ||
		!memcmp(noun - ending, "ой", ending)) &&
	       name_same(noun + 1, name);
}

const struct kind_def *kind_by_name(const char *name)
{
	for (unsigned i = 1; i < end; i++)
		if (kinds[i] && !strcmp(kinds[i]->name, name))
			return kinds[i];
	for (unsigned i = 1; i < end; i++)
		if (kinds[i] && (name_same(kinds[i]->name, name) || name_same(kinds[i]->title, name) ||
				 name_same(kinds[i]->plural, name)))
			return kinds[i];
	for (unsigned i = 1; i < end; i++)
		if (kinds[i] && named_by_noun(kinds[i]->title, name))
			return kinds[i];
	return NULL;
}

const struct kind_def *kind_at_start(const char *text, const char **rest)
{
	const struct kind_def *k = NULL, *longer;

	*rest = text;
	for (const char *p = text; (p = strpbrk(p, " :")); p++) {
		char *name = mem_strndup(text, (size_t)(p - text));

		if ((longer = kind_by_name(name))) {
			k = longer;
			*rest = p + strspn(p, " :");
		}
		free(name);
	}
	return k;
}

/* A name is near when at most a third of it is wrong. */
static bool nearer(const char *name, const char *candidate, int *best)
{
	int d = text_distance(name, candidate);

	if (d >= *best || d > (int)strlen(candidate) / 3 + 1)
		return false;
	*best = d;
	return true;
}

const char *kind_nearest(const char *name)
{
	const char *found = NULL;
	int best = 100;

	for (unsigned i = 1; i < end; i++)
		if (kinds[i] && nearer(name, kinds[i]->name, &best))
			found = kinds[i]->name;
	return found;
}

const struct field *field_by_id(const struct kind_def *k, unsigned id)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->fields[i].id == id)
			return &k->fields[i];
	for (size_t i = 0; i < common_fields_n; i++)
		if (common_fields[i].id == id)
			return &common_fields[i];
	return NULL;
}

static bool is_also(const char *also, const char *name)
{
	bool found = false;

	for (const char *next; also && *also && !found; also = *next ? next + 1 : next) {
		char *one;

		next = also + strcspn(also, ";");
		one = mem_strndup(also, (size_t)(next - also));
		found = name_same(one, name);
		free(one);
	}
	return found;
}

const struct field *field_by_name(const struct kind_def *k, const char *name)
{
	const struct {
		const struct field *f;
		size_t n;
	} sets[] = {{k->fields, k->n}, {common_fields, common_fields_n}};

	for (int pass = 0; pass < 3; pass++)
		for (size_t s = 0; s < 2; s++)
			for (size_t i = 0; i < sets[s].n; i++) {
				const struct field *f = &sets[s].f[i];

				if (pass == 0	? !strcmp(f->name, name)
				    : pass == 1 ? name_same(f->name, name) || name_same(f->title, name)
						: is_also(f->also, name))
					return f;
			}
	return NULL;
}

const char *field_nearest(const struct kind_def *k, const char *name)
{
	const char *found = NULL;
	int best = 100;

	for (size_t i = 0; i < k->n; i++)
		if (nearer(name, k->fields[i].name, &best))
			found = k->fields[i].name;
	return found;
}

const char *field_example(const struct field *f)
{
	return f->example && f->ref && !f->example[strspn(f->example, "0123456789; ")] ? NULL : f->example;
}

const char *const *field_choices(const struct field *f, const struct config *c, size_t *n)
{
	if (f->type->editor != EDITOR_WORD) {
		if (n)
			*n = 0;
		return NULL;
	}
	if (!f->choices)
		return config_list(c, f->option, n);
	if (n)
		for (*n = 0; f->choices[*n];)
			(*n)++;
	return f->choices;
}

const char *choice_word(const struct field *f, const struct config *c, const char *stored)
{
	const char *const *words = f->means && c ? field_choices(f, c, NULL) : NULL;
	const char *meant;

	for (; words && *words; words++)
		if (!strcmp(*words, stored))
			return stored;
	meant = words ? f->means(c, stored) : NULL;
	return meant ? meant : stored;
}
