/* A table of another kind: which one it looks like, by its headings. */
#include <sys/stat.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/base/file.h"
#include "stazh/model/access.h"

#define BOOK_BYTES (1 << 20) /* a larger book is not read again for every kind */

/* How many columns of the report name fields of the kind. */
static size_t known(const struct kind_def *k, const struct import_report *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->column_n; i++)
		n += field_by_name(k, r->column[i].name) ||
		     (kind_more(k)->named && name_same(r->column[i].name, "ФИО"));
	return n;
}

/* Of a book only a sheet that has columns of the kind is read: it is tried. */
static void read_as(struct app *app, const struct loading *s, const struct kind_def *k, struct import_report *out)
{
	struct import_request q = {
		.kind = k->kind, .path = s->path, .called = s->called, .update = true, .dry_run = true, .detail = true};

	import_file(app->session, &q, out, NULL);
}

void loading_guess(struct app *app, struct loading *s)
{
	size_t columns = s->report.column_n, best = known(s->k, &s->report);
	struct stat st;

	s->looks = NULL;
	if (columns ? best * 2 > columns || s->columns_n
		    : !s->broken || !file_ends_in(s->called, ".xlsx") || stat(s->path, &st) || st.st_size > BOOK_BYTES)
		return;
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct kind_def *k = kind_def(kind);
		struct import_report other = {.rows = 0};
		size_t n, of = columns;

		if (k == s->k || kind_more(k)->no_add || access_could(app->session, kind, "add", NULL))
			continue;
		if (!columns)
			read_as(app, s, k, &other);
		n = known(k, columns ? &s->report : &other);
		of = columns ? columns : other.column_n;
		import_report_release(&other);
		if (n <= best || n < 2 || n * 2 < of)
			continue;
		best = n;
		s->looks = k;
	}
}
