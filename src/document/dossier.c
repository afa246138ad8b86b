#include <stdlib.h>
#include <string.h>

#include "stazh/base/decline.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "dossier.h"

void dossier_need(struct dossier *d, const char *name, const char *also, const char *text, const char *need)
{
	struct template_data *data = &d->data;

	data->names = mem_grow(data->names, data->n, &d->names_cap, sizeof(*data->names));
	data->values = mem_grow(data->values, data->n, &d->values_cap, sizeof(*data->values));
	data->names[data->n] = (struct template_name){name, also};
	data->values[data->n++] = (struct template_value){text, need};
}

void dossier_put(struct dossier *d, const char *name, const char *also, const char *text)
{
	dossier_need(d, name, also, text, NULL);
}

void dossier_field(struct dossier *d, const char *name, const char *also, const struct record *r, unsigned field)
{
	dossier_put(d, name, also, keep_field(d, r, field));
}

size_t dossier_table(struct dossier *d, const char *name, const char *also, const struct template_name *columns,
		     size_t n)
{
	struct template_data *data = &d->data;

	data->tables = mem_grow(data->tables, data->tables_n, &d->tables_cap, sizeof(*data->tables));
	data->tables[data->tables_n] =
		(struct template_table){.name = {name, also}, .columns = columns, .columns_n = n};
	return data->tables_n++;
}

struct template_value *dossier_row(struct dossier *d, size_t table)
{
	struct template_table *t = &d->data.tables[table];
	struct template_value *row;

	t->rows = mem_grow(t->rows, t->rows_n, &t->cap, t->columns_n * sizeof(*t->rows));
	row = t->rows + t->rows_n++ * t->columns_n;
	memset(row, 0, t->columns_n * sizeof(*row));
	return row;
}

void dossier_release(struct dossier *d)
{
	for (size_t i = 0; i < d->data.tables_n; i++)
		free(d->data.tables[i].rows);
	free(d->data.tables);
	free(d->data.names);
	free(d->data.values);
	buf_free(&d->missing);
	people_release(&d->people);
	lacks_release(&d->lacks);
	buf_free(&d->notice);
	arena_release(&d->arena);
}

/* ---- texts ---- */

const char *keep(struct dossier *d, struct buf *b)
{
	const char *s = arena_strndup(&d->arena, buf_text(b), b->n);

	buf_free(b);
	return s;
}

const char *keep_text(struct dossier *d, const char *s)
{
	return arena_strndup(&d->arena, s, strlen(s));
}

const char *keep_number(struct dossier *d, long n)
{
	struct buf b = {0};

	buf_addf(&b, "%ld", n);
	return keep(d, &b);
}

const char *keep_date(struct dossier *d, int32_t date)
{
	struct buf b = {0};

	date_add_ru(&b, date);
	return keep(d, &b);
}

const char *keep_words(struct dossier *d, int32_t date)
{
	struct buf b = {0};

	date_add_words(&b, date);
	return keep(d, &b);
}

const char *keep_label(struct dossier *d, unsigned kind, uint32_t id)
{
	struct buf b = {0};

	if (id)
		label_add(d->tx, kind, id, &b);
	return keep(d, &b);
}

const char *keep_field(struct dossier *d, const struct record *r, unsigned field)
{
	struct buf b = {0};

	field_add(d->tx, field_by_id(kind_def(r->kind), field), r, STYLE_PEOPLE, &b);
	return keep(d, &b);
}

const char *keep_school_year(struct dossier *d, int year)
{
	struct buf b = {0};

	if (year)
		school_year_add(&b, year);
	return keep(d, &b);
}

const char *keep_need(struct dossier *d, const char *what, unsigned kind, uint32_t id, const char *field)
{
	const struct field *f = field_by_name(kind_def(kind), field);
	struct lack lack = {.kind = kind, .id = id, .field = f->id};
	struct buf b = {0};

	if (!d->lacks.config && d->r)
		lacks_of(d->tx, d->r, &d->lacks);
	for (size_t i = 0; i < d->lacks.n; i++)
		if (d->lacks.l[i].kind == kind && d->lacks.l[i].id == id && d->lacks.l[i].field == f->id)
			what = d->lacks.l[i].what;
	buf_add(&b, what);
	if (!tx_session(d->tx)->interactive) {
		buf_add(&b, " (");
		lack_add_command(&lack, &b);
		buf_addc(&b, ')');
	}
	return keep(d, &b);
}

void dossier_add_missing(struct dossier *d, const char *what, const char *field)
{
	buf_addf(&d->missing, "%s\n", keep_need(d, what, d->r->kind, d->r->id, field));
}

/* ---- people ---- */

const char *keep_name(struct dossier *d, uint32_t person, enum name_form form)
{
	struct record p = {0};
	struct buf b = {0};

	people_add(&d->people, d->tx, KIND_PERSON, person);
	if (person && record_load(d->tx, KIND_PERSON, person, &p) == OK)
		person_add_name(&p, form, NOMINATIVE, &b);
	record_release(&p);
	return keep(d, &b);
}

void dossier_add_whose(struct buf *post, const char *genitive)
{
	if (post->n && *genitive && !strstr(post->s, genitive))
		buf_addf(post, " %s", genitive);
}

const char *keep_post(struct dossier *d, const struct record *person, bool capital, bool with_org)
{
	struct buf b = {0};

	people_add(&d->people, d->tx, KIND_PERSON, person->id);
	text_add_cased(&b, person_post(person), capital);
	if (with_org)
		dossier_add_whose(&b, keep_org(d, record_ref(person, PERSON_ORG), GENITIVE));
	return keep(d, &b);
}

/* ---- the centre ---- */

static bool knows_built_in(struct dossier *d)
{
	static const char *const names[] = {"МБУ «ЦИМС»", "ЦИМС"}; /* as it is entered by hand, too */
	uint32_t org;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ref_find(d->tx, KIND_ORG, names[i], &org, NULL) == OK &&
		    !strcmp(keep_label(d, KIND_ORG, org), names[i]))
			return true;
	return false;
}

/* The built-in centre is that of order № 37-о: it holds in a base that knows it, and on no other district's paper. */
static const char *centre_text(struct dossier *d, enum option_id id)
{
	if (config_own_centre(d->config))
		return config_text(d->config, id);
	if (d->centre == CENTRE_UNKNOWN)
		d->centre = knows_built_in(d) ? CENTRE_BUILT_IN : CENTRE_NOT_TOLD;
	return d->centre == CENTRE_BUILT_IN || !config_is_default(d->config, id) ? config_text(d->config, id) : "";
}

static const char *centre_need(struct dossier *d, enum option_id id)
{
	struct buf b = {0};

	buf_addf(&b, "%s ([%s] %s в настройках)", options[id].title, options[id].section, options[id].key);
	return keep(d, &b);
}

/* An abbreviation or a name in quotation marks stays as it is in every case: «МБУ «ЦИМС»». */
static bool is_stiff(const char *name)
{
	struct buf small = {0};
	uint32_t first = 0;
	bool stiff;

	text_add_cased(&small, name, false); /* that of an abbreviation stays */
	utf8_decode(name, strlen(name), &first);
	stiff = !(first >= 0x430 && first <= 0x44f) && !strcmp(buf_text(&small), name);
	buf_free(&small);
	return stiff;
}

/* What the configuration tells, else the words declined, "" when that is not certain. */
static const char *keep_case(struct dossier *d, const char *told, const char *words, bool post, enum word_case c)
{
	struct buf b = {0};

	if (*told)
		return told;
	(post ? decline_post : decline_thing)(words, c, &b);
	if (b.n && !strcmp(b.s, words) && !is_stiff(words))
		buf_clear(&b);
	return keep(d, &b);
}

static const char *centre_name(struct dossier *d, enum word_case c)
{
	const char *name = centre_text(d, OPT_CENTRE_SHORT_NAME);
	/* clang-format off */
	static const enum option_id told_by[WORD_CASES] = {
		[GENITIVE] = OPT_CENTRE_NAME_GENITIVE, [DATIVE] = OPT_CENTRE_NAME_DATIVE, [INSTRUMENTAL] = OPT_CENTRE_NAME_INSTRUMENTAL,
	};
	/* clang-format on */

	return c == NOMINATIVE || !*name ? name : keep_case(d, centre_text(d, told_by[c]), name, false, c);
}

const char *keep_org(struct dossier *d, uint32_t org, enum word_case c)
{
	const char *name = keep_label(d, KIND_ORG, org), *declined;

	if (c == NOMINATIVE || !*name)
		return name;
	declined = !strcmp(name, centre_text(d, OPT_CENTRE_SHORT_NAME)) ? centre_name(d, c)
									: keep_case(d, "", name, false, c);
	return *declined ? declined : name;
}

static void put_need(struct dossier *d, const char *name, const char *also, const char *text, enum option_id told_by)
{
	dossier_need(d, name, also, text, centre_need(d, told_by));
}

/* «Начальник Управления образования» */
static const char *keep_post_of_centre(struct dossier *d, const char *post)
{
	struct buf b = {0};

	text_add_cased(&b, post, true);
	dossier_add_whose(&b, centre_name(d, GENITIVE));
	return keep(d, &b);
}

/* The post that the configuration tells counts, else that of his record. */
static const char *director_post(struct dossier *d, const struct record *p)
{
	const char *told = centre_text(d, OPT_CENTRE_DIRECTOR_POST);

	if (!config_is_default(d->config, OPT_CENTRE_DIRECTOR_POST) || !record_has(p, PERSON_POSITION))
		return told;
	return keep_text(d, record_text(p, PERSON_POSITION));
}

static void put_director(struct dossier *d)
{
	const char *name = centre_text(d, OPT_CENTRE_DIRECTOR), *post, *dative;
	struct buf initials_first = {0}, to = {0};
	struct record p = {.kind = KIND_PERSON};
	bool whose = *centre_name(d, GENITIVE);
	uint32_t id = 0;

	if (*name && ref_find(d->tx, KIND_PERSON, name, &id, NULL) == OK)
		record_load(d->tx, KIND_PERSON, id, &p);
	else if (*name)
		person_parse_name(name, &p, NULL);
	if (record_has(&p, PERSON_SURNAME)) {
		person_initials_first(&p, &initials_first);
		person_add_name(&p, NAME_INITIALS_FIRST, DATIVE, &to);
	}
	put_need(d, "director", "директор", keep(d, &initials_first), OPT_CENTRE_DIRECTOR);
	put_need(d, "director_dative", "директору", keep(d, &to), OPT_CENTRE_DIRECTOR);
	post = director_post(d, &p);
	dative = *post ? keep_case(d, centre_text(d, OPT_CENTRE_DIRECTOR_POST_DATIVE), post, true, DATIVE) : "";
	put_need(d, "director_post", "должность директора", *post && whose ? keep_post_of_centre(d, post) : "",
		 *post ? OPT_CENTRE_NAME_GENITIVE : OPT_CENTRE_DIRECTOR_POST);
	put_need(d, "director_post_dative", "должность директору",
		 *dative && whose ? keep_post_of_centre(d, dative) : "",
		 *post && *dative ? OPT_CENTRE_NAME_GENITIVE
		 : *post	  ? OPT_CENTRE_DIRECTOR_POST_DATIVE
				  : OPT_CENTRE_DIRECTOR_POST);
	record_release(&p);
}

void dossier_put_centre(struct dossier *d)
{
	/* clang-format off */
	static const struct {
		const char *name, *also;
		enum option_id option;
	} texts[] = {
		{"centre", "центр", OPT_CENTRE_SHORT_NAME}, {"centre_full", "центр полностью", OPT_CENTRE_FULL_NAME},
		{"district", "округ", OPT_CENTRE_DISTRICT}, {"place", "место", OPT_CENTRE_PLACE},
	};
	/* clang-format on */
	struct buf letterhead = {0};

	if (*centre_text(d, OPT_CENTRE_LETTERHEAD))
		for (const char *const *line = config_list(d->config, OPT_CENTRE_LETTERHEAD, NULL); *line; line++)
			buf_addf(&letterhead, "%s%s", letterhead.n ? "\n" : "", *line);
	put_need(d, "letterhead", "шапка", keep(d, &letterhead), OPT_CENTRE_LETTERHEAD);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		put_need(d, texts[i].name, texts[i].also, centre_text(d, texts[i].option), texts[i].option);
	put_need(d, "centre_genitive", "центра", centre_name(d, GENITIVE), OPT_CENTRE_NAME_GENITIVE);
	put_need(d, "centre_dative", "центру", centre_name(d, DATIVE), OPT_CENTRE_NAME_DATIVE);
	put_need(d, "centre_instrumental", "центром", centre_name(d, INSTRUMENTAL), OPT_CENTRE_NAME_INSTRUMENTAL);
	dossier_put(d, "after_signature", "после подписи", centre_text(d, OPT_CENTRE_AFTER_SIGNATURE));
	dossier_put(d, "today", "сегодня", keep_words(d, tx_session(d->tx)->today));
	put_director(d);
}

void dossier_each_of(struct dossier *d, unsigned of, uint32_t id, unsigned kind, unsigned field,
		     void (*fn)(struct dossier *d, size_t table, const struct record *r), size_t table)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(d->tx, of, id, kind, field, &n);

	for (size_t i = 0; i < n; i++)
		if (record_load(d->tx, kind, ids[i], &r) == OK && !record_bool(&r, REC_ARCHIVED))
			fn(d, table, &r);
	record_release(&r);
	free(ids);
}

const char *dossier_row_number(struct dossier *d, size_t table)
{
	return keep_number(d, (long)d->data.tables[table].rows_n);
}
