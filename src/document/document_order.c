/* What an order tells: itself, the list of its sites (appendix 1), the regulation (appendix 2). */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/decline.h"
#include "stazh/base/mem.h"
#include "stazh/model/rule.h"
#include "dossier.h"

struct school {
	uint32_t id;
	char *name, *head, *need; /* head «Данильченко В.В.», or need */
};

struct schools {
	struct school *all;
	size_t n;
};

/* «Морозову И.А., методиста МБУ «ЦИМС»»; "" for nobody. */
static const char *keep_accusative(struct dossier *d, uint32_t id)
{
	struct record p = {0};
	struct buf b = {0}, post = {0};

	people_add(&d->people, d->tx, KIND_PERSON, id);
	if (id && record_load(d->tx, KIND_PERSON, id, &p) == OK) {
		person_add_name(&p, NAME_SHORT, ACCUSATIVE, &b);
		if (*person_post(&p)) {
			buf_add(&b, ", ");
			person_add_post(&p, ACCUSATIVE, &post);
			dossier_add_whose(&post, keep_org(d, record_ref(&p, PERSON_ORG), GENITIVE));
			buf_add(&b, buf_text(&post));
		}
	}
	record_release(&p);
	buf_free(&post);
	return keep(d, &b);
}

/* ---- the sites and their schools ---- */

/* The head of the school for item 2. */
static void head_needed(struct dossier *d, uint32_t org, const char *name, struct buf *out)
{
	struct buf what = {0};

	buf_addf(&what, "руководитель: %s", name);
	buf_add(out, keep_need(d, what.s, KIND_ORG, org, "head"));
	buf_free(&what);
}

static void load_school(struct dossier *d, uint32_t id, struct school *s)
{
	struct record org = {0}, head = {0};
	struct buf name = {0}, text = {0}, need = {0};

	s->id = id;
	record_load(d->tx, KIND_ORG, id, &org);
	buf_add(&name, record_text(&org, ORG_SHORT_NAME));
	people_add(&d->people, d->tx, KIND_PERSON, record_ref(&org, ORG_HEAD));
	if (record_has(&org, ORG_HEAD) && record_load(d->tx, KIND_PERSON, record_ref(&org, ORG_HEAD), &head) == OK)
		person_short_name(&head, &text);
	else
		head_needed(d, id, buf_text(&name), &need);
	s->name = buf_take(&name);
	s->head = buf_take(&text);
	s->need = buf_take(&need);
	record_release(&org);
	record_release(&head);
}

static int compare_schools(const void *a, const void *b)
{
	return collate_compare(((const struct school *)a)->name, ((const struct school *)b)->name);
}

static bool has_term(const struct record *order)
{
	return record_has(order, ORDER_FROM) || record_has(order, ORDER_TO);
}

static const struct template_name site_columns[] = {
	{"i", "№"},    {"org", "организация"}, {"topic", "тема"},	{"terms", "сроки"},
	{"from", "с"}, {"to", "по"},	       {"ground", "основание"}, {"end", "конец"},
};

/* The column «Сроки проведения»: as the list says, else as the order does. A renewal's term is its own. */
static const char *keep_terms(struct dossier *d, const struct record *site, int32_t from, int32_t to)
{
	bool renewal = !strcmp(record_text(d->r, ORDER_KIND), ORDER_KIND_RENEWAL);
	bool approval = !strcmp(record_text(d->r, ORDER_KIND), ORDER_KIND_APPROVAL);
	struct buf b = {0};

	if (record_has(site, SITE_TERM_TEXT) && !renewal)
		return keep_field(d, site, SITE_TERM_TEXT);
	if (!renewal && !(approval && has_term(d->r)))
		return "";
	date_add_ru(&b, from);
	buf_add(&b, "–");
	date_add_ru(&b, to);
	return keep(d, &b);
}

static void put_site(struct dossier *d, size_t table, size_t i, bool last, const struct record *site)
{
	struct template_value *v = dossier_row(d, table);
	const struct value *grounds = record_get(d->r, ORDER_GROUNDS);
	int32_t from = DATE_NONE, to = DATE_NONE;
	size_t g = grounds && grounds->count > 1 ? i : 0;

	order_term(d->tx, d->r, site, &from, &to, NULL);
	v[0].text = keep_number(d, (long)i + 1);
	v[1].text = keep_label(d, KIND_ORG, record_ref(site, SITE_ORG));
	v[2].text = keep_field(d, site, SITE_TOPIC);
	v[3].text = keep_terms(d, site, from, to);
	v[4].text = keep_date(d, from);
	v[5].text = keep_date(d, to);
	v[6].text = grounds && g < grounds->count ? keep_text(d, grounds->items[g].text) : "";
	v[6].need = keep_need(d, "основание прекращения", KIND_ORDER, d->r->id, "grounds");
	v[7].text = last ? "." : ";";
}

/* Rows, schools, and the methodist of the sites when they have one and the same. */
static uint32_t put_sites(struct dossier *d, struct schools *schools)
{
	size_t table = dossier_table(d, "sites", "площадки", site_columns,
				     sizeof(site_columns) / sizeof(*site_columns)),
	       n;
	uint32_t *ids = order_sites(d->r, &n), methodist = 0;
	struct record site = {0};

	schools->all = mem_alloc((n + 1) * sizeof(*schools->all));
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		record_load(d->tx, KIND_SITE, ids[i], &site);
		put_site(d, table, i, i + 1 == n, &site);
		if (i == 0)
			methodist = record_ref(&site, SITE_METHODIST);
		else if (methodist != record_ref(&site, SITE_METHODIST))
			methodist = 0;
		while (k < schools->n && schools->all[k].id != record_ref(&site, SITE_ORG))
			k++;
		if (k == schools->n)
			load_school(d, record_ref(&site, SITE_ORG), &schools->all[schools->n++]);
	}
	qsort(schools->all, schools->n, sizeof(*schools->all), compare_schools);
	record_release(&site);
	free(ids);
	return methodist;
}

static const struct template_name school_columns[] = {{"org", "организация"}, {"head", "руководитель"}};

/* «МБОУ «…» (Данильченко В.В.), …»; when a head is not known, nothing but the need. */
static void put_schools(struct dossier *d, struct schools *schools)
{
	size_t table = dossier_table(d, "schools", "школы", school_columns, 2);
	struct buf text = {0}, need = {0};

	for (size_t i = 0; i < schools->n; i++) {
		struct school *s = &schools->all[i];
		struct template_value *v = dossier_row(d, table);

		v[0].text = keep_text(d, s->name);
		v[1].text = keep_text(d, s->head);
		v[1].need = *s->need ? keep_text(d, s->need) : NULL;
		buf_addf(&text, "%s%s (%s)", i ? ", " : "", s->name, s->head);
		if (*s->need)
			buf_addf(&need, "%s%s", need.n ? "\n" : "", s->need);
		free(s->name);
		free(s->head);
		free(s->need);
	}
	free(schools->all);
	if (need.n)
		buf_clear(&text);
	dossier_need(d, "heads", "школы с руководителями", keep(d, &text), need.n ? keep(d, &need) : NULL);
}

/* ---- the order ---- */

/* As it stands in quotation marks: « 05 ». */
static const char *keep_day(struct dossier *d, int day)
{
	struct buf b = {0};

	buf_addf(&b, "%02d", day);
	return keep(d, &b);
}

/* The templates have «{дата}г.», as № 37-о; who writes that apart gets the blank. */
static const char *keep_dated(struct dossier *d, int32_t date)
{
	struct buf b = {0};

	if (date != DATE_NONE) {
		date_add_ru(&b, date);
		if (strcmp(config_text(d->config, OPT_CENTRE_DATE_YEAR), "слитно"))
			buf_addc(&b, ' ');
	}
	return keep(d, &b);
}

static void put_date(struct dossier *d)
{
	const char *need = keep_need(d, "дата", KIND_ORDER, d->r->id, "date");
	int32_t date = record_date(d->r, ORDER_DATE);
	int y = 0, m = 0, day = 0;
	bool known = date != DATE_NONE;

	if (known)
		date_to_ymd(date, &y, &m, &day);
	dossier_need(d, "date", "дата", keep_dated(d, date), need);
	dossier_need(d, "date_words", "дата словами", keep_words(d, date), need);
	dossier_need(d, "day", "число", known ? keep_day(d, day) : "", need);
	dossier_need(d, "month", "месяц", known ? date_month_name(m, true) : "", need);
	dossier_need(d, "year", "год", known ? keep_number(d, y) : "", need);
}

/* One's own items, numbered where they are not. */
static const char *keep_items(struct dossier *d)
{
	struct buf b = {0};
	int n = 0;

	for (const char *p = record_text(d->r, ORDER_ITEMS); *p; p += *p == '\n') {
		const char *s = p;
		size_t length = text_trim(&s, strcspn(p, "\n"));

		p += strcspn(p, "\n");
		if (!length)
			continue;
		if (b.n)
			buf_addc(&b, '\n');
		if (*s != '-' && (*s < '0' || *s > '9'))
			buf_addf(&b, "%d. ", n + 1);
		n += *s != '-';
		buf_addn(&b, s, length);
	}
	return keep(d, &b);
}

/* own: the items were written by hand, so that those of the order's kind are not printed. */
static void put_kind(struct dossier *d, bool own)
{
	static const struct {
		const char *name, *also, *kind;
	} kinds[] = {{"approval", "утверждение", ORDER_KIND_APPROVAL},
		     {"renewal", "продление", ORDER_KIND_RENEWAL},
		     {"termination", "прекращение", ORDER_KIND_TERMINATION},
		     {"amendment", "изменение", ORDER_KIND_AMENDMENT},
		     {"other", "иной", ORDER_KIND_OTHER}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		dossier_put(d, kinds[i].name, kinds[i].also,
			    own || strcmp(record_text(d->r, ORDER_KIND), kinds[i].kind) ? "" : "да");
}

static void put_people(struct dossier *d, uint32_t sites_methodist)
{
	uint32_t id = d->r->id, signer = record_ref(d->r, ORDER_SIGNER);
	uint32_t controller = record_ref(d->r, ORDER_CONTROLLER), methodist = record_ref(d->r, ORDER_METHODIST);
	const char *need = keep_need(d, "кто подписывает", KIND_ORDER, id, "signer"), *post = "";
	struct record p = {0};

	if (signer && record_load(d->tx, KIND_PERSON, signer, &p) == OK) {
		if (record_has(&p, PERSON_ORG)) { /* who signs, issues */
			dossier_put(d, "centre", "центр", keep_org(d, record_ref(&p, PERSON_ORG), NOMINATIVE));
			dossier_put(d, "centre_genitive", "центра", keep_org(d, record_ref(&p, PERSON_ORG), GENITIVE));
		}
		post = keep_post(d, &p, true, true);
		if (!*post)
			need = keep_need(d, "должность того, кто подписывает", KIND_PERSON, signer, "position");
	}
	record_release(&p);
	dossier_need(d, "post", "должность", post, need);
	dossier_need(d, "signer", "подпись", keep_name(d, signer, NAME_INITIALS_FIRST), need);
	dossier_need(d, "methodist", "методист", keep_accusative(d, methodist ? methodist : sites_methodist),
		     keep_need(d, "ответственный методист", KIND_ORDER, id, "methodist"));
	dossier_put(d, "self", "сам", controller && controller == signer ? "да" : "");
	dossier_need(d, "controller", "контроль", keep_accusative(d, controller),
		     keep_need(d, "кто контролирует исполнение", KIND_ORDER, id, "controller"));
}

/* ---- an amendment ---- */

static const struct template_name change_columns[] = {{"text", "текст"}, {"end", "конец изменения"}};

static void put_change(struct dossier *d, size_t table, struct buf *text)
{
	dossier_row(d, table)[0].text = keep(d, text);
}

/* «включить в перечень …», for each site of the field. */
static void put_changes_of(struct dossier *d, size_t table, unsigned field)
{
	struct record site = {0}, approval = {0};
	const struct value *v = record_get(d->r, field), *grounds = record_get(d->r, ORDER_GROUNDS);
	int32_t from = DATE_NONE, to = DATE_NONE;

	amendment_as_approval(d->tx, d->r, &approval);
	for (uint32_t i = 0; v && v->type == V_LIST && i < v->count; i++) {
		struct buf text = {0}, name = {0};

		if (record_load(d->tx, KIND_SITE, (uint32_t)v->items[i].num, &site))
			continue;
		buf_addf(&name, "%s, тема «%s»", keep_label(d, KIND_ORG, record_ref(&site, SITE_ORG)),
			 keep_field(d, &site, SITE_TOPIC));
		if (field == ORDER_SITES && order_term(d->tx, &approval, &site, &from, &to, NULL) == OK)
			buf_addf(&text, "включить в перечень: %s — с %s по %s", name.s, keep_date(d, from),
				 keep_date(d, to));
		else if (field == ORDER_REMOVED)
			buf_addf(&text, "исключить из перечня с %s: %s, основание: %s",
				 keep_date(d, record_date(d->r, record_has(d->r, ORDER_ENDED_ON) ? ORDER_ENDED_ON
												 : ORDER_DATE)),
				 name.s,
				 grounds && grounds->count ? grounds->items[grounds->count > i ? i : 0].text : "");
		else if (field == ORDER_RETIMED)
			buf_addf(&text, "срок проведения установить по %s: %s",
				 keep_date(d, record_date(d->r, ORDER_TO)), name.s);
		put_change(d, table, &text);
		buf_free(&name);
	}
	record_release(&site);
	record_release(&approval);
}

/* The order that it changes, and what changes, one row each. */
static void put_amendment(struct dossier *d)
{
	size_t table = dossier_table(d, "changes", "изменения", change_columns,
				     sizeof(change_columns) / sizeof(*change_columns));
	struct record base = {.kind = KIND_ORDER};
	const char *need = keep_need(d, "какой приказ он изменяет", KIND_ORDER, d->r->id, "changes");
	struct buf title = {0};

	if (record_has(d->r, ORDER_CHANGES))
		record_load(d->tx, KIND_ORDER, record_ref(d->r, ORDER_CHANGES), &base);
	dossier_need(d, "base_number", "номер изменяемого", keep_field(d, &base, ORDER_NUMBER), need);
	dossier_need(d, "base_date", "дата изменяемого", keep_date(d, record_date(&base, ORDER_DATE)), need);
	buf_add(&title, record_text(&base, ORDER_TITLE));
	for (char *p = title.s; p && (p = strchr(p, '\n'));)
		*p = ' ';
	dossier_put(d, "base_title", "заголовок изменяемого", keep(d, &title));
	if (is_amendment(d->r)) {
		for (const char *p = record_text(d->r, ORDER_WORDING); *p; p += *p == '\n') {
			struct buf text = {0};
			const char *s = p;
			size_t n = text_trim(&s, strcspn(p, "\n"));

			p += strcspn(p, "\n");
			while (n && strchr(".;", s[n - 1]))
				n--;
			buf_addn(&text, s, n);
			if (n)
				put_change(d, table, &text);
			else
				buf_free(&text);
		}
		put_changes_of(d, table, ORDER_SITES);
		put_changes_of(d, table, ORDER_REMOVED);
		put_changes_of(d, table, ORDER_RETIMED);
	}
	for (size_t i = 0; i < d->data.tables[table].rows_n; i++)
		d->data.tables[table].rows[i * 2 + 1].text = i + 1 == d->data.tables[table].rows_n ? "." : ";";
	record_release(&base);
}

/* «Приказ № 37-о от 24.08.2021, приложение 1», «Проект приказа «Об организации …»»; what: NULL for the order itself. */
static const char *keep_title(struct dossier *d, const char *what)
{
	struct buf b = {0};

	if (record_has(d->r, ORDER_NUMBER)) {
		buf_add(&b, "Приказ ");
		label_of(d->tx, d->r, &b);
	} else {
		buf_addf(&b, "Проект приказа «%s»", record_text(d->r, ORDER_TITLE));
		for (char *p = b.s; (p = strchr(p, '\n'));)
			*p = ' ';
	}
	if (what)
		buf_addf(&b, ", %s", what);
	return keep(d, &b);
}

static void add_title_line(const char *line, size_t n, int level, void *arg)
{
	struct buf *out = arg;

	if (level)
		return;
	if (out->n)
		buf_addc(out, ' ');
	buf_addn(out, line, n);
}

/* The regulation by its name: what the order approves, and what it goes by. */
static void put_regulation(struct dossier *d)
{
	const char *clause = rule_clause(d->config, RULE_END), *told = record_text(d->r, ORDER_REGULATION);
	struct buf title = {0}, by = {0};

	regulation_each(d->config, add_title_line, &title, NULL);
	if (title.n && *clause) {
		buf_addf(&by, " (%s %s ", strchr(clause, ',') ? "пункты" : "пункт", clause);
		decline_thing(title.s, GENITIVE, &by);
		buf_addc(&by, ')');
	}
	dossier_put(d, "by_regulation", "по положению", keep(d, &by));
	dossier_need(d, "approves", "утверждаемое положение",
		     !order_approves_regulation(d->tx, d->r) ? ""
		     : *told				     ? keep_text(d, told)
							     : keep(d, &title),
		     keep_need(d, "какое Положение утверждается", KIND_ORDER, d->r->id, "regulation"));
	buf_free(&title);
}

/* «с 1 октября 2021 г. по 31 марта 2022 г.», when the order tells its own days; *own: is that so of a site too? */
static void put_term(struct dossier *d)
{
	struct record none = {0}, site = {0};
	int32_t from = DATE_NONE, to = DATE_NONE;
	struct buf b = {0};
	bool own = false;
	uint32_t *ids;
	size_t n;

	ids = order_sites(d->r, &n);
	for (size_t i = 0; i < n && !own; i++)
		own = record_load(d->tx, KIND_SITE, ids[i], &site) == OK && record_has(&site, SITE_TERM_TEXT);
	free(ids);
	if (has_term(d->r) && order_term(d->tx, d->r, &none, &from, &to, NULL) == OK) {
		buf_add(&b, "с ");
		date_add_words(&b, from);
		buf_add(&b, " по ");
		date_add_words(&b, to);
	}
	record_release(&site);
	dossier_put(d, "term", "срок", keep(d, &b));
	dossier_put(d, "own_terms", "свои сроки", own ? "да" : "");
}

static void put_order(struct dossier *d, bool own_items)
{
	const struct record *order = d->r;
	struct schools schools = {.n = 0};
	const char *preamble = record_text(order, ORDER_PREAMBLE);
	struct buf with_comma = {0};

	put_people(d, put_sites(d, &schools));
	put_schools(d, &schools);
	buf_add(&with_comma, preamble);
	if (with_comma.n && !strchr(",:;.", with_comma.s[with_comma.n - 1]))
		buf_addc(&with_comma, ',');
	dossier_need(d, "number", "номер", keep_field(d, order, ORDER_NUMBER),
		     keep_need(d, "номер", KIND_ORDER, order->id, "number"));
	if (record_has(order, ORDER_PLACE)) /* else the centre's */
		dossier_put(d, "place", "место", keep_field(d, order, ORDER_PLACE));
	dossier_need(d, "title", "заголовок", keep_field(d, order, ORDER_TITLE),
		     keep_need(d, "заголовок", KIND_ORDER, order->id, "title"));
	dossier_put(d, "preamble", "преамбула", keep(d, &with_comma));
	dossier_need(d, "school_year", "учебный год", keep_school_year(d, (int)record_int(order, ORDER_SCHOOL_YEAR)),
		     keep_need(d, "учебный год", KIND_ORDER, order->id, "school_year"));
	dossier_put(d, "items", "пункты", keep_items(d));
	put_term(d);
	dossier_put(d, "ended_on", "последний день", keep_date(d, record_date(order, ORDER_ENDED_ON)));
	put_date(d);
	put_regulation(d);
	put_amendment(d);
	put_kind(d, own_items);
}

static void need_sites(struct dossier *d)
{
	if (!record_has(d->r, ORDER_SITES))
		dossier_add_missing(d, "площадки", "sites");
}

static size_t changes_table(const struct dossier *d)
{
	size_t i = 0;

	while (strcmp(d->data.tables[i].name.name, "changes"))
		i++;
	return i;
}

static enum err collect_order(struct dossier *d, struct error *e)
{
	bool own = record_has(d->r, ORDER_ITEMS);

	(void)e;
	d->title = keep_title(d, NULL);
	put_order(d, own);
	if (!own && !strcmp(record_text(d->r, ORDER_KIND), ORDER_KIND_OTHER))
		dossier_add_missing(d, "пункты", "items");
	else if (!own && is_amendment(d->r) && !d->data.tables[changes_table(d)].rows_n)
		dossier_add_missing(d, "что изменяется", "wording");
	else if (!own && !is_amendment(d->r))
		need_sites(d);
	return OK;
}

static enum err collect_appendix(struct dossier *d, struct error *e)
{
	if (!strcmp(record_text(d->r, ORDER_KIND), ORDER_KIND_AMENDMENT))
		return error_set(
			e, ERR_REFUSED,
			"у приказа о внесении изменений нет приложения: что меняется, перечислено в нём самом");
	d->title = keep_title(d, "приложение 1");
	put_order(d, false);
	need_sites(d);
	return OK;
}

/* ---- the regulation ---- */

static const struct template_name clause_columns[] = {
	{"text", "текст"}, {"name", "название"}, {"heading", "раздел"}, {"clause", "пункт"}, {"item", "перечисление"},
};

struct clauses {
	struct dossier *d;
	size_t table;
};

static void put_clause(const char *line, size_t n, int level, void *arg)
{
	struct clauses *c = arg;
	struct template_value *v = dossier_row(c->d, c->table);

	v[0].text = arena_strndup(&c->d->arena, line, n);
	v[1 + level].text = "да";
}

static enum err collect_regulation(struct dossier *d, struct error *e)
{
	struct clauses c = {d, 0};
	struct buf text = {0};
	enum err err;

	d->title = keep_title(d, "приложение 2");
	if (!order_approves_regulation(d->tx, d->r))
		dossier_add_missing(d, "приказ, который утверждает Положение: этот не утверждает", "regulation");
	put_order(d, false);
	c.table = dossier_table(d, "clauses", "положение", clause_columns,
				sizeof(clause_columns) / sizeof(*clause_columns));
	err = regulation_each(d->config, put_clause, &c, e);
	if (!err)
		err = regulation_clause(d->config, NULL, &text, e);
	dossier_put(d, "regulation", "текст положения", keep(d, &text));
	return err;
}

/* clang-format off */
const struct document order_documents[] = {
	{"order", "Приказ", KIND_ORDER, .collect = collect_order},
	{"appendix", "Приложение 1: перечень", KIND_ORDER, .collect = collect_appendix},
	{"regulation", "Приложение 2: Положение", KIND_ORDER, .collect = collect_regulation},
	{.name = NULL}
};
/* clang-format on */
