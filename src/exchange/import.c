#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/domain/access.h"

/* ---- records ---- */

/* A refusal is the row's fault, anything else ends the import. */
static bool refused(struct import *im, enum err err, const struct error *e)
{
	if (err == ERR_STORAGE || tx_failed(im->tx)) {
		im->failed = tx_failed(im->tx) ? tx_failed(im->tx) : err;
		if (im->e)
			*im->e = *e;
	}
	return !im->failed;
}

/* e's sentence begins with the field's title; the column says that already. */
static const char *without_title(const struct error *e, const struct field *f)
{
	size_t n = strlen(f->title);

	return !strncmp(e->text, f->title, n) && !strncmp(e->text + n, ": ", 2) ? e->text + n + 2 : e->text;
}

static void fault_of(struct import *im, const struct row *row, const struct error *e)
{
	const struct part_of_file *p = NULL;
	const char *value = NULL;

	for (size_t i = 0; i < row->n && *e->field && !p; i++) {
		const struct part_of_file *at = &im->parts[row->cell[i].column];

		if (at->part != PART_NAME && at->f && !strcmp(at->f->name, e->field)) {
			p = at;
			value = row->cell[i].text;
		}
	}
	import_fault(im, row->line, p ? p->name : NULL, value, "%s", p ? without_title(e, p->f) : e->text);
}

static uint32_t parse_id(const char *s)
{
	char *end;
	unsigned long long n = strtoull(s, &end, 10);

	return *s >= '0' && *s <= '9' && !end[strspn(end, " ")] && n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* The id in the row; *ok false: it is none. */
static uint32_t row_id(struct import *im, const struct row *row, bool *ok)
{
	for (size_t i = 0; i < row->n; i++) {
		const char *text = row->cell[i].text;
		uint32_t id;

		if (im->parts[row->cell[i].column].part != PART_ID || !text || !text[strspn(text, " ")])
			continue;
		id = parse_id(text + strspn(text, " "));
		if (!id) {
			import_fault(im, row->line, im->parts[row->cell[i].column].name, text, "не номер записи");
			*ok = false;
		}
		return id;
	}
	return 0;
}

/* ---- references within the file ---- */

static int compare_file_ids(const void *a, const void *b)
{
	const struct imported *x = *(struct imported *const *)a, *y = *(struct imported *const *)b;

	if (x->file_id != y->file_id)
		return x->file_id < y->file_id ? -1 : 1;
	return x->line - y->line;
}

static void index_file_ids(struct import *im)
{
	free(im->by_file_id);
	im->by_file_id = mem_alloc((im->list_n + 1) * sizeof(*im->by_file_id));
	for (size_t i = 0; i < im->list_n; i++)
		im->by_file_id[i] = &im->list[i];
	qsort(im->by_file_id, im->list_n, sizeof(*im->by_file_id), compare_file_ids);
	for (size_t i = 1; i < im->list_n; i++) {
		const struct imported *a = im->by_file_id[i - 1], *b = im->by_file_id[i];

		if (b->file_id && a->file_id == b->file_id)
			import_fault(im, b->line, NULL, NULL, "номер %u уже стоит в строке %d", b->file_id, a->line);
	}
}

static uint32_t new_id(struct import *im, uint32_t file_id)
{
	struct imported wanted = {.file_id = file_id};

	for (size_t low = 0, high = im->list_n; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (im->by_file_id[mid]->file_id == wanted.file_id)
			return im->by_file_id[mid]->id;
		if (im->by_file_id[mid]->file_id < wanted.file_id)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

/* The number of the only record with that name; 0: none or several. */
static uint32_t id_of_name(struct import *im, const struct field *f, const char *name)
{
	struct labels *l = &im->names[f->ref];
	struct label **same;
	size_t n;

	if (!im->named[f->ref]) {
		im->failed = labels_load(im->tx, f->ref, l, im->e);
		im->named[f->ref] = true;
	}
	same = labels_named(l, name, &n);
	return n == 1 ? same[0]->id : 0;
}

/* The value of a reference with names replaced by numbers, and numbers of the file by those that the records got:
 * «3;7», «reminder 3». What is not known stays as it is. */
static void resolve(struct import *im, const struct part_of_file *p, const char *text, struct buf *out)
{
	for (const char *end; *text; text = end) {
		const char *part = text;
		size_t n;
		uint32_t id = 0;
		char *word, *blank;

		end = p->f->flags & FF_MANY ? text + strcspn(text, ";") : text + strlen(text);
		n = text_trim(&part, (size_t)(end - text));
		word = mem_strndup(part, n);
		blank = strchr(word, ' ');
		if (p->f->type == FT_REF && parse_id(word)) {
			id = p->later ? new_id(im, parse_id(word)) : 0;
		} else if (p->f->type == FT_REF && *word) {
			id = id_of_name(im, p->f, word);
		} else if (p->later && blank) {
			*blank = 0;
			if (kind_by_name(word) == im->k && (id = new_id(im, parse_id(blank + 1))))
				buf_addf(out, "%s ", im->k->name);
		}
		free(word);
		if (id)
			buf_addf(out, "%u", id);
		else
			buf_addn(out, part, n);
		if (*end)
			buf_addc(out, *end++);
	}
}

/* States and what actions set are taken over from an export; that is for the methodist alone. */
static bool may_set(struct import *im, const struct field *f, const struct record *before, const struct record *r)
{
	return im->s->role >= ROLE_METHODIST || !(f->flags & FF_SYSTEM || f->type == FT_STATE) ||
	       value_same(record_get(before, f->id), record_get(r, f->id));
}

/* Where a file gives number and name, as JSON does, both must mean the same record: in another database the number may
 * be another one's. */
static bool names_agree(struct import *im, const struct row *row, const struct field *f, const struct record *r)
{
	const struct value *v = record_get(r, f->id);
	const struct value *items = v && v->type == V_LIST ? v->items : v;
	size_t n = v && v->type == V_LIST ? v->count : v != NULL;
	const struct part_of_file *p;
	struct buf names = {0};
	bool agree = true;

	for (size_t i = 0; i < row->n; i++) {
		p = &im->parts[row->cell[i].column];
		if (p->part != PART_NAME || p->f != f || !row->cell[i].text || !*row->cell[i].text)
			continue;
		buf_clear(&names);
		for (size_t j = 0; j < n; j++) {
			buf_add(&names, j ? ";" : "");
			label_add(im->tx, f->type == FT_LINK ? (unsigned)(items[j].num >> 32) : f->ref,
				  (uint32_t)items[j].num, &names);
		}
		agree = !strcmp(buf_text(&names), row->cell[i].text);
		if (!agree)
			import_fault(im, row->line, p->name, row->cell[i].text,
			      "под номером, который стоит в поле «%s», другая запись: «%s»", f->name, buf_text(&names));
	}
	buf_free(&names);
	return agree;
}

/* «kind» is the record's kind, which is known; any other word in it is meant for the field of the kind so called. */
static bool is_value(const struct import *im, const struct part_of_file *p, const char *text)
{
	return p->part == PART_FIELD || (p->part == PART_KIND && p->f && !(text && !strcmp(text, im->k->name)));
}

/* Organisations name their heads, and people their organisation: one kind has to be first. A reference to a kind of
 * which there is no record at all waits for the second import. */
static bool is_premature(struct import *im, const struct field *f, const char *text)
{
	return f->type == FT_REF && !(f->flags & FF_REQUIRED) && f->ref != im->k->kind && text[strspn(text, " ")] &&
	       !record_count(im->tx, f->ref);
}

/* One line a column, for the user; no fault. */
static void note_left(struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		if (im->parts[i].left)
			buf_addf(&im->report->faults, "%s, %s «%s»: %s в базе ещё нет, %zu %s не принято; "
				 "загрузите их, а потом этот файл ещё раз с --update\n", im->name, im->json ? "поле" : "столбец", im->parts[i].name,
				 kind_def(im->parts[i].f->ref)->genitive_plural, im->parts[i].left,
				 text_plural((long)im->parts[i].left, "значение", "значения", "значений"));
}

/* Sets the row's values in r; false when one of them is wrong. later: only those columns, or only the others. */
static bool set_values(struct import *im, const struct row *row, bool later, struct record *r)
{
	struct record before = {0};
	struct buf number = {0};
	bool ok = true;

	record_copy(&before, r);
	for (size_t i = 0; i < row->n && !im->failed; i++) {
		struct part_of_file *p = &im->parts[row->cell[i].column];
		const char *text = row->cell[i].text;
		struct error e = {0};
		enum err err;

		if (p->part == PART_EMPTY && text && *text && !later) {
			import_fault(im, row->line, NULL, text, "значение в столбце без названия");
			ok = false;
		}
		if (p->part == PART_KIND && !p->f && text && *text && strcmp(text, im->k->name) && !later) {
			import_fault(im, row->line, p->name, text, "запись другого вида, ожидается %s", im->k->name);
			ok = false;
		}
		if (p->part == PART_FULL_NAME && !im->k->through && text && text[strspn(text, " ")] && !later &&
		    person_parse_name(text, r, &e)) {
			import_fault(im, row->line, p->name, text, "%s", e.text);
			ok = false;
		}
		if (!is_value(im, p, text) || p->later != later)
			continue;
		if (!text) {
			import_fault(im, row->line, p->name, NULL, "ожидается простое значение или список простых");
			ok = false;
			continue;
		}
		if (p->f->type == FT_STATE && !text[strspn(text, " ")])
			continue; /* no record is without a state: it keeps the one it has */
		if (is_premature(im, p->f, text)) {
			p->left += p->left_line != row->line;
			p->left_line = row->line;
			record_unset(r, p->f->id);
			continue;
		}
		buf_clear(&number);
		if (p->f->type == FT_REF || p->f->type == FT_LINK)
			resolve(im, p, text, &number);
		err = field_parse(im->tx, p->f, number.n ? number.s : text, r, &e);
		if (err) {
			ok = false;
			if (refused(im, err, &e))
				import_fault(im, row->line, p->name, text, "%s", without_title(&e, p->f));
		} else if (!may_set(im, p->f, &before, r)) {
			import_fault(im, row->line, p->name, text, "это ставит программа; загрузить может только методист");
			ok = false;
		} else if (p->f->type == FT_REF || p->f->type == FT_LINK) {
			ok &= names_agree(im, row, p->f, r);
		}
	}
	buf_free(&number);
	record_release(&before);
	return ok;
}

/* Are the required fields there? What the file has no column for was said once for all rows. */
static bool has_required(struct import *im, const struct row *row, const struct record *r)
{
	bool ok = true;

	for (size_t i = 0; i < im->k->n; i++) {
		const struct field *f = &im->k->fields[i];
		const char *name = f->title;

		if (!(f->flags & FF_REQUIRED) || record_has(r, f->id))
			continue;
		ok = false;
		for (size_t c = 0; c < im->n; c++)
			if (im->parts[c].part != PART_NAME && im->parts[c].f == f)
				name = im->parts[c].name;
		if (!im->absent[i])
			import_fault(im, row->line, name, NULL, "не заполнено");
	}
	return ok;
}

static bool store(struct import *im, const struct row *row, const struct record *was, struct record *is)
{
	struct error e = {0};
	enum err err = access_write(im->tx, was ? "set" : "add", was, is, &e);

	if (!err)
		err = model_store(im->tx, was, is, &e);
	if (err && refused(im, err, &e))
		fault_of(im, row, &e);
	return !err;
}

/* The record that a row of an update changes: by its id, else by the name that the row gives. Loads it into was. False:
 * the row is at fault. */
static bool find_target(struct import *im, const struct row *row, uint32_t id, struct record *named,
			struct record *was)
{
	struct label *label = NULL, **same;
	struct buf name = {0};
	size_t n = 0;

	if (id) {
		label = labels_find(&im->labels, id);
		if (!label) {
			import_fault(im, row->line, NULL, NULL, "записи с номером %u нет: %s", id, im->k->title);
			return false;
		}
	} else {
		label_of(im->tx, named, &name);
		same = labels_named(&im->labels, buf_text(&name), &n);
		if (n > 1)
			import_fault(im, row->line, NULL, NULL, "«%s» — %zu %s с таким именем; укажите номер в столбце id",
			      buf_text(&name), n, text_plural((long)n, "запись", "записи", "записей"));
		buf_free(&name);
		if (n > 1)
			return false;
		label = n ? same[0] : NULL;
	}
	if (!label)
		return true;
	if (label->line) {
		import_fault(im, row->line, NULL, NULL, "эту запись уже меняет строка %d", label->line);
		return false;
	}
	label->line = row->line;
	if (record_load(im->tx, im->k->kind, label->id, was)) {
		im->failed = error_set(im->e, ERR_STORAGE, "запись %s %u не прочитана; проверьте базу: stazh check",
				       im->k->name, label->id);
		return false;
	}
	return true;
}

/* ---- people whom the rows describe ---- */

static bool read_person(struct import *im, const struct row *row, struct record *told)
{
	struct buf number = {0};
	bool ok = true;

	for (size_t i = 0; i < row->n && !im->failed; i++) {
		const struct part_of_file *p = &im->parts[row->cell[i].column];
		const char *text = row->cell[i].text ? row->cell[i].text : "";
		struct error e = {0};
		enum err err = OK;

		if ((p->part != PART_THROUGH && p->part != PART_FULL_NAME) || !text[strspn(text, " ")])
			continue;
		buf_clear(&number);
		if (p->part == PART_FULL_NAME)
			err = person_parse_name(text, told, &e);
		else if (p->f->type == FT_REF)
			resolve(im, p, text, &number);
		if (p->part == PART_THROUGH)
			err = field_parse(im->tx, p->f, number.n ? number.s : text, told, &e);
		if (!err)
			continue;
		ok = false;
		if (refused(im, err, &e))
			import_fault(im, row->line, p->name, text, "%s", p->f ? without_title(&e, p->f) : e.text);
	}
	buf_free(&number);
	return ok;
}

/* The column that tells who it is. */
static const char *name_column(const struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		if (im->parts[i].part == PART_FULL_NAME || (im->parts[i].part == PART_THROUGH && im->parts[i].f->id == PERSON_SURNAME))
			return im->parts[i].name;
	return NULL;
}

static void note_doubles(struct import *im, const struct row *row, const struct record *person)
{
	uint32_t like = person_double(im->tx, person);

	if (!like)
		return;
	buf_addf(&im->doubts, "%s, строка %d: ", im->name, row->line);
	person_full_name(person, &im->doubts);
	buf_add(&im->doubts, " — новый человек; похож на того, кто уже есть: ");
	person_add_known(im->tx, like, &im->doubts);
	buf_addc(&im->doubts, '\n');
}

static enum err add_person(struct import *im, const struct row *row, struct record *told, struct error *e)
{
	enum err err;

	if (!record_has(told, PERSON_ORG))
		return error_set(e, ERR_REFUSED, "такого человека ещё нет; чтобы завести, нужна школа");
	err = access_check(im->tx, KIND_PERSON, "add", told, e);
	if (!err)
		err = model_store(im->tx, NULL, told, e);
	if (!err) {
		note_doubles(im, row, told);
		im->report->people++;
	}
	return err;
}

/* Finds the person whom the row describes, or makes one. */
static bool set_person(struct import *im, const struct row *row, struct record *r)
{
	struct record told = {0};
	struct error e = {0};
	uint32_t id = 0;
	enum err err = OK;
	bool ok;

	model_new(im->tx, KIND_PERSON, &told);
	ok = read_person(im, row, &told);
	if (ok && !record_has(&told, PERSON_SURNAME)) {
		ok = record_has(r, im->k->through);
		if (!ok)
			import_fault(im, row->line, name_column(im), NULL, "не заполнено");
	} else if (ok) {
		err = person_find(im->tx, &told, &id, &e);
		if (!err && id && !access_could(im->s, KIND_PERSON, "set", NULL))
			err = model_complete(im->tx, KIND_PERSON, id, &told, &e);
		else if (!err && !id)
			err = add_person(im, row, &told, &e);
		ok = !err;
		if (err && refused(im, err, &e))
			import_fault(im, row->line, name_column(im), NULL, "%s", e.text);
		record_set_ref(r, im->k->through, id ? id : told.id);
	}
	record_release(&told);
	return ok;
}

static void set_given(struct import *im, struct record *r)
{
	for (size_t i = 0; i < im->given_values.n; i++)
		record_set_value(r, im->given_values.values[i].field, &im->given_values.values[i]);
}

static void import_row(struct import *im, const struct row *row)
{
	struct record was = {0}, is = {0};
	bool ok = true, there;
	uint32_t id = row_id(im, row, &ok), found;
	size_t faults;

	im->report->rows++;
	model_new(im->tx, im->k->kind, &is);
	if (im->update && id) {
		ok = find_target(im, row, id, NULL, &was);
		if (ok)
			record_copy(&is, &was);
	}
	set_given(im, &is);
	faults = im->report->faults_n;
	ok &= set_values(im, row, false, &is);
	if (im->through)
		ok &= set_person(im, row, &is);
	if (ok && im->update && !id) {
		ok = find_target(im, row, 0, &is, &was);
		if (ok && was.id) {
			record_copy(&is, &was);
			ok = set_values(im, row, false, &is);
		}
	}
	if (im->report->faults_n == faults && !im->failed)
		ok &= has_required(im, row, &is);
	there = was.id != 0;
	found = is.id;
	if (ok && !im->failed) {
		if (there && record_same(&was, &is))
			im->report->same++;
		else if (store(im, row, there ? &was : NULL, &is))
			++*(there ? &im->report->changed : &im->report->added);
		found = is.id;
	}
	if (!im->update) {
		im->list = mem_grow(im->list, im->list_n, &im->list_cap, sizeof(*im->list));
		im->list[im->list_n++] = (struct imported){.id = found, .file_id = id, .line = row->line};
	}
	record_release(&was);
	record_release(&is);
}

/* Second walk: what may point to records of the same file. */
static void import_later(struct import *im, const struct row *row)
{
	struct record was = {0}, is = {0};

	if (!record_load(im->tx, im->k->kind, im->list[im->walked++].id, &was)) {
		record_copy(&is, &was);
		if (set_values(im, row, true, &is) && !record_same(&was, &is))
			store(im, row, &was, &is);
	}
	record_release(&was);
	record_release(&is);
}

/* ---- the whole ---- */

static void find_absent(struct import *im)
{
	struct record r = {0};

	model_new(im->tx, im->k->kind, &r);
	set_given(im, &r);
	for (size_t i = 0; i < im->k->n; i++) {
		const struct field *f = &im->k->fields[i];
		bool there = record_has(&r, f->id) || (im->through && f->id == im->k->through);

		for (size_t c = 0; c < im->n; c++)
			there |= (im->parts[c].part != PART_NAME && im->parts[c].f == f) ||
				 (im->parts[c].part == PART_FULL_NAME && f->id == PERSON_SURNAME && im->k->kind == KIND_PERSON);
		im->absent[i] = f->flags & FF_REQUIRED && !there && !im->update;
		if (im->absent[i])
			import_fault(im, 0, NULL, NULL, "нет обязательного столбца «%s» (%s)", f->title, f->name);
	}
	record_release(&r);
}

static void release_names(struct import *im)
{
	labels_release(&im->labels);
	for (size_t i = 0; i < KIND_END; i++) {
		labels_release(&im->names[i]);
		im->named[i] = false;
	}
}

/* The values for all rows; a wrong one ends the import. */
static enum err parse_given(struct import *im)
{
	enum err err = OK;

	record_release(&im->given_values);
	im->given_values.kind = im->k->kind;
	for (size_t i = 0; i < im->given_n && !err; i++) {
		const struct field *f = field_by_name(im->k, im->given[i].name);
		const char *near = field_nearest(im->k, im->given[i].name);

		if (!f)
			err = error_set(im->e, ERR_USAGE, "У вида «%s» нет поля «%.60s»%s%s%s", im->k->title, im->given[i].name,
					near ? " (может быть, «" : "", near ? near : "", near ? "»)" : "");
		else if (f->flags & FF_SYSTEM)
			err = error_set(im->e, ERR_REFUSED, "Поле «%s» меняется только действиями", f->title);
		else
			err = field_parse(im->tx, f, im->given[i].value, &im->given_values, im->e);
	}
	return err;
}

static enum err import_all(struct tx *tx, void *arg)
{
	struct import *im = arg;
	struct import_report *report = im->report;

	/* it may be run a second time, in a larger map */
	im->tx = tx;
	im->failed = OK;
	im->done = false;
	im->list_n = 0;
	for (size_t i = 0; i < im->n; i++)
		im->parts[i].left = 0, im->parts[i].left_line = 0;
	report->rows = report->added = report->changed = report->same = report->people = 0;
	buf_clear(&im->doubts);
	report->faults_n = im->header_faults;
	report->faults.n = im->header_bytes;
	release_names(im);
	if (im->update) {
		im->failed = labels_load(tx, im->k->kind, &im->labels, im->e);
		if (im->failed)
			return im->failed;
	}
	im->failed = parse_given(im);
	if (im->failed)
		return im->failed;
	if (!im->json || im->rows.n)
		find_absent(im);
	import_each_row(im, import_row);
	if (!im->failed && !im->update)
		index_file_ids(im);
	if (!im->failed && im->any_later && !report->faults_n) {
		im->walked = 0;
		import_each_row(im, import_later);
	}
	if (im->failed)
		return im->failed;
	im->done = !report->faults_n;
	if (im->done) {
		note_left(im);
		buf_add(&report->faults, buf_text(&im->doubts));
	}
	return im->done && !im->dry_run ? OK : ERR_INPUT;
}

static enum err check_right(const struct session *s, const struct kind_def *k, struct error *e)
{
	enum err err = access_could(s, k->kind, "add", e);

	if (!err && s->role < ROLE_METHODIST && k->no_add)
		err = error_set(e, ERR_REFUSED, "%s: %s", k->title, k->no_add);
	return err;
}

static void import_release(struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		free(im->parts[i].name);
	free(im->parts);
	free(im->absent);
	free(im->list);
	free(im->by_file_id);
	release_names(im);
	json_rows_release(&im->rows);
	buf_free(&im->text);
	buf_free(&im->doubts);
	record_release(&im->given_values);
	buf_free(&im->row.text);
	free(im);
}

enum err import_file(struct session *s, unsigned kind, const char *path, const struct assign *given, size_t given_n,
		     bool update, bool dry_run, struct import_report *report, struct error *e)
{
	const char *slash = strrchr(path, '/');
	struct error cause = {0};
	struct import *im;
	struct buf note = {0};
	enum err err = check_right(s, kind_def(kind), e);

	*report = (struct import_report){0};
	if (err)
		return err;
	im = mem_alloc(sizeof(*im));
	im->s = s;
	im->k = kind_def(kind);
	im->name = slash ? slash + 1 : path;
	im->given = given;
	im->given_n = given_n;
	im->update = update;
	im->dry_run = dry_run;
	im->report = report;
	im->e = &cause;
	im->absent = mem_alloc((im->k->n + 1) * sizeof(*im->absent));
	import_read(im, path);
	im->header_faults = report->faults_n;
	im->header_bytes = report->faults.n;
	if (im->n || (im->json && im->rows.root)) {
		buf_addf(&note, "%s из файла %s", im->k->plural, im->name);
		err = session_write(s, "import", buf_text(&note), import_all, im, &cause);
		if (err && im->done)
			err = OK; /* a dry run */
	}
	if (report->faults_n > FAULTS_SHOWN)
		buf_addf(&report->faults, "и ещё %zu\n", report->faults_n - FAULTS_SHOWN);
	if (report->faults_n && !im->failed)
		err = error_set(e, ERR_INPUT, "%s: %zu %s; ничего не загружено", im->name, report->faults_n,
				text_plural((long)report->faults_n, "ошибка", "ошибки", "ошибок"));
	else if (err)
		error_set(e, err, "%s", cause.text);
	if (err)
		report->added = report->changed = report->same = report->people = 0;
	buf_free(&note);
	import_release(im);
	return err;
}

void import_report_release(struct import_report *r)
{
	buf_free(&r->faults);
	*r = (struct import_report){0};
}
