/* check --quick: what a monitor asks every minute. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "stazh/base/date.h"
#include "stazh/cli/command.h"
#include "stazh/mail/mail.h"
#include "stazh/store/store.h"

#define ROOM_LEAST ((uint64_t)64 << 20)

static int32_t day_of(int64_t ms)
{
	time_t at = (time_t)(ms / 1000);
	struct tm tm = {0};

	localtime_r(&at, &tm);
	return date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* A line for each thing to be looked at. */
static void add_room(const struct store_health *h, struct buf *out)
{
	uint64_t least = h->size > ROOM_LEAST ? h->size : ROOM_LEAST; /* a copy is no larger */

	if (h->read_only)
		buf_add(out, "диск базы доступен только для чтения\n");
	if (h->free >= least)
		return;
	buf_add(out, "на диске базы свободно ");
	text_add_size(out, h->free);
	buf_add(out, ", нужно хотя бы ");
	text_add_size(out, least);
	buf_addc(out, '\n');
}

static void add_copies(const struct store_health *h, int32_t today, int32_t most, struct buf *out)
{
	int64_t since = h->copied_ms ? h->copied_ms : h->created_ms;
	int32_t days = today - day_of(since);

	if (!most || days <= most)
		return;
	buf_add(out, h->copied_ms ? "последней копии" : "копии ещё не было, а базе");
	buf_addf(out, " %d %s ([store] backup_days = %d)\n", days, text_plural(days, "день", "дня", "дней"), most);
}

static void add_letters(const struct mail_standing *m, struct buf *out)
{
	const char *first = m->waiting > 1 ? ", первое" : "";

	if (m->failed) {
		buf_addf(out, "%zu %s отправки%s с ", m->waiting,
			 text_plural((long)m->waiting, "письмо ждёт", "письма ждут", "писем ждут"), first);
		date_add_ru(out, m->waits_since);
		buf_addc(out, '\n');
	}
	if (m->unknown) {
		buf_addf(out, "неизвестно, ушло ли %zu %s от ", m->unknown,
			 text_plural((long)m->unknown, "письмо", "письма", "писем"));
		date_add_ru(out, m->unknown_since);
		buf_add(out, m->unknown > 1 ? " и позже\n" : "\n");
	}
}

/* Opened without what a session's opening may write. Nothing where no letters are sent. */
static enum err look_at_letters(struct cli *c, struct mail_standing *out, struct error *e)
{
	struct session s = {.config = &c->config, .role = ROLE_METHODIST, .today = c->session.today};
	enum err err = OK;
	struct tx *tx;

	if (!*config_text(&c->config, OPT_MAIL_FROM))
		return OK;
	err = store_open(config_text(&c->config, OPT_STORE_PATH), &schema_in_store, &s.store, e);
	if (err)
		return err;
	store_set_context(s.store, &s);
	tx = tx_read(s.store, e);
	if (tx) {
		*out = mail_standing(tx);
		if (tx_failed(tx))
			err = error_set(e, tx_failed(tx), "%s", tx_error(tx)->text);
		tx_end(&tx);
	} else {
		err = e->code;
	}
	store_close(&s.store);
	return err;
}

static void add_findings(const struct cli *c, const struct store_health *h, const struct mail_standing *m,
			 struct buf *out)
{
	if (h->broken.code)
		buf_addf(out, "%s\n", h->broken.text);
	if (h->readings.code)
		buf_addf(out, "реестр чтений: %s\n", h->readings.text);
	add_room(h, out);
	add_copies(h, c->session.today, config_int(&c->config, OPT_BACKUP_DAYS), out);
	add_letters(m, out);
}

/* ---- for people: one line ---- */

static void add_line(const struct store_health *h, const struct buf *found, struct buf *out)
{
	if (found->n) {
		buf_add(out, "Замечания: ");
		for (size_t i = 0; i + 1 < found->n; i++)
			if (found->s[i] == '\n')
				buf_add(out, "; ");
			else
				buf_addc(out, found->s[i]);
	} else {
		buf_addf(out, "База в порядке: записей журнала %llu, свободно ", (unsigned long long)h->entries);
		text_add_size(out, h->free);
		buf_add(out, h->copied_ms ? ", последняя копия " : ", копии ещё не было");
		if (h->copied_ms)
			date_add_ru(out, day_of(h->copied_ms));
	}
	buf_addc(out, '\n');
}

/* ---- for machines ---- */

static void add_text(const char *key, const char *text, size_t n, struct buf *out)
{
	if (key)
		buf_addf(out, ", \"%s\": ", key);
	json_add(out, text, n);
}

static void add_time(const char *key, int64_t ms, struct buf *out)
{
	time_t at = (time_t)(ms / 1000);
	struct tm tm = {0};
	char s[40] = "";

	localtime_r(&at, &tm);
	strftime(s, sizeof(s), "%Y-%m-%dT%H:%M:%S%z", &tm);
	if (ms)
		add_text(key, s, strlen(s), out);
	else
		buf_addf(out, ", \"%s\": null", key);
}

static void add_day(const char *key, int32_t day, struct buf *out)
{
	buf_addf(out, ", \"%s\": ", key);
	if (day == DATE_NONE) {
		buf_add(out, "null");
		return;
	}
	buf_addc(out, '"');
	date_add_iso(out, day);
	buf_addc(out, '"');
}

static void add_json(const struct store_health *h, const struct mail_standing *m, const struct buf *found,
		     const struct error *e, struct buf *out)
{
	const char *state = e->code ? "storage" : found->n ? "found" : "ok";
	const char *line = buf_text(found), *end;

	buf_addf(out, "{\"ok\": %s, \"state\": \"%s\", \"findings\": [", !e->code && !found->n ? "true" : "false",
		 state);
	for (; (end = strchr(line, '\n')); line = end + 1) {
		buf_add(out, line == buf_text(found) ? "" : ", ");
		add_text(NULL, line, (size_t)(end - line), out);
	}
	buf_addc(out, ']');
	if (e->code) {
		add_text("error", e->text, strlen(e->text), out);
	} else {
		buf_addf(out, ", \"entries\": %llu, \"size\": %llu, \"free\": %llu", (unsigned long long)h->entries,
			 (unsigned long long)h->size, (unsigned long long)h->free);
		add_time("changed", h->changed_ms, out);
		add_time("copied", h->copied_ms, out);
		buf_addf(out, ", \"letters_waiting\": %zu, \"letters_unknown\": %zu", m->waiting, m->unknown);
		add_day("letters_waiting_since", m->waits_since, out);
		add_day("letters_unknown_since", m->unknown_since, out);
	}
	buf_add(out, "}\n");
}

enum err check_health(struct cli *c, struct error *e)
{
	struct buf found = {0}, out = {0};
	struct mail_standing m = {.waits_since = DATE_NONE, .unknown_since = DATE_NONE};
	struct store_health h;
	struct error why = {0};
	enum err err = store_health(config_text(&c->config, OPT_STORE_PATH), &h, &why);

	if (!err)
		err = look_at_letters(c, &m, &why);
	if (!err)
		add_findings(c, &h, &m, &found);
	if (c->format == FORMAT_JSON)
		add_json(&h, &m, &found, &why, &out);
	else if (!err)
		add_line(&h, &found, &out);
	fwrite(buf_text(&out), 1, out.n, stdout);
	if (err)
		error_set(e, err, "%s", why.text);
	else if (found.n)
		err = ERR_NONE;
	buf_free(&found);
	buf_free(&out);
	return err;
}
