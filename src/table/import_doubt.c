/* What is allowed in a row but to be looked at. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/model/field.h"

void import_doubt(struct import *im, const struct row *row, const char *text)
{
	for (size_t n; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		if (n && im->doubts_n++ < IMPORT_FAULTS_SHOWN)
			buf_addf(&im->doubts, "%s, строка %d: %.*s\n", im->name, row->line, (int)n, text);
	}
}

/* ---- likely doubles ---- */

/* FNV-1a of the words of a name; never 0. */
static uint64_t key_of(const char *name)
{
	struct buf folded = {0};
	uint64_t h = 14695981039346656037u;
	size_t at = 0, start, n;

	collate_fold(name, strlen(name), &folded);
	while ((n = collate_word(buf_text(&folded), folded.n, &at, &start))) {
		for (size_t i = 0; i < n; i++)
			h = (h ^ (unsigned char)folded.s[start + i]) * 1099511628211u;
		h = (h ^ ' ') * 1099511628211u;
	}
	buf_free(&folded);
	return h | 1;
}

/* Puts it in; true: it was there. */
static bool put_key(struct key_set *set, uint64_t key)
{
	size_t at;

	if (2 * set->n >= set->cap) {
		struct key_set wide = {.cap = set->cap ? 2 * set->cap : 256, .filled = set->filled};

		wide.slot = mem_alloc(wide.cap * sizeof(*wide.slot));
		memset(wide.slot, 0, wide.cap * sizeof(*wide.slot));
		for (size_t i = 0; i < set->cap; i++)
			if (set->slot[i])
				put_key(&wide, set->slot[i]);
		free(set->slot);
		*set = wide;
	}
	for (at = key % set->cap; set->slot[at] && set->slot[at] != key;)
		at = (at + 1) % set->cap;
	if (set->slot[at])
		return true;
	set->slot[at] = key;
	set->n++;
	return false;
}

/* The names that there were before the file; false: the storage failed. */
static bool fill(struct import *im)
{
	struct labels all = {0};

	if (im->known.filled)
		return true;
	im->failed = labels_load(im->tx, im->k->kind, &all, im->e);
	for (size_t i = 0; i < all.n; i++)
		put_key(&im->known, key_of(all.by_id[i].text));
	im->known.filled = true;
	labels_release(&all);
	return !im->failed;
}

/* The kind itself is asked only about a name that is there: it looks through all with one word of it. */
static void look_for_double(struct import *im, const struct row *row, const struct record *is)
{
	struct buf name = {0}, why = {0}, text = {0};

	label_of(im->tx, is, &name);
	if (fill(im) && put_key(&im->known, key_of(buf_text(&name))) && im->doubts_n < IMPORT_FAULTS_SHOWN)
		kind_more(im->k)->doubt(im->tx, is, &why);
	if (why.n) {
		buf_addf(&text, "%s — новая запись; ", buf_text(&name));
		text_add_cased(&text, why.s, false);
		import_doubt(im, row, text.s);
	}
	buf_free(&name);
	buf_free(&why);
	buf_free(&text);
}

void import_look(struct import *im, const struct row *row, const struct record *was, const struct record *is)
{
	struct buf told = {0};

	alike_doubt(was, is, &told);
	import_doubt(im, row, buf_text(&told));
	buf_free(&told);
	if (!was && kind_more(im->k)->doubt)
		look_for_double(im, row, is);
}

void import_doubts_clear(struct import *im)
{
	buf_clear(&im->doubts);
	im->doubts_n = 0;
	free(im->known.slot);
	im->known = (struct key_set){0};
}
