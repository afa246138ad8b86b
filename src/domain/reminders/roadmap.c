/* Roadmaps: steps with days relative to an event, a term or a school year, kept to be applied again and again. */
#include <stdlib.h>
#include <string.h>

#include "../sites/sites.h"
#include "reminders.h"
#include "stazh/base/collate.h"
#include "stazh/model/query.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = ROADMAP_NAME, .name = "name", .title = "Название", .type = FT_TEXT, .max = 200, .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN,
	 .width = 40, .help = "Как дорожная карта называется.", .example = "Занятие на площадке"},
	{.id = ROADMAP_BASE, .name = "base", .title = "К чему", .type = FT_CHOICE, .choices = roadmap_bases, .flags = FF_REQUIRED | FF_COLUMN,
	 .width = 13, .help = "От чего считаются сроки: от дня занятия, от начала и окончания срока статуса или учебного года.",
	 .example = "занятие"},
	{.id = ROADMAP_FORMS, .name = "forms", .title = "Для каких занятий", .type = FT_CHOICE, .option = OPT_FORMS,
	 .flags = FF_MANY | FF_COLUMN, .width = 24, .help = "Формы занятий, для которых она предлагается. Пусто: для любых.",
	 .example = "семинар"},
	{.id = ROADMAP_STEPS, .name = "steps", .title = "Шаги", .type = FT_LONG, .flags = FF_REQUIRED | FF_SEARCH | FF_ROWS,
	 .help = "Шаг на строку: когда, двоеточие, что, тире, кто. Когда: «за 10 дней до», «через 3 дня», «за 5 рабочих дней до», «в день», "
	 "«накануне», «за 2 недели до 15 июня», у срока и года ещё «до начала», «после окончания».",
	 .example = "за 10 дней до: программа занятия — руководитель"},
	{.id = ROADMAP_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что ещё нужно знать."},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, ROADMAP_NAME));
}

static size_t uses(struct tx *tx, uint32_t id)
{
	size_t n = 0;

	if (id)
		free(refs_list(tx, KIND_ROADMAP, id, KIND_REMINDER, REMINDER_ROADMAP, &n));
	return n;
}

static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	(void)tx;
	(void)was;
	if (strcmp(record_text(is, ROADMAP_BASE), ROADMAP_EVENT) != 0)
		record_unset(is, ROADMAP_FORMS);
}

/* Two with one name for the same could not be told apart where they are named. */
static enum err check_name(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *name = record_text(is, ROADMAP_NAME), *base = record_text(is, ROADMAP_BASE);
	struct record other = {0};
	uint64_t *ids;
	size_t n;
	enum err err = OK;

	if (was && !strcmp(record_text(was, ROADMAP_NAME), name) && !strcmp(record_text(was, ROADMAP_BASE), base))
		return OK;
	ids = words_find(tx, name, KIND_ROADMAP, &n);
	for (size_t i = 0; i < n && !err; i++)
		if ((uint32_t)ids[i] != is->id && load(tx, KIND_ROADMAP, (uint32_t)ids[i], &other) &&
		    name_same(record_text(&other, ROADMAP_NAME), name) &&
		    !strcmp(record_text(&other, ROADMAP_BASE), base)) {
			err = error_set(e, ERR_REFUSED, "Дорожная карта «%s» (к чему: %s) уже есть%s",
					record_text(&other, ROADMAP_NAME), base,
					record_bool(&other, REC_ARCHIVED) ? ", в архиве" : "");
			error_at(e, "name");
		}
	free(ids);
	record_release(&other);
	return err;
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *steps = record_text(is, ROADMAP_STEPS), *base = record_text(is, ROADMAP_BASE);
	struct error cause = {.code = OK};
	struct roadmap_step step;
	size_t at = 0, n = 0;
	enum err err = OK, one;

	if (check_name(tx, was, is, e) && error_enough(&err, ERR_REFUSED, &e))
		return err;
	while (!(one = roadmap_step_next(steps, base, &at, &step, &cause)))
		n++;
	if (one != ERR_NONE || (!n && *steps)) {
		error_set(e, ERR_REFUSED, "Шаги: %s", one == ERR_NONE ? "ни одного нет" : cause.text);
		error_at(e, "steps");
		if (error_enough(&err, ERR_REFUSED, &e))
			return err;
	}
	if (was && strcmp(record_text(was, ROADMAP_BASE), base) != 0 && uses(tx, is->id)) {
		error_set(e, ERR_REFUSED,
			  "Дорожная карта уже применена: к чему она, не меняют. Заведите другую (копией)");
		error_at(e, "base");
		error_enough(&err, ERR_REFUSED, &e);
	}
	return err;
}

static void facts(struct tx *tx, const struct record *r, struct facts *out)
{
	uint32_t *ids;
	struct record step = {0};
	size_t n, open = 0;

	ids = refs_list(tx, KIND_ROADMAP, r->id, KIND_REMINDER, REMINDER_ROADMAP, &n);
	for (size_t i = 0; i < n; i++)
		open += load(tx, KIND_REMINDER, ids[i], &step) && !record_has(&step, REMINDER_DONE_ON);
	free(ids);
	record_release(&step);
	if (n)
		buf_addf(&out->text, "Применена\tзаведено %zu %s, из них не сделано %zu\n", n,
			 text_plural((long)n, "срок", "срока", "сроков"), open);
}

bool roadmap_span(struct tx *tx, const char *base, const struct record *subject, int year, struct span *out)
{
	struct record term = {0}, site = {0};
	bool found = true;

	if (!strcmp(base, ROADMAP_YEAR)) {
		*out = (struct span){school_year_first(year), school_year_last(year)};
		return year != 0;
	}
	if (subject->kind == KIND_EVENT) {
		*out = (struct span){record_date(subject, EVENT_DATE), record_date(subject, EVENT_DATE)};
		return true;
	}
	if (subject->kind == KIND_TERM)
		record_copy(&term, subject);
	else
		found = subject->kind == KIND_SITE && site_last_term(tx, subject->id, &term);
	if (found)
		*out = (struct span){record_date(&term, TERM_FROM), load_ref(tx, KIND_SITE, &term, TERM_SITE, &site)
									    ? term_end(&term, &site)
									    : record_date(&term, TERM_TO)};
	record_release(&term);
	record_release(&site);
	return found;
}

/* ---- applied from its own card ---- */

enum { ARG_YEAR = 100, ARG_SITES };

static void suggest_year(struct tx *tx, const struct record *r, struct record *args)
{
	const struct session *s = tx_session(tx);

	(void)r;
	record_set_int(args, ARG_YEAR, s->year ? s->year : school_year_worked_on(s->today));
}

static enum err guard_apply(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	if (!strcmp(record_text(r, ROADMAP_BASE), ROADMAP_EVENT))
		return error_set(e, ERR_REFUSED,
				 "её применяют к занятию: на его карточке или в списке, F2, «Дорожная карта»");
	if (!strcmp(record_text(r, ROADMAP_BASE), ROADMAP_TERM))
		return error_set(e, ERR_REFUSED,
				 "её применяют к площадке или её сроку: на карточке, F2, «Дорожная карта»");
	return OK;
}

static enum err apply(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	int year = (int)record_int(args, ARG_YEAR);
	struct span span = {school_year_first(year), school_year_last(year)};
	size_t n;
	uint32_t *sites = refs_of(args, ARG_SITES, &n);
	enum err err = n ? OK : roadmap_apply(tx, r, (struct pointed){0, 0}, &span, notice, e);

	for (size_t i = 0; i < n && !err; i++)
		err = roadmap_apply(tx, r, (struct pointed){KIND_SITE, sites[i]}, &span, notice, e);
	free(sites);
	return err;
}

/* clang-format off */
static const struct action_arg apply_args[] = {
	{.field = {.id = ARG_YEAR, .name = "year", .title = "Учебный год", .type = FT_YEAR, .flags = FF_REQUIRED, .example = "2026-2027",
		   .help = "За какой учебный год."}, .suggest = suggest_year},
	{.field = {.id = ARG_SITES, .name = "sites", .title = "Площадки", .type = FT_REF, .ref = KIND_SITE, .flags = FF_MANY,
		   .help = "Для каких площадок. Пусто: для округа, один раз.", .example = "1;3"}},
	{.field = {.name = NULL}},
};

static const struct transition transitions[] = {
	{.action = "apply", .title = "Применить", .past = "применена", .role = ROLE_METHODIST, .args = apply_args, .guard = guard_apply,
	 .apply = apply},
};

static const struct cycle cycle = {
	.kind = KIND_ROADMAP, .t = transitions, .n = sizeof(transitions) / sizeof(*transitions),
};

static const struct kind_more roadmap_more = {
	.few = "дорожные карты",
};

const struct kind_def kind_roadmap = {
	.kind = KIND_ROADMAP, .name = "roadmap", .title = "Дорожная карта", .plural = "Дорожные карты",
	.genitive = "дорожной карты", .genitive_plural = "дорожных карт", .accusative = "дорожную карту", .created = "заведена",
	.gone = "удалена",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.writer = ROLE_METHODIST, .book = 11, .cycle = &cycle,
	.label = label, .prepare = prepare, .check = check, .facts = facts, .more = &roadmap_more,
};
/* clang-format on */
