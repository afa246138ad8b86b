/* Whose an own deadline is. A name is a name; «руководитель» and «методист» are those of the site that it is about,
 * whoever that is by then. */
#include <stdlib.h>
#include <string.h>

#include "../sites/sites.h"
#include "reminders.h"
#include "stazh/base/collate.h"

enum role_word { WHO_NAMED, WHO_LEADER, WHO_METHODIST };

static enum role_word role_word(const char *who)
{
	if (collate_begins("руководитель", who, true) || collate_begins("руководитель площадки", who, true))
		return WHO_LEADER;
	return collate_begins("методист", who, true) ? WHO_METHODIST : WHO_NAMED;
}

/* The sites of the record that is linked to: an event's, or what it belongs to; free(). */
static uint32_t *sites_of(struct tx *tx, const struct record *linked, size_t *n)
{
	struct record above = {0};
	uint32_t *one = NULL;

	*n = 0;
	if (linked->kind == KIND_EVENT)
		return refs_of(linked, EVENT_SITES, n);
	record_copy(&above, linked);
	while (above.kind != KIND_SITE && kind_def(above.kind)->parent) {
		uint16_t parent = kind_def(above.kind)->parent;
		unsigned kind = field_by_id(kind_def(above.kind), parent)->ref;
		struct record next = {0};

		if (!load(tx, kind, record_ref(&above, parent), &next))
			break;
		record_release(&above);
		above = next;
	}
	if (above.kind == KIND_SITE) {
		one = mem_alloc(sizeof(*one));
		*one = above.id;
		*n = 1;
	}
	record_release(&above);
	return one;
}

static bool load_linked(struct tx *tx, const struct record *r, struct record *linked)
{
	struct pointed link = record_link(r, REMINDER_LINK);

	return link.kind && load(tx, link.kind, link.id, linked);
}

unsigned whose_sort(struct tx *tx, const struct record *r)
{
	struct record linked = {0};
	size_t n = 0;

	if (role_word(record_text(r, REMINDER_WHO)) == WHO_LEADER && load_linked(tx, r, &linked))
		free(sites_of(tx, &linked, &n));
	record_release(&linked);
	return n ? DL_STEP : DL_REMINDER;
}

static void add_name(struct buf *out, const char *name)
{
	if (*name && (!out->n || !strstr(out->s, name)))
		buf_addf(out, "%s%s", out->n ? ", " : "", name);
}

/* The sites' leaders or methodists. */
static void ask_sites(struct tx *tx, const uint32_t *sites, size_t n, enum whose whose, struct deadline *d,
		      struct whose_texts *texts)
{
	size_t found = 0;

	texts->others = mem_alloc((n + 1) * sizeof(*texts->others));
	for (size_t i = 0; i < n; i++) {
		struct site_card card = {0};
		struct deadline its = {.kind = d->kind};

		if (!site_card_load(tx, sites[i], &card))
			continue;
		site_deadline(&card, whose, &its);
		add_name(&texts->who, its.who);
		if (!found++) {
			buf_add(&texts->where, its.where);
			d->site = its.site;
			d->org = its.org;
			d->person = its.person;
			d->methodist = its.methodist;
		} else {
			texts->others[texts->n++] = (struct party){its.site, its.org, its.person, its.methodist};
		}
		site_card_release(&card);
	}
	if (texts->n)
		buf_addf(&texts->where, " и ещё %zu", texts->n);
}

/* Where it is. */
static void ask_link(struct tx *tx, const struct record *linked, struct deadline *d, struct whose_texts *texts)
{
	d->org = access_org(tx, linked);
	if (d->org)
		label_add(tx, KIND_ORG, d->org, &texts->where);
	else
		label_of(tx, linked, &texts->where);
}

void whose_find(struct tx *tx, const struct record *r, struct deadline *d, struct whose_texts *texts)
{
	enum role_word word = role_word(record_text(r, REMINDER_WHO));
	struct record linked = {0};
	uint32_t *sites = NULL;
	size_t n = 0;

	d->kind = DL_REMINDER;
	if (load_linked(tx, r, &linked)) {
		sites = sites_of(tx, &linked, &n);
		if (n && word == WHO_LEADER)
			d->kind = DL_STEP;
		if (n)
			ask_sites(tx, sites, n, word == WHO_LEADER ? WHOSE_LEADER : WHOSE_METHODIST, d, texts);
		else
			ask_link(tx, &linked, d, texts);
	}
	if (word == WHO_NAMED) {
		buf_clear(&texts->who);
		d->person = 0;
	}
	if (!texts->who.n && word == WHO_METHODIST)
		buf_add(&texts->who, config_text(tx_config(tx), OPT_CENTRE_METHODIST));
	if (!texts->who.n)
		buf_add(&texts->who, record_text(r, REMINDER_WHO));
	d->who = buf_text(&texts->who);
	d->where = buf_text(&texts->where);
	free(sites);
	record_release(&linked);
}

void whose_release(struct whose_texts *texts)
{
	buf_free(&texts->who);
	buf_free(&texts->where);
	free(texts->others);
}
