/* What is derived from a record, for the store: references, order, words, deadlines. */

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/model/deferral.h"
#include "stazh/model/query.h"

#define SORT_TEXT_MAX 160 /* bytes of a text's sort key */

/* ---- order ---- */

static void add_text_key(const char *s, size_t n, struct key *out)
{
	uint8_t key[SORT_TEXT_MAX];

	key_bytes(out, key, collate_key(s, n, key, sizeof(key)));
}

void sort_key_add(struct tx *tx, const struct kind_def *k, const struct field *f, const struct record *r,
		  struct key *out)
{
	struct buf text = {0};

	if (!f) {
		(kind_more(k)->order ? kind_more(k)->order : k->label)(tx, r, &text);
		add_text_key(buf_text(&text), text.n, out);
		buf_free(&text);
		return;
	}
	if (f->type->sort) {
		f->type->sort(f, r, out);
		return;
	}
	field_add_all(tx, f, r, STYLE_PEOPLE, &text);
	add_text_key(buf_text(&text), text.n, out);
	buf_free(&text);
}

/* ---- references and words ---- */

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
		deferral_derive(tx, r, out);
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
	struct record trashed = {0};
	bool there = record_exists(x->tx, kind, id) ||
		     (f->flags & FF_LOOSE && record_load_trash(x->tx, kind, id, &trashed) == OK);

	record_release(&trashed);
	if (!there)
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

/* ---- today's rules ---- */

#define META_RULES "rules" /* what the derived entries were made by, u32 */

static uint32_t rules_now(const struct config *c)
{
	return config_rules_hash(c) ^ schema_used()->version;
}

static uint32_t stored_rules(struct tx *tx)
{
	struct key k = {.n = 0};
	struct slice v;

	return tx_get(tx, T_META, key_text(&k, META_RULES), &v) && v.n == 4 ? key_get_u32(v.p) : 0;
}

bool rules_in_line(struct tx *tx)
{
	return stored_rules(tx) == rules_now(tx_session(tx)->config);
}

enum err bring_in_line(struct tx *tx, const struct session *s, size_t *wrong)
{
	struct key k = {.n = 0}, v = {.n = 0};
	enum err err;

	key_u32(&v, rules_now(s->config));
	err = store_rederive(tx, wrong);
	return err ? err : tx_put(tx, T_META, key_text(&k, META_RULES), v.b, v.n);
}

static void changed(struct tx *tx, unsigned kind)
{
	if (kind_def(kind) && kind_more(kind_def(kind))->lists)
		schema_learn_lists(tx_session(tx), tx);
}

const struct store_schema schema_in_store = {.derive = derive,
					     .repointed = repointed,
					     .examine = examine,
					     .due_changed = deadline_changed,
					     .in_line = rules_in_line,
					     .changed = changed};
