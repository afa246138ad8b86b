/* Reading JSON (RFC 8259) files of records. Writing: sheet.h. */
#ifndef STAZH_TABLE_JSON_H
#define STAZH_TABLE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* {0} is empty. */
struct json_rows {
	void *root, *array;
	int *line; /* where each begins, from 1 */
	size_t n;
};
/* An array of records, or an object with one under `records`. ERR_INPUT with line, column and what is wrong; a key
 * given twice is. */
enum err json_rows_read(const char *s, size_t n, struct json_rows *out, struct error *e);
void json_rows_release(struct json_rows *r);

/* Calls fn for every member of row i until it returns false: the value as field_parse takes it (null is "", true «yes»,
 * an array "a;b"); NULL when it is an object or has parts that are no texts or numbers. False when the row is no
 * object. */
bool json_row_each(const struct json_rows *r, size_t i, bool (*fn)(const char *key, const char *value, void *arg),
		   void *arg);

/* What is wrong, by jansson's code of it (enum json_error_code). */
const char *json_reason(int code);

#endif
