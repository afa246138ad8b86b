/* Letters about what is under the cursor: a deadline, those of a set, of a group. */
#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "stazh/base/date.h"
#include "stazh/mail/mail.h"
#include "stazh/tui/term.h"

/* ---- which deadlines ---- */

static struct deadline *under_cursor(const struct due *s, size_t *n)
{
	const struct due_row *row = s->list.count ? &s->rows.row[s->list.selected] : NULL;
	struct deadline *d;

	*n = row && row->sort != DUE_STEP ? row->sort == DUE_LINE || row->sort == DUE_MEMBER ? 1 : row->n : 0;
	d = mem_alloc((*n + 1) * sizeof(*d));
	for (size_t i = 0; i < *n; i++) {
		const struct due_line *l = &s->rows.lines[row->line + i];

		d[i] = (struct deadline){.due = l->due, .kind = l->kind, .rec_kind = l->rec_kind, .rec_id = l->rec_id};
	}
	return d;
}

enum err remind_may(struct app *app, struct error *e)
{
	if (app->session->role != ROLE_METHODIST)
		return error_set(e, ERR_REFUSED, "письма отправляет методист");
	if (!*config_text(app->session->config, OPT_MAIL_FROM))
		return error_set(e, ERR_REFUSED, "в настройках не сказано, от кого письма");
	return OK;
}

enum err due_remind_may(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	size_t n;

	(void)a;
	if (remind_may(app, e))
		return ERR_REFUSED;
	if (((const struct due *)screen)->list.marked_n)
		return OK;
	free(under_cursor((const struct due *)screen, &n));
	return n ? OK : error_set(e, ERR_REFUSED, "здесь нет срока");
}

/* ---- the letters before they go ---- */

struct reminding {
	struct mail_plan plan;
	struct buf intro;
	size_t n; /* that can be written */
	struct app *app;
	struct form *form;
	bool dropped; /* what was typed while they were sent */
};

static void release(void *arg)
{
	struct reminding *r = arg;

	mail_plan_release(&r->plan);
	buf_free(&r->intro);
	free(r);
}

static void add_names(const struct reminding *r, bool reached, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < r->plan.n; i++) {
		const struct mail_letter *l = &r->plan.letters[i];

		if (!l->reach != reached)
			continue;
		buf_addf(out, "%s%s", any ? ", " : "", l->name);
		if (l->reach)
			buf_addf(out, " (%s)", reach_title(l->reach));
		any = true;
	}
}

static void add_intro(struct reminding *r)
{
	for (size_t i = 0; i < r->plan.n; i++)
		r->n += !r->plan.letters[i].reach;
	if (r->n)
		buf_add(&r->intro, "Письмо получат: ");
	add_names(r, true, &r->intro);
	if (r->n < r->plan.n)
		buf_addf(&r->intro, "%sНе получат: ", r->n ? ".\n" : "");
	add_names(r, false, &r->intro);
}

/* As they will be, with the note. */
static enum err add_letters(struct tx *tx, const struct reminding *r, const char *note, struct buf *out,
			    struct error *e)
{
	bool any = false;
	enum err err = OK;

	for (size_t i = 0; i < r->plan.n && !err; i++) {
		struct mail_letter l = r->plan.letters[i];
		struct buf subject = {0}, text = {0};

		l.note = note;
		if (!l.reach) {
			err = mail_text(tx, &l, &subject, &text, e);
			buf_addf(out, "%s%s <%s>\nТема\t%s\n%s", any ? "\n" : "", l.name, l.address, buf_text(&subject),
				 buf_text(&text));
			any = true;
		}
		buf_free(&subject);
		buf_free(&text);
	}
	return err;
}

static void show_letters(struct app *app, struct buf *out, void *arg)
{
	const struct reminding *r = arg;
	struct error e = {.code = OK};
	struct tx *tx = screen_read(app);

	if (tx && add_letters(tx, r, form_text(r->form, 0), out, &e))
		buf_add(out, e.text);
	tx_end(&tx);
}

static bool show_sending(size_t done, size_t total, void *arg)
{
	struct reminding *r = arg;

	if (done == total)
		return true;
	app_working(r->app, "Отправляю письмо %zu из %zu%s", done + 1, total,
		    done + 1 < total ? " (Esc — остальные потом)" : "");
	return r->app->linear || (!term_ending() && !term_given_up(&r->dropped));
}

static void tell(struct app *app, const struct reminding *r, const struct mail_report *report)
{
	if (report->stopped)
		app_say(app, LOOK_TODAY, "Отправлено писем: %zu, ждёт: %zu, они уйдут в следующий раз.%s", report->sent,
			report->waiting, r->dropped ? " То, что набрано, пока отправляли, не выполнено." : "");
	else if (report->waiting)
		app_say(app, LOOK_ERROR, "Отправлено писем: %zu, ждёт: %zu — %s", report->sent, report->waiting,
			buf_text(&report->why));
	else
		app_say(app, LOOK_PLAIN, "Отправлено писем: %zu.", report->sent);
}

static enum err send(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	const struct mail_watch watch = {.go_on = show_sending, .arg = arg};
	struct mail_report report = {.sent = 0};
	struct reminding *r = arg;
	enum err err;

	(void)f;
	r->app = app;
	err = mail_by_hand(app->session, &r->plan, n ? a[0].value : "", &watch, &report, e);
	app_say(app, LOOK_PLAIN, "%s", "");
	if (!err)
		tell(app, r, &report);
	mail_report_release(&report);
	return err;
}

/* One line is soon typed again. */
static bool keep_nothing(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	(void)app, (void)step, (void)a, (void)n, (void)arg;
	return true;
}

/* clang-format off */
static const struct field note_field = {
	.id = 1, .name = "note", .title = "Приписка", .type = FT_TEXT, .max = 1000,
	.help = "Что добавить в письмо от себя. Можно ничего.", .example = "Жду до пятницы.",
};
/* clang-format on */

void remind_ask(struct app *app, const struct deadline *which, size_t n)
{
	static const struct form_item items[] = {{.field = &note_field}};
	struct reminding *r = mem_alloc(sizeof(*r));
	struct error e = {.code = OK};
	struct tx *tx = screen_read(app);

	if (tx && !mail_plan_of(tx, which, n, &r->plan, &e)) {
		struct buf letters = {0};

		add_intro(r);
		add_letters(tx, r, "", &letters, &e); /* is the template sound? */
		buf_free(&letters);
	}
	if (e.code)
		app_say(app, LOOK_ERROR, "%s", e.text);
	else if (!r->n)
		app_say(app, LOOK_ERROR, "%s", r->plan.n ? buf_text(&r->intro) : "Отвечать за это уже некому.");
	tx_end(&tx);
	if (e.code || !r->n) {
		release(r);
		return;
	}
	r->form = form_open(app, &(struct form_spec){.title = "Напомнить",
						     .intro = buf_text(&r->intro),
						     .save_label = "Отправ",
						     .help = "due",
						     .items = items,
						     .n = 1,
						     .save_always = true,
						     .keeps = true,
						     .draft = keep_nothing,
						     .save = send,
						     .beside = show_letters,
						     .beside_title = "Письма",
						     .beside_label = "Письма",
						     .beside_typed = true,
						     .free_arg = release,
						     .arg = r});
}

enum next due_remind(struct app *app, struct screen *screen)
{
	struct error e = {.code = OK};
	size_t n;
	struct deadline *which = under_cursor((const struct due *)screen, &n);

	if (due_remind_may(app, screen, ACT_REMIND, &e))
		app_say(app, LOOK_ERROR, "%s", e.text);
	else if (!due_marked_act(app, (struct due *)screen, ACT_REMIND))
		remind_ask(app, which, n);
	free(which);
	return SCREEN_DONE;
}
