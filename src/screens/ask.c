/* Questions that an operation put before it does something (session.h), one after another; the form that was saved is
 * saved again with each answer. */
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"

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

struct asked {
	struct question question; /* without its text */
	void (*answered)(struct app *app, struct subject of, const struct answer *answer);
	void (*acted)(struct app *app, struct subject of, const struct transition *t, const struct answer *answer);
	struct subject of;
	const struct transition *t;
	struct answers *answers; /* or these are added to, and then: */
	void (*again)(struct app *app, void *arg);
	void *arg;
};

static void chosen(struct app *app, int index, void *arg)
{
	const struct asked *q = arg;
	const struct answer *answer = index >= 0 && (size_t)index < q->question.n ? &q->question.answers[index] : NULL;

	if (q->answered && answer)
		q->answered(app, q->of, answer);
	else if (q->acted && answer)
		q->acted(app, q->of, q->t, answer);
	else if (q->answered || q->acted)
		return;
	else if (!answer)
		answers_release(q->answers); /* the lines that they were about may be changed now */
	else {
		add(q->answers, answer);
		q->again(app, q->arg);
	}
}

/* what: but for the question. */
static bool ask(struct app *app, const struct question *q, struct error *e, struct asked what)
{
	struct button buttons[sizeof(q->answers) / sizeof(*q->answers) + 1];
	struct asked *asked;

	if (e->code != ERR_REFUSED || !q->n)
		return false;
	for (size_t i = 0; i < q->n; i++)
		buttons[i] = (struct button){q->answers[i].title, i ? NULL : "д"};
	buttons[q->n] = (struct button){"Вернуться", "в"};
	asked = mem_alloc(sizeof(*asked));
	*asked = what;
	asked->question = *q;
	asked->question.text = (struct buf){.s = NULL};
	dialog_choice(app, "Сначала вопрос", q->text.s, NULL, buttons, q->n + 1, chosen, asked);
	screen_own(app, asked);
	e->text[0] = 0;
	return true;
}

bool question_dialog(struct app *app, const struct question *q, struct error *e, struct subject of,
		     void (*answered)(struct app *app, struct subject of, const struct answer *answer))
{
	return ask(app, q, e, (struct asked){.answered = answered, .of = of});
}

bool question_act(struct app *app, const struct question *q, struct error *e, struct subject of,
		  const struct transition *t,
		  void (*acted)(struct app *app, struct subject of, const struct transition *t,
				const struct answer *answer))
{
	return ask(app, q, e, (struct asked){.acted = acted, .of = of, .t = t});
}

bool answers_ask(struct app *app, struct answers *a, const struct question *q, struct error *e,
		 void (*again)(struct app *app, void *arg), void *arg)
{
	return ask(app, q, e, (struct asked){.answers = a, .again = again, .arg = arg});
}

void answers_save(struct app *app, void *arg)
{
	(void)arg;
	app_act(app, ACT_SAVE);
}
