/* Orders: the register, and what signing and cancelling one does to its sites (3.3, 3.4, 7.1). */
#include <stdlib.h>
#include <string.h>

#include "../sites/sites.h"
#include "orders.h"
#include "stazh/base/collate.h"

static const char *const states[] = {ORDER_DRAFT, ORDER_SIGNED, ORDER_CANCELLED, NULL};
static const char *const final[] = {ORDER_CANCELLED, NULL};
static const char *const order_kinds[] = {ORDER_KIND_APPROVAL,	ORDER_KIND_RENEWAL, ORDER_KIND_TERMINATION,
					  ORDER_KIND_AMENDMENT, ORDER_KIND_OTHER,   NULL};

/* clang-format off */
static const struct field fields[] = {
	{.id = ORDER_NUMBER, .name = "number", .title = "Номер", .type = FT_TEXT, .max = 60,
	 .flags = FF_SINGLE | FF_SEARCH | FF_COLUMN, .width = 8, .help = "Номер приказа. Без него приказ не подписать.",
	 .example = "12-о"},
	{.id = ORDER_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_SINGLE | FF_COLUMN, .width = 10,
	 .help = "Дата приказа. Без неё приказ не подписать.", .example = "24.08.2026"},
	{.id = ORDER_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states,
	 .flags = FF_SYSTEM | FF_COLUMN, .width = 9, .help = "Меняется действиями: подписать, отменить."},
	{.id = ORDER_KIND, .name = "order_kind", .also = "kind", .title = "Вид", .type = FT_CHOICE, .choices = order_kinds,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 20, .help = "От вида зависит, что приказ делает с площадками, когда подписан.",
	 .example = "продление"},
	{.id = ORDER_TITLE, .name = "title", .title = "Заголовок", .type = FT_LONG, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 44, .help = "О чём приказ; строки — как на бумаге.",
	 .example = "Об организации муниципальных стажировочных площадок в 2026-2027 учебном году"},
	{.id = ORDER_SCHOOL_YEAR, .name = "school_year", .title = "Учебный год", .type = FT_YEAR, .flags = FF_REQUIRED, .width = 11,
	 .help = "На какой учебный год.", .example = "2026-2027"},
	{.id = ORDER_PLACE, .name = "place", .title = "Место", .type = FT_TEXT, .max = 200, .help = "Где издан.",
	 .example = "г. Заречный"},
	{.id = ORDER_PREAMBLE, .name = "preamble", .title = "Преамбула", .type = FT_LONG,
	 .help = "Текст до слова «приказываю».",
	 .example = "В целях повышения качества образования, оказания методической помощи в школах с низкими образовательными "
		    "результатами обучения,"},
	{.id = ORDER_ITEMS, .name = "items", .title = "Пункты", .type = FT_LONG,
	 .help = "Пункты приказа, по одному на строке. Пусто: обычные пункты для этого вида приказа."},
	{.id = ORDER_SITES, .name = "sites", .title = "Площадки", .type = FT_REF, .ref = KIND_SITE, .flags = FF_MANY | FF_MAIN,
	 .rule = RULE_ORDER, .help = "Площадки приказа в том порядке, в каком они стоят в перечне.", .example = "1;2"},
	{.id = ORDER_GROUNDS, .name = "grounds", .title = "Основания", .type = FT_CHOICE, .option = OPT_GROUNDS, .flags = FF_MANY,
	 .rule = RULE_END, .help = "Для приказа о прекращении: одно для всех площадок или по одному для каждой, в том же порядке.",
	 .example = "окончание реализации программы"},
	{.id = ORDER_ENDED_ON, .name = "ended_on", .title = "Последний день", .type = FT_DATE, .width = 10, .rule = RULE_END,
	 .help = "Для приказа о прекращении: последний день деятельности площадок. Пусто: день приказа.", .example = "31.01.2027"},
	{.id = ORDER_FROM, .name = "from", .title = "Статус с", .type = FT_DATE, .width = 10, .rule = RULE_TERM,
	 .help = "Первый день статуса. Пусто: 1 сентября учебного года.", .example = "01.09.2026"},
	{.id = ORDER_TO, .name = "to", .title = "Статус по", .type = FT_DATE, .width = 10, .rule = RULE_TERM,
	 .help = "Последний день статуса, не позже, чем разрешает Положение. Пусто: 31 августа учебного года.", .example = "31.08.2027"},
	{.id = ORDER_REGULATION, .name = "regulation", .title = "Положение", .type = FT_TEXT, .width = 18,
	 .help = "Какое Положение утверждает приказ, словами его пункта. Пусто: приказ об утверждении перечня утверждает Положение, если его "
		 "нынешнего текста не утвердил прежний приказ. «нет»: не утверждает.",
	 .example = "Положение о муниципальной стажировочной площадке"},
	{.id = ORDER_REGULATION_SUM, .name = "regulation_sum", .title = "Утверждённый текст", .type = FT_TEXT,
	 .flags = FF_SYSTEM | FF_HIDDEN, .width = 16, .help = "По нему узнают, изменилось ли Положение."},
	{.id = ORDER_SIGNER, .name = "signer", .title = "Подписывает", .type = FT_REF, .ref = KIND_PERSON, .width = 18,
	 .help = "Кто подписывает приказ.", .example = "Соколов П.П."},
	{.id = ORDER_CONTROLLER, .name = "controller", .title = "Контролирует", .type = FT_REF, .ref = KIND_PERSON, .width = 18,
	 .help = "На ком контроль. Если это тот, кто подписывает, в приказе будет «оставляю за собой».", .example = "Соколов П.П."},
	{.id = ORDER_METHODIST, .name = "methodist", .title = "Ответственный методист", .type = FT_REF, .ref = KIND_PERSON,
	 .width = 18, .help = "На кого возложено сопровождение площадок.", .example = "Лебедева А.С."},
	{.id = ORDER_ON_PAPER, .name = "on_paper", .title = "Введён с бумаги", .type = FT_BOOL,
	 .help = "Приказ подписан на бумаге раньше, чем внесён сюда: площадки станут действующими из любого состояния заявки.",
	 .example = "да"},
	{.id = ORDER_CHANGES, .name = "changes", .title = "Изменяет приказ", .type = FT_REF, .ref = KIND_ORDER, .width = 18, .rule = RULE_ORDER,
	 .help = "Для приказа о внесении изменений: какой приказ он изменяет. Приказ другого вида может так сослаться на тот, о котором он.",
	 .example = "12-о"},
	{.id = ORDER_WORDING, .name = "wording", .title = "Изменения в тексте", .type = FT_LONG, .rule = RULE_ORDER,
	 .help = "Для внесения изменений: что меняется в тексте приказа, по одному на строке.",
	 .example = "пункт 4 изложить в следующей редакции: «Возложить на Лебедеву А.С. …»"},
	{.id = ORDER_REMOVED, .name = "removed", .title = "Исключить площадки", .type = FT_REF, .ref = KIND_SITE, .flags = FF_MANY, .rule = RULE_END,
	 .help = "Для внесения изменений: какие площадки выбывают из перечня; основания — в поле «Основания». Включить — поле «Площадки».",
	 .example = "2"},
	{.id = ORDER_RETIMED, .name = "retimed", .title = "Изменить срок", .type = FT_REF, .ref = KIND_SITE, .flags = FF_MANY, .rule = RULE_TERM,
	 .help = "Для внесения изменений: у каких площадок срок статуса теперь кончается в день «Статус по».", .example = "1"},
	{.id = ORDER_CHANGED_BY, .name = "changed_by", .title = "Изменён приказами", .type = FT_REF, .ref = KIND_ORDER,
	 .flags = FF_MANY | FF_SYSTEM | FF_COLUMN | FF_SPARE | FF_SINGLE, .width = 22, .rule = RULE_ORDER, .help = "Какие приказы внесли в него изменения."},
	{.id = ORDER_CANCEL_DOCUMENT, .name = "cancel_document", .title = "Отменён документом", .type = FT_TEXT,
	 .flags = FF_SYSTEM | FF_COLUMN | FF_SPARE | FF_SINGLE, .width = 22, .rule = RULE_ORDER, .help = "Чем отменён."},
	{.id = ORDER_CANCELLED_BY, .name = "cancelled_by", .title = "Отменён приказом", .type = FT_REF, .ref = KIND_ORDER,
	 .flags = FF_SYSTEM | FF_HIDDEN | FF_SINGLE, .help = "Каким приказом отменён."},
	{.id = ORDER_BEFORE, .name = "before", .title = "Сроки до изменения", .type = FT_TEXT, .max = 20000,
	 .flags = FF_SYSTEM | FF_HIDDEN | FF_SINGLE, .help = "Какими были сроки, которые приказ изменил: к ним они вернутся, если его отменят."},
};
/* clang-format on */

/* What the column «Сроки проведения» says cannot be taken for the term. */
static void examine_words(struct tx *tx, const struct record *order, const struct record *site, struct lacks *out)
{
	struct error why = {0};
	int32_t from, to;

	struct buf org = {0};

	if (order_term(tx, order, site, &from, &to, &why) && !strcmp(why.field, "term_text")) {
		label_add(tx, KIND_ORG, record_ref(site, SITE_ORG), &org);
		lack_add(out, site, SITE_TERM_TEXT, RULE_NONE, "%s: %s", buf_text(&org), why.text)->stops = "sign";
	}
	buf_free(&org);
}

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	if (!record_has(r, ORDER_NUMBER)) {
		size_t at = out->n;

		buf_addf(out, "проект: %s", record_text(r, ORDER_TITLE));
		for (char *p = out->s + at; (p = strchr(p, '\n'));)
			*p = ' ';
		return;
	}
	buf_addf(out, "№ %s", record_text(r, ORDER_NUMBER));
	if (record_has(r, ORDER_DATE)) {
		buf_add(out, " от ");
		date_add_ru(out, record_date(r, ORDER_DATE));
	}
}

static void names(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s\n№ %s\n", record_text(r, ORDER_NUMBER), record_text(r, ORDER_NUMBER));
}

static void defaults(struct tx *tx, struct record *r)
{
	const struct session *s = tx_session(tx);
	uint32_t director = 0;

	record_set_text(r, ORDER_STATE, ORDER_DRAFT);
	record_set_text(r, ORDER_KIND, ORDER_KIND_APPROVAL);
	record_set_int(r, ORDER_SCHOOL_YEAR, school_year_at_work(tx));
	record_set_text(r, ORDER_PLACE, config_text(s->config, OPT_CENTRE_PLACE));
	if (ref_find(tx, KIND_PERSON, config_text(s->config, OPT_CENTRE_DIRECTOR), &director, NULL) == OK) {
		record_set_ref(r, ORDER_SIGNER, director);
		record_set_ref(r, ORDER_CONTROLLER, director);
	}
	record_set_ref(r, ORDER_METHODIST, s->person);
}

static enum err check_number(struct tx *tx, const struct record *is, struct error *e)
{
	struct record other = {0};
	uint64_t *ids;
	enum err err = OK;
	size_t n;
	int y, other_y, m, d;

	if (!record_has(is, ORDER_NUMBER) || !record_has(is, ORDER_DATE))
		return OK;
	date_to_ymd(record_date(is, ORDER_DATE), &y, &m, &d);
	ids = words_find(tx, record_text(is, ORDER_NUMBER), KIND_ORDER, &n);
	for (size_t i = 0; i < n && !err; i++) {
		if ((uint32_t)ids[i] == is->id || !load(tx, KIND_ORDER, (uint32_t)ids[i], &other) ||
		    !record_has(&other, ORDER_DATE) ||
		    !name_same(record_text(&other, ORDER_NUMBER), record_text(is, ORDER_NUMBER)))
			continue;
		date_to_ymd(record_date(&other, ORDER_DATE), &other_y, &m, &d);
		if (other_y == y) {
			error_set(e, ERR_REFUSED, "Приказ № %s в %d году уже есть", record_text(is, ORDER_NUMBER), y);
			error_at(e, "number");
			err = ERR_REFUSED;
		}
	}
	free(ids);
	record_release(&other);
	return err;
}

static enum err check_dates(struct tx *tx, const struct record *is, struct error *e)
{
	struct record none = {0}, term = {.kind = KIND_TERM};
	int32_t from, to;
	enum err err = OK;

	if (order_is(is, ORDER_KIND_APPROVAL) || order_is(is, ORDER_KIND_RENEWAL)) {
		err = order_term(tx, is, &none, &from, &to, e);
		if (!err) {
			record_set_date(&term, TERM_FROM, from);
			record_set_date(&term, TERM_TO, to);
			err = kind_term.check(tx, NULL, &term, e);
		}
	}
	record_release(&term);
	return err;
}

static enum err check_grounds(struct tx *tx, const struct record *is, struct error *e)
{
	const struct value *grounds = record_get(is, ORDER_GROUNDS), *sites = record_get(is, ORDER_SITES);
	size_t n = sites ? sites->count : 0;

	if (!order_is(is, ORDER_KIND_TERMINATION) || !grounds || grounds->count < 2 || grounds->count == n)
		return OK;
	rule_refuse(tx, e, RULE_END, "оснований %u, а площадок %zu: нужно одно на всех или по одному на каждую",
		    grounds->count, n);
	return error_at(e, "grounds");
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	enum err (*const rules[])(struct tx *, const struct record *,
				  struct error *) = {check_number, check_dates, check_grounds, amendment_check};
	enum err err = OK;

	(void)was; /* what is signed is held: access.c */
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (error_enough(&err, rules[i](tx, is, e), &e))
			break;
	return err;
}

/* A new term that does not begin where the last one ends; while it is written, and once more when it is signed. */
static void warn(struct tx *tx, const struct record *was, const struct record *is, struct buf *out)
{
	struct record site = {0};
	uint32_t *ids;
	int32_t from, to;
	size_t n;

	if ((was && strcmp(record_text(was, ORDER_STATE), ORDER_DRAFT)) ||
	    (!order_is(is, ORDER_KIND_APPROVAL) && !order_is(is, ORDER_KIND_RENEWAL)))
		return;
	ids = order_sites(is, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_SITE, ids[i], &site) && !order_term(tx, is, &site, &from, &to, NULL))
			term_gap_add(tx, ids[i], is->id, from, out);
	free(ids);
	record_release(&site);
}

/* The title of an amendment, when none is written. */
static void add_title(struct tx *tx, const struct record *amendment, struct buf *out)
{
	struct record base = {0};

	if (is_amendment(amendment))
		buf_add(out, "О внесении изменений в приказ");
	if (is_amendment(amendment) && load_ref(tx, KIND_ORDER, amendment, ORDER_CHANGES, &base)) {
		if (record_has(&base, ORDER_DATE)) {
			buf_add(out, " от ");
			date_add_ru(out, record_date(&base, ORDER_DATE));
		}
		buf_addf(out, " № %s", record_text(&base, ORDER_NUMBER));
	}
	record_release(&base);
}

static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	struct buf title = {0}, before = {0};

	add_title(tx, is, &title);
	if (was)
		add_title(tx, was, &before);
	if (title.n && (!record_has(is, ORDER_TITLE) || !strcmp(record_text(is, ORDER_TITLE), buf_text(&before))))
		record_set_text(is, ORDER_TITLE, title.s);
	buf_free(&title);
	buf_free(&before);
}

/* A draft is work at hand, whichever year it is for: in August one writes the order of the year to come. */
static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return !strcmp(record_text(r, ORDER_STATE), ORDER_DRAFT) || record_int(r, ORDER_SCHOOL_YEAR) == year ||
	       (record_has(r, ORDER_DATE) && school_year_of(record_date(r, ORDER_DATE)) == year);
}

/* ---- what is missing ---- */

/* The methodist of the sites, when they have one and the same: the order names that one when it names none itself. */
static uint32_t sites_methodist(struct tx *tx, const uint32_t *ids, size_t n)
{
	struct record site = {0};
	uint32_t methodist = 0;

	for (size_t i = 0; i < n; i++) {
		load(tx, KIND_SITE, ids[i], &site);
		methodist = i && methodist != record_ref(&site, SITE_METHODIST) ? 0 : record_ref(&site, SITE_METHODIST);
	}
	record_release(&site);
	return methodist;
}

/* Why the order cannot take this site when it is signed. */
static void examine_site(struct tx *tx, const struct record *order, const struct record *site, size_t i,
			 struct lacks *out)
{
	const char *state = record_text(site, SITE_STATE), *ground = order_ground(order, i), *need = NULL;
	enum option_id rule = RULE_ORDER;
	struct buf label = {0};

	label_of(tx, site, &label);
	if (order_is(order, ORDER_KIND_APPROVAL) || is_amendment(order)) {
		if (record_bool(order, ORDER_ON_PAPER)
			    ? !strcmp(state, SITE_ACTIVE) || !strcmp(state, SITE_COMPLETED) ||
				      !strcmp(state, SITE_TERMINATED)
			    : strcmp(state, SITE_APPROVED) != 0)
			need = "согласованная заявка";
	} else if (strcmp(state, SITE_ACTIVE)) {
		rule = order_is(order, ORDER_KIND_RENEWAL) ? RULE_TERM : RULE_END;
		need = "действующая площадка";
	}
	if (need)
		lack_add(out, site, 0, rule, "%s: %s (сейчас %s)", need, label.s, state)->stops = "sign";
	if (order_is(order, ORDER_KIND_TERMINATION) && record_has(order, ORDER_GROUNDS) && (!ground || !*ground))
		lack_add(out, order, ORDER_GROUNDS, RULE_END, "основание: %s", label.s)->stops = "sign";
	buf_free(&label);
}

/* The order names the head of every site's organisation. stops: its printed form does. */
static void missing_of_sites(struct tx *tx, const struct record *r, const uint32_t *ids, size_t n, const char *stops,
			     struct lacks *out)
{
	struct record site = {0}, org = {0};
	struct refs told = {0};
	size_t known;

	for (size_t i = 0; i < n; i++) {
		if (!load(tx, KIND_SITE, ids[i], &site))
			continue;
		if (!strcmp(record_text(r, ORDER_STATE), ORDER_DRAFT))
			examine_site(tx, r, &site, i, out), examine_words(tx, r, &site, out);
		known = told.n;
		if (load_ref(tx, KIND_ORG, &site, SITE_ORG, &org) && !record_has(&org, ORG_HEAD))
			refs_add(&told, KIND_ORG, org.id); /* once */
		if (told.n > known)
			lack_add(out, &org, ORG_HEAD, RULE_NONE, "руководитель: %s", record_text(&org, ORG_SHORT_NAME))
				->stops = stops;
	}
	refs_release(&told);
	record_release(&site);
	record_release(&org);
}

/* Whose signature: the post stands beside the name. */
static void missing_signer(struct tx *tx, const struct record *r, const char *stops, struct lacks *out)
{
	struct record p = {0};

	if (!load_ref(tx, KIND_PERSON, r, ORDER_SIGNER, &p))
		lack_add(out, r, ORDER_SIGNER, RULE_NONE, "кто подписывает")->stops = stops;
	else if (!record_has(&p, PERSON_POSITION) && !record_has(&p, PERSON_POSITION_KIND))
		lack_add(out, &p, PERSON_POSITION, RULE_NONE, "должность того, кто подписывает")->stops = stops;
	record_release(&p);
}

/* What has to be told before it is signed, and what its printed form needs. What was signed on paper is entered as it
 * is. */
static void missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	const char *printed = record_bool(r, ORDER_ON_PAPER) ? NULL : "sign",
		   *usual = record_has(r, ORDER_ITEMS) ? NULL : printed;
	bool other = order_is(r, ORDER_KIND_OTHER), termination = order_is(r, ORDER_KIND_TERMINATION),
	     amendment = is_amendment(r);
	size_t n;
	uint32_t *sites = order_sites(r, &n);

	if (!record_has(r, ORDER_NUMBER)) {
		struct buf next = {0};

		order_next_number(tx, record_has(r, ORDER_DATE) ? record_date(r, ORDER_DATE) : tx_session(tx)->today,
				  &next);
		lack_add(out, r, ORDER_NUMBER, RULE_NONE, "номер%s%s", next.n ? ", следующий — " : "", buf_text(&next))
			->stops = "sign";
		buf_free(&next);
	}
	if (!record_has(r, ORDER_DATE))
		lack_add(out, r, ORDER_DATE, RULE_NONE, "дата")->stops = "sign";
	if (amendment)
		amendment_missing(tx, r, out);
	if (!n && !other && !amendment)
		lack_add(out, r, ORDER_SITES, RULE_ORDER, "площадки")->stops = "sign";
	if (termination && !record_has(r, ORDER_GROUNDS))
		lack_add(out, r, ORDER_GROUNDS, RULE_END, "основание")->stops = "sign";
	if (other && !record_has(r, ORDER_ITEMS))
		lack_add(out, r, ORDER_ITEMS, RULE_NONE, "пункты")->stops = printed;
	missing_signer(tx, r, printed, out);
	if (!record_has(r, ORDER_CONTROLLER))
		lack_add(out, r, ORDER_CONTROLLER, RULE_NONE, "кто контролирует")->stops = usual;
	if (!other && !termination && !amendment && !record_has(r, ORDER_METHODIST) && !sites_methodist(tx, sites, n))
		lack_add(out, r, ORDER_METHODIST, RULE_NONE, "ответственный методист")->stops = usual;
	missing_of_sites(tx, r, sites, n, other || amendment ? NULL : usual, out);
	free(sites);
}

static const char *const from_draft[] = {ORDER_DRAFT, NULL};
static const char *const from_signed[] = {ORDER_SIGNED, NULL};

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "sign", .title = "Подписать", .past = "подписан", .from = from_draft, .to = ORDER_SIGNED, .rule = RULE_ORDER,
	 .role = ROLE_METHODIST, .args = order_sign_args, .apply = order_sign,
	 .consequence = "Площадки приказа получат или потеряют статус, появятся сроки отчётов."},
	{.action = "cancel", .title = "Отменить", .past = "отменён", .from = from_signed, .to = ORDER_CANCELLED, .rule = RULE_ORDER,
	 .role = ROLE_METHODIST, .args = order_cancel_args, .apply = order_cancel,
	 .consequence = "Площадки вернутся к тому состоянию, в котором были до приказа."},
	ISSUE_ACTION,
};

static const struct cycle cycle = {
	.kind = KIND_ORDER, .states = states, .way = states, .final = final, .t = transitions,
	.n = sizeof(transitions) / sizeof(*transitions),
};

static const struct hold order_holds[] = {
	{.states = {ORDER_SIGNED}, .action = "cancel", .way = ORDER_WAY, .rule = RULE_ORDER},
	{.states = {ORDER_CANCELLED}, .rule = RULE_ORDER},
	{.states = {NULL}},
};
static const struct kind_rights order_rights = {
	.holds = order_holds,
};

static const struct kind_more order_more = {
	.rights = &order_rights, .warn = warn, .warned = ORDER_FROM, .newest_first = true,
	.listed_alone = true,
};

const struct kind_def kind_order = {
	.kind = KIND_ORDER, .name = "order", .title = "Приказ", .plural = "Приказы",
	.genitive = "приказа", .genitive_plural = "приказов", .accusative = "приказ", .created = "заведён",
	.gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = ORDER_DATE, .state = ORDER_STATE, .writer = ROLE_METHODIST, .cycle = &cycle,
	.label = label, .names = names, .in_year = in_year, .facts = order_facts, .missing = missing,
	.defaults = defaults, .prepare = prepare, .check = check,
	.more = &order_more,
};
/* clang-format on */
