/* What the keys do with the record under the cursor (screen_ops.subject): the same on every screen. */
#include "internal.h"

static struct subject under(const struct screen *s)
{
	return s->ops->subject ? s->ops->subject(s) : (struct subject){0, 0};
}

static void open(struct app *app, unsigned kind, uint32_t id)
{
	record_open(app, (struct subject){kind, id});
}

static void copy(struct app *app, unsigned kind, uint32_t id)
{
	edit_new(app, kind, (struct subject){0, 0}, id);
}

enum next here(struct app *app, struct screen *s, const struct input *in)
{
	static const struct {
		enum action action;
		void (*run)(struct app *app, unsigned kind, uint32_t id);
	} can[] = {
		{ACT_OPEN, open},	 {ACT_ACTIONS, actions_open}, {ACT_EDIT, edit_record}, {ACT_COPY, copy},
		{ACT_MARK, action_mark}, {ACT_DELETE, delete_ask},    {ACT_PRINT, print_menu},
	};
	struct subject on = under(s);

	for (size_t i = 0; on.id && i < sizeof(can) / sizeof(*can); i++)
		if (can[i].action == in->action) {
			can[i].run(app, on.kind, on.id);
			return SCREEN_DONE;
		}
	return SCREEN_PASS;
}
