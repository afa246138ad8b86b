/* Cases of Russian names, posts and names of organisations, by their endings. There is no C library for it in Debian
 * (petrovich is for other languages). What the endings do not tell for certain stays as it is: a name that is not
 * declined reads better than one declined wrongly. Where both are written, е stands for ё in an ending («Соловьем»). */
#ifndef STAZH_BASE_DECLINE_H
#define STAZH_BASE_DECLINE_H

#include <stdbool.h>

#include "stazh/base/text.h"

enum word_case { NOMINATIVE, GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL, PREPOSITIONAL, WORD_CASES };

/* «род.», «дат.», … as they are written in front of a form; "" for the nominative. */
const char *decline_case_name(enum word_case c);

/* 1 female, 0 male, -1 not to be told: by the patronymic when it is written out, else by the surname's ending, else by
 * the written name. */
int decline_gender(const char *surname, const char *name, const char *patronymic);

/* gender: as decline_gender tells it. All add to out; the nominative is the word itself. */
/* «Морозову», «Кравца», «Римского-Корсакова», «фон Витте» */
void decline_surname(const char *surname, int gender, enum word_case c, struct buf *out);
/* «Илье», «Павла»; an initial («И.») stays */
void decline_name(const char *name, int gender, enum word_case c, struct buf *out);
/* «Ильичом», «Ильиничне»; with «оглы» or «кызы» it stays */
void decline_patronymic(const char *patronymic, enum word_case c, struct buf *out);
/* «старшему методисту», «учителю-логопеду», «заместителя директора по воспитательной работе» */
void decline_post(const char *post, enum word_case c, struct buf *out);
/* «Управлению образования администрации …», «детского сада № 3»: a thing; abbreviations and what is quoted stay */
void decline_thing(const char *name, enum word_case c, struct buf *out);
/* «9 учителей», «2 старших воспитателя», «21 педагог-психолог»; number: false leaves it out («педагог-психолог») */
void decline_count(long n, const char *post, bool number, struct buf *out);

#endif
