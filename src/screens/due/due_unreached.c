/* Who cannot be written to about what is due, and why. */
#include <stdlib.h>

#include "due.h"
#include "stazh/mail/mail.h"

enum err due_unreached_may(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct due *s = (const struct due *)screen;

	(void)a;
	if (app->session->role != ROLE_METHODIST)
		return error_set(e, ERR_REFUSED, "за письмами смотрит методист");
	if (!*config_text(app->session->config, OPT_MAIL_FROM))
		return error_set(e, ERR_REFUSED, "в настройках не сказано, от кого письма");
	return s->unreached || s->unknown ? OK : error_set(e, ERR_REFUSED, "написать можно всем, кому есть о чём");
}

/* Whose card each line leads to; 0, the last one: to the letters. */
static void unreached_chosen(struct app *app, int index, void *arg)
{
	const uint32_t *persons = arg;

	if (index >= 0 && persons[index])
		card_open(app, KIND_PERSON, persons[index]);
	else if (index >= 0)
		records_open_state(app, KIND_LETTER, LETTER_UNKNOWN);
}

static void add_unreached(const struct mail_letter *l, struct buf *out)
{
	buf_addf(out, "%s: %s, о %zu %s", l->name, reach_title(l->reach), l->n,
		 text_plural((long)l->n, "сроке", "сроках", "сроках"));
}

enum next due_unreached(struct app *app, struct screen *screen)
{
	const struct due *s = (const struct due *)screen;
	struct mail_plan plan = {.letters = NULL};
	struct error e = {.code = OK};
	struct tx *tx = screen_read(app);
	struct menu_item *items;
	struct buf *texts;
	uint32_t *persons;
	size_t n = 0;

	if (due_unreached_may(app, screen, ACT_UNREACHED, &e) || !tx ||
	    mail_plan(tx, &(struct mail_request){.days = -1, .any_day = true}, &plan, &e)) {
		app_say(app, LOOK_ERROR, "%s", e.text);
		tx_end(&tx);
		return SCREEN_DONE;
	}
	tx_end(&tx);
	items = mem_alloc((plan.n + 1) * sizeof(*items));
	texts = mem_alloc((plan.n + 1) * sizeof(*texts));
	persons = mem_alloc((plan.n + 1) * sizeof(*persons));
	for (size_t i = 0; i < plan.n; i++) {
		const struct mail_letter *l = &plan.letters[i];

		if (!l->reach)
			continue;
		if (l->person)
			add_unreached(l, &texts[n]);
		else
			buf_add(&texts[n], l->name);
		persons[n] = l->person;
		items[n] = (struct menu_item){.text = buf_text(&texts[n]),
					      .why = l->person ? NULL : reach_title(l->reach)};
		n++;
	}
	if (s->unknown) {
		buf_addf(&texts[n], "Неизвестно, ушло ли: %zu %s", s->unknown,
			 text_plural((long)s->unknown, "письмо", "письма", "писем"));
		items[n] = (struct menu_item){.text = buf_text(&texts[n])};
		n++;
	}
	dialog_menu(app, "Кому не написать о сроках", "Enter — открыть", items, n, 0, unreached_chosen, persons);
	screen_own(app, persons);
	for (size_t i = 0; i < n; i++)
		buf_free(&texts[i]);
	free(texts);
	free(items);
	mail_plan_release(&plan);
	return SCREEN_DONE;
}
