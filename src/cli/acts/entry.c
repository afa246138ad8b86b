#include <string.h>
#include <time.h>

#include "stazh/base/date.h"
#include "stazh/cli/command.h"
#include "stazh/cli/entry.h"

void entry_add_time(int64_t ms, bool people, struct buf *out)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char s[40];

	localtime_r(&t, &tm);
	strftime(s, sizeof(s), people ? "%d.%m.%Y %H:%M" : "%Y-%m-%dT%H:%M:%S%z", &tm);
	buf_add(out, s);
}

int64_t entry_day_ms(int32_t date)
{
	struct tm tm = {.tm_isdst = -1};

	date_to_ymd(date, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int64_t)mktime(&tm) * 1000;
}

static struct record *decode(const struct entry *en, struct slice body, struct record *r)
{
	*r = (struct record){.kind = en->l->kind, .id = en->l->id};
	return en->k && body.n && !record_decode(r, body.p, body.n, NULL) ? r : NULL;
}

void entry_begin(struct entry *en, struct tx *tx, const struct log_entry *l)
{
	*en = (struct entry){.tx = tx,
			     .l = l,
			     .k = kind_def(l->kind ? l->kind : l->about_kind),
			     .id = l->kind ? l->id : l->about_id};
	en->was = decode(en, l->before, &en->was_record);
	en->is = decode(en, l->after, &en->is_record);
}

void entry_release(struct entry *en)
{
	record_release(&en->was_record);
	record_release(&en->is_record);
}

void entry_add_label(const struct entry *en, bool people, struct buf *out)
{
	if (en->k && people && !en->id) {
		buf_addf(out, "%s: %lld", en->k->plural, (long long)en->l->count);
		return;
	}
	if (en->k && people) {
		buf_addf(out, "%s %u: ", en->k->title, en->id);
	}
	if (en->is || en->was)
		label_of(en->tx, en->is ? en->is : en->was, out);
	else if (en->id && !en->l->kind)
		label_add(en->tx, en->k->kind, en->id, out);
}

void entry_add_value(const struct entry *en, const struct field *f, const struct record *r, enum style style,
		     struct buf *out)
{
	if (r)
		field_add(en->tx, f, r, style, out);
}

static void add_change(const struct field *f, void *arg)
{
	struct entry *en = arg;
	struct buf was = {0}, is = {0};

	entry_add_value(en, f, en->was, STYLE_DATA, &was);
	entry_add_value(en, f, en->is, STYLE_DATA, &is);
	if (was.n || is.n) {
		buf_addf(en->out, "%s{\"field\": \"%s\", \"before\": ", en->any ? ", " : "", f->name);
		if (was.n)
			json_add(en->out, was.s, was.n);
		else
			buf_add(en->out, "null");
		buf_add(en->out, ", \"after\": ");
		if (is.n)
			json_add(en->out, is.s, is.n);
		else
			buf_add(en->out, "null");
		buf_addc(en->out, '}');
		en->any = true;
	}
	buf_free(&was);
	buf_free(&is);
}

void entry_add_changes(struct entry *en, struct buf *out)
{
	en->out = out;
	en->any = false;
	buf_addc(out, '[');
	if (en->was || en->is)
		model_diff(en->was, en->is, add_change, en);
	buf_addc(out, ']');
}

void entry_add_text(struct buf *b, const char *key, const char *text)
{
	buf_addf(b, ", \"%s\": ", key);
	if (*text)
		json_add(b, text, strlen(text));
	else
		buf_add(b, "null");
}

/* ---- an act ---- */

static void add_field(const struct field *f, void *arg)
{
	struct entry *en = arg;

	buf_addf(en->out, "%s{\"field\": \"%s\"}", en->any ? ", " : "", f->name);
	en->any = true;
}

/* A record of the act. */
static void add_record(struct entry *en, bool values, struct buf *out)
{
	struct buf label = {0};

	buf_addf(out, "{\"kind\": \"%s\", \"id\": %u", en->k->name, en->id);
	entry_add_text(out, "action", en->l->action);
	if (values) {
		entry_add_label(en, false, &label);
		entry_add_text(out, "label", buf_text(&label));
	}
	buf_add(out, ", \"changes\": ");
	if (values) {
		entry_add_changes(en, out);
	} else {
		en->out = out;
		buf_addc(out, '[');
		if (en->was || en->is)
			model_diff(en->was, en->is, add_field, en);
		buf_addc(out, ']');
	}
	buf_addc(out, '}');
	buf_free(&label);
}

enum err act_json(struct tx *tx, uint64_t act, struct buf *out, uint64_t *last)
{
	const uint64_t newest = log_last(tx);
	const bool values = tx_session(tx)->role > ROLE_VIEWER;
	struct log_entry l = {0};
	struct buf records = {0}, time = {0};
	size_t entries = 0, told = 0;
	enum err err = act && act <= newest ? log_load(tx, act, &l) : ERR_NONE;

	*last = act;
	if (err) {
		log_release(&l);
		return err == ERR_NONE ? OK : err;
	}
	entry_add_time(l.at_ms, false, &time);
	buf_addf(out, "{\"act\": %llu", (unsigned long long)act);
	entry_add_text(out, "time", time.s);
	entry_add_text(out, "user", l.user);
	entry_add_text(out, "from", values ? l.from : "");
	entry_add_text(out, "action", l.action);
	entry_add_text(out, "note", values ? l.note : "");
	for (uint64_t seq = act; !err && l.act == act; err = ++seq <= newest ? log_load(tx, seq, &l) : ERR_NONE) {
		struct entry en;

		*last = seq;
		if (!l.kind || !kind_def(l.kind))
			continue;
		entries++;
		if (told == ENTRIES_TOLD)
			continue;
		entry_begin(&en, tx, &l);
		buf_add(&records, told++ ? ", " : "");
		add_record(&en, values, &records);
		entry_release(&en);
	}
	buf_addf(out, ", \"last\": %llu, \"entries\": %zu, \"records\": [%s]}", (unsigned long long)*last, entries,
		 buf_text(&records));
	log_release(&l);
	buf_free(&records);
	buf_free(&time);
	return err == ERR_NONE ? OK : err;
}
