/* The register of certificates: those issued in the school year that is chosen, annulled ones too. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"

struct issued {
	uint32_t trainee;
	size_t i; /* of its certificates */
	struct certificate c;
	const char *who, *whole, *org, *site; /* who: with initials, whole: in full */
};

struct certificates {
	struct screen base;
	struct list list;
	struct app *app;
	struct arena texts;
	struct issued *c;
	size_t n, cap, annulled;
	struct buf empty;
	bool noted;
};

static const struct list_column columns[] = {
	{.title = "Номер", .min = 7, .want = 10},
	{.title = "Дата", .min = 10, .want = 10, .date = true},
	{.title = "Кому", .min = 14, .want = 30, .grow = 2},
	{.title = "Организация", .min = 12, .want = 30, .grow = 1, .drop = 1},
	{.title = "Часов", .min = 5, .want = 6, .right = true},
	{.title = "Площадка", .min = 12, .want = 30, .grow = 1, .drop = 3},
	{.title = "Примечание", .min = 12, .want = 30, .grow = 1, .drop = 2},
};

static const char *keep(struct certificates *s, struct buf *text)
{
	const char *kept = arena_strndup(&s->texts, buf_text(text), text->n);

	buf_clear(text);
	return kept;
}

/* Whom it was given, and where that was. */
static void tell_whom(struct certificates *s, struct tx *tx, const struct record *trainee, struct issued *c)
{
	struct record person = {.kind = 0}, group = {.kind = 0}, site = {.kind = 0};
	struct buf b = {0};

	if (record_load(tx, KIND_PERSON, record_ref(trainee, TRAINEE_PERSON), &person) == OK) {
		person_full_name(&person, &b);
		c->whole = keep(s, &b);
		person_short_name(&person, &b);
		c->who = keep(s, &b);
		label_add(tx, KIND_ORG, record_ref(&person, PERSON_ORG), &b);
	}
	c->org = keep(s, &b);
	if (record_load(tx, KIND_GROUP, record_ref(trainee, TRAINEE_GROUP), &group) == OK &&
	    record_load(tx, KIND_SITE, record_ref(&group, GROUP_SITE), &site) == OK)
		label_add(tx, KIND_ORG, record_ref(&site, SITE_ORG), &b);
	c->site = keep(s, &b);
	buf_free(&b);
	record_release(&person);
	record_release(&group);
	record_release(&site);
}

static bool fits(const struct issued *c, const char *words)
{
	struct buf text = {0}, folded = {0};
	bool found;

	buf_addf(&text, "%s %s %s %s %s", c->c.number, c->whole, c->org, c->site, c->c.note);
	collate_fold(text.s, text.n, &folded);
	found = collate_matches(buf_text(&folded), words);
	buf_free(&text);
	buf_free(&folded);
	return found;
}

static void take(struct certificates *s, struct tx *tx, const char *words)
{
	struct record r = {.kind = 0};
	size_t n;
	struct register_line *lines = certificates_of_school_year(tx, s->app->year, &n);

	for (size_t i = 0; i < n; i++) {
		struct issued c = {.trainee = lines[i].trainee, .i = lines[i].i, .who = "", .whole = ""};

		if (record_load(tx, KIND_TRAINEE, c.trainee, &r) || !certificate_at(&r, c.i, &c.c))
			continue;
		tell_whom(s, tx, &r, &c);
		if (*words && !fits(&c, words))
			continue;
		s->c = mem_grow(s->c, s->n, &s->cap, sizeof(*s->c));
		s->c[s->n++] = c;
		s->annulled += *c.c.note != 0;
	}
	free(lines);
	record_release(&r);
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct certificates *s = arg;
	struct buf words = {0};

	(void)e;
	arena_release(&s->texts);
	s->n = s->annulled = 0;
	collate_fold(text, strlen(text), &words);
	take(s, tx, buf_text(&words));
	buf_free(&words);
	buf_clear(&s->empty);
	buf_add(&s->empty, *text ? "Таких справок нет." : "В ");
	if (!*text) {
		school_year_add(&s->empty, s->app->year);
		buf_add(&s->empty, " учебном году справок не выдавали. Справку выдают стажёру, который завершил: F2 на "
				   "его карточке. Ctrl-Y — другой год.");
	}
	s->list.empty = s->empty.s;
	list_set_count(&s->list, s->n);
	marks_prune(&s->list, tx);
	return OK;
}

static enum err note(void *arg, struct error *e)
{
	struct certificates *s = arg;
	enum err err = OK;

	if (!s->noted)
		err = reading(s->app, (struct subject){KIND_TRAINEE, 0}, "list", s->n, e);
	s->noted = !err;
	return err;
}

static uint64_t key(void *arg, size_t n)
{
	const struct issued *c = &((const struct certificates *)arg)->c[n];

	return (uint64_t)c->i << 32 | c->trainee;
}

/* Whose they are: an annulled one is of the same trainee. */
static uint64_t marks(void *arg, size_t n, size_t i)
{
	return i ? 0 : subject_key((struct subject){KIND_TRAINEE, ((const struct certificates *)arg)->c[n].trainee});
}

static void plain(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct issued *c = &((const struct certificates *)arg)->c[n];

	(void)tx;
	buf_add(&out->cell[0], c->c.number);
	if (c->c.on != DATE_NONE)
		date_add_ru(&out->cell[1], c->c.on);
	buf_add(&out->cell[2], c->whole);
	buf_add(&out->cell[3], c->org);
	if (c->c.hours)
		buf_addf(&out->cell[4], "%ld", c->c.hours);
	buf_add(&out->cell[5], c->site);
	buf_add(&out->cell[6], c->c.note);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	plain(arg, tx, n, out);
	buf_clear(&out->cell[2]);
	buf_add(&out->cell[2], ((const struct certificates *)arg)->c[n].who);
	bare_names(&out->cell[3]);
	bare_names(&out->cell[5]);
	for (size_t i = 0; out->cell[6].n && i < sizeof(columns) / sizeof(*columns); i++)
		out->look[i] = LOOK_DIM;
}

static struct subject subject(const struct screen *screen)
{
	const struct certificates *s = (const struct certificates *)screen;

	return (struct subject){KIND_TRAINEE, s->list.count ? s->c[s->list.selected].trainee : 0};
}

static enum next print(struct app *app, struct screen *screen)
{
	if (many_here(app, screen, ACT_PRINT))
		return SCREEN_DONE;
	print_list(app, KIND_TRAINEE, subject(screen).id);
	return SCREEN_DONE;
}

static void title(struct screen *screen, struct buf *out)
{
	buf_add(out, "Журнал выдачи справок ");
	school_year_add(out, ((const struct certificates *)screen)->app->year);
}

static void status(struct screen *screen, struct buf *out)
{
	const struct certificates *s = (const struct certificates *)screen;

	if (s->list.search.n)
		buf_addf(out, "поиск: %s · ", s->list.search.s);
	if (s->annulled)
		buf_addf(out, "аннулировано %zu · ", s->annulled);
	if (s->n)
		buf_addf(out, "%zu из %zu", s->list.selected + 1, s->n);
}

static void hint(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Enter — стажёр, Ctrl-D — напечатать, Ctrl-E — выгрузить, Ctrl-Y — другой год");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct certificates *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct certificates *s = (struct certificates *)screen;

	(void)app;
	list_release(&s->list);
	arena_release(&s->texts);
	buf_free(&s->empty);
	free(s->c);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .may = here_may, .take = here},
	{.action = ACT_PRINT, .run = print},
	{.action = ACT_EXPORT, .run = export_ask},
	MARKS_ACTIONS(marks_by),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .pane = PANE_CARDED, .actions = actions, .help = "certificates", .title = title, .status = status,
	.hint = hint, .load = list_load, .draw = list_show, .subject = subject, .list = as_list, .done = done,
};
/* clang-format on */

void certificates_open(struct app *app)
{
	struct certificates *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.plain = plain,
				.key = key,
				.markable = true,
				.marks = marks,
				.searches = true,
				.load = load,
				.note = note,
				.arg = s};
	screen_push(app, &s->base);
}
