/* Texts with gaps: templates of documents, as plain text (.txt) and for an office program (.odt). The language is one
 * for both; docs/guide.md describes it, and the top of config/templates/order.txt. */
#ifndef STAZH_DOCUMENT_TEMPLATE_H
#define STAZH_DOCUMENT_TEMPLATE_H

#include <stdbool.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* A gap is called by either; case, ё and blanks do not matter. */
struct template_name {
	const char *name, *also; /* "number", «номер» */
};

struct template_value {
	const char *text; /* "" or NULL: there is none */
	const char *need; /* what is to be said when it is used and there is none; NULL: nothing stays in its place */
};

/* Rows of {*name}. {name} alone is how many there are. */
struct template_table {
	struct template_name name;
	const struct template_name *columns;
	size_t columns_n;
	struct template_value *rows; /* rows_n times columns_n */
	size_t rows_n, cap;
};

struct template_data {
	struct template_name *names; /* n, and as many values */
	struct template_value *values;
	size_t n;
	struct template_table *tables;
	size_t tables_n;
	bool frozen;	   /* of an older day: a name that it does not have is empty */
	int width;	   /* cells of a line of text, for a screen; 0: of a printed page */
	const char *draft; /* stands above it all; NULL: nothing does */
};

/* Adds the filled template of the file at path. Lines for what was needed and is not there go to missing, each once.
 * ERR_USAGE when the file cannot be read or is wrong, and where (line; paragraph or table, row, column), with the
 * nearest known name; out may have a part of the text then. */
enum err template_fill(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
		       struct error *e);
/* The same for an OpenDocument text: out gets the bytes of the whole file. Both libraries that it needs are loaded
 * here. */
enum err template_fill_odt(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
			   struct error *e);
/* Several documents in one, each on a page of its own: the filled template is added behind those that are there, unless
 * something is missing. *join: NULL before the first. ERR_USAGE also when it does not go together with the first. */
struct template_join;
enum err template_join_odt(struct template_join **join, const char *path, const struct template_data *data,
			   struct buf *missing, struct error *e);
/* Adds the bytes of the whole file to out; once. */
enum err template_join_write(struct template_join *join, struct buf *out, struct error *e);
void template_join_release(struct template_join **join);
/* Adds a whole file of UTF-8 text, lines ending in \n. ERR_USAGE when that fails. */
enum err template_read(const char *path, struct buf *out, struct error *e);

#endif
