/* Prints what acts make final: the text, and the values as three sessions would see them. */
#include "stazh/domain/press.h"
#include "dossier.h"

/* As a session of the role would gather it that is of no organisation. */
static enum err collect_as(struct tx *tx, enum role role, const struct document *what, uint32_t id,
			   const struct imprint *given, struct record *r, struct dossier *d, struct error *e)
{
	struct session *s = tx_session(tx);
	enum role own = s->role;
	uint32_t org = s->org;
	enum err err;

	s->role = role;
	s->org = 0;
	err = document_collect(tx, what, id, given, r, d, e);
	s->role = own;
	s->org = org;
	return err;
}

static enum err print(struct tx *tx, const char *document, uint32_t id, struct imprint *out, struct error *e)
{
	const struct document *what = document_by_name(document);
	struct dossier full, viewer, leader;
	struct record r = {0}, seen = {0}, shown = {0};
	enum err err = collect_as(tx, ROLE_METHODIST, what, id, out, &r, &full, e);

	if (!err)
		err = document_fill(&full, DOCUMENT_TEXT, &out->text, e);
	if (!err) {
		collect_as(tx, ROLE_VIEWER, what, id, out, &seen, &viewer, NULL);
		collect_as(tx, ROLE_LEADER, what, id, out, &shown, &leader, NULL);
		imprint_write(&full, &viewer, &leader, &out->values);
		dossier_release(&viewer);
		dossier_release(&leader);
	}
	if (tx_failed(tx) && e) /* something is left out for that */
		*e = *tx_error(tx);
	dossier_release(&full);
	record_release(&r);
	record_release(&seen);
	record_release(&shown);
	return tx_failed(tx) ? tx_failed(tx) : err;
}

const struct press document_press = {.print = print};
