/* What the user's role lets be done here. */
#include "internal.h"
#include "stazh/model/access.h"

enum err may(struct app *app, unsigned kind, const char *action, struct subject of, struct error *e)
{
	const struct session *s = app->session;
	enum err err = access_could(s, kind, action, e);
	struct record r = {.kind = 0};
	struct tx *tx;

	if (err || !of.id || !(tx = tx_read(s->store, NULL)))
		return err;
	if (record_load(tx, of.kind, of.id, &r) == OK)
		err = access_check(tx, kind, action, &r, e);
	tx_end(&tx);
	record_release(&r);
	return err;
}

/* Where a roadmap can be applied, the reason why not to this one. */
static enum err may_roadmap(struct app *app, struct subject of, struct error *e)
{
	const struct kind_def *k = kind_def(of.kind);
	const struct transition *t = k ? transition_by_name(k, ROADMAP_APPLY) : NULL;
	struct record r = {.kind = 0};
	struct tx *tx;
	enum err err = OK;

	if (!t || !of.id)
		return ERR_NONE;
	tx = tx_read(app->session->store, e);
	if (!tx)
		return e->code;
	if (record_load(tx, of.kind, of.id, &r) == OK)
		err = transition_check(tx, k, t, &r, NULL, e);
	tx_end(&tx);
	record_release(&r);
	return err;
}

enum err may_record(struct app *app, struct subject s, enum action a, struct error *e)
{
	static const struct {
		enum action action;
		const char *name;
	} names[] = {{ACT_EDIT, "set"},	  {ACT_COPY, "add"},	  {ACT_NEW, "add"},
		     {ACT_IMPORT, "add"}, {ACT_DELETE, "delete"}, {ACT_MARK, "done"}};
	bool fresh = a == ACT_NEW || a == ACT_COPY || a == ACT_IMPORT;

	const struct kind_def *k = kind_def(s.kind);

	if (a == ACT_ROADMAP)
		return may_roadmap(app, s, e);
	if (a == ACT_MARK && (!k || !s.id || !(kind_more(k)->done || kind_more(k)->mark)))
		return ERR_NONE;
	if (!k || (!s.id && !fresh) || (a == ACT_MARK && !kind_more(k)->done))
		return OK;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].action == a)
			return may(app, s.kind, names[i].name,
				   a == ACT_NEW || a == ACT_IMPORT ? (struct subject){0, 0} : s, e);
	return OK;
}

enum err here_may(struct app *app, struct screen *s, enum action a, struct error *e)
{
	struct subject on = s->ops->subject(s);
	bool fresh = a == ACT_NEW || a == ACT_IMPORT;
	const struct list *l = s->ops->list ? s->ops->list(s) : NULL;

	if (l && l->marked_n && (a == ACT_ACTIONS || a == ACT_DELETE)) /* of each of them it is asked when it is done */
		return a == ACT_ACTIONS
			       ? OK
			       : may(app, subject_of_key(*l->marked).kind, "delete", (struct subject){0, 0}, e);
	return on.id || fresh ? may_record(app, on, a, e) : error_set(e, ERR_REFUSED, "под курсором нет записи");
}
