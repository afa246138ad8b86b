#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/access.h"
#include "stazh/model/audit.h"
#include "stazh/model/shelf.h"

bool audit_concerns(unsigned kind)
{
	return kind_def(kind) && kind_more(kind_def(kind))->audited;
}

static enum err note(struct session *s, const char *action, const char *text, unsigned kind, uint32_t id, size_t n,
		     struct error *e)
{
	struct tx_info info = {.user = s->user, .from = s->from, .action = action, .note = text};
	struct store *readings;
	enum err err = store_note_reading(s->store, &info, kind, id, (int64_t)n, e);

	if (err)
		audit_tell_failed(s, action, kind, id);
	else if (!store_readings(s->store, &readings, NULL))
		audit_copy_of(s, readings);
	return err;
}

enum err audit_read(struct session *s, unsigned kind, uint32_t id, struct error *e)
{
	uint64_t key = (uint64_t)kind << 32 | id;
	enum err err;

	if (!id || !audit_concerns(kind) || !config_bool(s->config, OPT_ACCESS_LOG_READS))
		return OK;
	for (size_t i = 0; i < s->seen_n; i++)
		if (s->seen[i] == key)
			return OK;
	err = note(s, "read", "", kind, id, 0, e);
	if (err)
		return err;
	s->seen = mem_grow(s->seen, s->seen_n, &s->seen_cap, sizeof(*s->seen));
	s->seen[s->seen_n++] = key;
	return OK;
}

enum err audit_list(struct session *s, const char *action, unsigned kind, size_t n, struct error *e)
{
	return n && audit_concerns(kind) && config_bool(s->config, OPT_ACCESS_LOG_READS)
		       ? note(s, action, "", kind, 0, n, e)
		       : OK;
}

enum err audit_out(struct session *s, const char *action, unsigned kind, uint32_t id, size_t count, const char *what,
		   size_t people, struct error *e)
{
	struct buf text = {0};
	enum err err;

	if (!s->remote && (!people || !config_bool(s->config, OPT_ACCESS_LOG_READS)))
		return OK;
	buf_add(&text, what);
	if (people)
		buf_addf(&text, ", людей: %zu", people);
	err = note(s, action, text.s, kind, id, id ? 0 : count, e);
	buf_free(&text);
	return err;
}

enum err audit_card(struct session *s, unsigned kind, uint32_t id, struct error *e)
{
	return note(s, "export_card", "", kind, id, 0, e);
}

static const char *ending_of(const char *name)
{
	static const char *const known[] = {".odt", ".xlsx", ".csv", ".json", ".ics", ".txt", ".ods", ".zip"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(name) > strlen(known[i]) && !strcmp(name + strlen(name) - strlen(known[i]), known[i]))
			return known[i];
	return "";
}

enum err audit_shelf(struct session *s, const char *action, const struct shelf_source *from, const char *name,
		     uint64_t bytes, struct error *e)
{
	const bool brought = !from || !*from->what;
	struct buf text = {0};
	enum err err;

	buf_add(&text, brought ? "принесённый файл" : from->what);
	buf_addf(&text, "%s%s, ", *ending_of(name) ? " " : "", ending_of(name));
	text_add_size(&text, bytes);
	if (!brought && from->people)
		buf_addf(&text, ", людей: %lld", (long long)from->people);
	err = note(s, action, text.s, brought ? 0 : from->kind, brought ? 0 : from->id,
		   brought || from->id ? 0 : (size_t)from->count, e);
	buf_free(&text);
	return err;
}

void audit_refused(struct session *s, const char *what)
{
	const char *done = mem_done;

	if (session_note(s, "refused", what, NULL))
		audit_tell_failed(s, "refused", 0, 0);
	mem_done = done;
}

/* ---- how many people ---- */

static void put(struct people *p, unsigned kind, uint32_t id)
{
	uint64_t who = (uint64_t)kind << 32 | id;

	if (p->n && p->who[p->n - 1] == who)
		return;
	p->who = mem_grow(p->who, p->n, &p->cap, sizeof(*p->who));
	p->who[p->n++] = who;
}

/* Whom a record of people is about, when it is not one itself. */
static const struct field *about_of(const struct kind_def *k)
{
	const struct field *f = field_by_id(k, kind_rights(k)->about);

	return f && f->ref != k->kind && audit_concerns(f->ref) ? f : NULL;
}

void people_add(struct people *p, struct tx *tx, unsigned kind, uint32_t id)
{
	const struct field *about;
	struct record r = {0};

	if (!id || !audit_concerns(kind))
		return;
	about = about_of(kind_def(kind));
	if (!about)
		put(p, kind, id);
	else if (load(tx, kind, id, &r))
		put(p, about->ref, record_ref(&r, about->id));
	record_release(&r);
}

void people_add_record(struct people *p, struct tx *tx, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	struct pointed to;

	if (audit_concerns(r->kind) && !about_of(k))
		put(p, r->kind, r->id);
	for (size_t i = 0; i < k->n; i++)
		for (size_t at = 0; k->fields[i].type->target &&
				    field_target(&k->fields[i], record_get(r, k->fields[i].id), &at, &to);)
			people_add(p, tx, to.kind, to.id);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

size_t people_count(struct people *p)
{
	size_t n = 0;

	if (p->n)
		qsort(p->who, p->n, sizeof(*p->who), compare);
	for (size_t i = 0; i < p->n; i++)
		if (!i || p->who[i] != p->who[i - 1])
			p->who[n++] = p->who[i];
	return p->n = n;
}

void people_release(struct people *p)
{
	free(p->who);
	*p = (struct people){.n = 0};
}
