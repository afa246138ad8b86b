/* Журнал: who changed what, when; the newest first. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "journal_filter.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"

struct journal {
	struct screen base;
	struct list list;
	struct app *app;
	uint64_t *rows; /* the entries, newest first: number * 2, odd in the register of readings; as many as were asked
			   for yet, */
	size_t n, cap;	/* or, with a search or a filter, all that fit */
	struct journal_filter filter;
	uint64_t last[2]; /* the last row of the journal and of the register; 0: none yet */
};

static const struct list_column columns[] = {
	{.title = "Когда", .min = 11, .want = 16},
	{.title = "Кто", .min = 6, .want = 12, .drop = 2},
	{.title = "Что", .min = 10, .want = 20},
	{.title = "Запись", .min = 20, .want = 44, .grow = 1},
};

#define AHEAD 64 /* rows */

static void add_row(struct journal *s, const struct log_entry *l)
{
	s->rows = mem_grow(s->rows, s->n, &s->cap, sizeof(*s->rows));
	s->rows[s->n++] = l->seq * 2 + l->reading;
	s->last[l->reading] = l->seq;
}

/* Goes on with the rows up to the n-th. */
static void extend(struct journal *s, struct tx *tx, size_t n)
{
	const struct log_entry *l;
	struct log_walk w;

	log_walk_begin(&w, tx, tx_readings(tx));
	for (size_t i = 0; i < 2; i++) {
		w.side[i].seq = s->last[i];
		w.side[i].begun = s->last[i];
	}
	while (s->n <= n && (l = log_walk_next(&w)))
		add_row(s, l);
	log_walk_end(&w);
}

/* tx: NULL for one of its own. 0: there is none. */
static uint64_t row_at(struct journal *s, struct tx *tx, size_t n)
{
	struct tx *own = NULL;

	if (n >= s->n && !s->list.search.n && !journal_filters(&s->filter) &&
	    (tx || (tx = own = tx_read(s->app->session->store, NULL))))
		extend(s, tx, n + AHEAD);
	tx_end(&own);
	return n < s->n ? s->rows[n] : 0;
}

static uint64_t key(void *arg, size_t n)
{
	return row_at(arg, NULL, n);
}

static enum err load_row(struct tx *tx, uint64_t row, struct log_entry *l)
{
	struct tx *of = row & 1 ? tx_readings(tx) : tx;

	return of && row ? log_load(of, row / 2, l) : ERR_NONE;
}

/* The name of what is no more, as it was left, or «№ 7 (нет записи)». */
static void add_gone(struct tx *tx, const struct log_entry *l, unsigned kind, uint32_t id, struct buf *out)
{
	struct record r = {.kind = (uint8_t)kind, .id = id};
	bool kept = l->kind && ((l->after.n && record_decode(&r, l->after.p, l->after.n, NULL) == OK) ||
				(l->before.n && record_decode(&r, l->before.p, l->before.n, NULL) == OK));

	if (kept)
		label_of(tx, &r, out);
	else
		label_add(tx, kind, id, out);
	record_release(&r);
}

static void add_record(struct tx *tx, const struct log_entry *l, struct buf *out)
{
	const struct kind_def *k = kind_def(l->kind ? l->kind : l->about_kind);
	uint32_t id = l->kind ? l->id : l->about_id;
	struct buf label = {0};

	if (k && id && record_exists(tx, k->kind, id))
		label_add(tx, k->kind, id, &label);
	else if (k && id && !*l->note)
		add_gone(tx, l, k->kind, id, &label);
	if (k && !id)
		buf_addf(out, "%s: %lld%s%s", k->plural, (long long)l->count, *l->note ? ": " : "", l->note);
	else if (k)
		titled_add(k, label.n ? label.s : l->note, out);
	if (*l->note && (!k || (id && label.n && strcmp(label.s, l->note))))
		buf_addf(out, "%s%s", k ? " · " : "", l->note);
	buf_free(&label);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	struct journal *s = arg;
	struct log_entry l = {0};

	if (!tx || load_row(tx, row_at(s, tx, n), &l))
		return;
	journal_time(l.at_ms, "%d.%m.%Y %H:%M", &out->cell[0]);
	buf_add(&out->cell[1], l.user);
	action_title(l.kind, l.action, &out->cell[2]);
	add_record(tx, &l, &out->cell[3]);
	bare_names(&out->cell[3]);
	log_release(&l);
}

static bool fits(struct tx *tx, const struct log_entry *l, const char *words)
{
	struct buf text = {0}, folded = {0};
	bool fit;

	buf_addf(&text, "%s ", l->user);
	action_title(l->kind, l->action, &text);
	buf_addc(&text, ' ');
	journal_time(l->at_ms, "%d.%m.%Y ", &text);
	add_record(tx, l, &text);
	collate_fold(text.s, text.n, &folded);
	fit = collate_matches(folded.s, words);
	buf_free(&text);
	buf_free(&folded);
	return fit;
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct journal *s = arg;
	struct tx *readings = tx_readings(tx);
	const struct log_entry *l;
	struct buf words = {0};
	struct log_walk w;

	(void)e;
	s->n = 0;
	s->last[0] = s->last[1] = 0;
	if (*text || journal_filters(&s->filter)) {
		collate_fold(text, strlen(text), &words);
		log_walk_begin(&w, tx, readings);
		while ((l = log_walk_next(&w)) && !journal_too_old(&s->filter, l, s->app->session->today))
			if (journal_fits(&s->filter, l) && (!words.n || fits(tx, l, words.s)))
				add_row(s, l);
		log_walk_end(&w);
		s->list.empty = "Таких строк в журнале нет. F6 — показать другие.";
		list_set_count(&s->list, s->n);
		buf_free(&words);
	} else {
		s->list.empty = "Журнал пуст: сюда само попадает всё, что кто-нибудь запишет.";
		list_set_count(&s->list, (size_t)(log_last(tx) + (readings ? log_last(readings) : 0)));
	}
	return OK;
}

/* ---- one entry ---- */

struct difference {
	struct tx *tx;
	const struct record *was, *is;
	struct buf *out;
};

static void add_difference(const struct field *f, void *arg)
{
	struct difference *d = arg;
	struct buf was = {0}, is = {0};

	if ((f->flags & FF_HIDDEN) || (d->was && !access_sees(d->tx, f, d->was)) ||
	    (d->is && !access_sees(d->tx, f, d->is)))
		return;
	if (d->was)
		field_add(d->tx, f, d->was, STYLE_PEOPLE, &was);
	if (d->is)
		field_add(d->tx, f, d->is, STYLE_PEOPLE, &is);
	if (d->was && d->is)
		buf_addf(d->out, "%s: %s → %s\n", f->title, was.n ? was.s : "пусто", is.n ? is.s : "пусто");
	else
		buf_addf(d->out, "%s: %s\n", f->title, was.n ? was.s : buf_text(&is));
	buf_free(&was);
	buf_free(&is);
}

/* Adds what the entry changed, a line a field; false: it is about nothing that was stored. */
static bool add_changes(struct tx *tx, const struct log_entry *l, struct buf *out)
{
	struct record was = {.kind = l->kind, .id = l->id}, is = {.kind = l->kind, .id = l->id};
	struct difference d = {.tx = tx, .out = out};
	bool any;

	if (l->before.n && record_decode(&was, l->before.p, l->before.n, NULL) == OK)
		d.was = &was;
	if (l->after.n && record_decode(&is, l->after.p, l->after.n, NULL) == OK)
		d.is = &is;
	any = d.was || d.is;
	if (any)
		model_diff(d.was, d.is, add_difference, &d);
	record_release(&was);
	record_release(&is);
	return any;
}

/* «заявка подана, morozova (192.0.2.7)» */
static void add_who(const struct log_entry *l, struct buf *out)
{
	action_title(l->kind, l->action, out);
	buf_addf(out, ", %s", l->user);
	if (*l->from)
		buf_addf(out, " (%s)", l->from);
}

#define HISTORY_MAX 200 /* entries */

void journal_of_record(struct app *app, struct subject of)
{
	struct buf text = {0}, title = {0}, label = {0};
	struct error e = {.code = OK};
	const struct log_entry *l;
	struct log_walk w;
	struct tx *tx;
	size_t n = 0;

	if (reading(app, of, NULL, 0, &e)) {
		dialog_error(app, &e);
		return;
	}
	tx = screen_read(app);
	if (!tx)
		return;
	label_add(tx, of.kind, of.id, &label);
	buf_add(&title, "Кто менял · ");
	titled_add(kind_def(of.kind), buf_text(&label), &title);
	log_walk_begin(&w, tx, NULL);
	w.kind = of.kind;
	w.id = of.id;
	for (; n < HISTORY_MAX && (l = log_walk_next(&w)); n++) {
		journal_time(l->at_ms, "%d.%m.%Y %H:%M  ", &text);
		add_who(l, &text);
		buf_addc(&text, '\n');
		if (l->erased)
			buf_add(&text, "содержание стёрто\n");
		add_changes(tx, l, &text);
		buf_addc(&text, '\n');
	}
	log_walk_end(&w);
	tx_end(&tx);
	if (n == HISTORY_MAX)
		buf_add(&text, "Более раннее — в журнале (раздел 8), поиском.\n");
	dialog_text(app, title.s, n ? text.s : "Эту запись никто не менял.\n");
	buf_free(&text);
	buf_free(&title);
	buf_free(&label);
}

static void show(struct app *app, uint64_t entry)
{
	struct tx *tx = screen_read(app);
	struct log_entry l = {0};
	struct buf text = {0}, title = {0};
	struct error e = {.code = OK};
	bool of_record = false;

	if (!tx)
		return;
	if (load_row(tx, entry, &l) == OK) {
		add_record(tx, &l, &text);
		buf_addc(&text, '\n');
		add_who(&l, &text);
		buf_add(&text, ", ");
		journal_time(l.at_ms, "%d.%m.%Y %H:%M:%S", &text);
		buf_add(&text, "\n\n");
		if (l.erased)
			buf_add(&text, "Содержание стёрто: человек обезличен.\n");
		of_record = add_changes(tx, &l, &text);
		buf_addf(&title, "%s № %llu", entry & 1 ? "Запись реестра чтений" : "Запись журнала",
			 (unsigned long long)l.seq);
	}
	tx_end(&tx);
	if (of_record && reading(app, (struct subject){l.kind, l.id}, NULL, 0, &e))
		dialog_error(app, &e);
	else
		dialog_text(app, buf_text(&title), buf_text(&text));
	log_release(&l);
	buf_free(&text);
	buf_free(&title);
}

void journal_show(struct app *app, uint64_t seq)
{
	show(app, seq * 2);
}

/* ---- what the keys do ---- */

static uint64_t row_here(struct screen *screen)
{
	struct journal *s = (struct journal *)screen;

	return s->list.count ? row_at(s, NULL, s->list.selected) : 0;
}

static enum next show_here(struct app *app, struct screen *screen)
{
	uint64_t entry = row_here(screen);

	if (!entry)
		return SCREEN_PASS;
	show(app, entry);
	return SCREEN_DONE;
}

static enum next take_back(struct app *app, struct screen *screen)
{
	uint64_t entry = row_here(screen);

	if (!entry)
		return SCREEN_PASS;
	if (entry & 1)
		app_say(app, LOOK_PLAIN, "Эта строка — чтение: брать назад нечего");
	else
		undo_ask(app, false, entry / 2);
	return SCREEN_DONE;
}

static enum next open_record(struct app *app, struct screen *screen)
{
	uint64_t entry = row_here(screen);
	struct tx *tx = entry ? screen_read(app) : NULL;
	struct log_entry l = {0};

	if (!tx)
		return entry ? SCREEN_DONE : SCREEN_PASS;
	if (load_row(tx, entry, &l))
		l.kind = l.about_kind = 0;
	tx_end(&tx);
	if (kind_def(l.kind))
		record_open(app, (struct subject){l.kind, l.id});
	else if (kind_def(l.about_kind) && l.about_id)
		record_open(app, (struct subject){l.about_kind, l.about_id});
	log_release(&l);
	return SCREEN_DONE;
}

static void chosen(struct app *app, void *arg)
{
	struct journal *s = arg;

	s->base.stale = true;
	list_select(&s->list, 0);
	if (!journal_filters(&s->filter))
		app_say(app, LOOK_PLAIN, "Показан весь журнал");
}

static enum next filter(struct app *app, struct screen *screen)
{
	struct journal *s = (struct journal *)screen;

	journal_filter_ask(app, &s->filter, chosen, s);
	return SCREEN_DONE;
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct journal *s = (const struct journal *)screen;

	buf_add(out,
		journal_filters(&s->filter) ? "Показано: " : "Enter — что изменилось, F6 — кто, о чём, что, когда");
	journal_filter_add(&s->filter, out);
}

static struct list *as_list(struct screen *screen)
{
	return &((struct journal *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct journal *s = (struct journal *)screen;

	(void)app;
	list_release(&s->list);
	free(s->rows);
	free(s);
}

/* clang-format off */
static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .label = "Назад", .title = "Взять это действие назад, а взятое назад провести снова", .run = take_back},
	{.action = ACT_OPEN, .run = show_here},
	{.action = ACT_EDIT, .label = "Запись", .title = "Открыть запись, о которой строка", .run = open_record},
	{.action = ACT_FILTER, .title = "Какие строки показать", .run = filter},
	{.action = ACT_EXPORT, .run = export_ask}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "journal", .name = "Журнал", .hint = hint, .load = list_load, .draw = list_show,
	.list = as_list, .done = done,
};
/* clang-format on */

struct screen *journal_section(struct app *app)
{
	struct journal *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.reads = true,
				.key = key,
				.searches = true,
				.load = load,
				.arg = s,
				.empty = "Журнал пуст: сюда само попадает всё, что кто-нибудь запишет."};
	return &s->base;
}
