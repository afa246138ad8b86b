/* What the law on personal data (152-ФЗ) lets a person ask for: all that is held, and that it is erased for good. As
 * `stazh export card` and `stazh anonymise` do it, with the same rights and the same journal. */
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"

void held_write(struct app *app, uint32_t id)
{
	struct session *s = app->session;
	const struct shelf_source from = {.what = "Карточка", .kind = KIND_PERSON, .id = id, .people = 1};
	struct buf name = {0};
	struct error e = {.code = OK};
	struct file_offered o;
	struct tx *tx;
	enum err err;

	if (!s->write_card) {
		app_say(app, LOOK_ERROR, "Здесь этого не записать");
		return;
	}
	tx = screen_read(app);
	if (!tx)
		return;
	buf_add(&name, "Карточка ");
	label_add(tx, KIND_PERSON, id, &name);
	tx_end(&tx);
	err = file_offer(app, name.s, ".txt", &o, &e);
	if (!err)
		err = s->write_card(s, id, o.path.s, &e);
	file_given(app, &o, &from, err, &e);
	buf_free(&name);
}

static void answered(struct app *app, bool yes, void *arg)
{
	const uint32_t *person = arg;
	struct error e = {.code = OK};
	struct buf left = {0}, text = {0};

	if (!yes)
		return;
	if (op_anonymise(app->session, *person, &left, &e)) {
		dialog_error(app, &e);
	} else if (left.n) {
		buf_addf(&text, "Фамилия ещё встречается здесь, посмотрите сами:\n%s", left.s);
		dialog_message(app, "Обезличено", text.s);
	} else {
		app_say(app, LOOK_GOOD,
			"Обезличено: стёрто из записи, журнала, корзины, черновиков и чужих записей, полки опустели");
	}
	app_reload(app);
	buf_free(&left);
	buf_free(&text);
}

void anonymise_ask(struct app *app, uint32_t id)
{
	struct error e = {.code = OK};
	struct buf text = {0};
	uint32_t *person;
	struct tx *tx;

	if (may(app, KIND_PERSON, "anonymise", (struct subject){KIND_PERSON, id}, &e)) {
		dialog_error(app, &e);
		return;
	}
	tx = screen_read(app);
	if (!tx)
		return;
	label_add(tx, KIND_PERSON, id, &text);
	tx_end(&tx);
	buf_add(&text, "\nИмя, контакты и всё личное сотрутся из записи и из журнала; организация и то, что посчитано, "
		       "останутся, все полки опустеют. Отменить это нельзя. В прежних копиях базы сведения остаются.");
	person = mem_alloc(sizeof(*person));
	*person = id;
	dialog_confirm(app, "Обезличить?", text.s, "Обезличить", answered, person);
	screen_own(app, person);
	buf_free(&text);
}
