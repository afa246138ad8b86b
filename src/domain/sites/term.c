/* Terms of a site's status (3.3). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../orders/orders.h"
#include "sites.h"
#include "stazh/model/deadline.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = TERM_SITE, .name = "site", .title = "Площадка", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 40, .help = "Чей это срок.", .example = "3"},
	{.id = TERM_ORDER, .name = "order", .title = "Приказ", .type = FT_REF, .ref = KIND_ORDER,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 22, .rule = RULE_ORDER, .help = "Приказ, который дал статус.", .example = "12-о"},
	{.id = TERM_FROM, .name = "from", .title = "С", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .rule = RULE_TERM, .help = "Первый день статуса.", .example = "01.09.2026"},
	{.id = TERM_TO, .name = "to", .title = "По", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .rule = RULE_TERM, .help = "Последний день статуса: не позже, чем разрешает Положение.", .example = "31.08.2027"},
	{.id = TERM_BEFORE, .name = "before", .title = "Было до приказа", .type = FT_TEXT, .flags = FF_SYSTEM,
	 .help = "В каком состоянии площадка была до приказа: к нему она вернётся, если приказ отменят."},
	{.id = TERM_ARCHIVE, .name = "archive", .title = "Архив по", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Внесено со старого приказа: за время до этого дня ни отчётов, ни сроков не спрашивают."},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record site = {0};

	span_add(out, record_date(r, TERM_FROM), record_date(r, TERM_TO));
	if (load_ref(tx, KIND_SITE, r, TERM_SITE, &site)) {
		buf_add(out, ", ");
		label_add(tx, KIND_ORG, record_ref(&site, SITE_ORG), out);
	}
	record_release(&site);
}

/* 3.3: at most three years. */
static enum err check_length(struct tx *tx, int32_t from, int32_t to, struct error *e)
{
	static const char *const words[] = {"одного года", "двух лет", "трёх лет", "четырёх лет", "пяти лет"};
	int years = config_int(tx_session(tx)->config, OPT_MAX_TERM_YEARS);
	int32_t last = date_add_months(from, 12 * years) - 1;
	struct buf text = {0};

	if (to < from) {
		error_set(e, ERR_REFUSED, "Срок кончается раньше, чем начинается");
		return error_at(e, "to");
	}
	if (to <= last)
		return OK;
	if (years <= 5)
		buf_addf(&text, "статус предоставляется на срок до %s", words[years - 1]);
	else
		buf_addf(&text, "статус предоставляется на срок до %d %s", years,
			 years % 10 == 1 && years % 100 != 11 ? "года" : "лет");
	buf_add(&text, " (указано ");
	span_add(&text, from, to);
	buf_add(&text, ").\nПоследний возможный день — ");
	date_add_ru(&text, last);
	rule_refuse(tx, e, RULE_TERM, "%s", text.s);
	buf_free(&text);
	return error_at(e, "to");
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	int32_t from = record_date(is, TERM_FROM), to = record_date(is, TERM_TO);
	enum err err = check_length(tx, from, to, e);
	struct record other = {0};
	struct buf text = {0};
	uint32_t *ids;
	size_t n;

	(void)was;
	ids = refs_list(tx, KIND_SITE, record_ref(is, TERM_SITE), KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n && !err; i++) {
		if (ids[i] == is->id || !load(tx, KIND_TERM, ids[i], &other) || record_date(&other, TERM_FROM) > to ||
		    record_date(&other, TERM_TO) < from)
			continue;
		buf_add(&text, "новый срок ");
		span_add(&text, from, to);
		buf_add(&text, " накладывается на срок ");
		span_add(&text, record_date(&other, TERM_FROM), record_date(&other, TERM_TO));
		buf_add(&text, " этой же площадки");
		rule_refuse(tx, e, RULE_TERM, "%s", text.s);
		err = error_at(e, "from");
	}
	free(ids);
	buf_free(&text);
	record_release(&other);
	return err;
}

enum err term_ensure_reports(struct tx *tx, const struct record *term, struct error *e)
{
	int32_t from = record_date(term, TERM_FROM), to = record_date(term, TERM_TO);

	if (record_has(term, TERM_ARCHIVE) && from <= record_date(term, TERM_ARCHIVE))
		from = record_date(term, TERM_ARCHIVE) + 1;
	return from > to ? OK : report_ensure(tx, record_ref(term, TERM_SITE), from, to, e);
}

static enum err stored(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	(void)was;
	return term_ensure_reports(tx, is, e);
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return record_date(r, TERM_FROM) <= school_year_last(year) &&
	       record_date(r, TERM_TO) >= school_year_first(year);
}

/* Only the last term of a site that is at work has an end to look after. */
static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.rec_kind = KIND_TERM, .rec_id = r->id};
	struct record other = {0};
	struct site_card card = {0};
	struct buf what = {0};
	int32_t to = record_date(r, TERM_TO);
	bool last;

	if (!site_card_load(tx, record_ref(r, TERM_SITE), &card))
		return;
	last = !term_last(tx, card.site.id, r->id, &other) || record_date(&other, TERM_TO) < to;
	if (last && !term_is_archive(r) && !strcmp(record_text(&card.site, SITE_STATE), SITE_ACTIVE)) {
		site_deadline(&card, WHOSE_METHODIST, &d);
		d.kind = DL_STATUS_END;
		d.due = to;
		buf_add(&what, "Кончается срок статуса");
		rule_cite(tx_config(tx), RULE_TERM, &what);
		d.what = what.s;
		deadline_add(out, &d);
		buf_clear(&what);
		buf_add(&what, "До ");
		date_add_ru(&what, to);
		buf_add(&what, " действует статус");
		rule_cite(tx_config(tx), RULE_TERM, &what);
		d.kind = DL_STATUS_NOTICE;
		d.due = to - config_int(tx_session(tx)->config, OPT_STATUS_NOTICE_DAYS);
		d.until = to;
		d.what = what.s;
		deadline_add(out, &d);
	}
	record_release(&other);
	buf_free(&what);
	site_card_release(&card);
}

static void beside(struct tx *tx, const struct record *r, struct buf *out)
{
	label_add(tx, KIND_ORDER, record_ref(r, TERM_ORDER), out);
}

/* The end of a term is the site's own. */
static enum closing close_term(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
			       const char **what)
{
	(void)tx;
	(void)end;
	(void)r;
	(void)is;
	(void)what;
	return CLOSING_NONE;
}

/* clang-format off */
static const struct hold term_holds[] = {
	{.through = TERM_ORDER, .states = {ORDER_SIGNED}, .action = "cancel", .way = ORDER_WAY, .rule = RULE_ORDER},
	{.states = {NULL}},
};
static const struct kind_rights term_rights = {
	.holds = term_holds,
};

static const struct deadline_def term_dues[] = {
	{.kind = DL_STATUS_END, .code = "status_end", .ended = "renew complete", .rule = RULE_TERM, .methodists = true, .at_owner = true,
	 .passed = "Срок статуса истёк"},
	{.kind = DL_STATUS_NOTICE, .code = "status_notice", .ended = "renew", .rule = RULE_TERM, .methodists = true, .at_owner = true,
	 .end = DL_STATUS_END},
	{.code = NULL},
};

static const struct kind_more term_more = {
	.part = true,
	.rights = &term_rights,
	.no_add = "срок статуса появляется, когда подписан приказ с площадкой; продлить его — действие «Продлить»",
	.no_delete = "срок статуса снимается отменой приказа", .stored = stored, .beside = beside,
};

static const struct transition transitions[] = {ROADMAP_ACTION(roadmap_args)};
static const struct cycle cycle = {.kind = KIND_TERM, .t = transitions, .n = sizeof(transitions) / sizeof(*transitions)};

const struct kind_def kind_term = {
	.kind = KIND_TERM, .name = "term", .title = "Срок статуса", .plural = "Сроки статуса",
	.genitive = "срока статуса", .genitive_plural = "сроков статуса", .accusative = "срок статуса",
	.created = "заведён", .gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = TERM_FROM, .parent = TERM_SITE, .writer = ROLE_METHODIST, .book = 6, .cycle = &cycle,
	.label = label, .in_year = in_year,
	.check = check, .deadlines = deadlines, .dues = term_dues, .close = close_term,
	.more = &term_more,
};
/* clang-format on */
