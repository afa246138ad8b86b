/* What becomes of the open obligations of a family when what it belongs to ends: a site (7.1), an internship (5.2).
 * What a kind's records leave open its `close` tells. */

#include "internal.h"
#include "stazh/model/close.h"

#define NAMED_MAX 4  /* lines of a question: it has to fit the smallest screen */
#define TOLD_MAX  12 /* of what was done */

const char *const close_answers[] = {CLOSE_OPEN, KEEP_OPEN, NULL};

struct walk {
	const struct ending *end;
	struct open_items *items; /* NULL: closes, and tells */
	struct buf *notice;
	struct error *e;
	struct refs members;
	bool own_only; /* see close_one */
	size_t told;
};

/* What belongs to the record, and what else points to it and can be left open. */
static bool collect(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct walk *w = arg;
	const struct kind_def *k = kind_def(kind);

	(void)tx;
	if (k && (k->parent == field || (k->close && !w->own_only)))
		refs_add(&w->members, (uint8_t)kind, id);
	return true;
}

static bool collect_also(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	(void)tx;
	(void)field;
	refs_add(&((struct walk *)arg)->members, (uint8_t)kind, id);
	return true;
}

static void tell(struct tx *tx, const struct record *r, const char *mark, const char *what, struct buf *out)
{
	label_of(tx, r, out);
	buf_addf(out, "%s%s\n", mark, what);
}

static void note_open(struct tx *tx, const struct record *r, const char *what, bool stays, struct open_items *items)
{
	if (stays) {
		tell(tx, r, ": ", what, &items->stays);
		return;
	}
	if (items->n++ < NAMED_MAX)
		tell(tx, r, " → ", what, &items->lines);
	items->of[r->kind]++;
}

/* own_only: what stays, or is not the family's alone, keeps what is about it (an own deadline for a joint event). */
static enum err close_one(struct tx *tx, struct walk *w, const struct rec_ref *ref)
{
	const struct kind_def *k = kind_def(ref->kind);
	struct record was = {0}, is = {0};
	const char *what = "";
	enum closing closing;
	enum err err = OK;

	w->own_only = !k->parent;
	if (!k->close || !load(tx, ref->kind, ref->id, &was) || record_bool(&was, REC_ARCHIVED))
		goto done;
	record_copy(&is, &was);
	closing = k->close(tx, w->end, &was, &is, &what);
	w->own_only = closing == CLOSING_STAYS || (closing == CLOSING_NONE && !k->parent);
	if (closing == CLOSING_NONE)
		goto done;
	if (w->items) {
		note_open(tx, &was, what, closing == CLOSING_STAYS, w->items);
		goto done;
	}
	if (closing == CLOSING_DONE)
		err = model_store(tx, &was, &is, w->e);
	if (!err && w->notice && w->told++ < TOLD_MAX)
		tell(tx, &was, ": ", what, w->notice);
done:
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err walk(struct tx *tx, struct walk *w)
{
	enum err err = OK;

	refs_to(tx, w->end->kind, w->end->id, 0, 0, collect, w);
	if (w->end->also.id)
		refs_to(tx, w->end->also.kind, w->end->also.id, w->end->also.src, w->end->also.field, collect_also, w);
	for (size_t i = 0; i < w->members.n && !err; i++) {
		const struct rec_ref one = w->members.r[i];

		err = close_one(tx, w, &one);
		refs_to(tx, one.kind, one.id, 0, 0, collect, w);
	}
	if (w->told > TOLD_MAX)
		buf_addf(w->notice, "и ещё %zu\n", w->told - TOLD_MAX);
	refs_release(&w->members);
	return err;
}

void close_look(struct tx *tx, const struct ending *end, struct open_items *items)
{
	struct walk w = {.end = end, .items = items};

	walk(tx, &w);
}

enum err close_family(struct tx *tx, const struct ending *end, struct buf *notice, struct error *e)
{
	struct walk w = {.end = end, .notice = notice, .e = e};

	return walk(tx, &w);
}

enum err close_ask(struct tx *tx, const struct open_items *items, struct error *e)
{
	struct buf text = {0};
	const char *between = "Остаётся открытым: ";

	for (unsigned i = 1; i < KINDS_MAX; i++)
		if (items->of[i]) {
			buf_add(&text, between);
			counted_add(kind_def(i), items->of[i], &text);
			between = ", ";
		}
	if (items->n)
		buf_addf(&text, ".\n%s", buf_text(&items->lines));
	if (items->n > NAMED_MAX)
		buf_addf(&text, "и ещё %zu\n", items->n - NAMED_MAX);
	buf_addf(&text, "%s", buf_text(&items->lacking));
	if (items->n) {
		buf_add(&text, "Закрыть или оставить?");
		question_ask(tx, e, text.s, "Укажите obligations=" CLOSE_OPEN " или obligations=" KEEP_OPEN);
		question_answer(tx, "obligations", CLOSE_OPEN, "Закрыть");
		question_answer(tx, "obligations", KEEP_OPEN, "Оставить");
	} else {
		buf_add(&text, "Оставить так?");
		question_ask(tx, e, text.s, "Укажите obligations=" KEEP_OPEN);
		question_answer(tx, "obligations", KEEP_OPEN, "Оставить так");
	}
	buf_free(&text);
	return ERR_REFUSED;
}

void open_items_release(struct open_items *items)
{
	buf_free(&items->lines);
	buf_free(&items->stays);
	buf_free(&items->lacking);
}
