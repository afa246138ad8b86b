/* Who and where of a site's deadlines. */
#include "../internal.h"
#include "sites.h"
#include "stazh/model/deadline.h"

uint32_t site_person(struct tx *tx, const struct record *site, unsigned field, struct buf *name)
{
	struct record p = {0};
	uint32_t id = 0;

	if (load_ref(tx, KIND_PERSON, site, field, &p)) {
		person_short_name(&p, name);
		id = p.id;
	}
	record_release(&p);
	return id;
}

bool site_card_load(struct tx *tx, uint32_t site, struct site_card *card)
{
	*card = (struct site_card){0};
	if (!load(tx, KIND_SITE, site, &card->site)) {
		record_release(&card->site);
		return false;
	}
	label_add(tx, KIND_ORG, record_ref(&card->site, SITE_ORG), &card->where);
	if (!site_person(tx, &card->site, SITE_LEADER, &card->leader))
		buf_add(&card->leader, "руководитель не назначен");
	if (!site_person(tx, &card->site, SITE_METHODIST, &card->methodist))
		buf_add(&card->methodist, "методист");
	return true;
}

void site_card_release(struct site_card *card)
{
	record_release(&card->site);
	buf_free(&card->where);
	buf_free(&card->leader);
	buf_free(&card->methodist);
}

void site_deadline(const struct site_card *card, enum whose whose, struct deadline *d)
{
	d->site = card->site.id;
	d->org = record_ref(&card->site, SITE_ORG);
	d->methodist = record_ref(&card->site, SITE_METHODIST);
	d->person = whose == WHOSE_LEADER ? record_ref(&card->site, SITE_LEADER) : d->methodist;
	d->who = buf_text(whose == WHOSE_LEADER ? &card->leader : &card->methodist);
	d->where = buf_text(&card->where);
}
