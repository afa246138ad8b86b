/* A deadline is put off, or nobody waits for it any more: actions that every kind has. */
#include <string.h>

#include "internal.h"
#include "stazh/base/date.h"
#include "stazh/model/deferral.h"

enum { ARG_UNTIL = 120, ARG_REASON, ARG_SORT };

/* Of several deadlines the one that is meant. */
static enum err find_due(struct tx *tx, const struct record *r, const char *code, struct record_due *found,
			 struct error *e)
{
	const struct session *s = tx_session(tx);
	struct record_due dues[DUES_MAX];
	size_t n = record_dues(tx, r, dues), i = 0;

	if (!n)
		return error_set(e, ERR_REFUSED, "сроков за этой записью не числится");
	while (*code && i < n && strcmp(deadline_code(dues[i].sort), code) != 0)
		i++;
	if (i == n)
		return error_set(e, ERR_REFUSED, "срока «%s» за этой записью не числится", code);
	*found = *code ? dues[i] : *record_due_next(dues, n, s->today);
	if (s->role == ROLE_LEADER && deadline_is_methodists(found->sort))
		return error_set(e, ERR_REFUSED, "это срок методиста, ему и решать");
	return OK;
}

enum err deferral_guard(struct tx *tx, const struct record *r, struct error *e)
{
	struct record_due due;

	return find_due(tx, r, "", &due, e);
}

enum err deferral_guard_waive(struct tx *tx, const struct record *r, struct error *e)
{
	struct record_due due;
	enum err err = find_due(tx, r, "", &due, e);

	return !err && due.now == DATE_NONE ? error_set(e, ERR_REFUSED, "срок уже снят") : err;
}

static void suggest_until(struct tx *tx, const struct record *r, struct record *args)
{
	(void)r;
	record_set_date(args, ARG_UNTIL, tx_session(tx)->today + 7);
}

/* clang-format off */
#define REASON(help_) {.field = {.id = ARG_REASON, .name = "reason", .title = "Почему", .type = FT_TEXT, .flags = FF_REQUIRED, \
	.help = help_, .example = "ждём приказ управления"}}
#define SORT {.field = {.id = ARG_SORT, .name = "deadline", .title = "Какой срок", .type = FT_TEXT, .flags = FF_SYSTEM, \
	.help = "Когда за записью их несколько: код, как в stazh due --format json. Не указан: просроченный, иначе ближайший.", \
	.example = "report"}}
const struct action_arg deferral_args[] = {
	{.field = {.id = ARG_UNTIL, .name = "until", .title = "Отложить до", .type = FT_DATE, .flags = FF_REQUIRED,
		   .help = "День, в который срок снова покажется.", .example = "+7"}, .suggest = suggest_until},
	REASON("Останется в записи и в журнале."), SORT, {.field = {.name = NULL}},
};
const struct action_arg deferral_waive_args[] = {
	REASON("Почему этого больше не ждут. Останется в записи и в журнале."), SORT, {.field = {.name = NULL}},
};
/* clang-format on */

enum err deferral_apply(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	int32_t until = record_date(args, ARG_UNTIL);
	struct record_due due;
	enum err err = find_due(tx, r, record_text(args, ARG_SORT), &due, e);

	if (err)
		return err;
	if (until <= tx_session(tx)->today)
		return error_set(e, ERR_REFUSED, "Отложить можно только на день после сегодняшнего");
	if (until <= due.due) {
		struct buf day = {0};

		date_add_ru(&day, due.due);
		error_set(e, ERR_REFUSED, "Срок и так позже: %s", buf_text(&day));
		buf_free(&day);
		return ERR_REFUSED;
	}
	deferral_set(r, due.sort, until, record_text(args, ARG_REASON));
	buf_add(notice, "Срок покажется снова ");
	date_add_ru(notice, until);
	buf_addc(notice, '\n');
	return OK;
}

enum err deferral_waive(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	struct record_due due;
	enum err err = find_due(tx, r, record_text(args, ARG_SORT), &due, e);

	(void)notice;
	if (!err)
		deferral_set(r, due.sort, DATE_NONE, record_text(args, ARG_REASON));
	return err;
}
