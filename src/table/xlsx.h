/* Between the files of the reader: xlsx_part.c unpacks and parses one part of the archive, xlsx.c knows what the
 * parts mean, xlsx_cell.c what stands in a cell. */
#ifndef STAZH_TABLE_XLSX_PART_H
#define STAZH_TABLE_XLSX_PART_H

#include <stdint.h>

#include "stazh/base/archive.h"
#include "stazh/base/xml.h"
#include "stazh/table/xlsx.h"

#define COLUMNS_MAX_XLSX 16384

/* ---- xlsx_part.c ---- */
/* The archive. ERR_INPUT when it cannot be read as one. */
enum err package_open(const char *path, struct archive **out, struct error *e);

/* One part on its way from the archive through the parser. {0} is a closed one. */
struct part {
	struct archive_entry *entry;
	struct xml xml;
	uint64_t size; /* of all, as the archive tells */
	bool suspended, over;
	struct error failed;
};
/* limit: bytes of the unpacked part. The struct may not be moved until part_close. ERR_NONE: there is no such part. */
enum err part_open(struct part *p, struct archive *a, const char *name, uint64_t limit,
		   const struct xml_handlers *handlers, void *arg, struct error *e);
/* Goes on until a handler called part_pause, or the end. ERR_NONE: the end; ERR_INPUT: damaged. */
enum err part_run(struct part *p, struct error *e);
void part_pause(struct part *p);
/* A handler's own refusal: the parser stops, part_run returns ERR_INPUT. */
void part_refuse(struct part *p, const char *reason);
void part_close(struct part *p);
/* The whole part. */
enum err part_read(struct archive *a, const char *name, uint64_t limit, const struct xml_handlers *handlers, void *arg,
		   struct error *e);

/* ---- xlsx_cell.c ---- */
enum number_style { STYLE_NUMBER, STYLE_DAY, STYLE_CLOCK, STYLE_MOMENT };
/* What a number format shows: the built-in ones by id, others by their code (code NULL: there is none). */
enum number_style number_style_of(int id, const char *code);
/* Adds a cell's number as people type it; false: it is no number, or no day. */
bool number_add(const char *text, enum number_style style, bool from_1904, struct buf *out);
/* Takes «_x000D_» back to the sign (ECMA-376, 22.9.2.19), in out from `from` on. */
void unescape(struct buf *out, size_t from);

#endif
