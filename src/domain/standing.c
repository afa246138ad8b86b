#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/standing.h"

#define NUMBERS_MAX 12 /* certificates that are told by number */

struct walk {
	struct standing *s;
	unsigned kind; /* of what it stands on; 0: only what belongs to it, not all that points to it */
};

static bool collect(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct walk *w = arg;
	const struct kind_def *k = kind_def(kind);
	const struct field *f = k ? field_by_id(k, field) : NULL;

	(void)tx;
	if (w->kind == KIND_SITE && kind == KIND_ORDER) /* on which the site stands */
		return true;
	if (f && !(f->flags & FF_LOOSE) && (w->kind || k->parent == field) && !kind_more(k)->part)
		refs_add(&w->s->seen, (uint8_t)kind, id);
	return true;
}

static bool is_begun(struct tx *tx, const struct record *r)
{
	const struct kind_more *m = kind_more(kind_def(r->kind));

	return !m->begun || m->begun(tx, r);
}

static bool is_over(struct tx *tx, const struct record *r, int32_t from)
{
	uint16_t day = kind_more(kind_def(r->kind))->day;
	int year;

	if (day)
		return record_date(r, day) < from;
	year = record_school_year(tx, r);
	return year && school_year_last(year) < from;
}

static void note_certificate(const struct record *trainee, struct standing *s)
{
	if (!record_has(trainee, TRAINEE_CERTIFICATE))
		return;
	if (s->certificates < NUMBERS_MAX)
		buf_addf(&s->numbers, "%s№ %s", s->certificates ? ", " : "", record_text(trainee, TRAINEE_CERTIFICATE));
	s->certificates++;
}

void standing_find(struct tx *tx, unsigned kind, uint32_t id, int32_t from, struct standing *out)
{
	struct walk w = {out, kind};
	struct record r = {0};
	size_t i;

	if (kind == KIND_TRAINEE && load(tx, kind, id, &r))
		note_certificate(&r, out);
	refs_add(&out->seen, (uint8_t)kind, id);
	i = out->seen.n;
	refs_to(tx, kind, id, 0, 0, collect, &w);
	for (w.kind = 0; i < out->seen.n; i++) {
		const struct rec_ref ref = out->seen.r[i];

		if (!load(tx, ref.kind, ref.id, &r) || is_over(tx, &r, from) || !is_begun(tx, &r))
			continue;
		out->of[ref.kind]++;
		if (ref.kind == KIND_TRAINEE)
			note_certificate(&r, out);
		refs_to(tx, ref.kind, ref.id, 0, 0, collect, &w);
	}
	record_release(&r);
}

void standing_add(const struct standing *s, struct buf *out)
{
	const char *between = "";

	for (unsigned i = 1; i < KIND_END; i++) {
		const struct kind_def *k = kind_def(i);

		if (!s->of[i])
			continue;
		buf_add(out, between);
		counted_add(k, s->of[i], out);
		between = ", ";
	}
	if (!s->certificates)
		return;
	buf_addf(out, "%s%s %s", *between ? "; " : "", s->certificates == 1 ? "справка" : "справки", s->numbers.s);
	if (s->certificates > NUMBERS_MAX)
		buf_addf(out, " и ещё %zu", s->certificates - NUMBERS_MAX);
}

enum err standing_ask(struct tx *tx, const char *what, const char *lines, const char *then, const char *yes,
		      struct error *e)
{
	struct buf text = {0};

	buf_addf(&text, "%s:\n%s\n%s", what, lines, then);
	question_ask(tx, e, text.s, "Чтобы подтвердить, добавьте confirm=да");
	question_answer(tx, "confirm", "да", yes);
	buf_free(&text);
	return e ? error_at(e, "confirm") : ERR_REFUSED;
}

void standing_release(struct standing *s)
{
	buf_free(&s->numbers);
	refs_release(&s->seen);
	*s = (struct standing){.certificates = 0};
}
