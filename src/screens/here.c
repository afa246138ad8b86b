/* What the keys do with the record under the cursor (screen_ops.subject): the same on every screen. */
#include "internal.h"

static struct subject under(const struct screen *s)
{
	return s->ops->subject ? s->ops->subject(s) : (struct subject){0, 0};
}

enum next here_open(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	record_open(app, on);
	return SCREEN_DONE;
}

enum next here_actions(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	actions_open(app, on.kind, on.id);
	return SCREEN_DONE;
}

enum next here_edit(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	edit_record(app, on.kind, on.id);
	return SCREEN_DONE;
}

enum next here_copy(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	edit_new(app, on.kind, (struct subject){0, 0}, on.id);
	return SCREEN_DONE;
}

enum next here_mark(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	action_mark(app, on.kind, on.id);
	return SCREEN_DONE;
}

enum next here_delete(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	delete_ask(app, on.kind, on.id);
	return SCREEN_DONE;
}

enum next here_print(struct app *app, struct screen *s)
{
	struct subject on = under(s);

	if (!on.id)
		return SCREEN_PASS;
	print_menu(app, on.kind, on.id);
	return SCREEN_DONE;
}
