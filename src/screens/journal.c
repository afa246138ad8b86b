/* Журнал: who changed what, when; the newest first. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/domain/access.h"

struct journal {
	struct screen base;
	struct list list;
	struct app *app;
	uint64_t last;	/* newest entry */
	uint64_t *kept; /* with a search: the entries that fit, newest first */
	struct tx *tx;	/* while drawing */
};

static const struct column columns[] = {
	{.title = "Когда", .min = 11, .want = 16},
	{.title = "Кто", .min = 6, .want = 12, .drop = 2},
	{.title = "Что", .min = 10, .want = 20},
	{.title = "Запись", .min = 20, .want = 44, .grow = 1},
};

static uint64_t seq_at(const struct journal *s, size_t n)
{
	return s->list.search.n ? s->kept[n] : s->last - n;
}

static uint64_t key(void *arg, size_t n)
{
	return seq_at(arg, n);
}

void journal_time(int64_t ms, const char *format, struct buf *out)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char text[40];

	localtime_r(&t, &tm);
	strftime(text, sizeof(text), format, &tm);
	buf_add(out, text);
}

static void add_record(struct tx *tx, const struct log_entry *l, struct buf *out)
{
	const struct kind_def *k = kind_def(l->kind ? l->kind : l->about_kind);
	uint32_t id = l->kind ? l->id : l->about_id;

	if (k && !id)
		buf_addf(out, "%s: %lld", k->plural, (long long)l->count);
	else if (k)
		buf_addf(out, "%s %u", k->title, id);
	if (*l->note)
		buf_addf(out, "%s%s", k ? ": " : "", l->note);
	else if (k && id && record_exists(tx, k->kind, id)) {
		buf_add(out, ": ");
		label_add(tx, k->kind, id, out);
	}
}

static void row(void *arg, size_t n, struct row *out)
{
	const struct journal *s = arg;
	struct log_entry l = {0};

	if (!s->tx || log_load(s->tx, seq_at(s, n), &l))
		return;
	journal_time(l.at_ms, "%d.%m.%Y %H:%M", &out->cell[0]);
	buf_add(&out->cell[1], l.user);
	buf_add(&out->cell[2], action_title(l.kind, l.action));
	add_record(s->tx, &l, &out->cell[3]);
	log_release(&l);
}

static bool fits(struct tx *tx, uint64_t seq, const char *words)
{
	struct log_entry l = {0};
	struct buf text = {0}, folded = {0};
	bool fit;

	if (log_load(tx, seq, &l))
		return false;
	buf_addf(&text, "%s %s ", l.user, action_title(l.kind, l.action));
	journal_time(l.at_ms, "%d.%m.%Y ", &text);
	add_record(tx, &l, &text);
	collate_fold(text.s, text.n, &folded);
	fit = collate_matches(folded.s, words);
	buf_free(&text);
	buf_free(&folded);
	log_release(&l);
	return fit;
}

static enum err run(struct journal *s, const char *text, struct error *e)
{
	struct tx *tx = tx_read(s->app->session->store, e);
	struct buf words = {0};
	size_t n = 0, cap = 0;

	if (!tx)
		return e->code;
	s->last = log_last(tx);
	free(s->kept);
	s->kept = NULL;
	if (*text) {
		collate_fold(text, strlen(text), &words);
		for (uint64_t seq = s->last; seq; seq--)
			if (fits(tx, seq, words.s)) {
				s->kept = mem_grow(s->kept, n, &cap, sizeof(*s->kept));
				s->kept[n++] = seq;
			}
		list_set_count(&s->list, n);
		buf_free(&words);
	} else {
		list_set_count(&s->list, (size_t)s->last);
	}
	tx_end(&tx);
	return OK;
}

static void filter(void *arg, const char *text)
{
	struct journal *s = arg;
	struct error e = {.code = OK};

	if (run(s, text, &e))
		app_say(s->app, LOOK_ERROR, "%s", e.text);
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct journal *s = (struct journal *)screen;
	struct list_hold hold;
	enum err err;

	list_hold(&s->list, &hold);
	err = run(s, buf_text(&s->list.search), e);
	screen_resume(app, &s->list, &hold);
	return err;
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct journal *s = (struct journal *)screen;
	struct error e = {.code = OK};

	s->tx = tx_read(app->session->store, &e);
	list_draw(&s->list, a, true);
	if (s->tx)
		tx_end(&s->tx);
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

	if (!access_sees(tx_session(d->tx), f))
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

void journal_show(struct app *app, uint64_t seq)
{
	struct tx *tx = screen_read(app);
	struct record was = {.kind = 0}, is = {.kind = 0};
	struct log_entry l = {0};
	struct buf text = {0}, title = {0};
	struct difference d;

	if (!tx)
		return;
	if (log_load(tx, seq, &l) == OK) {
		was.kind = is.kind = l.kind;
		d = (struct difference){.tx = tx, .out = &text};
		if (l.before.n && record_decode(&was, l.before.p, l.before.n, NULL) == OK)
			d.was = &was;
		if (l.after.n && record_decode(&is, l.after.p, l.after.n, NULL) == OK)
			d.is = &is;
		add_record(tx, &l, &text);
		buf_addf(&text, "\n%s, %s", action_title(l.kind, l.action), l.user);
		if (*l.from)
			buf_addf(&text, " (%s)", l.from);
		buf_add(&text, ", ");
		journal_time(l.at_ms, "%d.%m.%Y %H:%M:%S", &text);
		buf_add(&text, "\n\n");
		if (l.erased)
			buf_add(&text, "Содержание стёрто: человек обезличен.\n");
		if (d.was || d.is)
			model_diff(d.was, d.is, add_difference, &d);
		buf_addf(&title, "Запись журнала № %llu", (unsigned long long)seq);
	}
	tx_end(&tx);
	dialog_text(app, buf_text(&title), buf_text(&text), false);
	log_release(&l);
	buf_free(&text);
	buf_free(&title);
	record_release(&was);
	record_release(&is);
}

static void open_record(struct app *app, uint64_t seq)
{
	struct tx *tx = screen_read(app);
	struct log_entry l = {0};

	if (!tx)
		return;
	if (log_load(tx, seq, &l))
		l.kind = l.about_kind = 0;
	tx_end(&tx);
	if (kind_def(l.kind))
		card_open(app, l.kind, l.id);
	else if (kind_def(l.about_kind) && l.about_id)
		card_open(app, l.about_kind, l.about_id);
	log_release(&l);
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct journal *s = (struct journal *)screen;
	enum next next = list_act(app, &s->list, in);

	if (next != SCREEN_PASS || !s->list.count)
		return next;
	switch (in->action) {
	case ACT_OPEN:
	case ACT_CLICK:
		journal_show(app, seq_at(s, s->list.selected));
		return SCREEN_DONE;
	case ACT_EDIT:
		open_record(app, seq_at(s, s->list.selected));
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

static void title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Журнал");
}

static struct list *as_list(struct screen *screen, struct tx *tx)
{
	struct journal *s = (struct journal *)screen;

	s->tx = tx;
	return &s->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct journal *s = (struct journal *)screen;

	(void)app;
	list_release(&s->list);
	free(s->kept);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN}, {.action = ACT_EDIT, .label = "Запись", .title = "Открыть запись, о которой строка"},
	{.action = ACT_SEARCH}, {.action = ACT_EXPORT}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "journal", .title = title, .load = load, .draw = draw, .act = act,
	.list = as_list, .done = done,
};

struct screen *journal_section(struct app *app)
{
	struct journal *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->list = (struct list){.columns = columns, .columns_n = sizeof(columns) / sizeof(*columns), .row = row, .key = key,
				.filter = filter, .arg = s, .empty = "Журнал пуст: ещё ничего не записано."};
	return &s->base;
}
