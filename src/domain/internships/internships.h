/* Groups, trainees and certificates: for the files of the domain. */
#ifndef STAZH_DOMAIN_INTERNSHIPS_H
#define STAZH_DOMAIN_INTERNSHIPS_H

#include "../internal.h"

/* who_when.c: adds «Ёлкина А.И.» */
void trainee_name(struct tx *tx, const struct record *trainee, struct buf *out);
/* The trainee that the person is in the group, leaving out `but`; 0: none. */
uint32_t trainee_of(struct tx *tx, uint32_t group, uint32_t person, uint32_t but);
/* When the group runs: its dates, else those of its school year. */
void group_span(const struct record *group, int32_t *from, int32_t *to);
/* The group's dates become those of its trainee: dates of his own, and the day on
 * which he completed or was expelled.
 */
void trainee_span(const struct record *trainee, int32_t *from, int32_t *to);
/* Refuses an internship that ends before it begins (5.2). */
enum err span_check(struct tx *tx, const struct record *r, unsigned from, unsigned to, struct error *e);
/* plan_share.c: gives the source's individual plan to everyone in its group. */
enum err plan_share(struct tx *tx, uint32_t group, uint32_t source, struct buf *notice, struct error *e);
/* group.c */
bool group_in_year(struct tx *tx, const struct record *group, int year);

/* certificate.c: the register of certificates. Numbers are given in a write
 * transaction, one after another in a calendar year. */
/* Gives the trainee the next number of the day's year, and the hours when none are
 * told. */
void certificate_issue(struct tx *tx, struct record *trainee, int32_t on, struct buf *notice);
/* May a certificate of so many hours (0: none are told) be dated `on`: not in the
 * future, not before the end of the internship, no more hours than were held? */
enum err certificate_check(struct tx *tx, const struct record *trainee, int32_t on, long hours, struct error *e);
/* Refuses a number from paper after which one would be missing (e tells the next one),
 * of a year to come or over before the end of the internship, and a day `on`
 * (DATE_NONE: not told) that is not of the number's year or before that end.
 */
enum err certificate_check_typed(struct tx *tx, const struct record *trainee, const char *typed, int32_t on,
				 struct error *e);
/* The trainee's certificate is valid no more; it stays in the register. */
void certificate_annul(struct record *trainee, int32_t on, const char *reason);
/* Refuses to let go of a number that is not the last of its year, and a number that
 * another has. is NULL: deleted. */
enum err certificate_kept(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
/* What belongs to the certificate of `from` (nothing when it has none) goes to `to`,
 * which has completed by that. False: `to` has one of its own and keeps it. */
bool certificate_move(struct record *to, struct record *from);

/* roster.c: the action «Зачислить» of a group. */
extern const struct action_arg roster_args[];
enum err roster_enrol(struct tx *tx, struct record *group, const struct record *args, struct buf *notice,
		      struct error *e);

#endif
