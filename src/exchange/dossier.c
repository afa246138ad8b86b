#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
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

size_t dossier_table(struct dossier *d, const char *name, const char *also, const struct template_name *columns, size_t n)
{
	struct template_data *data = &d->data;

	data->tables = mem_grow(data->tables, data->tables_n, &d->tables_cap, sizeof(*data->tables));
	data->tables[data->tables_n] = (struct template_table){.name = {name, also}, .columns = columns, .columns_n = n};
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
	struct buf b = {0};

	buf_addf(&b, "%s (stazh set %s %u %s=…)", what, kind_def(kind)->name, id, field);
	return keep(d, &b);
}

/* ---- people ---- */

const char *keep_name(struct dossier *d, uint32_t person, enum name_form form)
{
	struct record p = {0};
	struct buf b = {0};

	if (person && record_load(d->tx, KIND_PERSON, person, &p) == OK)
		person_add_name(&p, form, NOMINATIVE, &b);
	record_release(&p);
	return keep(d, &b);
}

const char *keep_post(struct dossier *d, const struct record *person, bool capital, bool with_org)
{
	struct buf b = {0};

	text_add_cased(&b, person_post(person), capital);
	if (b.n && with_org && record_has(person, PERSON_ORG)) {
		buf_addc(&b, ' ');
		label_add(d->tx, KIND_ORG, record_ref(person, PERSON_ORG), &b);
	}
	return keep(d, &b);
}

/* ---- the centre ---- */

/* «Гусева И.Г.» of the configuration: its record tells the post; without one he is «Директор МБУ «ЦИМС»». */
static void put_director(struct dossier *d)
{
	const char *name = config_text(d->config, OPT_CENTRE_DIRECTOR), *need = "директор центра ([centre] director в настройках)";
	struct buf initials_first = {0}, post = {0};
	struct record p = {.kind = KIND_PERSON};
	uint32_t id = 0;

	if (*name && ref_find(d->tx, KIND_PERSON, name, &id, NULL) == OK)
		record_load(d->tx, KIND_PERSON, id, &p);
	else if (*name)
		person_parse_name(name, &p, NULL);
	if (record_has(&p, PERSON_SURNAME))
		person_initials_first(&p, &initials_first);
	text_add_cased(&post, *person_post(&p) ? person_post(&p) : "директор", true);
	buf_addf(&post, " %s", config_text(d->config, OPT_CENTRE_SHORT_NAME));
	dossier_need(d, "director", "директор", keep(d, &initials_first), need);
	dossier_put(d, "director_post", "должность директора", keep(d, &post));
	record_release(&p);
}

void dossier_put_centre(struct dossier *d)
{
	const char *const *lines = config_list(d->config, OPT_CENTRE_LETTERHEAD, NULL);
	struct buf letterhead = {0};

	for (size_t i = 0; lines[i]; i++)
		buf_addf(&letterhead, "%s%s", i ? "\n" : "", lines[i]);
	dossier_put(d, "letterhead", "шапка", keep(d, &letterhead));
	dossier_put(d, "centre", "центр", config_text(d->config, OPT_CENTRE_SHORT_NAME));
	dossier_put(d, "centre_full", "центр полностью", config_text(d->config, OPT_CENTRE_FULL_NAME));
	dossier_put(d, "district", "округ", config_text(d->config, OPT_CENTRE_DISTRICT));
	dossier_put(d, "place", "место", config_text(d->config, OPT_CENTRE_PLACE));
	dossier_put(d, "today", "сегодня", keep_words(d, tx_session(d->tx)->today));
	put_director(d);
}
