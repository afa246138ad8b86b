/* Words of two alphabets in what was typed. */
#include <string.h>

#include "internal.h"
#include "stazh/base/alike.h"

const struct field *alike_doubt(const struct record *was, const struct record *is, struct buf *out)
{
	const struct kind_def *k = kind_def(is->kind);
	const struct field *first = NULL;
	struct buf told = {0};

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (!f->type->free_text || !(f->flags & FF_SEARCH) || f->flags & (FF_MANY | FF_SYSTEM) ||
		    (was && !strcmp(record_text(was, f->id), record_text(is, f->id))))
			continue;
		buf_clear(&told);
		alike_tell(record_text(is, f->id), kind_more(k)->named != NULL, &told);
		if (!told.n)
			continue;
		buf_addf(out, "%s: %s\n", f->title, told.s);
		first = first ? first : f;
	}
	buf_free(&told);
	return first;
}
