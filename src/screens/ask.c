/* Questions that an operation put before it does something (session.h), one after another; the form that was saved is saved
 * again with each answer. */
#include <string.h>

#include "internal.h"

void answers_release(struct answers *a)
{
	for (size_t i = 0; i < a->n; i++)
		buf_free(&a->given[i].value);
	a->n = 0;
}

size_t answers_join(const struct answers *a, const struct assign *typed, size_t n, struct assign *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = typed[i];
	for (size_t i = 0; i < a->n; i++)
		out[n++] = (struct assign){a->given[i].name, a->given[i].value.s};
	return n;
}

/* Answers of one name make a list. */
static void add(struct answers *a, const struct answer *answer)
{
	size_t i = 0;

	while (i < a->n && strcmp(a->given[i].name, answer->name))
		i++;
	if (i == ANSWERS_MAX)
		return;
	if (i == a->n) {
		a->given[a->n++].value = (struct buf){0};
		memcpy(a->given[i].name, answer->name, sizeof(answer->name));
	}
	buf_addf(&a->given[i].value, "%s%s", a->given[i].value.n ? ";" : "", answer->value);
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct question *q = &app->session->question;
	struct answers *a = arg;

	if (index < 0 || (size_t)index >= q->n) {
		answers_release(a); /* the lines that they were about may be changed now */
		return;
	}
	add(a, &q->answers[index]);
	app_act(app, ACT_SAVE);
}

bool question_dialog(struct app *app, struct error *e, void (*answered)(struct app *app, int index, void *arg), void *arg)
{
	const struct question *q = &app->session->question;
	struct button buttons[sizeof(q->answers) / sizeof(*q->answers) + 1];

	if (e->code != ERR_REFUSED || !q->n)
		return false;
	for (size_t i = 0; i < q->n; i++)
		buttons[i] = (struct button){q->answers[i].title, i ? NULL : "дy"};
	buttons[q->n] = (struct button){"Вернуться", "вb"};
	dialog_choice(app, "Сначала вопрос", q->text.s, NULL, buttons, q->n + 1, answered, arg);
	e->text[0] = 0;
	return true;
}

bool answers_ask(struct app *app, struct answers *a, struct error *e)
{
	return question_dialog(app, e, chosen, a);
}
