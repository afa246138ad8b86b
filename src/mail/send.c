/* Letters are handed to the mail program, one after another, with no transaction open meanwhile. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "mail.h"
#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/access.h"

#define WHY_MAX 300 /* bytes of what the program said */

void mail_report_release(struct mail_report *r)
{
	mail_plan_release(&r->plan);
	buf_free(&r->why);
	*r = (struct mail_report){.sent = 0};
}

/* ---- the program ---- */

/* One line of what it said, in what can be stored. */
static void add_said(const struct buf *said, struct buf *out)
{
	const char *s = buf_text(said);
	size_t n = text_trim(&s, said->n);
	struct buf visible = {0}, one = {0};

	utf8_add_visible(&visible, s, n);
	for (size_t i = 0; i < visible.n; i++)
		if (visible.s[i] == '\n' || visible.s[i] == '\t')
			visible.s[i] = ' ';
	n = visible.n > WHY_MAX ? WHY_MAX : visible.n;
	while (n && n < visible.n && ((unsigned char)visible.s[n] & 0xc0) == 0x80)
		n--;
	buf_addn(&one, buf_text(&visible), n);
	if (one.n)
		buf_addf(out, ": %s", one.s);
	buf_free(&visible);
	buf_free(&one);
}

static void add_reason(const struct config *c, const struct run_result *r, struct buf *out)
{
	switch (r->end) {
	case RUN_NOT_FOUND:
		buf_addf(out, "почтовая программа «%s» не запускается: %s", config_text(c, OPT_MAIL_PROGRAM),
			 error_reason(r->status));
		break;
	case RUN_LATE:
		buf_addf(out, "почтовая программа не ответила за %d с", (int)config_int(c, OPT_MAIL_TIMEOUT));
		break;
	case RUN_SIGNAL:
		buf_addf(out, "почтовую программу прервали (сигнал %d)", r->status);
		break;
	case RUN_EXITED:
		buf_addf(out, "почтовая программа письма не взяла (код %d)", r->status);
		break;
	}
	add_said(&r->said, out);
}

/* ---- one by one ---- */

/* From taking it in hand to the note nothing short of kill -9 comes between: *end how the program ended. */
static enum err send_one(struct session *s, uint32_t id, char *const *words, enum run_end *end,
			 struct mail_report *report, struct error *e)
{
	struct buf message = {0}, why = {0};
	struct run_result r = {.end = RUN_EXITED};
	bool gone = false, taken;
	enum err err = outbox_claim(s, id, &message, &gone, report, e);

	*end = RUN_EXITED;
	if (!err && !gone) {
		run_program(words, message.s, message.n, config_int(s->config, OPT_MAIL_TIMEOUT), &r);
		*end = r.end;
		taken = r.end == RUN_EXITED && !r.status;
		if (!taken)
			add_reason(s->config, &r, &why);
		err = outbox_note(s, id, taken, buf_text(&why), e);
		report->sent += !err && taken;
		report->waiting += !err && !taken;
		if (!taken) {
			buf_clear(&report->why);
			buf_add(&report->why, buf_text(&why));
		}
	}
	buf_free(&r.said);
	buf_free(&message);
	buf_free(&why);
	return err;
}

static bool goes_on(const struct mail_watch *watch, size_t done, size_t total)
{
	return !watch || !watch->go_on || watch->go_on(done, total, watch->arg);
}

static enum err send_all(struct session *s, const struct outbox *box, const struct mail_watch *watch,
			 struct mail_report *report, struct error *e)
{
	char **words = NULL, *room = NULL;
	enum run_end end = RUN_EXITED;
	sigset_t hold, before;
	enum err err = OK;

	run_split(config_text(s->config, OPT_MAIL_PROGRAM), &words, &room); /* config --check has looked at it */
	sigemptyset(&hold);
	sigaddset(&hold, SIGINT);
	sigaddset(&hold, SIGTERM);
	sigaddset(&hold, SIGHUP);
	for (size_t i = 0; i < box->n && !err; i++) {
		bool hopeless = end == RUN_NOT_FOUND || end == RUN_LATE; /* so would the others be */

		report->stopped = !hopeless && !goes_on(watch, i, box->n);
		if (hopeless || report->stopped) {
			report->waiting += box->n - i;
			break;
		}
		sigprocmask(SIG_BLOCK, &hold, &before);
		err = send_one(s, box->ids[i], words, &end, report, e);
		sigprocmask(SIG_SETMASK, &before, NULL);
	}
	goes_on(watch, box->n, box->n);
	free(words);
	free(room);
	return err;
}

/* ---- all of it ---- */

static enum err may_send(const struct session *s, struct error *e)
{
	if (s->role != ROLE_METHODIST)
		return error_set(e, ERR_REFUSED, "Нет права: письма отправляет методист");
	if (!*config_text(s->config, OPT_MAIL_FROM))
		return error_set(e, ERR_USAGE,
				 "Письма не отправляются: в настройках не сказано, от кого они; впишите адрес в раздел "
				 "[mail]: from = …");
	return OK;
}

void mail_trouble(struct tx *tx, size_t *unreached, size_t *unknown)
{
	const struct session *s = tx_session(tx);
	struct mail_plan plan = {.letters = NULL};

	*unreached = *unknown = 0;
	if (s->role != ROLE_METHODIST || !*config_text(s->config, OPT_MAIL_FROM))
		return;
	mail_plan(tx, &(struct mail_request){.days = -1, .any_day = true}, &plan, NULL);
	for (size_t i = 0; i < plan.n; i++)
		*unreached += plan.letters[i].reach != REACH_OK;
	*unknown = mail_standing(tx).unknown;
	mail_plan_release(&plan);
}

static enum err tell_unknown(struct session *s, struct mail_report *out, struct error *e)
{
	struct tx *tx = tx_read(s->store, e);

	if (!tx)
		return ERR_STORAGE;
	out->unknown = mail_standing(tx).unknown;
	tx_end(&tx);
	return OK;
}

enum err mail_remind(struct session *s, const struct mail_request *q, const struct mail_watch *watch,
		     struct mail_report *out, struct error *e)
{
	struct outbox box = {.ids = NULL};
	enum err err = may_send(s, e);

	if (!err)
		err = outbox_compose(s, q, &box, out, e);
	if (!err)
		err = send_all(s, &box, watch, out, e);
	if (!err)
		err = tell_unknown(s, out, e);
	free(box.ids);
	return err;
}

enum err mail_by_hand(struct session *s, const struct mail_plan *plan, const char *note, const struct mail_watch *watch,
		      struct mail_report *out, struct error *e)
{
	struct outbox box = {.ids = NULL};
	enum err err = may_send(s, e);

	if (!err)
		err = outbox_put(s, plan, note, &box, e);
	if (!err)
		err = send_all(s, &box, watch, out, e);
	if (!err)
		err = tell_unknown(s, out, e);
	free(box.ids);
	return err;
}
