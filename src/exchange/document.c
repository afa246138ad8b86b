#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/field.h"
#include "stazh/domain/kinds.h"
#include "stazh/exchange/document.h"
#include "stazh/exchange/template.h"

static const char *const names[] = {"order", "appendix", "regulation"};

int document_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return (int)i;
	return -1;
}

/* What the templates may name: config/templates/order.txt describes each. */
enum {
	D_LETTERHEAD,
	D_CENTRE,
	D_NUMBER,
	D_DATE,
	D_DAY,
	D_MONTH,
	D_YEAR,
	D_PLACE,
	D_TITLE,
	D_PREAMBLE,
	D_SCHOOL_YEAR,
	D_ITEMS,
	D_APPROVAL,
	D_RENEWAL,
	D_TERMINATION,
	D_OTHER,
	D_SITES,
	D_SCHOOLS,
	D_HEADS,
	D_METHODIST,
	D_SELF,
	D_CONTROLLER,
	D_POST,
	D_SIGNER,
	D_REGULATION,
	D_COUNT
};

static const char *const data_names[D_COUNT] = {
	[D_LETTERHEAD] = "letterhead",
	[D_CENTRE] = "centre",
	[D_NUMBER] = "number",
	[D_DATE] = "date",
	[D_DAY] = "day",
	[D_MONTH] = "month",
	[D_YEAR] = "year",
	[D_PLACE] = "place",
	[D_TITLE] = "title",
	[D_PREAMBLE] = "preamble",
	[D_SCHOOL_YEAR] = "school_year",
	[D_ITEMS] = "items",
	[D_APPROVAL] = "approval",
	[D_RENEWAL] = "renewal",
	[D_TERMINATION] = "termination",
	[D_OTHER] = "other",
	[D_SITES] = "sites",
	[D_SCHOOLS] = "schools",
	[D_HEADS] = "heads",
	[D_METHODIST] = "methodist",
	[D_SELF] = "self",
	[D_CONTROLLER] = "controller",
	[D_POST] = "post",
	[D_SIGNER] = "signer",
	[D_REGULATION] = "regulation",
};

enum { S_I, S_ORG, S_TOPIC, S_TERMS, S_FROM, S_TO, S_GROUND, S_END, S_COUNT };
static const char *const site_names[S_COUNT] = {"i", "org", "topic", "terms", "from", "to", "ground", "end"};

struct school {
	uint32_t id;
	char *name, *head, *need; /* head «Данильченко В.В.», or need */
};

struct job {
	struct tx *tx;
	const struct config *config;
	const struct record *order;
	struct template_value values[D_COUNT];
	struct template_value *rows;
	struct school *schools;
	size_t sites_n, schools_n;
	struct record signer;
	struct arena arena;
};

/* Takes the text of b over. */
static const char *keep(struct job *j, struct buf *b)
{
	const char *s = arena_strndup(&j->arena, buf_text(b), b->n);

	buf_free(b);
	return s;
}

static const char *keep_number(struct job *j, size_t n)
{
	struct buf b = {0};

	buf_addf(&b, "%zu", n);
	return keep(j, &b);
}

static const char *keep_date(struct job *j, int32_t date)
{
	struct buf b = {0};

	if (date != DATE_NONE)
		date_add_ru(&b, date);
	return keep(j, &b);
}

/* What is missing in a record, and how it is put right. */
static const char *keep_need(struct job *j, const char *what, unsigned kind, uint32_t id, const char *field)
{
	struct buf b = {0};

	buf_addf(&b, "%s (stazh set %s %u %s=…)", what, kind_def(kind)->name, id, field);
	return keep(j, &b);
}

static void set(struct job *j, unsigned i, const char *text, const char *need)
{
	j->values[i] = (struct template_value){data_names[i], text, need};
}

static const char *post_of(const struct record *person)
{
	const char *post = record_text(person, PERSON_POSITION);

	return *post ? post : record_text(person, PERSON_POSITION_KIND);
}

static void add_org(struct job *j, const struct record *person, struct buf *out)
{
	if (!record_has(person, PERSON_ORG))
		return;
	buf_addc(out, ' ');
	label_add(j->tx, KIND_ORG, record_ref(person, PERSON_ORG), out);
}

/* «Морозову И.А., методиста МБУ «ЦИМС»»; "" for nobody. */
static const char *keep_accusative(struct job *j, uint32_t id)
{
	struct record p = {0};
	struct buf b = {0}, post = {0}, name = {0};
	const char *surname;

	if (id && record_load(j->tx, KIND_PERSON, id, &p) == OK) {
		surname = record_text(&p, PERSON_SURNAME);
		person_short_name(&p, &name);
		decline_surname_accusative(
			surname,
			person_gender(surname, record_text(&p, PERSON_NAME), record_text(&p, PERSON_PATRONYMIC)), &b);
		buf_add(&b, name.s + strlen(surname));
		if (*post_of(&p)) {
			text_add_cased(&post, post_of(&p), false);
			buf_add(&b, ", ");
			decline_post_accusative(post.s, &b);
			add_org(j, &p, &b);
		}
	}
	record_release(&p);
	buf_free(&post);
	buf_free(&name);
	return keep(j, &b);
}

/* ---- the sites and their schools ---- */

/* The head of the school for item 2. */
static void load_school(struct job *j, uint32_t id, struct school *s)
{
	struct record org = {0}, head = {0};
	struct buf name = {0}, text = {0}, need = {0};

	s->id = id;
	record_load(j->tx, KIND_ORG, id, &org);
	buf_add(&name, record_text(&org, ORG_SHORT_NAME));
	if (record_has(&org, ORG_HEAD) && record_load(j->tx, KIND_PERSON, record_ref(&org, ORG_HEAD), &head) == OK)
		person_short_name(&head, &text);
	else
		buf_addf(&need, "руководитель: %s (stazh set org %u head=…)", buf_text(&name), id);
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

static void set_row(struct job *j, size_t i, const struct record *site)
{
	struct template_value *v = j->rows + i * S_COUNT;
	const struct value *grounds = record_get(j->order, ORDER_GROUNDS);
	int32_t from = DATE_NONE, to = DATE_NONE;
	struct buf org = {0}, topic = {0}, terms = {0}, ground = {0};
	size_t g;

	for (size_t k = 0; k < S_COUNT; k++)
		v[k] = (struct template_value){.name = site_names[k]};
	order_term(j->order, site, &from, &to, NULL);
	label_add(j->tx, KIND_ORG, record_ref(site, SITE_ORG), &org);
	buf_add(&topic, record_text(site, SITE_TOPIC));
	buf_add(&terms, record_text(site, SITE_TERM_TEXT));
	g = grounds && grounds->count > 1 ? i : 0;
	if (grounds && g < grounds->count)
		buf_add(&ground, grounds->items[g].text);
	v[S_I].text = keep_number(j, i + 1);
	v[S_ORG].text = keep(j, &org);
	v[S_TOPIC].text = keep(j, &topic);
	v[S_TERMS].text = keep(j, &terms);
	v[S_FROM].text = keep_date(j, from);
	v[S_TO].text = keep_date(j, to);
	v[S_GROUND].text = keep(j, &ground);
	v[S_GROUND].need = keep_need(j, "основание прекращения (п. 7.1)", KIND_ORDER, j->order->id, "grounds");
	v[S_END].text = i + 1 < j->sites_n ? ";" : ".";
}

/* Rows, schools, and the methodist of the sites when they have one and the same. */
static uint32_t load_sites(struct job *j)
{
	uint32_t *ids = order_sites(j->order, &j->sites_n), methodist = 0;
	struct record site = {0};

	j->rows = mem_alloc((j->sites_n + 1) * S_COUNT * sizeof(*j->rows));
	j->schools = mem_alloc((j->sites_n + 1) * sizeof(*j->schools));
	for (size_t i = 0; i < j->sites_n; i++) {
		size_t k = 0;

		record_load(j->tx, KIND_SITE, ids[i], &site);
		set_row(j, i, &site);
		if (i == 0)
			methodist = record_ref(&site, SITE_METHODIST);
		else if (methodist != record_ref(&site, SITE_METHODIST))
			methodist = 0;
		while (k < j->schools_n && j->schools[k].id != record_ref(&site, SITE_ORG))
			k++;
		if (k == j->schools_n)
			load_school(j, record_ref(&site, SITE_ORG), &j->schools[j->schools_n++]);
	}
	qsort(j->schools, j->schools_n, sizeof(*j->schools), compare_schools);
	record_release(&site);
	free(ids);
	return methodist;
}

/* «МБОУ «…» (Данильченко В.В.), …»; when a head is not known, nothing but the need. */
static void set_heads(struct job *j)
{
	struct buf text = {0}, need = {0};

	for (size_t i = 0; i < j->schools_n; i++) {
		buf_addf(&text, "%s%s (%s)", i ? ", " : "", j->schools[i].name, j->schools[i].head);
		if (*j->schools[i].need)
			buf_addf(&need, "%s%s", need.n ? "\n" : "", j->schools[i].need);
	}
	if (need.n)
		buf_clear(&text);
	set(j, D_HEADS, keep(j, &text), need.n ? keep(j, &need) : NULL);
}

/* ---- the order ---- */

static void set_date(struct job *j)
{
	const char *need = keep_need(j, "дата", KIND_ORDER, j->order->id, "date");
	int32_t date = record_date(j->order, ORDER_DATE);
	int y = 0, m = 0, d = 0;
	bool known = date != DATE_NONE;

	if (known)
		date_to_ymd(date, &y, &m, &d);
	set(j, D_DATE, keep_date(j, date), need);
	set(j, D_DAY, known ? keep_number(j, (size_t)d) : "", need);
	set(j, D_MONTH, known ? date_month_name(m, true) : "", need);
	set(j, D_YEAR, known ? keep_number(j, (size_t)y) : "", need);
}

/* One's own items, numbered where they are not. */
static const char *keep_items(struct job *j)
{
	struct buf b = {0};
	int n = 0;

	for (const char *p = record_text(j->order, ORDER_ITEMS); *p; p += *p == '\n') {
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
	return keep(j, &b);
}

static void set_kind(struct job *j)
{
	static const struct {
		unsigned value;
		const char *kind;
	} kinds[] = {{D_APPROVAL, ORDER_KIND_APPROVAL},
		     {D_RENEWAL, ORDER_KIND_RENEWAL},
		     {D_TERMINATION, ORDER_KIND_TERMINATION},
		     {D_OTHER, ORDER_KIND_OTHER}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		set(j, kinds[i].value, strcmp(record_text(j->order, ORDER_KIND), kinds[i].kind) ? "" : "да", NULL);
}

static void set_people(struct job *j, uint32_t sites_methodist)
{
	uint32_t id = j->order->id, signer = record_ref(j->order, ORDER_SIGNER);
	uint32_t controller = record_ref(j->order, ORDER_CONTROLLER), methodist = record_ref(j->order, ORDER_METHODIST);
	const char *need = keep_need(j, "кто подписывает", KIND_ORDER, id, "signer");
	struct buf post = {0}, name = {0}, centre = {0};

	if (signer && record_load(j->tx, KIND_PERSON, signer, &j->signer) == OK) {
		person_initials_first(&j->signer, &name);
		label_add(j->tx, KIND_ORG, record_ref(&j->signer, PERSON_ORG), &centre);
		if (*post_of(&j->signer)) {
			text_add_cased(&post, post_of(&j->signer), true);
			add_org(j, &j->signer, &post);
		} else {
			need = keep_need(j, "должность того, кто подписывает", KIND_PERSON, signer, "position");
		}
	} else {
		buf_add(&centre, config_text(j->config, OPT_CENTRE_SHORT_NAME));
	}
	set(j, D_CENTRE, keep(j, &centre), NULL);
	set(j, D_POST, keep(j, &post), need);
	set(j, D_SIGNER, keep(j, &name), need);
	set(j, D_METHODIST, keep_accusative(j, methodist ? methodist : sites_methodist),
	    keep_need(j, "ответственный методист", KIND_ORDER, id, "methodist"));
	set(j, D_SELF, controller && controller == signer ? "да" : "", NULL);
	set(j, D_CONTROLLER, keep_accusative(j, controller),
	    keep_need(j, "кто контролирует исполнение", KIND_ORDER, id, "controller"));
}

static void set_order(struct job *j)
{
	const struct record *order = j->order;
	const char *const *lines = config_list(j->config, OPT_CENTRE_LETTERHEAD, NULL);
	const char *preamble = record_text(order, ORDER_PREAMBLE);
	struct buf letterhead = {0}, with_comma = {0}, year = {0};

	for (size_t i = 0; lines[i]; i++)
		buf_addf(&letterhead, "%s%s", i ? "\n" : "", lines[i]);
	buf_add(&with_comma, preamble);
	if (with_comma.n && !strchr(",:;.", with_comma.s[with_comma.n - 1]))
		buf_addc(&with_comma, ',');
	if (record_has(order, ORDER_SCHOOL_YEAR))
		school_year_add(&year, (int)record_int(order, ORDER_SCHOOL_YEAR));
	set(j, D_LETTERHEAD, keep(j, &letterhead), NULL);
	set(j, D_NUMBER, record_text(order, ORDER_NUMBER), keep_need(j, "номер", KIND_ORDER, order->id, "number"));
	set(j, D_PLACE,
	    record_has(order, ORDER_PLACE) ? record_text(order, ORDER_PLACE) : config_text(j->config, OPT_CENTRE_PLACE),
	    NULL);
	set(j, D_TITLE, record_text(order, ORDER_TITLE), keep_need(j, "заголовок", KIND_ORDER, order->id, "title"));
	set(j, D_PREAMBLE, keep(j, &with_comma), NULL);
	set(j, D_SCHOOL_YEAR, keep(j, &year), keep_need(j, "учебный год", KIND_ORDER, order->id, "school_year"));
	set(j, D_ITEMS, keep_items(j), NULL);
	set(j, D_SITES, keep_number(j, j->sites_n), NULL);
	set(j, D_SCHOOLS, keep_number(j, j->schools_n), NULL);
	set(j, D_REGULATION, "", NULL);
	set_date(j);
	set_kind(j);
}

static enum err refuse_missing(const struct job *j, enum document what, struct buf *missing, struct error *e)
{
	static const char *const titles[] = {"приказ", "приложение 1", "приложение 2"};
	struct buf label = {0};
	enum err err;

	label_of(j->tx, j->order, &label);
	missing->s[missing->n - 1] = '\0'; /* the last line's end */
	err = error_set(e, ERR_REFUSED, "Приказ %s: %s не напечатать, не хватает:\n%s", buf_text(&label), titles[what],
			missing->s);
	buf_free(&label);
	return err;
}

static void job_release(struct job *j)
{
	for (size_t i = 0; i < j->schools_n; i++) {
		free(j->schools[i].name);
		free(j->schools[i].head);
		free(j->schools[i].need);
	}
	free(j->schools);
	free(j->rows);
	record_release(&j->signer);
	arena_release(&j->arena);
}

enum err document_print(struct tx *tx, enum document what, const struct record *order, struct buf *out, struct error *e)
{
	struct job j = {.tx = tx, .config = tx_session(tx)->config, .order = order};
	struct buf path = {0}, missing = {0}, text = {0};
	bool own_items;
	enum err err = OK;

	set_people(&j, load_sites(&j));
	set_order(&j);
	set_heads(&j);
	own_items = what == DOCUMENT_ORDER && *j.values[D_ITEMS].text;
	if (what == DOCUMENT_ORDER && !own_items && *j.values[D_OTHER].text)
		buf_addf(&missing, "пункты (stazh set order %u items=…)\n", order->id);
	else if (what != DOCUMENT_REGULATION && !own_items && !j.sites_n)
		buf_addf(&missing, "площадки (stazh set order %u sites=…)\n", order->id);
	for (unsigned i = D_APPROVAL; own_items && i <= D_OTHER; i++)
		j.values[i].text = "";
	if (what == DOCUMENT_REGULATION && !(err = regulation_clause(j.config, NULL, &text, e)))
		j.values[D_REGULATION].text = keep(&j, &text);
	buf_addf(&path, "%s/%s.txt", config_text(j.config, OPT_TEMPLATES), names[what]);
	if (!err) {
		buf_clear(&text);
		err = template_fill(path.s,
				    &(struct template_data){.values = j.values,
							    .n = D_COUNT,
							    .rows = j.rows,
							    .rows_n = j.sites_n,
							    .columns = S_COUNT},
				    &text, &missing, e);
	}
	if (!err && missing.n)
		err = refuse_missing(&j, what, &missing, e);
	if (!err)
		buf_addn(out, text.s, text.n);
	buf_free(&path);
	buf_free(&missing);
	buf_free(&text);
	job_release(&j);
	return err;
}
