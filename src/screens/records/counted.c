/* What a list of counted records is: in so many words, and as a condition where there is one. */
#include <stdlib.h>
#include <string.h>

#include "records.h"

/* The condition stands in the list as if it had been typed, to be changed by F6; what was typed instead stays. */
void counted_begin(struct records *s, struct tx *tx)
{
	struct counted_list *c = s->counted;
	struct buf where = {0};
	bool first;
	int year;

	if (!c || !c->of.code || (c->of.year == s->app->year && c->where) || (!c->follows && c->where))
		return;
	first = !c->where && !s->begun;
	if (c->follows)
		c->of.year = s->app->year;
	if (!figure_where(tx, &c->of, &where, &year))
		return;
	if (first || (c->where && !strcmp(buf_text(&s->condition), c->where))) {
		buf_clear(&s->condition);
		buf_add(&s->condition, buf_text(&where));
		s->by_year = year != 0;
	}
	free(c->where);
	c->where = buf_take(&where);
}

static int by_number(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

int counted_year(const struct records *s)
{
	return s->counted->of.year ? s->counted->of.year : s->app->year;
}

size_t counted_keep(struct records *s, struct tx *tx, size_t n)
{
	uint32_t *ids;
	size_t kept = 0, ids_n;

	if (!s->counted || s->counted->where || !figure_records(tx, &s->counted->of, &ids, &ids_n))
		return n;
	for (size_t i = 0; i < n && ids_n; i++)
		if (bsearch(&s->ids[i], ids, ids_n, sizeof(*ids), by_number))
			s->ids[kept++] = s->ids[i];
	free(ids);
	return kept;
}

bool counted_whole(const struct records *s)
{
	const char *where = s->counted ? s->counted->where : NULL;

	return s->counted && (where ? !strcmp(buf_text(&s->condition), where) : !s->condition.n);
}

/* «2026-2027 · Лесная СОШ» */
static void add_scope(struct tx *tx, const struct figure_of *of, struct buf *out)
{
	struct record site = {.kind = 0}, org = {.kind = 0};

	school_year_add(out, of->year);
	if (of->site && !record_load(tx, KIND_SITE, of->site, &site) &&
	    !record_load(tx, KIND_ORG, record_ref(&site, SITE_ORG), &org)) {
		buf_add(out, " · ");
		bare_name_add(record_text(&org, ORG_SHORT_NAME), out);
	}
	record_release(&site);
	record_release(&org);
}

void counted_title(struct records *s, struct tx *tx, size_t n)
{
	const struct counted_list *c = s->counted;
	struct buf b = {0}, count = {0};
	const char *shown = c ? c->shown : NULL;

	if (!c)
		return;
	buf_addf(&count, "%zu", n);
	if (shown && !strcmp(shown, count.s))
		shown = NULL;
	if (!counted_whole(s))
		buf_addf(&b, "%s по условию", s->k->plural);
	else
		buf_addf(&b, "%s%s%s", c->title, shown ? ": " : "", shown ? shown : "");
	buf_add(&b, " · ");
	if (c->of.code)
		add_scope(tx, &c->of, &b);
	else
		buf_add(&b, c->about);
	buf_add(&b, " · ");
	counted_add(s->k, n, &b);
	free(s->title);
	s->title = buf_take(&b);
	buf_free(&count);
}

void counted_hint(const struct records *s, struct buf *out)
{
	const struct counted_list *c = s->counted;

	if (c->was)
		buf_addf(out, "При сдаче отчёта: %s. ", c->was);
	if (s->condition.n)
		buf_addf(out, "Где %s. F6 — изменить", s->condition.s);
	else
		buf_add(out, "Здесь то, что посчитано. F6 — отобрать из них");
}

void counted_free(struct counted_list *c)
{
	if (!c)
		return;
	free(c->about);
	free(c->code);
	free(c->title);
	free(c->shown);
	free(c->was);
	free(c->where);
	free(c);
}
