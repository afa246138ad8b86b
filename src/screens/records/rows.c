/* The rows of a list of records of one kind, made of the field table. */
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"

/* In summer one looks at a year that is over while the next is signed already: where there is something is told. */
static void add_near_year(struct records *s, struct tx *tx)
{
	struct buf *out = &s->empty;

	for (int by = 1; by >= -1; by -= 2) {
		struct query q = {.kind = s->k->kind, .year = s->app->year + by};
		uint32_t *ids = NULL;
		size_t n = 0;

		if (query_run(tx, &q, &ids, &n, NULL) == OK && n) {
			buf_add(out, " Ctrl-Y — ");
			school_year_add(out, q.year);
			buf_add(out, " (");
			counted_add(s->k, n, out);
			buf_add(out, "), F6 — все годы.");
		}
		free(ids);
		if (n)
			return;
	}
	buf_add(out, " F6 — показать и другие годы, Ctrl-Y — сменить год.");
}

/* What an empty list says: that there is nothing at all, or only nothing of this year. */
static void say_empty(struct records *s, struct tx *tx)
{
	buf_clear(&s->empty);
	if (counted_whole(s))
		buf_add(&s->empty, "За этот учебный год здесь нечего считать. Ctrl-Y — другой год.");
	else if (record_count(tx, s->k->kind) && s->by_year) {
		buf_add(&s->empty, "За ");
		school_year_add(&s->empty, s->app->year);
		buf_add(&s->empty, " здесь пусто.");
		add_near_year(s, tx);
	} else if (record_count(tx, s->k->kind) && !s->picked) {
		buf_add(&s->empty, "Таких записей нет. F6 — показать другие.");
	} else {
		buf_add(&s->empty, record_count(tx, s->k->kind) ? "Выбрать не из чего: всё в архиве." : "Пока пусто.");
		if (kind_more(s->k)->no_add) {
			buf_addc(&s->empty, ' ');
			text_add_cased(&s->empty, kind_more(s->k)->no_add, true);
			buf_addc(&s->empty, '.');
		}
		if (!kind_more(s->k)->no_add && !access_could(s->app->session, s->k->kind, "add", NULL))
			buf_addf(&s->empty, " F7 — завести %s.", s->k->accusative);
	}
	s->list.empty = s->empty.s;
}

static uint64_t key(void *arg, size_t n)
{
	const struct records *s = arg;
	uint32_t id = records_at(s, n);

	return id ? subject_key((struct subject){s->k->kind, id}) : records_head_key(s, n);
}

static uint64_t marks(void *arg, size_t n, size_t i)
{
	const struct records *s = arg;

	return !records_at(s, n) ? records_head_mark(s, n, i) : i ? 0 : key(arg, n);
}

static bool head(void *arg, size_t n)
{
	return !records_at(arg, n);
}

/* For a choice: those of the leader's own organisation come first, each part in its order. */
static void own_first(struct records *s, struct tx *tx, size_t n)
{
	uint32_t org = tx_session(tx)->org, *others;
	struct record r = {.kind = 0};
	size_t own = 0, n_others = 0;

	if (!s->picked || tx_session(tx)->role != ROLE_LEADER || !org || !n)
		return;
	others = mem_alloc(n * sizeof(*others));
	for (size_t i = 0; i < n; i++)
		if (record_load(tx, s->k->kind, s->ids[i], &r) == OK && access_owns(tx, &r, org))
			s->ids[own++] = s->ids[i];
		else
			others[n_others++] = s->ids[i];
	memcpy(s->ids + own, others, n_others * sizeof(*others));
	free(others);
	record_release(&r);
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct records *s = arg;
	const struct condition state = {field_by_id(s->k, s->k->state), s->state};
	struct query q = {.kind = s->k->kind,
			  .where = &state,
			  .n = s->state != NULL,
			  .orders = s->orders,
			  .orders_n = s->orders_n,
			  .group = s->group.n ? &s->group : NULL,
			  .descending = s->descending,
			  .archived = s->archived,
			  .text = text};
	const char *asked;
	const struct field *parent = s->parent ? field_by_id(s->k, s->k->parent) : NULL;
	size_t n = 0;
	enum err err;

	if (parent) {
		q.of_kind = parent->ref;
		q.of_id = s->parent;
		q.of_field = parent->id;
	}
	counted_begin(s, tx);
	if (s->by_year)
		q.year = s->counted ? counted_year(s) : s->app->year;
	asked = buf_text(&s->condition);
	if (*asked) {
		q.asked = &asked;
		q.asked_n = 1;
	}
	free(s->ids);
	s->ids = NULL;
	err = query_run(tx, &q, &s->ids, &n, e);
	if (!err)
		n = counted_keep(s, tx, n);
	counted_title(s, tx, n);
	if (!err)
		own_first(s, tx, n);
	say_empty(s, tx);
	if (err == ERR_USAGE) { /* what it names is gone meanwhile */
		buf_clear(&s->empty);
		buf_addf(&s->empty, "%s. F6 — изменить", e->text);
		s->list.empty = s->empty.s;
		error_clear(e);
		err = OK;
	}
	s->ids_n = n;
	list_set_count(&s->list, records_lay(s, tx));
	marks_prune(&s->list, tx);
	return err;
}

static void resume_row(struct records *s)
{
	for (size_t i = 0; s->row && *s->row && i < s->list.count; i++)
		if (records_at(s, i) == *s->row)
			list_select(&s->list, i);
}

static enum err note(void *arg, struct error *e)
{
	struct records *s = arg;
	enum err err = OK;

	if (!s->begun)
		resume_row(s);
	s->begun = true;

	if (!s->noted && !s->picked) {
		err = reading(s->app, (struct subject){s->k->kind, 0}, "list", s->ids_n, e);
		s->noted = !err;
	}
	if (err) {
		buf_clear(&s->empty);
		buf_add(&s->empty, e->text);
		s->list.empty = s->empty.s;
	}
	return err;
}

/* Does the column name organisations, or what is named after them? */
static bool names(const struct path *p)
{
	return path_end(p)->ref || path_end(p) == field_by_id(kind_def(KIND_ORG), ORG_SHORT_NAME);
}

static void add_cells(const struct records *s, struct tx *tx, uint32_t id, struct row *out)
{
	struct record r = {.kind = 0};

	if (!tx || record_load(tx, s->k->kind, id, &r)) {
		buf_addf(&out->cell[0], "№ %u", id);
		record_release(&r);
		return;
	}
	for (size_t i = 0; i < s->columns_n; i++) {
		path_add(tx, &s->paths[i], &r, STYLE_PEOPLE, &out->cell[i]);
		if (record_bool(&r, REC_ARCHIVED))
			out->look[i] = LOOK_DIM;
	}
	if (s->list.file_columns)
		path_add(tx, &s->group, &r, STYLE_PEOPLE, &out->cell[s->columns_n]);
	record_release(&r);
}

static void plain(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct records *s = arg;

	add_cells(s, tx, s->ids[n], out);
}

static uint64_t plain_key(void *arg, size_t n)
{
	const struct records *s = arg;

	return subject_key((struct subject){s->k->kind, s->ids[n]});
}

static size_t plain_count(void *arg)
{
	return ((const struct records *)arg)->ids_n;
}

/* A record whole, or what the head of a group says. */
static void told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	struct records *s = arg;
	uint32_t id = records_at(s, n);

	if (!id) {
		records_head_add(s, n, out);
		return;
	}
	for (size_t i = 0; i <= s->columns_n && i < LIST_COLUMNS_MAX; i++)
		buf_clear(&s->list.own.cell[i]);
	add_cells(s, tx, id, &s->list.own);
	for (size_t i = 0; i < s->columns_n; i++)
		if (s->list.own.cell[i].n)
			buf_addf(out, "%s%s%s%s", out->n ? " · " : "", s->columns[i].right ? s->columns[i].title : "",
				 s->columns[i].right ? " " : "", s->list.own.cell[i].s);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct records *s = arg;
	uint32_t id = records_at(s, n);

	if (!id) {
		out->look[0] = LOOK_STRONG;
		records_head_add(s, n, &out->cell[0]);
		return;
	}
	add_cells(s, tx, id, out);
	for (size_t i = 0; i < s->columns_n; i++)
		if (names(&s->paths[i]))
			bare_names(&out->cell[i]);
}

void records_set_group(struct records *s)
{
	bool shown = !s->group.n || s->columns_n == LIST_COLUMNS_MAX;

	for (size_t i = 0; i < s->columns_n && !shown; i++)
		shown = path_same(&s->paths[i], &s->group);
	s->list.head = s->group.n ? head : NULL;
	s->list.running = s->group.n;
	s->list.plain_count = s->group.n ? plain_count : NULL;
	s->list.plain_key = s->group.n ? plain_key : NULL;
	s->list.told = s->group.n ? told : NULL;
	s->list.file_columns = shown ? 0 : s->columns_n + 1;
	s->list.settled = false;
}

void records_draw(struct app *app, struct screen *screen, struct area a)
{
	struct records *s = (struct records *)screen;
	struct area right = card_beside(&a, list_wants(app, &s->list, a));

	if (s->list.count)
		card_show_beside(app, &s->beside, s->k->kind, records_at(s, s->list.selected), right);
	list_draw(app, &s->list, a, true);
}

/* A long name leaves room for the rest and for the heading. */
static void add_view(const struct records *s, struct buf *out)
{
	const int room = draw_columns() / 3;
	const size_t n = strlen(s->view);

	if (utf8_width(s->view, n) <= room)
		buf_add(out, s->view);
	else
		buf_addf(out, "%.*s…", (int)utf8_prefix(s->view, n, room - 1), s->view);
	buf_addf(out, "%s · ", s->altered ? ", изменён" : "");
}

void records_status(struct screen *screen, struct buf *out)
{
	const struct records *s = (const struct records *)screen;
	uint32_t id = s->list.count ? records_at(s, s->list.selected) : 0;
	size_t at = 0;

	if (s->view)
		add_view(s, out);
	if (s->state)
		buf_addf(out, "%s · ", s->state);
	if (s->archived && !s->counted)
		buf_add(out, "с архивом · ");
	if (s->condition.n && !s->counted && !s->view)
		buf_add(out, "по условию · ");
	if (s->list.search.n)
		buf_addf(out, "поиск: %s · ", s->list.search.s);
	while (id && s->ids[at] != id)
		at++;
	if (id)
		buf_addf(out, "%zu из %zu", at + 1, s->ids_n);
	else if (s->list.count)
		buf_addf(out, "всего %zu", s->ids_n);
	else if (out->n)
		out->s[out->n -= strlen(" · ")] = 0;
}

void records_title(struct screen *screen, struct buf *out)
{
	buf_add(out, ((const struct records *)screen)->title);
}

struct subject records_subject(const struct screen *screen)
{
	const struct records *s = (const struct records *)screen;

	return (struct subject){s->k->kind, s->list.count ? records_at(s, s->list.selected) : 0};
}

bool records_shows(const struct screen *screen, unsigned kind, uint32_t id)
{
	const struct records *s = (const struct records *)screen;

	for (size_t i = s->list.first;
	     kind == (unsigned)s->k->kind && i < s->list.count && i < s->list.first + (size_t)s->list.page; i++)
		if (records_at(s, i) == id)
			return true;
	return false;
}

struct list *records_list(struct screen *screen)
{
	return &((struct records *)screen)->list;
}

const uint32_t *records_ids(const struct screen *screen, unsigned *kind, size_t *n)
{
	const struct records *s = (const struct records *)screen;

	*kind = s->k->kind;
	*n = s->ids_n;
	return s->ids;
}

void records_done(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;

	if (s->row)
		*s->row = records_subject(screen).id;
	card_free_beside(app, &s->beside);
	records_lay_free(s);
	list_release(&s->list);
	for (size_t i = 0; i < s->columns_n; i++)
		free(s->titles[i]);
	free(s->ids);
	free(s->title);
	counted_free(s->counted);
	free(s->view);
	free(s->picked_arg);
	buf_free(&s->empty);
	buf_free(&s->condition);
	free(s);
}

/* Новая площадка, новый отчёт, новое занятие: «заведена», «заведён», «назначено». */
const char *records_label(const struct screen *screen, enum action a)
{
	const char *created = ((const struct records *)screen)->k->created;
	size_t n = strlen(created), vowel = strlen("а");

	if (a != ACT_NEW || n < vowel)
		return NULL;
	return !strcmp(created + n - vowel, "а") ? "Новая" : !strcmp(created + n - vowel, "о") ? "Новое" : "Новый";
}

struct records *records_new(struct app *app, unsigned kind, const char *heading)
{
	struct records *s = mem_alloc(sizeof(*s));

	s->app = app;
	s->k = kind_def(kind);
	s->title = mem_strdup(heading);
	s->by_year = s->k->in_year != NULL;
	s->descending = kind_more(s->k)->newest_first;
	records_set_columns(s, NULL, 0);
	s->list = (struct list){.columns = s->columns,
				.columns_n = s->columns_n,
				.row = row,
				.plain = plain,
				.reads = true,
				.key = key,
				.marks = marks,
				.searches = true,
				.load = load,
				.note = note,
				.arg = s,
				.empty = ""};
	return s;
}

static bool go(struct records *s, uint32_t id)
{
	size_t row;

	if (!records_row_of(s, id, &row))
		return false;
	list_select(&s->list, row);
	return true;
}

enum err records_load(struct app *app, struct screen *screen, struct error *e)
{
	struct records *s = (struct records *)screen;
	bool begun = s->begun;
	enum err err = list_load(app, screen, e);

	if (!err && s->all && !begun)
		list_mark_all(&s->list);
	if (!err && s->wanted && !go(s, s->wanted) && s->picked) { /* it goes by another name than the one looked for */
		buf_clear(&s->list.search);
		err = list_load(app, screen, e);
		go(s, s->wanted);
	}
	s->wanted = 0;
	return err;
}

void records_leave_pick(struct app *app)
{
	const struct records *s = (const struct records *)app->top;

	if (s && s->base.ops->load == records_load && s->picked)
		screen_close(app, app->top);
}

bool records_go(struct app *app, unsigned kind, uint32_t id)
{
	struct records *s = (struct records *)app->top;

	if (!s || s->base.ops->load != records_load)
		return false;
	if (s->k->kind == kind) {
		s->wanted = id;
		app_reload(app);
	}
	return s->picked;
}
