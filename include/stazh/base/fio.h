/* A name that stands in one line: «Иванова Анна Петровна», «А.П. Иванова», «Алиев Рашид Али оглы». */
#ifndef STAZH_BASE_FIO_H
#define STAZH_BASE_FIO_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

struct fio {
	struct buf surname, name, patronymic; /* an initial with its dot; "" for what is not told */
};

/* Takes it apart, in whichever order: by initials, patronymics, given names (given.h), a comma behind the surname, a
 * surname in capitals; where nothing tells, the surname comes first. Blanks of every sort, line ends and hyphens are
 * one sort each; words all in capitals or all in small letters get a capital in front. ERR_REFUSED with what was
 * expected when it is no such name, or not to be told («Роман Абрамович»: a surname, or a patronymic?). out is {0}
 * before; to be released in any case. */
enum err fio_parse(const char *text, struct fio *out, struct error *e);
void fio_release(struct fio *f);

#endif
