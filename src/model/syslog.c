/* What is done, in the log of the system. */
#include <string.h>
#include <syslog.h>

#include "internal.h"
#include "stazh/model/audit.h"

#define COPIED_MAX 50 /* entries of one act; of more, one line tells how many */

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

void audit_copy_of(struct session *s, struct store *store)
{
	uint64_t first, last;
	struct log_entry l = {0};
	struct buf line = {0};
	struct tx *tx;

	store_last_write(store, &first, &last);
	if (!first || !config_bool(s->config, OPT_ACCESS_SYSLOG) || !(tx = tx_read(store, NULL)))
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

void audit_copy(struct session *s)
{
	audit_copy_of(s, s->store);
}

void audit_stranger(const struct session *s)
{
	tell(s, LOG_WARNING, "action=stranger");
}

void audit_tell_failed(struct session *s, const char *action, unsigned kind, uint32_t id)
{
	struct buf line = {0};

	buf_addf(&line, "action=%s", action);
	if (kind)
		buf_addf(&line, " kind=%s", kind_def(kind)->name);
	if (id)
		buf_addf(&line, " id=%u", id);
	buf_add(&line, " journal=failed");
	tell(s, LOG_WARNING, line.s);
	buf_free(&line);
}
