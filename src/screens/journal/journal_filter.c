#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "journal_filter.h"
#include "stazh/base/mem.h"

static const char *const whats[] = {"заведено", "изменено", "удалено", "действия", "чтение", "прочее", NULL};

enum { WHO, KIND, WHAT, DAYS, ITEMS };

static enum journal_what what_of(const struct log_entry *l)
{
	static const struct {
		const char *action;
		enum journal_what what;
	} plain[] = {{"add", JOURNAL_MADE},
		     {"import", JOURNAL_MADE},
		     {"set", JOURNAL_CHANGED},
		     {"delete", JOURNAL_GONE},
		     {"restore", JOURNAL_MADE}};

	if (l->reading || l->about_kind)
		return JOURNAL_READ;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (!strcmp(l->action, plain[i].action))
			return plain[i].what;
	return kind_def(l->kind) && transition_by_name(kind_def(l->kind), l->action) ? JOURNAL_ACTED : JOURNAL_OTHER;
}

bool journal_filters(const struct journal_filter *f)
{
	return *f->user || f->kind || f->what || f->days;
}

bool journal_fits(const struct journal_filter *f, const struct log_entry *l)
{
	unsigned kind = l->kind ? l->kind : l->about_kind;

	return (!*f->user || !strcmp(f->user, l->user)) && (!f->kind || kind == f->kind) &&
	       (!f->what || what_of(l) == f->what);
}

bool journal_too_old(const struct journal_filter *f, const struct log_entry *l, int32_t today)
{
	time_t at = (time_t)(l->at_ms / 1000);
	struct tm tm;

	return f->days && localtime_r(&at, &tm) &&
	       date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) <= today - f->days;
}

static void add_part(const char *part, struct buf *out)
{
	buf_addf(out, "%s%s", out->n ? ", " : "", part);
}

void journal_filter_add(const struct journal_filter *f, struct buf *out)
{
	struct buf parts = {0};

	if (*f->user)
		add_part(f->user, &parts);
	if (f->kind)
		add_part(kind_def(f->kind)->title, &parts);
	if (f->what)
		add_part(whats[f->what - 1], &parts);
	if (f->days)
		buf_addf(&parts, "%s%d %s", parts.n ? ", " : "", f->days, text_plural(f->days, "день", "дня", "дней"));
	buf_add(out, buf_text(&parts));
	buf_free(&parts);
}

/* ---- asking ---- */

struct asked {
	struct journal_filter *filter;
	void (*chosen)(struct app *app, void *arg);
	void *arg;
	struct field fields[ITEMS];
	const char *kinds[KIND_END];
};

static size_t place(const char *const *list, const char *word)
{
	size_t i = 0;

	while (list[i] && strcmp(list[i], word))
		i++;
	return i;
}

static enum err save(struct app *app, struct form *form, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct asked *q = arg;
	struct journal_filter f = {.kind = 0};
	const char *kind = form_text(form, KIND), *what = form_text(form, WHAT);

	(void)app;
	(void)a;
	(void)n;
	(void)e;
	snprintf(f.user, sizeof(f.user), "%s", form_text(form, WHO));
	f.kind = *kind ? (unsigned)place(q->kinds, kind) + 1 : 0;
	f.kind = f.kind < KIND_END ? f.kind : 0;
	f.what = *what && whats[place(whats, what)] ? (enum journal_what)(place(whats, what) + 1) : JOURNAL_ALL;
	f.days = atoi(form_text(form, DAYS));
	*q->filter = f;
	return OK;
}

static void closed(struct app *app, bool saved, void *arg)
{
	struct asked *q = arg;

	if (saved)
		q->chosen(app, q->arg);
}

static bool no_draft(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	(void)app;
	(void)step;
	(void)a;
	(void)n;
	(void)arg;
	return true;
}

static void make_fields(struct asked *q)
{
	for (unsigned kind = 1; kind < KIND_END; kind++)
		q->kinds[kind - 1] = kind_def(kind)->title;
	q->fields[WHO] = (struct field){
		.name = "user", .title = "Кто", .type = FT_TEXT, .max = 60, .help = "Имя входа; пусто — кто угодно."};
	q->fields[KIND] = (struct field){.name = "kind",
					 .title = "О чём",
					 .type = FT_CHOICE,
					 .choices = q->kinds,
					 .help = "Вид записи; пусто — любой."};
	q->fields[WHAT] = (struct field){.name = "what",
					 .title = "Что",
					 .type = FT_CHOICE,
					 .choices = whats,
					 .help = "Что сделано; пусто — всё."};
	q->fields[DAYS] = (struct field){.name = "days",
					 .title = "За сколько дней",
					 .type = FT_INT,
					 .min = 1,
					 .max = 36600,
					 .help = "Вместе с сегодняшним; пусто — за всё время.",
					 .example = "7"};
}

void journal_filter_ask(struct app *app, struct journal_filter *f, void (*chosen)(struct app *app, void *arg),
			void *arg)
{
	struct asked *q = mem_alloc(sizeof(*q));
	struct form_item items[ITEMS];
	char days[16] = "";

	q->filter = f;
	q->chosen = chosen;
	q->arg = arg;
	make_fields(q);
	if (f->days)
		snprintf(days, sizeof(days), "%d", f->days);
	for (size_t i = 0; i < ITEMS; i++)
		items[i] = (struct form_item){.field = &q->fields[i]};
	items[WHO].text = f->user;
	items[KIND].text = f->kind ? q->kinds[f->kind - 1] : "";
	items[WHAT].text = f->what ? whats[f->what - 1] : "";
	items[DAYS].text = days;
	form_open(app, &(struct form_spec){.title = "Что показать",
					   .save_label = "Готово",
					   .help = "journal",
					   .items = items,
					   .n = ITEMS,
					   .popup = true,
					   .keeps = true,
					   .save_always = true,
					   .save = save,
					   .draft = no_draft,
					   .closed = closed,
					   .free_arg = free,
					   .arg = q});
}
