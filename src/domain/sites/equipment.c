/* What a site needs to work with (4.2), and by when. */
#include <stdlib.h>
#include <string.h>
#include "../internal.h"
#include "sites.h"
#include "stazh/model/deadline.h"

/* clang-format off */
static const struct field equipment_fields[] = {
	{.id = EQUIPMENT_SITE, .name = "site", .title = "Площадка", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 36, .help = "Для какой площадки.", .example = "3"},
	{.id = EQUIPMENT_NAME, .name = "name", .title = "Что", .type = FT_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN,
	 .width = 30, .rule = RULE_EQUIPMENT, .help = "Что нужно площадке.", .example = "ноутбук"},
	{.id = EQUIPMENT_NEEDED, .name = "needed", .title = "Нужно", .type = FT_INT, .min = 0, .max = 100000, .flags = FF_COLUMN,
	 .width = 6, .help = "Сколько нужно, штук.", .example = "15"},
	{.id = EQUIPMENT_PRESENT, .name = "present", .title = "Есть", .type = FT_INT, .min = 0, .max = 100000, .flags = FF_COLUMN,
	 .width = 6, .help = "Сколько уже есть, штук.", .example = "4"},
	{.id = EQUIPMENT_BY_WHEN, .name = "by_when", .title = "К сроку", .type = FT_DATE, .flags = FF_COLUMN, .width = 10,
	 .help = "К какому дню обеспечить.", .example = "01.10.2026"},
};
/* clang-format on */

static void equipment_label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, EQUIPMENT_NAME));
}

static void equipment_beside(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%lld из %lld", (long long)record_int(r, EQUIPMENT_PRESENT),
		 (long long)record_int(r, EQUIPMENT_NEEDED));
}

static long equipment_lacking(const struct record *r)
{
	return (long)(record_int(r, EQUIPMENT_NEEDED) - record_int(r, EQUIPMENT_PRESENT));
}

static void equipment_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.kind = DL_EQUIPMENT, .rec_kind = KIND_EQUIPMENT, .rec_id = r->id};
	struct site_card card = {0};
	struct buf what = {0};

	if (!record_has(r, EQUIPMENT_BY_WHEN) || equipment_lacking(r) <= 0 ||
	    !site_card_load(tx, record_ref(r, EQUIPMENT_SITE), &card))
		return;
	d.due = record_date(r, EQUIPMENT_BY_WHEN);
	buf_addf(&what, "Оснащение: %s, не хватает %ld", record_text(r, EQUIPMENT_NAME), equipment_lacking(r));
	d.what = what.s;
	site_deadline(&card, WHOSE_LEADER, &d);
	deadline_add(out, &d);
	buf_free(&what);
	site_card_release(&card);
}

static enum closing equipment_close(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				    const char **what)
{
	(void)tx;
	(void)end;
	*what = "срок снят";
	record_unset(is, EQUIPMENT_BY_WHEN);
	return record_has(r, EQUIPMENT_BY_WHEN) && equipment_lacking(r) > 0 ? CLOSING_DONE : CLOSING_NONE;
}

static enum err equipment_guard(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	if (equipment_lacking(r) > 0)
		return OK;
	return error_set(e, ERR_REFUSED, "уже всё есть: %lld из %lld", (long long)record_int(r, EQUIPMENT_PRESENT),
			 (long long)record_int(r, EQUIPMENT_NEEDED));
}

static enum err equipment_provide(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
				  struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_set_int(r, EQUIPMENT_PRESENT, record_int(r, EQUIPMENT_NEEDED));
	return OK;
}

/* clang-format off */
static const struct transition equipment_transitions[] = {
	{.action = "provide", .title = "Всё получено", .past = "получено", .rule = RULE_EQUIPMENT, .role = ROLE_LEADER,
	 .guard = equipment_guard, .apply = equipment_provide},
};
/* clang-format on */

static const struct cycle equipment_cycle = {
	.kind = KIND_EQUIPMENT,
	.t = equipment_transitions,
	.n = sizeof(equipment_transitions) / sizeof(*equipment_transitions),
};

static const struct kind_more equipment_more = {.part = true, .beside = equipment_beside};

/* clang-format off */
static const struct deadline_def equipment_dues[] = {
	{.kind = DL_EQUIPMENT, .code = "equipment", .ended = "provide", .rule = RULE_EQUIPMENT},
	{.code = NULL},
};

const struct kind_def kind_equipment = {
	.kind = KIND_EQUIPMENT, .name = "equipment", .title = "Оснащение", .plural = "Оснащение",
	.genitive = "оснащения", .genitive_plural = "оснащения", .accusative = "оснащение", .created = "заведено",
	.gone = "удалено",
	.fields = equipment_fields, .n = sizeof(equipment_fields) / sizeof(*equipment_fields),
	.parent = EQUIPMENT_SITE, .writer = ROLE_LEADER, .book = 5, .cycle = &equipment_cycle,
	.label = equipment_label,
	.deadlines = equipment_deadlines, .dues = equipment_dues, .close = equipment_close,
	.more = &equipment_more,
};
/* clang-format on */
