/* The calendar as a list without an end on either side. */
#include "calendar.h"

static void heading(const struct calendar *c, struct buf *out)
{
	int32_t day = c->list.count ? c->items[c->list.selected].date : c->day;
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	text_add_cased(out, date_month_name(m, false), true);
	buf_addf(out, " %d", y);
}

static void draw(struct calendar *c, struct tx *tx, struct area a)
{
	const struct item *i = calendar_item(c);

	c->card = card_beside(&a, list_wants_in(tx, &c->list, a));
	if (i)
		c->carded = i->subject;
	list_draw_in(tx, &c->list, a, true);
}

/* Reads more when the cursor comes near the end of what is loaded. */
static enum next move(struct app *app, struct calendar *c, const struct input *in)
{
	struct tx *tx;

	list_move(&c->list, in->action);
	if (!c->list.count)
		return SCREEN_DONE;
	c->day = c->items[c->list.selected].date;
	tx = screen_read(app);
	if (tx) {
		calendar_read_around(c, tx);
		tx_end(&tx);
	}
	return SCREEN_DONE;
}

/* clang-format off */
const struct view view_agenda = {
	.title = "список", .heading = heading, .draw = draw, .move = move,
};
/* clang-format on */
