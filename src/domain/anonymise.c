/* Erasing a person's data (152-ФЗ, art. 21): from the record, what the journal keeps of it, the trash and unfinished forms.
 * What statistics need stays: organisation, kind of position, category, and all that points to the record. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/access.h"

#define NAMELESS "Обезличен"

static const uint16_t kept[] = {PERSON_ORG, PERSON_POSITION_KIND, PERSON_CATEGORY, 0};

struct erasing {
	uint32_t id;
	char *stem;    /* of the surname, folded: what its cases have in common */
	char *surname;
	struct buf *left;
	struct buf note;
	struct error *e;
};

/* ---- where the name stands ---- */

/* «ёлкин» of «Ёлкина»: her case endings are at most three letters more. */
static char *stem_of(const char *surname)
{
	struct buf b = {0};
	size_t last;

	collate_fold(surname, strlen(surname), &b);
	last = utf8_prev(buf_text(&b), b.n, b.n);
	if (utf8_width(buf_text(&b), b.n) > 4)
		b.s[b.n -= last] = 0;
	return buf_take(&b);
}

static bool has_name(const struct erasing *er, const char *text, size_t n)
{
	size_t stem = strlen(er->stem), at = 0, start, len;
	struct buf folded = {0};
	bool found = false;

	if (!stem)
		return false;
	collate_fold(text, n, &folded);
	while (!found && (len = collate_word(buf_text(&folded), folded.n, &at, &start)))
		found = len >= stem && !memcmp(folded.s + start, er->stem, stem) &&
			utf8_width(folded.s + start + stem, len - stem) <= 3;
	buf_free(&folded);
	return found;
}

/* ---- the record ---- */

static bool stays(unsigned field)
{
	for (const uint16_t *f = kept; *f; f++)
		if (*f == field)
			return true;
	return field < REC_FIRST_FIELD;
}

static void make_nameless(struct record *r)
{
	char surname[60];

	for (size_t i = r->n; i-- > 0;)
		if (!stays(r->values[i].field))
			record_unset(r, r->values[i].field);
	snprintf(surname, sizeof(surname), NAMELESS " № %u", r->id);
	record_set_text(r, PERSON_SURNAME, surname);
	record_set_bool(r, REC_ARCHIVED, true);
}

static enum err erase_record(struct tx *tx, struct erasing *er)
{
	struct record was = {0}, is = {0};
	bool live = load(tx, KIND_PERSON, er->id, &was);
	enum err err = OK;

	if (!live && record_load_trash(tx, KIND_PERSON, er->id, &was))
		err = error_set(er->e, ERR_NONE, "Педагог: записи с номером %u нет", er->id);
	else if (!strncmp(record_text(&was, PERSON_SURNAME), NAMELESS, strlen(NAMELESS)))
		err = error_set(er->e, ERR_REFUSED, "Запись уже обезличена");
	if (!err) {
		er->surname = mem_strdup(record_text(&was, PERSON_SURNAME));
		er->stem = stem_of(er->surname);
		record_copy(&is, &was);
		make_nameless(&is);
		err = live ? model_store(tx, &was, &is, er->e) : record_store_trash(tx, &is);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

/* ---- the journal ---- */

static bool body_has_name(const struct erasing *er, struct slice body)
{
	struct record r = {0};
	bool found = false;

	if (body.n && !record_decode(&r, body.p, body.n, NULL))
		for (size_t i = 0; i < r.n && !found; i++)
			found = r.values[i].type == V_TEXT && has_name(er, r.values[i].text, r.values[i].len);
	record_release(&r);
	return found;
}

/* What goes of an entry: of the record's own everything; of others a note that names the person, and texts that do,
 * unless they are the present ones. Who has the same surname keeps what is kept of him. */
static unsigned parts_of(struct tx *tx, const struct erasing *er, const struct log_entry *l)
{
	unsigned parts = 0;

	if (l->kind == KIND_PERSON && l->id == er->id)
		return LOG_ERASE_NOTE | LOG_ERASE_BODIES;
	if (has_name(er, l->note, strlen(l->note)))
		parts = LOG_ERASE_NOTE;
	if (!l->kind || l->kind == KIND_PERSON)
		return parts;
	if (body_has_name(er, l->before))
		parts |= LOG_ERASE_BEFORE;
	if (body_has_name(er, l->after) && log_prev_of_record(tx, l->kind, l->id, 0) != l->seq)
		parts |= LOG_ERASE_AFTER;
	return parts;
}

static enum err erase_journal(struct tx *tx, struct erasing *er, uint64_t last)
{
	struct log_entry l = {0};
	enum err err = OK;

	for (uint64_t seq = 1; seq <= last && !err; seq++) {
		unsigned parts;

		err = log_load(tx, seq, &l);
		if (err == ERR_NONE) { /* cut away */
			err = OK;
			continue;
		}
		parts = err ? 0 : parts_of(tx, er, &l);
		if (parts)
			err = log_erase(tx, seq, parts);
	}
	log_release(&l);
	return err;
}

/* ---- unfinished forms ---- */

/* The key is login, 0, kind u8, id u32, parent. */
static bool is_of_person(struct slice key, uint32_t id)
{
	const uint8_t *end = memchr(key.p, 0, key.n);
	size_t rest = end ? key.n - (size_t)(end + 1 - key.p) : 0;

	return rest >= 5 && end[1] == KIND_PERSON && key_get_u32(end + 2) == id;
}

static enum err erase_drafts(struct tx *tx, struct erasing *er)
{
	struct key keys[64];
	size_t n = 0, others = 0;
	struct cursor c;
	enum err err = OK;

	for (cursor_open(&c, tx, T_DRAFT, NULL, NULL); cursor_ok(&c); cursor_next(&c))
		if (is_of_person(c.key, er->id) && n < sizeof(keys) / sizeof(*keys)) {
			keys[n].n = 0;
			key_bytes(&keys[n++], c.key.p, c.key.n);
		} else {
			others += has_name(er, (const char *)c.value.p, c.value.n);
		}
	cursor_close(&c);
	for (size_t i = 0; i < n && !err; i++)
		err = tx_del(tx, T_DRAFT, &keys[i]);
	if (others)
		buf_addf(er->left, "незаконченные формы других людей: %zu\n", others);
	return err;
}

/* ---- what is left for people to look at ---- */

static void name_left(struct tx *tx, struct erasing *er)
{
	size_t n;
	uint64_t *hits = words_find(tx, er->stem, 0, &n);
	struct record r = {0};
	struct buf text = {0};
	struct cursor c;

	for (size_t i = 0; i < n; i++) {
		unsigned kind = (unsigned)(hits[i] >> 32);

		buf_clear(&text);
		if (!load(tx, kind, (uint32_t)hits[i], &r))
			continue;
		search_text_add(tx, &r, false, &text);
		if (has_name(er, buf_text(&text), text.n))
			buf_addf(er->left, "%s %u%s\n", kind_def(kind)->title, r.id, kind == KIND_PERSON ? " (однофамилец?)" : "");
	}
	for (cursor_open(&c, tx, T_TRASH, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		if (record_from_entry(tx, c.key, c.value, &r))
			break;
		if (r.kind == KIND_PERSON && name_same(record_text(&r, PERSON_SURNAME), er->surname))
			buf_addf(er->left, "в корзине: педагог %u (если это тот же человек: stazh anonymise person %u)\n", r.id, r.id);
	}
	cursor_close(&c);
	free(hits);
	buf_free(&text);
	record_release(&r);
}

static enum err run(struct tx *tx, void *arg)
{
	struct erasing *er = arg;
	uint64_t last = log_last(tx);
	enum err err = access_check(tx, KIND_PERSON, "anonymise", NULL, er->e);

	free(er->stem); /* it may be run a second time, in a larger map */
	free(er->surname);
	er->stem = er->surname = NULL;
	buf_clear(er->left);
	tx_forget(tx);
	if (!err)
		err = erase_record(tx, er);
	if (!err)
		err = erase_journal(tx, er, last);
	if (!err)
		err = erase_drafts(tx, er);
	if (!err)
		name_left(tx, er);
	if (err && tx_failed(tx) && er->e)
		*er->e = *tx_error(tx);
	return err;
}

enum err op_anonymise(struct session *s, uint32_t person, struct buf *left, struct error *e)
{
	struct buf own = {0};
	struct erasing er = {.id = person, .left = left ? left : &own, .e = e};
	enum err err = session_write(s, "anonymise", "", run, &er, e);

	free(er.stem);
	free(er.surname);
	buf_free(&own);
	return err;
}
