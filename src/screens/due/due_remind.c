/* Letters about what is under the cursor: a deadline, those of a set, of a group. */
#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "stazh/base/date.h"
#include "stazh/mail/mail.h"

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
	free(under_cursor((const struct due *)screen, &n));
	return n ? OK : error_set(e, ERR_REFUSED, "здесь нет срока");
}

/* ---- the letters before they go ---- */

struct reminding {
	struct mail_plan plan;
	struct buf intro, letters;
	size_t n; /* that can be written */
};

static void release(void *arg)
{
	struct reminding *r = arg;

	mail_plan_release(&r->plan);
	buf_free(&r->intro);
	buf_free(&r->letters);
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

static enum err compose(struct reminding *r, struct tx *tx, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < r->plan.n && !err; i++) {
		const struct mail_letter *l = &r->plan.letters[i];
		struct buf subject = {0}, text = {0};

		if (!l->reach) {
			err = mail_text(tx, l, &subject, &text, e);
			buf_addf(&r->letters, "%s%s <%s>\nТема\t%s\n", r->n++ ? "\n" : "", l->name, l->address,
				 buf_text(&subject));
			buf_add(&r->letters, buf_text(&text));
		}
		buf_free(&subject);
		buf_free(&text);
	}
	if (r->n)
		buf_add(&r->intro, "Письмо получат: ");
	add_names(r, true, &r->intro);
	if (r->n < r->plan.n)
		buf_addf(&r->intro, "%sНе получат: ", r->n ? ".\n" : "");
	add_names(r, false, &r->intro);
	return err;
}

static void show_letters(struct app *app, struct buf *out, void *arg)
{
	(void)app;
	buf_add(out, buf_text(&((struct reminding *)arg)->letters));
}

static enum err send(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct mail_report report = {.sent = 0};
	struct reminding *r = arg;
	enum err err;

	(void)f;
	err = mail_by_hand(app->session, &r->plan, n ? a[0].value : "", &report, e);
	if (!err && report.waiting)
		app_say(app, LOOK_ERROR, "Отправлено писем: %zu, ждёт: %zu — %s", report.sent, report.waiting,
			buf_text(&report.why));
	else if (!err)
		app_say(app, LOOK_PLAIN, "Отправлено писем: %zu.", report.sent);
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

	if (!tx || mail_plan_of(tx, which, n, &r->plan, &e) || compose(r, tx, &e)) {
		app_say(app, LOOK_ERROR, "%s", e.text);
	} else if (!r->n) {
		app_say(app, LOOK_ERROR, "%s", r->plan.n ? buf_text(&r->intro) : "Отвечать за это уже некому.");
	}
	tx_end(&tx);
	if (e.code || !r->n) {
		release(r);
		return;
	}
	form_open(app, &(struct form_spec){.title = "Напомнить",
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
	else
		remind_ask(app, which, n);
	free(which);
	return SCREEN_DONE;
}
