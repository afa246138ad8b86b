#include <string.h>
#include <syslog.h>

#include "internal.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/audit.h"

#define COPIED_MAX 50 /* entries of one act; of more, one line tells how many */
#define NOTE_MAX   200

bool audit_concerns(unsigned kind)
{
	return kind == KIND_PERSON || kind == KIND_TRAINEE;
}

/* ---- the system's log ---- */

static void tell(const struct session *s, int priority, const char *text)
{
	if (!s->config || !config_bool(s->config, OPT_ACCESS_SYSLOG))
		return;
	openlog("stazh", LOG_PID | LOG_NOWAIT, LOG_AUTHPRIV);
	syslog(priority, "user=%s from=\"%s\" %s", s->user, s->from, text);
}

static int64_t revision(const struct log_entry *l)
{
	struct record r = {0};
	struct slice body = l->after.n ? l->after : l->before;
	int64_t rev = body.n && !record_decode(&r, body.p, body.n, NULL) ? record_int(&r, REC_REV) : 0;

	record_release(&r);
	return rev;
}

static void add_entry(const struct log_entry *l, struct buf *out)
{
	const struct kind_def *k = kind_def(l->kind ? l->kind : l->about_kind);

	buf_addf(out, "seq=%llu act=%llu action=%s", (unsigned long long)l->seq, (unsigned long long)l->act, l->action);
	if (k)
		buf_addf(out, " kind=%s", k->name);
	if (l->kind || l->about_id)
		buf_addf(out, " id=%u", l->kind ? l->id : l->about_id);
	if (l->kind)
		buf_addf(out, " rev=%lld", (long long)revision(l));
	if (l->count)
		buf_addf(out, " count=%lld", (long long)l->count);
}

void audit_copy(struct session *s)
{
	uint64_t first, last;
	struct log_entry l = {0};
	struct buf line = {0};
	struct tx *tx;

	store_last_write(s->store, &first, &last);
	if (!first || !config_bool(s->config, OPT_ACCESS_SYSLOG) || !(tx = tx_read(s->store, NULL)))
		return;
	for (uint64_t seq = first; seq <= last && last - first < COPIED_MAX && !log_load(tx, seq, &l); seq++) {
		buf_clear(&line);
		add_entry(&l, &line);
		tell(s, strcmp(l.action, "refused") ? LOG_INFO : LOG_NOTICE, line.s);
	}
	if (last - first >= COPIED_MAX && !log_load(tx, first, &l)) {
		buf_clear(&line);
		add_entry(&l, &line);
		buf_addf(&line, " entries=%llu", (unsigned long long)(last - first + 1));
		tell(s, LOG_INFO, line.s);
	}
	tx_end(&tx);
	log_release(&l);
	buf_free(&line);
}

void audit_stranger(const struct session *s)
{
	tell(s, LOG_WARNING, "action=stranger");
}

/* ---- the journal ---- */

struct reading {
	const char *action, *note;
	unsigned kind;
	uint32_t id;
	size_t n;
};

static enum err write_reading(struct tx *tx, void *arg)
{
	const struct reading *r = arg;

	return log_add_about(tx, r->action, r->note, r->kind, r->id, (int64_t)r->n);
}

static void write_down(struct session *s, const struct reading *r)
{
	size_t asked = s->question.n;
	const char *done = mem_done;
	struct error e = {0};
	struct buf line = {0};

	if (session_write(s, r->action, r->note, write_reading, (void *)r, &e)) {
		buf_addf(&line, "action=%s", r->action);
		if (r->kind)
			buf_addf(&line, " kind=%s", kind_def(r->kind)->name);
		if (r->id)
			buf_addf(&line, " id=%u", r->id);
		buf_add(&line, " journal=failed");
		tell(s, LOG_WARNING, line.s);
		buf_free(&line);
	}
	s->question.n = asked;
	mem_done = done;
}

void audit_read(struct session *s, unsigned kind, uint32_t id)
{
	struct reading r = {.action = "read", .note = "", .kind = kind, .id = id};
	uint64_t key = (uint64_t)kind << 32 | id;

	if (!id || !audit_concerns(kind) || !config_bool(s->config, OPT_ACCESS_LOG_READS))
		return;
	for (size_t i = 0; i < s->seen_n; i++)
		if (s->seen[i] == key)
			return;
	s->seen = mem_grow(s->seen, s->seen_n, &s->seen_cap, sizeof(*s->seen));
	s->seen[s->seen_n++] = key;
	write_down(s, &r);
}

void audit_list(struct session *s, const char *action, unsigned kind, size_t n)
{
	struct reading r = {.action = action, .note = "", .kind = kind, .n = n};

	if (n && audit_concerns(kind) && config_bool(s->config, OPT_ACCESS_LOG_READS))
		write_down(s, &r);
}

void audit_card(struct session *s, unsigned kind, uint32_t id)
{
	struct reading r = {.action = "export_card", .note = "", .kind = kind, .id = id};

	write_down(s, &r);
}

void audit_refused(struct session *s, const char *what)
{
	struct reading r = {.action = "refused"};
	struct buf note = {0};

	utf8_add_visible(&note, what, strnlen(what, NOTE_MAX));
	for (char *p = note.s; p && (p = strpbrk(p, "\n\r\t"));)
		*p = ' ';
	r.note = buf_text(&note);
	write_down(s, &r);
	buf_free(&note);
}
