/* Rows that are left out by choice: the file is walked again without them, in a new transaction, as what a bad row did
 * before it was known to be bad (a person, a reference to it) must not stay. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

void import_keep_told(struct import *im)
{
	im->left_out.faults = im->report->faults_n;
	im->left_out.bytes = im->report->faults.n;
	im->left_out.bad = im->bad_n;
}

void import_forget_untold(struct import *im)
{
	im->report->faults_n = im->left_out.faults;
	im->report->faults.n = im->left_out.bytes;
	im->bad_n = im->left_out.bad;
	im->left_out.cut = false;
}

static int compare_lines(const void *a, const void *b)
{
	const struct row_outcome *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

/* Is any fault that of the file? */
static bool is_whole_bad(const struct import *im)
{
	bool whole = im->left_out.cut;

	for (size_t i = 0; i < im->bad_n; i++)
		whole |= !im->bad[i].line || im->bad[i].line == im->header_line;
	return whole;
}

bool import_leave_out(struct import *im)
{
	struct row_outcome *out;
	size_t n = 0, rows;

	if (is_whole_bad(im))
		return false;
	import_mark_bad(im);
	rows = im->outcomes_n;
	out = mem_alloc((rows + 1) * sizeof(*out));
	for (size_t i = 0; i < rows; i++)
		if (im->outcomes[i].outcome == IMPORT_BAD)
			out[n++] = im->outcomes[i];
	qsort(out, n, sizeof(*out), compare_lines);
	if (n == im->left_out.n || n == rows) { /* no new one; none would be left */
		free(out);
		return false;
	}
	free(im->left_out.row);
	im->left_out.row = out;
	im->left_out.n = n;
	import_keep_told(im);
	return true;
}
