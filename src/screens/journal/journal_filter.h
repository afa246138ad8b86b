/* Which entries of the journal are shown: by whom, of what kind, what was done, of how many days. */
#ifndef STAZH_SCREENS_JOURNAL_FILTER_H
#define STAZH_SCREENS_JOURNAL_FILTER_H

#include "../internal.h"

enum journal_what {
	JOURNAL_ALL,
	JOURNAL_MADE,
	JOURNAL_CHANGED,
	JOURNAL_GONE,
	JOURNAL_ACTED,
	JOURNAL_READ,
	JOURNAL_OTHER
};

struct journal_filter {
	char user[64]; /* "": anybody */
	unsigned kind; /* 0: any */
	enum journal_what what;
	int days; /* up to today, 0: all */
};

bool journal_filters(const struct journal_filter *f); /* is there anything left out? */
bool journal_fits(const struct journal_filter *f, const struct log_entry *l);
/* Is the entry older than the days that are shown? All after it are too. */
bool journal_too_old(const struct journal_filter *f, const struct log_entry *l, int32_t today);
/* Adds what is shown: «gusev, Площадка, изменено, 7 дней»; nothing when that is all. */
void journal_filter_add(const struct journal_filter *f, struct buf *out);
/* Asks for another one; chosen() is called when it is in f. */
void journal_filter_ask(struct app *app, struct journal_filter *f, void (*chosen)(struct app *app, void *arg),
			void *arg);

#endif
