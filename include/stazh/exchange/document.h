/* Documents as text. The words stand in templates (config/templates) and in the text of the regulation
 * (config/regulation.txt); the values come from the records. */
#ifndef STAZH_EXCHANGE_DOCUMENT_H
#define STAZH_EXCHANGE_DOCUMENT_H

#include "stazh/domain/session.h"
#include "stazh/store/record.h"

enum document { DOCUMENT_ORDER, DOCUMENT_APPENDIX, DOCUMENT_REGULATION };

/* By the word of the command (order, appendix, regulation); -1: none. */
int document_by_name(const char *name);
/* Adds the document made for the order. ERR_REFUSED when something that it must show is not known (number, date, signer,
 * a school's head): all of it is named, with what to do; ERR_USAGE when a template is missing or wrong (file, line). */
enum err document_print(struct tx *tx, enum document what, const struct record *order, struct buf *out, struct error *e);

/* The text of a clause of the regulation ("3.3", "2"), heading and all below it; NULL: the whole. ERR_NONE: no such clause; ERR_USAGE:
 * the file cannot be read. */
enum err regulation_clause(const struct config *c, const char *clause, struct buf *out, struct error *e);

/* Cases of Russian names and posts: «Морозову И.А.», «методиста», «старшего методиста». female: -1 not known. */
void decline_surname_accusative(const char *surname, int female, struct buf *out);
void decline_post_accusative(const char *post, struct buf *out);
/* 1 female, 0 male, -1 not to be told: by the patronymic when it is written out, else by the surname's ending, else by
 * the written name. */
int person_gender(const char *surname, const char *name, const char *patronymic);

#endif
