/* What the names and numbers of a file refer to. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

static uint32_t new_id(struct import *im, uint32_t file_id)
{
	struct imported wanted = {.file_id = file_id};
	const struct imported *found;

	for (size_t low = 0, high = im->list_n; low < high;) {
		size_t mid = low + (high - low) / 2;

		found = im->by_file_id[mid];
		if (found->file_id == wanted.file_id) {
			im->needs_line = found->id ? im->needs_line : found->line;
			return found->id;
		}
		if (im->by_file_id[mid]->file_id < wanted.file_id)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

/* The number of the only record with that name; 0: none or several. */
static uint32_t id_of_name(struct import *im, unsigned kind, const char *name)
{
	struct labels *l = &im->names[kind];
	struct label **same;
	size_t n;

	if (!im->named[kind]) {
		im->failed = labels_load(im->tx, kind, l, im->e);
		im->named[kind] = true;
	}
	same = labels_named(l, name, &n);
	return n == 1 ? same[0]->id : 0;
}

/* What one name in a cell means; 0: it stays as it is typed. */
static uint32_t resolve_one(struct import *im, const struct part_of_file *p, const char *word, struct buf *out)
{
	const struct kind_def *k = NULL;
	const char *rest = word;
	uint32_t id;

	if (!p->f->ref && !(k = kind_at_start(word, &rest)))
		return 0;
	if (import_parse_id(rest))
		id = p->later && (!k || k == im->k) ? new_id(im, import_parse_id(rest)) : 0;
	else
		id = *rest ? id_of_name(im, k ? k->kind : p->f->ref, rest) : 0;
	if (id && k)
		buf_addf(out, "%s ", k->name);
	return id;
}

void import_resolve(struct import *im, const struct part_of_file *p, const char *text, struct buf *out)
{
	for (const char *end; *text; text = end) {
		const char *part = text;
		size_t n;
		uint32_t id;
		char *word;

		end = p->f->flags & FF_MANY ? text + strcspn(text, ";") : text + strlen(text);
		n = text_trim(&part, (size_t)(end - text));
		word = mem_strndup(part, n);
		id = resolve_one(im, p, word, out);
		free(word);
		if (id)
			buf_addf(out, "%u", id);
		else
			buf_addn(out, part, n);
		if (*end)
			buf_addc(out, *end++);
	}
}
