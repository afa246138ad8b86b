/* Texts with gaps: templates of documents. The language is described at the top of config/templates/order.txt. */
#ifndef STAZH_EXCHANGE_TEMPLATE_H
#define STAZH_EXCHANGE_TEMPLATE_H

#include "stazh/base/err.h"
#include "stazh/base/text.h"

struct template_value {
	const char *name;
	const char *text; /* "" or NULL: there is none */
	const char *need; /* what is to be said when it is used and there is none; NULL: nothing stays in its place */
};

struct template_data {
	const struct template_value *values;
	size_t n;
	const struct template_value *rows; /* of {*}: rows_n times `columns` values */
	size_t rows_n, columns;
};

/* Adds the filled template of the file at path. Lines for what was needed and is not there go to missing, each once.
 * ERR_USAGE when the file cannot be read or is wrong (file:line); out may have a part of the text then. */
enum err template_fill(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
		       struct error *e);
/* Adds a whole file of UTF-8 text, lines ending in \n. ERR_USAGE when that fails. */
enum err template_read(const char *path, struct buf *out, struct error *e);

#endif
