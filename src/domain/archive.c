/* The actions that every kind has: of its deadlines (deferral.c), and the way to the archive and back. */
#include "internal.h"
#include "stazh/domain/standing.h"

static enum err guard_archive(struct tx *tx, const struct record *r, struct error *e)
{
	const char *why = kind_more(kind_def(r->kind))->no_archive;

	(void)tx;
	if (why)
		return error_set(e, ERR_REFUSED, "%s", why);
	return record_bool(r, REC_ARCHIVED) ? error_set(e, ERR_REFUSED, "уже в архиве") : OK;
}

static enum err guard_unarchive(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_bool(r, REC_ARCHIVED) ? OK : error_set(e, ERR_REFUSED, "не в архиве");
}

static enum err archive(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	struct standing standing = {.certificates = 0};
	struct buf all = {0};
	enum err err = OK;

	(void)notice;
	standing_find(tx, r->kind, r->id, DATE_MIN, &standing);
	standing_add(&standing, &all);
	if (all.n && !record_bool(args, ARG_CONFIRM)) {
		buf_addc(&all, '\n');
		err = standing_ask(tx, "К этой записи относится", all.s,
				   "Всё это останется, а сама запись уйдёт из списков. Убрать в архив?",
				   "Убрать в архив", e);
	}
	standing_release(&standing);
	buf_free(&all);
	record_set_bool(r, REC_ARCHIVED, true);
	return err;
}

static const struct action_arg archive_args[] = {CONFIRM_ARG, {.field = {.name = NULL}}};

static enum err unarchive(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_set_bool(r, REC_ARCHIVED, false);
	return OK;
}

/* clang-format off */
const struct transition common_actions[] = {
	{.action = "defer", .title = "Отложить срок", .past = "Срок отложен", .role = ROLE_LEADER, .guard = deferral_guard,
	 .args = deferral_args, .apply = deferral_apply},
	{.action = "waive", .title = "Снять срок", .past = "Срок снят", .role = ROLE_LEADER, .guard = deferral_guard_waive,
	 .args = deferral_waive_args, .apply = deferral_waive},
	{.action = "archive", .title = "Убрать в архив", .past = "в архиве", .role = ROLE_METHODIST, .guard = guard_archive,
	 .args = archive_args, .apply = archive},
	{.action = "unarchive", .title = "Вернуть из архива", .past = "снова в списках", .role = ROLE_METHODIST,
	 .guard = guard_unarchive, .apply = unarchive},
	{.action = NULL},
};
/* clang-format on */
