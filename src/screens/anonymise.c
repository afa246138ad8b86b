/* A person's data is erased for good: as `stazh anonymise` does it, with the same warning. */
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"

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
		app_say(app, LOOK_GOOD, "Обезличено: стёрто из записи, журнала, корзины, черновиков и чужих записей");
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
		       "останутся. Отменить это нельзя. В прежних копиях базы сведения остаются.");
	person = mem_alloc(sizeof(*person));
	*person = id;
	dialog_confirm(app, "Обезличить?", text.s, "Обезличить", answered, person);
	screen_own(app, person);
	buf_free(&text);
}
