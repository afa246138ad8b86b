/* The first records of a new database: the centre and the people who work in it. */
#ifndef STAZH_DOMAIN_CENTRE_H
#define STAZH_DOMAIN_CENTRE_H

#include "stazh/store/store.h"

/* What was told of it; "" what was not. People: «Гусева И.Г.», «Гусева Ирина Геннадьевна». */
struct centre {
	const char *short_name, *full_name, *place, *director, *post, *methodist;
};

/* Within a write, for session_write: arg is a const struct centre. The organisation, its director, who becomes its
 * head, and its methodist; who is not told is entered later. ERR_REFUSED as model_add. */
enum err centre_add(struct tx *tx, void *arg);

#endif
