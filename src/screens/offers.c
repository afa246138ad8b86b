/* What the palette finds beside actions of the screen and sections: what can be done with the record under the cursor,
 * records by the words of the register, documents. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/audit.h"

#define LETTERS	   2   /* of the longest word, before records are looked for: one begins half of all words */
#define FOUND_MAX  400 /* that are looked at */
#define SHOWN_MAX  60
#define BESIDE_MAX 4 /* records that stand on the screens below */

/* ---- the record under the cursor ---- */

static void add_action(struct tx *tx, const struct record *r, unsigned number, struct palette *out)
{
	const struct transition *t = transition_at(kind_def(r->kind), number);
	struct error e = {.code = OK};
	struct lacks lacks = {.n = 0};
	bool can;

	if (!palette_fits(out, t->title) || ((transition_is_common(t) || t->seldom) && t->guard(tx, r, NULL)))
		return;
	can = transition_check(tx, kind_def(r->kind), t, r, &lacks, &e) == OK || lacks.n; /* these are shown then */
	lacks_release(&lacks);
	palette_add(out, t->title, "F2", can ? NULL : e.text, (struct offer){OFFER_ACTION + number, r->kind, r->id});
}

static void add_actions(struct tx *tx, struct subject on, struct palette *out)
{
	struct record r = {.kind = 0};

	if (on.id && record_load(tx, on.kind, on.id, &r) == OK)
		for (unsigned i = 0; transition_at(kind_def(on.kind), i); i++)
			add_action(tx, &r, i, out);
	record_release(&r);
}

/* ---- documents ---- */

static void add_documents(struct app *app, struct tx *tx, struct screen *s, struct palette *out)
{
	struct subject seen[BESIDE_MAX];
	size_t n = 0;

	for (; s && n + 2 <= BESIDE_MAX; s = s->below) {
		struct subject here[] = {s->ops->subject ? s->ops->subject(s) : (struct subject){0, 0},
					 card_subject(s)};

		for (size_t i = 0; i < 2; i++) {
			size_t j = 0;

			while (j < n && subject_key(seen[j]) != subject_key(here[i]))
				j++;
			if (j < n || !here[i].id)
				continue;
			seen[n++] = here[i];
			print_offers(app, tx, here[i], out);
		}
	}
	print_offers(app, tx, (struct subject){KIND_NONE, 0}, out);
}

/* ---- records ---- */

static bool long_enough(const char *text)
{
	struct buf folded = {0};
	size_t at = 0, start, n, longest = 0;

	collate_fold(text, strlen(text), &folded);
	while ((n = collate_word(buf_text(&folded), folded.n, &at, &start))) {
		size_t letters = utf8_letters(folded.s + start, n);

		longest = letters > longest ? letters : longest;
		if (folded.s[start] >= '0' && folded.s[start] <= '9') /* «6» is an order's number */
			longest = LETTERS;
	}
	buf_free(&folded);
	return longest >= LETTERS;
}

/* Those that are called so come first, then those that have the words elsewhere. */
static size_t add_found(struct tx *tx, const struct rec_ref *hits, size_t n, bool called, size_t room,
			struct palette *out)
{
	struct buf label = {0};
	size_t added = 0;

	for (size_t i = 0; i < n && added < room; i++) {
		buf_clear(&label);
		label_add(tx, hits[i].kind, hits[i].id, &label);
		if (palette_fits(out, buf_text(&label)) != called)
			continue;
		bare_names(&label);
		added += palette_add(out, buf_text(&label), kind_def(hits[i].kind)->title, NULL,
				     (struct offer){OFFER_RECORD, hits[i].kind, hits[i].id});
	}
	buf_free(&label);
	return added;
}

/* People are shown only when that is written down: once for each palette. */
static size_t without_people(struct app *app, struct rec_ref *hits, size_t n, struct palette *out)
{
	struct error e = {.code = OK};
	size_t people = 0, kept = 0;

	for (size_t i = 0; i < n; i++)
		people += audit_concerns(hits[i].kind);
	if (!people || *palette_noted(out))
		return n;
	*palette_noted(out) = reading(app, (struct subject){KIND_PERSON, 0}, "find", people, &e) == OK;
	for (size_t i = 0; i < n; i++)
		if (*palette_noted(out) || !audit_concerns(hits[i].kind))
			hits[kept++] = hits[i];
	return kept;
}

static void add_records(struct app *app, const char *text, struct palette *out)
{
	struct rec_ref *hits;
	struct tx *tx;
	size_t n, shown;

	if (!long_enough(text) || !(tx = screen_read(app)))
		return;
	hits = mem_alloc(FOUND_MAX * sizeof(*hits));
	n = query_find(tx, text, hits, FOUND_MAX);
	tx_end(&tx);
	n = without_people(app, hits, n, out);
	tx = screen_read(app);
	if (tx) {
		shown = add_found(tx, hits, n, true, SHOWN_MAX, out);
		shown += add_found(tx, hits, n, false, SHOWN_MAX - shown, out);
		tx_end(&tx);
		if (shown < n)
			palette_add(out, "Всё, что нашлось…", "Ctrl-F", NULL, (struct offer){OFFER_ALL, 0, 0});
	}
	free(hits);
}

/* ---- for app_ops ---- */

void offers_add(struct app *app, struct screen *s, const char *text, struct palette *out)
{
	struct tx *tx = screen_read(app);

	if (!tx)
		return;
	if (s->ops->subject)
		add_actions(tx, s->ops->subject(s), out);
	tx_end(&tx); /* what people are shown is written down meanwhile */
	if (palette_fits(out, BLANK_TITLE))
		palette_add(out, BLANK_TITLE, "", NULL, (struct offer){OFFER_BLANK, 0, 0});
	add_records(app, text, out);
	if (!(tx = screen_read(app)))
		return;
	add_documents(app, tx, s, out);
	tx_end(&tx);
}

void offers_take(struct app *app, struct offer o, const char *text)
{
	if (o.what == OFFER_RECORD)
		record_open(app, (struct subject){o.kind, o.id});
	else if (o.what == OFFER_ALL)
		find_show(app, text);
	else if (o.what == OFFER_BLANK)
		blank_screen_open(app);
	else if (o.what == OFFER_DOCUMENT)
		print_offered(app, o);
	else
		action_start(app, o.kind, o.id, transition_at(kind_def(o.kind), o.what - OFFER_ACTION)->action);
}
