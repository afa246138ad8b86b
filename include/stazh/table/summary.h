/* The district's summary of a school year as a file (domain/figures.h). */
#ifndef STAZH_TABLE_SUMMARY_H
#define STAZH_TABLE_SUMMARY_H

#include "stazh/model/session.h"
#include "stazh/table/sheet.h"

/* Writes it to path, which may be FILE_STREAM: FORMAT_XLSX is a book of four sheets (the sites with their totals, the
 * figures of the district, those of every site, who has not reported); the other formats have one row a figure: site
 * (0: the district), organisation, section, code, title, value, base. *n: how many sites. ERR_NONE: there is no site in
 * that year. */
enum err summary_export(struct session *s, int year, const char *path, enum format format, size_t *n, struct error *e);

#endif
