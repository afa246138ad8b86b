#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/model/deadline.h"

/* Set once, at the start. */
static const struct schema *used;
static const struct kind_def *const *kinds;
static unsigned end;

void schema_use(const struct schema *s)
{
	used = s;
	kinds = s->kinds;
	end = s->end;
}

const struct schema *schema_used(void)
{
	return used;
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

const struct kind_def *kind_by_name(const char *name)
{
	for (unsigned i = 1; i < end; i++)
		if (kinds[i] && !strcmp(kinds[i]->name, name))
			return kinds[i];
	for (unsigned i = 1; i < end; i++)
		if (kinds[i] && (name_same(kinds[i]->name, name) || name_same(kinds[i]->title, name) ||
				 name_same(kinds[i]->plural, name)))
			return kinds[i];
	return NULL;
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

	for (unsigned i = 1; i < end && !found; i++) {
		const struct field *f = kinds[i] ? field_by_name(kinds[i], name) : NULL;

		found = f && !strcmp(f->name, name) && ends_with(before, f->title);
		if (found || !kinds[i] || !(t = transition_by_name(kinds[i], name)))
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

/* ---- what the store asks ---- */

/* The records that a value points to. */
static void each_target(const struct field *f, const struct value *v,
			void (*fn)(const struct field *f, unsigned kind, uint32_t id, void *arg), void *arg)
{
	struct pointed to;

	for (size_t at = 0; field_target(f, v, &at, &to);)
		fn(f, to.kind, to.id, arg);
}

struct source {
	const struct record *r;
	struct entries *out;
};

static void derive_reference(const struct field *f, unsigned kind, uint32_t id, void *arg)
{
	const struct source *s = arg;
	struct key k = {.n = 0};

	key_u8(&k, IDX_REF);
	key_u32(key_u8(&k, (uint8_t)kind), id);
	key_u32(key_u16(key_u8(&k, s->r->kind), f->id), s->r->id);
	entries_add(s->out, T_IDX, &k, NULL, 0);
}

static void derive_references(const struct record *r, const struct kind_def *k, struct entries *out)
{
	struct source s = {r, out};

	for (size_t i = 0; i < k->n; i++)
		each_target(&k->fields[i], record_get(r, k->fields[i].id), derive_reference, &s);
}

void search_text_add(struct tx *tx, const struct record *r, bool seen, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);
	struct buf text = {0};

	k->label(tx, r, &text); /* a reference is found by what it is called */
	buf_addc(&text, '\n');
	for (size_t i = 0; i < k->n; i++)
		if (k->fields[i].flags & FF_SEARCH && record_has(r, k->fields[i].id)) {
			(seen ? field_add : field_add_all)(tx, &k->fields[i], r, STYLE_PEOPLE, &text);
			buf_addc(&text, '\n');
		}
	collate_fold(buf_text(&text), text.n, out);
	buf_free(&text);
}

static void derive_words(struct tx *tx, const struct record *r, struct entries *out)
{
	struct buf folded = {0};
	size_t at = 0, start, n;

	search_text_add(tx, r, false, &folded);
	while ((n = collate_word(buf_text(&folded), folded.n, &at, &start))) {
		struct key key = {.n = 0};

		key_bytes(&key, folded.s + start, n < WORD_MAX ? n : WORD_MAX);
		key_u32(key_u8(key_u8(&key, 0), r->kind), r->id);
		entries_add(out, T_WORD, &key, NULL, 0);
	}
	buf_free(&folded);
}

static void derive(struct tx *tx, const struct record *r, struct entries *out)
{
	const struct kind_def *k = kind_def(r->kind);
	struct key key = {.n = 0};
	uint8_t archived = record_bool(r, REC_ARCHIVED);

	if (!k)
		return;
	derive_references(r, k, out);
	key_u8(key_u8(&key, IDX_SORT), r->kind);
	sort_key_add(tx, k, k->sort ? field_by_id(k, k->sort) : NULL, r, &key);
	if (k->sort_then)
		sort_key_add(tx, k, field_by_id(k, k->sort_then), r, &key);
	key_u32(&key, r->id);
	entries_add(out, T_IDX, &key, &archived, 1);
	derive_words(tx, r, out);
	if (k->deadlines && !archived)
		k->deadlines(tx, r, out);
}

static void add_target(const struct field *f, unsigned kind, uint32_t id, void *arg)
{
	(void)f;
	refs_add(arg, (uint8_t)kind, id);
}

static void repointed(const struct record *was, const struct record *is, struct refs *out)
{
	const struct kind_def *k = kind_def(is ? is->kind : was->kind);

	for (size_t i = 0; k && i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (was && is && value_same(record_get(was, f->id), record_get(is, f->id)))
			continue;
		if (was)
			each_target(f, record_get(was, f->id), add_target, out);
		if (is)
			each_target(f, record_get(is, f->id), add_target, out);
	}
}

struct examined {
	struct tx *tx;
	const struct record *r;
	struct buf *findings;
};

static void examine_reference(const struct field *f, unsigned kind, uint32_t id, void *arg)
{
	const struct examined *x = arg;

	if (!record_exists(x->tx, kind, id))
		buf_addf(x->findings, "%s %u: поле «%s» указывает на %s %u, а такой записи нет\n",
			 kind_def(x->r->kind)->name, x->r->id, f->title,
			 kind_def(kind) ? kind_def(kind)->name : "запись", id);
}

static void examine(struct tx *tx, const struct record *r, struct buf *findings)
{
	const struct kind_def *k = kind_def(r->kind);
	struct examined x = {tx, r, findings};

	if (!k) {
		buf_addf(findings, "запись %u/%u: вид, которого эта версия не знает\n", r->kind, r->id);
		return;
	}
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		const struct value *v = record_get(r, f->id);

		if (!v) {
			if (f->flags & FF_REQUIRED)
				buf_addf(findings, "%s %u: нет обязательного поля «%s»\n", k->name, r->id, f->title);
			continue;
		}
		if (f->type->known && !f->type->known(f, record_text(r, f->id)))
			buf_addf(findings, "%s %u: поле «%s»: неизвестно «%s»\n", k->name, r->id, f->title,
				 record_text(r, f->id));
		each_target(f, v, examine_reference, &x);
	}
	if (kind_more(k)->examine)
		kind_more(k)->examine(tx, r, findings);
}

const struct store_schema schema_in_store = {
	.derive = derive, .repointed = repointed, .examine = examine, .in_line = rules_in_line};
