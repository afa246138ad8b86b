/* Lists of the screen put into a file: as they stand, or their records whole. */
#ifndef STAZH_TABLE_LISTING_H
#define STAZH_TABLE_LISTING_H

#include <stddef.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/model/session.h"
#include "stazh/table/sheet.h"

enum listing_type { LISTING_TEXT, LISTING_NUMBER, LISTING_DATE /* 15.06.2022 */ };

struct listing {
	const char *name; /* of the sheet in a workbook */
	size_t columns_n, rows;
	const char *(*title)(void *arg, size_t column);
	enum listing_type (*type)(void *arg, size_t column);
	int (*cells)(void *arg, size_t column); /* width */
	/* The cells of a row, column by column, read in tx; valid until the next one. */
	const struct buf *(*row)(void *arg, struct tx *tx, size_t row);
	void *arg;
	struct tx *tx; /* that rows are made in, or NULL */
};

/* Its rows, order and columns to path: FORMAT_XLSX, or FORMAT_CSV as export_file writes it. */
enum err listing_write(const struct listing *l, const char *path, enum format format, struct error *e);
/* These records with all their fields, in this order; as export_file (transfer.h) does it. unnoted: not in the register
 * of readings, since whoever takes the file further notes that. progress: called now and then with done and total, or
 * NULL. */
enum err export_records(struct session *s, unsigned kind, const uint32_t *ids, size_t n, const char *path,
			enum format format, bool unnoted, void (*progress)(unsigned done, unsigned total),
			struct error *e);

#endif
