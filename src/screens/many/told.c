/* What is said before something is done to many: to how many it can be, to whom not and why. */
#include <stdlib.h>
#include <string.h>

#include "many.h"

void many_counted_add(unsigned kind, size_t n, struct buf *out)
{
	if (kind == MANY_DUES)
		buf_addf(out, "%zu %s", n, text_plural((long)n, "срок", "срока", "сроков"));
	else if (kind)
		counted_add(kind_def(kind), n, out);
	else
		buf_addf(out, "%zu %s", n, text_plural((long)n, "запись", "записи", "записей"));
}

void hidden_add(size_t hidden, struct buf *out)
{
	if (hidden)
		buf_addf(out, "Среди отмеченных %zu %s сейчас нет в списке (поиск или фильтр).\n", hidden,
			 text_plural((long)hidden, "запись, которой", "записи, которых", "записей, которых"));
}

void many_confirm(struct app *app, const char *title, const char *text, const struct marked *able,
		  const struct refused *refused, size_t refused_n,
		  void (*chosen)(struct app *app, int index, void *arg), void *arg)
{
	struct button buttons[] = {{refused_n ? "С остальными" : title, "со"}, {"Ничего не делать", "н"}};
	struct buf all = {0}, heading = {0};

	buf_addf(&heading, "%s: ", title);
	many_counted_add(able->kind, able->n + refused_n, &heading);
	if (able->n && refused_n) {
		buf_add(&all, "Можно: ");
		many_counted_add(able->kind, able->n, &all);
		buf_add(&all, ".\n");
	}
	buf_add(&all, able->n ? text : "");
	hidden_add(able->hidden, &all);
	if (refused_n) {
		buf_add(&all, able->n ? "Нельзя: " : "Нельзя ни с одной записью: ");
		many_counted_add(able->kind, refused_n, &all);
		buf_add(&all, ".\n");
		refused_add(refused, refused_n, glyph(GLYPH_BULLET), &all);
	}
	if (able->n)
		buf_add(&all,
			refused_n ? "Сделать с остальными?" : "Всё это — одно действие: Ctrl-Z возьмёт его назад.");
	if (able->n) {
		dialog_choice(app, heading.s, all.s, NULL, buttons, 2, chosen, arg);
		screen_own(app, arg);
	} else {
		dialog_message(app, heading.s, all.s);
		free(arg);
	}
	buf_free(&heading);
	buf_free(&all);
}
