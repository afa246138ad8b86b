/* A letter in words: by a template that the office can change. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mail.h"
#include "stazh/document/document.h"
#include "stazh/document/template.h"
#include "stazh/domain/kinds.h"
#include "stazh/ics/calendar.h"
#include "stazh/model/rule.h"
#include "stazh/settings/address.h"

#define SUBJECT_MARK "Тема:"
#define WIDTH	     900 /* cells of a line: who reads breaks it as the window is */

/* Whose name and address the letters have. */
static struct address sender(const struct config *c)
{
	const char *text = config_text(c, OPT_MAIL_FROM);
	struct address a = {.name = "", .at = ""};

	address_next(&text, &a);
	return a;
}

enum { OVERDUE, COMING, TABLES };

static const struct template_name columns[] = {
	{"due", "срок"}, {"left", "осталось"}, {"what", "что"}, {"where", "где"}, {"comma_where", "где с запятой"},
	{"who", "кто"},
};
#define COLUMNS (sizeof(columns) / sizeof(*columns))

static const struct template_name names[] = {
	{"greeting", "обращение"},
	{"name", "имя"},
	{"note", "приписка"},
	{"centre", "центр"},
	{"methodist", "методист"},
	{"reply", "адрес центра"},
	{"today", "сегодня"},
	{"overdue_n", "просрочено всего"},
	{"coming_n", "предстоит всего"},
};
#define NAMES (sizeof(names) / sizeof(*names))

struct words {
	struct template_name names[NAMES];
	struct template_value values[NAMES];
	struct template_table tables[TABLES];
	struct arena arena;
};

static const char *take(struct words *w, struct buf *b)
{
	const char *s = arena_strndup(&w->arena, buf_text(b), b->n);

	buf_clear(b);
	return s;
}

static void add_row(struct words *w, struct template_table *t, const struct deadline *d, int32_t today)
{
	struct template_value *row;
	struct buf b = {0};

	t->rows = mem_resize(t->rows, (t->rows_n + 1) * COLUMNS * sizeof(*t->rows));
	row = t->rows + t->rows_n++ * COLUMNS;
	memset(row, 0, COLUMNS * sizeof(*row));
	date_add_ru(&b, d->due);
	row[0].text = take(w, &b);
	date_add_distance(&b, (long)d->due - today);
	row[1].text = take(w, &b);
	buf_add(&b, d->what);
	if (d->alarmed_n) {
		buf_add(&b, " (");
		text_add_cased(&b, d->alarmed, false);
		buf_addc(&b, ')');
	}
	row[2].text = take(w, &b);
	row[3].text = d->where;
	buf_addf(&b, "%s%s", *d->where ? ", " : "", d->where);
	row[4].text = take(w, &b);
	row[5].text = d->who;
	buf_free(&b);
}

static int by_day(const void *pa, const void *pb)
{
	const struct deadline *a = *(const struct deadline *const *)pa, *b = *(const struct deadline *const *)pb;

	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void gather(struct tx *tx, const struct mail_letter *l, struct words *w, struct template_data *data)
{
	const struct config *c = tx_config(tx);
	const struct deadline **all = mem_alloc((l->n + 1) * sizeof(*all));
	int32_t today = tx_session(tx)->today;
	struct address from = sender(c);
	struct buf b = {0};

	memcpy(w->names, names, sizeof(names));
	w->tables[OVERDUE].name = (struct template_name){"overdue", "просрочено"};
	w->tables[COMING].name = (struct template_name){"coming", "предстоит"};
	for (size_t i = 0; i < TABLES; i++) {
		w->tables[i].columns = columns;
		w->tables[i].columns_n = COLUMNS;
	}
	for (size_t i = 0; i < l->n; i++)
		all[i] = &l->deadlines[i];
	if (l->n)
		qsort(all, l->n, sizeof(*all), by_day);
	for (size_t i = 0; i < l->n; i++)
		add_row(w, &w->tables[all[i]->due < today ? OVERDUE : COMING], all[i], today);
	date_add_ru(&b, today);
	w->values[0].text = *l->greeting ? l->greeting : "Здравствуйте!";
	w->values[1].text = l->name;
	w->values[2].text = l->note;
	w->values[3].text = config_text(c, OPT_CENTRE_SHORT_NAME);
	w->values[4].text = config_text(c, OPT_CENTRE_METHODIST);
	w->values[5].text = arena_strndup(&w->arena, from.at, from.n);
	w->values[6].text = take(w, &b);
	for (size_t i = 0; i < TABLES; i++) {
		buf_addf(&b, "%zu", w->tables[i].rows_n);
		w->values[7 + i].text = take(w, &b);
	}
	*data = (struct template_data){.names = w->names,
				       .values = w->values,
				       .n = NAMES,
				       .tables = w->tables,
				       .tables_n = TABLES,
				       .width = WIDTH};
	free(all);
	buf_free(&b);
}

/* The first line, when it is one, is the subject; empty lines before the text go. */
static void part_subject(const char *all, struct buf *subject, struct buf *text)
{
	const char *line = all + strspn(all, "\n");
	size_t n = strcspn(line, "\n");

	if (!strncmp(line, SUBJECT_MARK, strlen(SUBJECT_MARK))) {
		const char *s = line + strlen(SUBJECT_MARK);
		size_t length = text_trim(&s, n - strlen(SUBJECT_MARK));

		buf_addn(subject, s, length);
		line += n;
		line += strspn(line, "\n");
	} else {
		buf_add(subject, "Напоминание о сроках");
	}
	buf_add(text, line);
}

enum err mail_text(struct tx *tx, const struct mail_letter *l, struct buf *subject, struct buf *text, struct error *e)
{
	struct buf path = {0}, all = {0}, missing = {0};
	struct template_data data;
	struct words w = {0};
	enum err err;

	gather(tx, l, &w, &data);
	document_template(tx_config(tx), l->digest ? "digest" : "reminder", DOCUMENT_TEXT, &path);
	err = template_fill(path.s, &data, &all, &missing, e);
	if (!err)
		part_subject(buf_text(&all), subject, text);
	for (size_t i = 0; i < TABLES; i++)
		free(w.tables[i].rows);
	arena_release(&w.arena);
	buf_free(&path);
	buf_free(&all);
	buf_free(&missing);
	return err;
}

/* ---- the message ---- */

/* The same for a letter, however often it is tried: «letter-7@database.stazh». */
static void add_message_id(struct tx *tx, const struct mail_letter *l, struct buf *out)
{
	struct key k = {.n = 0};
	struct slice uuid = {0};

	tx_get(tx, T_META, key_text(&k, "uuid"), &uuid);
	buf_addf(out, "Message-ID: <letter-%u@", l->id);
	for (size_t i = 0; i < uuid.n && i < 16; i++)
		buf_addf(out, "%02x", uuid.p[i]);
	buf_add(out, ".stazh>\n");
}

static void add_headers(struct tx *tx, const struct mail_letter *l, const char *subject, int64_t now, struct buf *out)
{
	const struct config *c = tx_config(tx);
	struct address from = sender(c);

	if (from.name_n)
		mime_addresses(out, "From", config_text(c, OPT_MAIL_FROM), "");
	else
		mime_address(out, "From", config_text(c, OPT_CENTRE_SHORT_NAME), config_text(c, OPT_MAIL_FROM));
	if (l->digest)
		mime_addresses(out, "To", l->address, "");
	else
		mime_address(out, "To", l->name, l->address);
	if (!l->digest)
		mime_addresses(out, "Cc", config_text(c, OPT_MAIL_COPY), l->address);
	mime_header(out, "Subject", subject);
	mime_date(out, now);
	add_message_id(tx, l, out);
	buf_add(out, "Auto-Submitted: auto-generated\n"); /* RFC 3834: nobody's holiday answers it */
}

enum err mail_message(struct tx *tx, const struct mail_letter *l, int64_t now, struct buf *out, struct error *e)
{
	struct buf subject = {0}, text = {0}, calendar = {0};
	enum err err = mail_text(tx, l, &subject, &text, e);

	if (!err && !l->digest)
		err = calendar_of_deadlines(tx, l->deadlines, l->n, &calendar, e);
	if (!err) {
		struct mime_part parts[] = {
			{"text/plain; charset=utf-8", NULL, buf_text(&text), text.n},
			{"text/calendar; charset=utf-8; method=PUBLISH; name=\"sroki.ics\"", "sroki.ics",
			 buf_text(&calendar), calendar.n},
		};

		add_headers(tx, l, buf_text(&subject), now, out);
		mime_body(out, l->id, parts, l->digest ? 1 : 2);
	}
	buf_free(&subject);
	buf_free(&text);
	buf_free(&calendar);
	return err;
}
