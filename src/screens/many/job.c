/* One act with many records: tried with each alone, told, then done with those with whom it can be, or with none. */
#include <stdlib.h>
#include <string.h>

#include "many.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/term.h"

/* ---- a job in one piece of memory, as a dialogue keeps it ---- */

static char *put(char **at, const char *s)
{
	char *here = *at;
	size_t n = strlen(s) + 1;

	memcpy(here, s, n);
	*at += n;
	return here;
}

struct kept *job_keep(const struct job *j, const struct marked *able, const struct answer *more)
{
	size_t n = able ? able->n : j->n, texts = j->told ? strlen(j->told) + 1 : 0;
	struct kept *k;
	char *at;

	for (size_t i = 0; i < j->a_n; i++)
		texts += strlen(j->a[i].name) + strlen(j->a[i].value) + 2;
	texts += more ? sizeof(*more) : 0;
	k = mem_alloc(sizeof(*k) + n * (sizeof(*j->owns) + sizeof(*j->ids) + 1) + texts);
	k->job = *j;
	at = k->data;
	if (j->owns) {
		k->job.owns = memcpy(at, able ? able->owns : j->owns, n * sizeof(*j->owns));
		at += n * sizeof(*j->owns);
	}
	k->job.ids = memcpy(at, able ? able->ids : j->ids, n * sizeof(*j->ids));
	at += n * sizeof(*j->ids);
	if (able ? able->kinds : j->kinds)
		k->job.kinds = memcpy(at, able ? able->kinds : j->kinds, n);
	at += n;
	k->job.n = n;
	k->job.a = k->a;
	k->job.a_n = 0;
	if (j->told)
		k->job.told = put(&at, j->told);
	for (size_t i = 0; i < j->a_n && i < KEPT_VALUES_MAX; i++) {
		k->a[k->job.a_n].name = put(&at, j->a[i].name);
		k->a[k->job.a_n++].value = put(&at, j->a[i].value);
	}
	if (more && k->job.a_n < KEPT_VALUES_MAX) {
		k->a[k->job.a_n].name = put(&at, more->name);
		k->a[k->job.a_n++].value = put(&at, more->value);
	}
	return k;
}

/* ---- how far it is ---- */

#define LONG_MS 500 /* after which it is said that there is something going on */
#define NEWS_MS 250

struct progress {
	struct app *app;
	const char *what;
	size_t n;
	int64_t next;
};

static void step(void *arg, size_t through)
{
	struct progress *p = arg;

	if (term_clock() < p->next)
		return;
	p->next = term_clock() + NEWS_MS;
	app_working(p->app, "%s: %zu из %zu…", p->what, through, p->n);
}

static struct many many_of(const struct job *j, struct progress *p)
{
	return (struct many){.what = j->what,
			     .kind = j->kind,
			     .kinds = j->kinds,
			     .ids = j->ids,
			     .n = j->n,
			     .action = j->t ? j->t->action : NULL,
			     .a = j->a,
			     .a_n = j->a_n,
			     .own = j->own,
			     .owns = j->owns,
			     .with_own = true,
			     .step = step,
			     .step_arg = p};
}

static void forget_progress(struct app *app)
{
	if (!app->said)
		app->message[0] = 0;
}

/* ---- what was asked ---- */

/* Of what is asked, the question that leaves most to choose; NULL: nothing is, or nothing new. */
static const struct question *question_of(const struct job *j, const struct refused *r, size_t n)
{
	const struct question *found = NULL;

	for (size_t i = 0; i < n && !j->without; i++) {
		const struct question *q = &r[i].question;
		bool again = false;

		for (size_t k = 0; q->n && k < j->a_n; k++)
			again |= !strcmp(j->a[k].name, q->answers[0].name);
		if (q->n && !again && (!found || q->n > found->n))
			found = q;
	}
	return found;
}

static void answered(struct app *app, int index, void *arg)
{
	const struct kept *asked = arg;
	struct job without = asked->job;
	struct kept *next;

	if (index < 0)
		return;
	if ((size_t)index < asked->question.n) {
		next = job_keep(&asked->job, NULL, &asked->question.answers[index]);
		job_run(app, &next->job);
		free(next);
	} else {
		without.without = true;
		job_run(app, &without);
	}
}

static void ask(struct app *app, const struct job *j, const struct question *q, const char *name, size_t others)
{
	struct kept *k = job_keep(j, NULL, NULL);
	struct button buttons[5];
	struct buf text = {0};

	k->question = *q;
	k->question.text = (struct buf){0};
	for (size_t i = 0; i < q->n; i++)
		buttons[i] = (struct button){q->answers[i].title, NULL};
	buttons[q->n] = (struct button){"Без них", NULL};
	buf_addf(&text, "%s%s%s", name, *name ? "\n" : "", buf_text(&q->text));
	if (others)
		buf_addf(&text, "\n\nО том же надо спросить ещё о %zu %s. Ответ — один на всех.", others,
			 text_plural((long)others, "записи", "записях", "записях"));
	dialog_choice(app, "Сначала вопрос", text.s, NULL, buttons, q->n + (*name != 0), answered, k);
	screen_own(app, k);
	buf_free(&text);
}

/* Is something to be asked before it can be tried on? */
static bool asks(struct app *app, const struct job *j, const struct refused *r, size_t n)
{
	const struct question *q = question_of(j, r, n);
	const struct refused *first = r;
	size_t others = 0;

	for (size_t i = 0; q && i < n; i++) {
		others += r[i].question.n > 0;
		if (&r[i].question == q)
			first = &r[i];
	}
	if (q)
		ask(app, j, q, first->name, others - 1);
	return q;
}

/* ---- done ---- */

/* «Срок отложен»; «отмечен сделанным» is said of one, the name of the act of several. */
static void deed_add(const struct job *j, struct buf *out)
{
	static const char *const pasts[] = {
		[MANY_SET] = "Изменено", [MANY_DELETE] = "В корзине", [MANY_RESTORE] = "Снова на месте"};

	text_add_cased(out, j->t ? j->t->past : pasts[j->what], true);
	if (!j->t || !strcmp(out->s, j->t->past))
		return;
	buf_clear(out);
	buf_addf(out, "Готово («%s»)", j->title);
}

/* One line beside the message, a few in a box, many on a screen of their own. */
static void tell_notice(struct app *app, const char *title, const char *text)
{
	int width = utf8_width(title, strlen(title)) + 2 + utf8_width(text, strlen(text));

	if (!strchr(text, '\n') && width <= draw_columns() - 2)
		app_say(app, LOOK_GOOD, "%s. %s", title, text);
	else if (draw_wrapped_height(text, 60) > draw_rows() - 8)
		dialog_text(app, title, text);
	else
		dialog_message(app, title, text);
}

static void say_done(struct app *app, const struct job *j, struct outcome *out)
{
	struct buf done = {0}, *notice = &out->notice;
	const char *text;
	size_t n;

	deed_add(j, &done);
	buf_add(&done, ": ");
	many_counted_add(j->own ? MANY_DUES : j->kind, j->n, &done);
	buf_add(notice, buf_text(&out->warnings));
	text = buf_text(notice);
	n = text_trim(&text, notice->n);
	if (n)
		notice->s[(size_t)(text - notice->s) + n] = 0;
	app_say(app, LOOK_GOOD, "%s. Взять назад: Ctrl-Z", buf_text(&done));
	if (n && (!j->done || out->warnings.n))
		tell_notice(app, done.s, text);
	buf_free(&done);
}

static bool was_done_to(const struct job *j, struct subject of)
{
	size_t i = 0;

	while (i < j->n && (j->ids[i] != of.id || (j->kinds ? j->kinds[i] : j->kind) != of.kind))
		i++;
	return i < j->n;
}

/* Of deadlines that were put off all, for what is over has none. One that comes again stays in its list. */
static void unmark(const struct job *j)
{
	size_t n, hidden, done = 0;
	uint64_t *keys;

	if (j->own) {
		list_unmark_all(j->marks);
		return;
	}
	n = list_marked_keys(j->marks, &keys, &hidden);
	for (size_t i = 0; i < n; i++)
		if (was_done_to(j, subject_of_key(keys[i])))
			keys[done++] = keys[i];
	list_mark(j->marks, keys, done, LIST_UNMARK);
	free(keys);
}

static void carry_out(struct app *app, const struct job *j)
{
	struct progress p = {app, j->title, j->n, term_clock() + LONG_MS};
	const struct many many = many_of(j, &p);
	struct error e = {.code = OK};
	struct outcome out = {0};
	enum err err = op_many(app->session, &many, &out, &e);

	forget_progress(app);
	if (!err && j->marks)
		unmark(j);
	if (!err && j->closes)
		screen_close(app, j->closes);
	if (!err)
		say_done(app, j, &out);
	else if (e.code == ERR_REFUSED && out.question.n && !j->without) /* what only all together ask */
		ask(app, j, &out.question, "", 0);
	else
		dialog_error(app, &e);
	outcome_clear(&out);
	if (err)
		return;
	app_reload(app);
	if (j->done)
		j->done(app, j->kind, j->ids, j->n);
}

static void confirmed(struct app *app, int index, void *arg)
{
	const struct kept *k = arg;

	if (index == 0)
		carry_out(app, &k->job);
}

/* ---- tried ---- */

/* Those that were not refused; refused ones are in the same order. */
static void take_able(const struct job *j, const struct refused *r, size_t n, struct marked *able)
{
	size_t next = 0;

	*able = (struct marked){.kind = j->own ? MANY_DUES : j->kind,
				.kinds = j->kinds ? mem_alloc(j->n + 1) : NULL,
				.owns = j->owns ? mem_alloc((j->n + 1) * sizeof(*able->owns)) : NULL,
				.ids = mem_alloc((j->n + 1) * sizeof(*able->ids))};
	for (size_t i = 0; i < j->n; i++) {
		if (next < n && r[next].at == i) {
			next++;
			continue;
		}
		if (able->owns)
			able->owns[able->n] = j->owns[i];
		if (able->kinds)
			able->kinds[able->n] = j->kinds[i];
		able->hidden += i >= j->n - j->hidden;
		able->ids[able->n++] = j->ids[i];
	}
}

static void tell(struct app *app, const struct job *j, const struct refused *r, size_t n)
{
	struct buf text = {0};
	struct marked able;
	struct kept *k;

	take_able(j, r, n, &able);
	k = job_keep(j, &able, NULL);
	if ((j->sure || j->at_once) && !n) {
		carry_out(app, &k->job);
		free(k);
	} else {
		if (j->told || (j->t && j->t->consequence))
			buf_addf(&text, "%s\n", j->told ? j->told : j->t->consequence);
		many_confirm(app, j->title, buf_text(&text), &able, r, n, confirmed, k);
	}
	buf_free(&text);
	marked_release(&able);
}

void job_run(struct app *app, const struct job *j)
{
	struct progress p = {app, "Проверяется", j->n, term_clock() + LONG_MS};
	const struct many many = many_of(j, &p);
	struct error e = {.code = OK};
	struct refused *refused = NULL;
	uint32_t *able = NULL;
	size_t able_n, n;

	if (op_many_try(app->session, &many, &able, &able_n, &refused, &n, &e)) {
		forget_progress(app);
		dialog_error(app, &e);
	} else {
		forget_progress(app);
		if (!asks(app, j, refused, n))
			tell(app, j, refused, n);
	}
	refused_free(refused, n);
	free(able);
}
