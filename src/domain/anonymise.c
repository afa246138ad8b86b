/* Erasing a person's data (152-ФЗ, art. 21): from the record, what the journal keeps of it, what other records say, the
 * trash, unfinished forms and files on shelves. What statistics need stays: organisation, kind of position, category,
 * and all that points to the record. */
#include <stdlib.h>
#include <string.h>

#include "anonymise.h"
#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"
#include "stazh/model/draft.h"
#include "stazh/model/shelf.h"

#define NAMELESS "Обезличен"

static const uint16_t kept[] = {PERSON_ORG, PERSON_POSITION_KIND, PERSON_CATEGORY, 0};

struct erasing {
	uint32_t id;
	struct refs own;      /* its record, and those that were merged into it */
	struct sought sought; /* what names it in texts */
	struct buf *left;
	struct error *e;
};

static void erasing_release(struct erasing *er)
{
	sought_release(&er->sought);
	refs_release(&er->own);
	er->own = (struct refs){0};
	er->sought.shared = false;
}

static bool is_own(const struct erasing *er, unsigned kind, uint32_t id)
{
	for (size_t i = 0; kind == KIND_PERSON && i < er->own.n; i++)
		if (er->own.r[i].id == id)
			return true;
	return false;
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

/* What a state of the record tells of the person. */
static void learn(struct erasing *er, const struct record *r)
{
	static const uint16_t typed[] = {PERSON_PHONE, PERSON_EMAIL};

	if (!record_has(r, PERSON_SURNAME) || !strncmp(record_text(r, PERSON_SURNAME), NAMELESS, strlen(NAMELESS)))
		return;
	sought_add(&er->sought.surnames, sought_fold(record_text(r, PERSON_SURNAME)), 1);
	sought_add(&er->sought.names, sought_fold(record_text(r, PERSON_NAME)), 4);
	sought_add(&er->sought.patronymics, sought_fold(record_text(r, PERSON_PATRONYMIC)), 4);
	for (size_t i = 0; i < 2; i++) {
		char *all = mem_strdup(record_text(r, typed[i])), *rest = all, *one;

		while ((one = strsep(&rest, ";,\n"))) {
			const char *part = one;
			size_t n = text_trim(&part, strlen(one));

			sought_add(&er->sought.exact, mem_strndup(part, n), 5);
		}
		free(all);
	}
}

static void learn_journal(struct tx *tx, struct erasing *er, uint32_t id)
{
	struct log_entry l = {0};

	for (uint64_t seq = 0; (seq = log_prev_of_record(tx, KIND_PERSON, id, seq)) && !log_load(tx, seq, &l);) {
		const struct slice bodies[] = {l.before, l.after};

		for (size_t i = 0; i < 2; i++) {
			struct record r = {.kind = KIND_PERSON, .id = id};

			if (bodies[i].n && !record_decode(&r, bodies[i].p, bodies[i].n, NULL))
				learn(er, &r);
			record_release(&r);
		}
	}
	log_release(&l);
}

static bool was_merged(struct tx *tx, uint32_t id)
{
	struct log_entry l = {0};
	bool merged = !log_load(tx, log_prev_of_record(tx, KIND_PERSON, id, 0), &l) && !strcmp(l.action, "merge");

	log_release(&l);
	return merged;
}

static bool same_person(const struct record *a, const struct record *b)
{
	return name_same(record_text(a, PERSON_SURNAME), record_text(b, PERSON_SURNAME)) &&
	       record_has(a, PERSON_NAME) && name_same(record_text(a, PERSON_NAME), record_text(b, PERSON_NAME)) &&
	       name_same(record_text(a, PERSON_PATRONYMIC), record_text(b, PERSON_PATRONYMIC));
}

/* The records of the same person that were merged, which lie in the trash. */
static void find_twins(struct tx *tx, struct erasing *er, const struct record *person)
{
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct cursor c;

	for (cursor_open(&c, tx, T_TRASH, key_u8(&prefix, KIND_PERSON), NULL); cursor_ok(&c); cursor_next(&c))
		if (!record_from_entry(tx, c.key, c.value, &r) && r.id != person->id && same_person(&r, person) &&
		    was_merged(tx, r.id)) {
			refs_add(&er->own, KIND_PERSON, r.id);
			learn(er, &r);
		}
	cursor_close(&c);
	record_release(&r);
	for (size_t i = 0; i < er->own.n; i++)
		learn_journal(tx, er, er->own.r[i].id);
}

static enum err erase_record(struct tx *tx, uint32_t id, struct error *e)
{
	struct record was = {0}, is = {0};
	bool live = load(tx, KIND_PERSON, id, &was);
	enum err err = live ? OK : record_load_trash(tx, KIND_PERSON, id, &was);

	if (!err) {
		record_copy(&is, &was);
		make_nameless(&is);
		err = live ? model_store(tx, &was, &is, e) : record_store_trash(tx, &is);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err erase_records(struct tx *tx, struct erasing *er)
{
	struct record r = {0};
	enum err err = OK;

	if (!load(tx, KIND_PERSON, er->id, &r) && record_load_trash(tx, KIND_PERSON, er->id, &r))
		err = error_set(er->e, ERR_NONE, "Педагог: записи с номером %u нет", er->id);
	else if (!strncmp(record_text(&r, PERSON_SURNAME), NAMELESS, strlen(NAMELESS)))
		err = error_set(er->e, ERR_REFUSED, "Запись уже обезличена");
	if (!err) {
		refs_add(&er->own, KIND_PERSON, er->id);
		learn(er, &r);
		find_twins(tx, er, &r);
	}
	for (size_t i = 0; i < er->own.n && !err; i++)
		err = erase_record(tx, er->own.r[i].id, er->e);
	record_release(&r);
	return err;
}

/* ---- what others' records say ---- */

/* Of another person the names are his own. */
static bool is_told(const struct record *r, const struct field *f)
{
	if ((f->flags & FF_HIDDEN && r->kind != KIND_PAPER) || !f->type->own_words)
		return false;
	return r->kind != KIND_PERSON ||
	       (f->id != PERSON_SURNAME && f->id != PERSON_NAME && f->id != PERSON_PATRONYMIC);
}

static bool clean_record(const struct erasing *er, struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	bool any = false;

	for (size_t i = 0; k && i < k->n; i++) {
		const struct value *v = record_get(r, k->fields[i].id);
		struct buf out = {0};

		if (!v || v->type != V_TEXT || !is_told(r, &k->fields[i]))
			continue;
		if (sought_take_out(&er->sought, record_text(r, k->fields[i].id), &out)) {
			record_set_text(r, k->fields[i].id, buf_text(&out));
			any = true;
			if (r->kind == KIND_PAPER) /* it no longer has its sum */
				record_set_bool(r, PAPER_ERASED, true);
		}
		buf_free(&out);
	}
	return any;
}

static bool still_names(const struct erasing *er, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	bool found = false;

	for (size_t i = 0; k && i < k->n && !found; i++) {
		const struct value *v = record_get(r, k->fields[i].id);

		found = v && v->type == V_TEXT && (!(k->fields[i].flags & FF_HIDDEN) || r->kind == KIND_PAPER) &&
			sought_has_name(&er->sought, v->text, v->len);
	}
	return found;
}

/* A certificate of the person's own: there no namesake can be meant. */
static bool is_own_paper(struct tx *tx, const struct erasing *er, const struct record *r)
{
	struct pointed link = {0};
	struct record trainee = {0};
	bool own;

	if (r->kind == KIND_PAPER)
		link = record_link(r, PAPER_RECORD);
	own = link.kind == KIND_TRAINEE && load(tx, KIND_TRAINEE, link.id, &trainee) &&
	      is_own(er, KIND_PERSON, record_ref(&trainee, TRAINEE_PERSON));
	record_release(&trainee);
	return own;
}

/* Does somebody else have the surname, also in the trash? */
static bool has_namesake(struct tx *tx, const struct erasing *er)
{
	static const enum table tables[] = {T_REC, T_TRASH};
	struct record r = {0};
	bool found = false;

	for (size_t i = 0; i < 2; i++) {
		struct key prefix = {.n = 0};
		struct cursor c;

		for (cursor_open(&c, tx, tables[i], key_u8(&prefix, KIND_PERSON), NULL); !found && cursor_ok(&c);
		     cursor_next(&c))
			found = !record_from_entry(tx, c.key, c.value, &r) && !is_own(er, KIND_PERSON, r.id) &&
				sought_has_name(&er->sought, record_text(&r, PERSON_SURNAME),
						strlen(record_text(&r, PERSON_SURNAME)));
		cursor_close(&c);
	}
	record_release(&r);
	return found;
}

/* By number for who types commands, who goes on by it; else by name. */
static void tell_left(struct erasing *er, struct tx *tx, const struct record *r, bool trash)
{
	const struct kind_def *k = kind_def(r->kind);
	bool person = k->kind == KIND_PERSON;

	buf_addf(er->left, "%s%s ", trash ? "в корзине: " : "", k->title);
	if (tx_session(tx)->interactive) {
		label_of(tx, r, er->left);
		buf_add(er->left, !person ? "" : trash ? " (не тот же ли человек?)" : " (однофамилец?)");
	} else {
		buf_addf(er->left, "%u", r->id);
		if (person && trash)
			buf_addf(er->left, " (если это тот же человек: stazh anonymise person %u)", r->id);
		else if (person)
			buf_add(er->left, " (однофамилец?)");
	}
	buf_addc(er->left, '\n');
}

static enum err clean_table(struct tx *tx, struct erasing *er, enum table table)
{
	bool shared = er->sought.shared;
	struct refs hits = {0};
	struct record r = {0};
	struct cursor c;
	enum err err = OK;

	for (cursor_open(&c, tx, table, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		if (record_from_entry(tx, c.key, c.value, &r))
			break;
		if (!is_own(er, r.kind, r.id) && (clean_record(er, &r) || still_names(er, &r)))
			refs_add(&hits, r.kind, r.id);
	}
	cursor_close(&c);
	for (size_t i = 0; i < hits.n && !err; i++) {
		const struct rec_ref *h = &hits.r[i];

		err = table == T_TRASH ? record_load_trash(tx, h->kind, h->id, &r)
				       : record_load(tx, h->kind, h->id, &r);
		er->sought.shared = shared && !is_own_paper(tx, er, &r);
		if (!err && clean_record(er, &r))
			err = table == T_TRASH ? record_store_trash(tx, &r) : record_store(tx, &r);
		if (err || !still_names(er, &r))
			continue;
		tell_left(er, tx, &r, table == T_TRASH);
	}
	er->sought.shared = shared;
	refs_release(&hits);
	record_release(&r);
	return err;
}

/* ---- the journal ---- */

static bool body_names(const struct erasing *er, struct slice body)
{
	struct record r = {0};
	bool found = false;

	if (body.n && !record_decode(&r, body.p, body.n, NULL))
		for (size_t i = 0; i < r.n && !found; i++)
			found = r.values[i].type == V_TEXT &&
				sought_is_in(&er->sought, r.values[i].text, r.values[i].len);
	record_release(&r);
	return found;
}

/* What goes of an entry: of the record's own everything; of others a note that names the person, and texts that do,
 * unless they are the present ones. Who has the same surname keeps what is kept of him. */
static unsigned parts_of(struct tx *tx, const struct erasing *er, const struct log_entry *l)
{
	unsigned parts = 0;

	if (is_own(er, l->kind, l->id))
		return LOG_ERASE_NOTE | LOG_ERASE_BODIES;
	if (sought_is_in(&er->sought, l->note, strlen(l->note)))
		parts = LOG_ERASE_NOTE;
	if (!l->kind || (l->kind == KIND_PERSON && er->sought.shared))
		return parts;
	if (body_names(er, l->before))
		parts |= LOG_ERASE_BEFORE;
	if (body_names(er, l->after) && (!er->sought.shared || log_prev_of_record(tx, l->kind, l->id, 0) != l->seq))
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

/* The key is login, 0, kind u8, id u32, parent. *fresh: of a person that is not there yet. */
static bool is_of_person(const struct erasing *er, struct slice key, bool *fresh)
{
	const uint8_t *end = memchr(key.p, 0, key.n);
	size_t rest = end ? key.n - (size_t)(end + 1 - key.p) : 0;
	bool person = rest >= 5 && end[1] == KIND_PERSON;

	*fresh = person && !key_get_u32(end + 2);
	return person && is_own(er, KIND_PERSON, key_get_u32(end + 2));
}

/* name, 0, text, 0 …: takes the person out of the texts. */
static bool clean_pairs(const struct erasing *er, const char *s, size_t n, struct buf *out)
{
	static const char *const own[] = {"=rev", "=at", "=owner", "=key", "=base"};
	bool any = false;

	for (size_t at = 0; at < n;) {
		const char *name = s + at, *text = name + strlen(name) + 1;
		bool inner = false;

		if (text >= s + n)
			break;
		for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
			inner |= !strcmp(name, own[i]);
		if (inner)
			buf_add(out, name);
		else /* a view goes by the name that somebody gave it */
			any |= sought_take_out(&er->sought, name, out);
		buf_addc(out, 0);
		if (inner)
			buf_add(out, text);
		else
			any |= sought_take_out(&er->sought, text, out);
		buf_addc(out, 0);
		at = (size_t)(text - s) + strlen(text) + 1;
	}
	return any;
}

static enum draft_fate fate_of(const struct erasing *er, struct slice key, const char *pairs, size_t n, struct buf *out)
{
	bool fresh;

	if (is_of_person(er, key, &fresh))
		return DRAFT_GOES;
	if (!clean_pairs(er, pairs, n, out))
		return DRAFT_STAYS;
	return fresh ? DRAFT_GOES : DRAFT_CHANGES;
}

struct changed_draft {
	struct key key;
	struct buf value; /* nothing: it goes */
};

static enum err erase_drafts(struct tx *tx, struct erasing *er)
{
	struct changed_draft *d = NULL;
	size_t n = 0, cap = 0;
	struct cursor c;
	enum err err = OK;

	for (cursor_open(&c, tx, T_DRAFT, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		struct buf value = {0};
		enum draft_fate fate = c.value.n && !c.value.p[c.value.n - 1]
					       ? fate_of(er, c.key, (const char *)c.value.p, c.value.n, &value)
					       : DRAFT_STAYS;

		if (fate != DRAFT_STAYS) {
			d = mem_grow(d, n, &cap, sizeof(*d));
			d[n] = (struct changed_draft){.key = {.n = 0}};
			key_bytes(&d[n].key, c.key.p, c.key.n);
			if (fate == DRAFT_CHANGES)
				buf_addn(&d[n].value, value.s, value.n);
			n++;
		}
		buf_free(&value);
	}
	cursor_close(&c);
	for (size_t i = 0; i < n; i++) {
		if (!err)
			err = d[i].value.n ? tx_put(tx, T_DRAFT, &d[i].key, d[i].value.s, d[i].value.n)
					   : tx_del(tx, T_DRAFT, &d[i].key);
		buf_free(&d[i].value);
	}
	free(d);
	return err;
}

static enum draft_fate of_file(struct slice key, const struct buf *pairs, struct buf *out, void *arg)
{
	return fate_of(arg, key, pairs->s, pairs->n, out);
}

/* ---- deadlines that went ---- */

static bool names(const char *text, size_t n, void *arg)
{
	const struct erasing *er = arg;

	return sought_is_in(&er->sought, text, n);
}

/* ---- all of it ---- */

static enum err run(struct tx *tx, void *arg)
{
	struct erasing *er = arg;
	uint64_t last = log_last(tx);
	enum err err = access_check(tx, KIND_PERSON, "anonymise", NULL, er->e);

	erasing_release(er); /* it may be run a second time, in a larger map */
	buf_clear(er->left);
	tx_forget(tx);
	if (!err)
		err = erase_records(tx, er);
	if (!err) {
		er->sought.shared = has_namesake(tx, er);
		err = clean_table(tx, er, T_REC);
	}
	if (!err)
		err = clean_table(tx, er, T_TRASH);
	if (!err)
		err = erase_journal(tx, er, last);
	if (!err)
		err = erase_drafts(tx, er);
	if (!err)
		err = deadline_forget(tx, names, er);
	if (err && tx_failed(tx) && er->e)
		*er->e = *tx_error(tx);
	return err;
}

enum err op_anonymise(struct session *s, uint32_t person, struct buf *left, struct error *e)
{
	struct buf own = {0};
	struct erasing er = {.id = person, .left = left ? left : &own, .e = e};
	enum err err = session_write(s, "anonymise", "", run, &er, e);

	if (!err) {
		draft_files_change(s, of_file, &er);
		err = shelf_clear_all(s, e); /* what is in those files nobody can tell */
		if (err)
			error_set(e, err,
				  "Обезличено, но на полках ещё лежат файлы, в которых могут быть эти сведения");
	}
	erasing_release(&er);
	buf_free(&own);
	return err;
}
