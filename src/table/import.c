#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/base/file.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"

/* ---- records ---- */

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
	import_fault(im, row->line, p ? p->name : NULL, value, "%s", p ? import_without_title(e, p->f) : e->text);
}

/* The id in the row; *ok false: it is none. */
static uint32_t row_id(struct import *im, const struct row *row, bool *ok)
{
	for (size_t i = 0; i < row->n; i++) {
		const char *text = row->cell[i].text;
		uint32_t id;

		if (im->parts[row->cell[i].column].part != PART_ID || !text || !text[strspn(text, " ")])
			continue;
		id = import_parse_id(text + strspn(text, " "));
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

/* Are the required fields there? What the file has no column for was said once for all rows. */
static bool has_required(struct import *im, const struct row *row, const struct record *r)
{
	bool ok = true;

	for (size_t i = 0; i < im->k->n; i++) {
		const struct field *f = &im->k->fields[i];
		const char *column = NULL;

		if (!(f->flags & FF_REQUIRED) || record_has(r, f->id))
			continue;
		ok = false;
		for (size_t c = 0; c < im->n && !column; c++)
			if (im->parts[c].part != PART_NAME && im->parts[c].f == f)
				column = im->parts[c].name;
		if (im->absent[i])
			continue;
		import_fault(im, row->line, column ? column : f->title, NULL,
			     column || !im->update ? "не заполнено"
						   : "столбца нет, а имеющейся записи строка не называет");
		im->absent[i] = !column && !im->q->skip_bad; /* once for all rows */
	}
	return ok;
}

static bool store(struct import *im, const struct row *row, const struct record *was, struct record *is)
{
	struct error e = {0};
	enum err err = access_write(im->tx, was ? "set" : "add", was, is, &e);

	if (!err)
		err = model_store(im->tx, was, is, &e);
	if (err && import_refused(im, err, &e))
		fault_of(im, row, &e);
	return !err;
}

/* Does the record point to the same where it must point (a person's school)? A row that does not say is of any. */
static bool same_home(const struct record *row, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);

	for (size_t i = 0; i < k->n; i++)
		if (k->fields[i].ref && k->fields[i].flags & FF_REQUIRED && !(k->fields[i].flags & FF_MANY) &&
		    record_has(row, k->fields[i].id) &&
		    !value_same(record_get(row, k->fields[i].id), record_get(r, k->fields[i].id)))
			return false;
	return true;
}

/* Is it one whose name was written out the same, as far as both are? */
static bool same_written(const struct record *row, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);

	return !kind_more(k)->agrees || kind_more(k)->agrees(row, r);
}

/* Of those with the name the row gives the ones that it means: whose written names agree and, where there are several,
 * of the same school, written the same. Returns how many; they come first. */
static size_t narrow(struct import *im, const struct record *named, struct label **same, size_t n)
{
	struct record r = {0};
	size_t written = 0, home = 0;

	for (size_t i = 0; i < n; i++)
		if (!record_load(im->tx, im->k->kind, same[i]->id, &r) && same_written(named, &r))
			same[written++] = same[i];
	for (size_t i = 0; i < written && written > 1; i++)
		if (!record_load(im->tx, im->k->kind, same[i]->id, &r) && same_home(named, &r)) {
			struct label *found = same[i];

			same[i] = same[home];
			same[home++] = found;
		}
	record_release(&r);
	return home ? home : written;
}

static void refuse_several(struct import *im, const struct row *row, const char *name, struct label **same, size_t n)
{
	struct buf list = {0};

	for (size_t i = 0; i < n && i < 4 && kind_more(im->k)->known; i++) {
		buf_add(&list, i ? "; " : ": ");
		kind_more(im->k)->known(im->tx, same[i]->id, &list);
	}
	import_fault(im, row->line, NULL, NULL, "«%s» — %zu %s с таким именем%s; укажите номер в столбце id", name, n,
		     text_plural((long)n, "запись", "записи", "записей"), buf_text(&list));
	buf_free(&list);
}

/* The record that a row of an update changes: by its id, else by the name that the row gives, of namesakes the one of
 * the row's school. Loads it into was. False: the row is at fault. */
static bool find_target(struct import *im, const struct row *row, uint32_t id, struct record *named, struct record *was)
{
	struct label *label = NULL, **same, **meant = NULL;
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
		meant = mem_alloc((n + 1) * sizeof(*meant));
		if (n)
			memcpy(meant, same, n * sizeof(*meant));
		n = narrow(im, named, meant, n);
		if (n > 1)
			refuse_several(im, row, buf_text(&name), meant, n);
		label = n ? meant[0] : NULL;
		free(meant);
		buf_free(&name);
		if (n > 1)
			return false;
	}
	if (!label)
		return true;
	if (label->line) {
		import_fault(im, row->line, NULL, NULL, "эту запись уже меняет строка %d", label->line);
		return false;
	}
	label->line = row->line;
	if (record_load(im->tx, im->k->kind, label->id, was)) {
		im->failed = error_set(im->e, ERR_STORAGE, "не прочитана запись: %s № %u. " ERROR_CHECK, im->k->title,
				       label->id);
		return false;
	}
	return true;
}

static void set_given(struct import *im, struct record *r)
{
	for (size_t i = 0; i < im->given_values.n; i++)
		record_set_value(r, im->given_values.values[i].field, &im->given_values.values[i]);
}

/* ---- a row ---- */

/* Has any word of one name in the other? */
static bool share_word(const struct buf *a, const struct buf *b)
{
	size_t at = 0, start, n;
	struct buf fa = {0}, fb = {0};
	bool share = false;

	collate_fold(buf_text(a), a->n, &fa);
	collate_fold(buf_text(b), b->n, &fb);
	while (!share && (n = collate_word(buf_text(&fa), fa.n, &at, &start))) {
		size_t bt = 0, bs, bn;

		while (!share && (bn = collate_word(buf_text(&fb), fb.n, &bt, &bs)))
			share = bn == n && !memcmp(fa.s + start, fb.s + bs, n);
	}
	buf_free(&fa);
	buf_free(&fb);
	return share;
}

/* Under its number stands quite another one: the numbers of the file are not those of this database. Only of kinds that
 * are told apart by their names. */
static bool is_other(struct import *im, const struct row *row, const struct record *was, const struct record *is)
{
	struct buf before = {0}, after = {0};
	bool other;

	if (!kind_more(im->k)->doubt)
		return false;
	label_of(im->tx, was, &before);
	label_of(im->tx, is, &after);
	other = !share_word(&before, &after);
	if (other)
		import_fault(im, row->line, NULL, NULL,
			     "под номером %u в базе %s, а строка называет другое имя — %s. Если номера не из этой "
			     "базы, уберите столбец «Номер записи»%s",
			     was->id, before.s, buf_text(&after), session_typed(im->s, " (id)"));
	buf_free(&before);
	buf_free(&after);
	return other;
}

/* Whether a guess is right would tell what the session may not read. */
static bool may_compare(struct import *im, const struct row *row, const struct record *was)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct part_of_file *p = &im->parts[row->cell[i].column];
		const char *text = row->cell[i].text;

		if (p->part != PART_FIELD || !text || !*text || access_sees(im->tx, p->f, was))
			continue;
		im->report->refused = true;
		import_fault(im, row->line, p->name, NULL, "Нет права: это поле вам не показывается и не меняется");
		return false;
	}
	return true;
}

/* For rows that refer to it. */
static void note_row(struct import *im, const struct row *row, uint32_t id, uint32_t file_id)
{
	if (im->update)
		return;
	im->list = mem_grow(im->list, im->list_n, &im->list_cap, sizeof(*im->list));
	im->list[im->list_n++] = (struct imported){.id = id, .file_id = file_id, .line = row->line};
}

static void import_row(struct import *im, const struct row *row)
{
	struct record was = {0}, is = {0};
	bool ok = true, there;
	uint32_t id = row_id(im, row, &ok), found;
	const struct row_outcome *left_out = import_left_out(im, row->line);
	struct row_outcome *out;
	size_t faults;

	im->outcomes = mem_grow(im->outcomes, im->outcomes_n, &im->outcomes_cap, sizeof(*im->outcomes));
	out = &im->outcomes[im->outcomes_n++];
	*out = (struct row_outcome){.line = row->line, .outcome = IMPORT_BAD};
	if (left_out) {
		*out = *left_out;
		note_row(im, row, 0, id);
		return;
	}
	if (im->q->detail)
		import_keep_samples(im, row);
	tx_outcome(im->tx)->taking_over = id != 0; /* a row with a number is from an export */
	tx_forget_pages(im->tx, im->outcomes_n);
	model_new(im->tx, im->k->kind, &is);
	if (im->update && id) {
		ok = find_target(im, row, id, NULL, &was);
		if (ok)
			record_copy(&is, &was);
	}
	set_given(im, &is);
	faults = im->report->faults_n;
	ok &= import_set_values(im, row, false, &is);
	if (im->through)
		ok &= import_set_person(im, row, &is);
	if (ok && im->update && !id) {
		ok = find_target(im, row, 0, &is, &was);
		if (ok && was.id) {
			record_copy(&is, &was);
			ok = import_set_values(im, row, false, &is);
		}
	}
	if (im->report->faults_n == faults && !im->failed)
		ok &= has_required(im, row, &is);
	if (ok && id && was.id)
		ok = !is_other(im, row, &was, &is);
	if (ok && was.id)
		ok = may_compare(im, row, &was);
	there = was.id != 0;
	found = is.id;
	if (ok && !im->failed) {
		if (!there || !record_same(&was, &is))
			import_look(im, row, there ? &was : NULL, &is);
		if (there && record_same(&was, &is))
			out->outcome = IMPORT_SAME;
		else if (store(im, row, there ? &was : NULL, &is))
			out->outcome = there ? IMPORT_CHANGED : IMPORT_ADDED;
		found = is.id;
	}
	if (im->q->detail)
		import_tell_row(im, out, there ? &was : NULL, &is);
	note_row(im, row, found, id);
	record_release(&was);
	record_release(&is);
}

/* Second walk: what may point to records of the same file. */
static void import_later(struct import *im, const struct row *row)
{
	struct record was = {0}, is = {0};
	const struct imported *stored = &im->list[im->walked++];

	if (stored->id && !record_load(im->tx, im->k->kind, stored->id, &was)) {
		record_copy(&is, &was);
		if (import_set_values(im, row, true, &is) && !record_same(&was, &is))
			store(im, row, &was, &is);
	}
	record_release(&was);
	record_release(&is);
}

/* ---- the whole ---- */

/* One line a column, for the user; no fault. */
static void note_left(struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		if (im->parts[i].left)
			buf_addf(&im->report->faults,
				 "%s, %s «%s»: %s в базе ещё нет, %s %zu %s; "
				 "загрузите их, а потом этот файл ещё раз, обновляя имеющиеся%s\n",
				 im->name, im->json ? "поле" : "столбец", im->parts[i].name,
				 kind_def(im->parts[i].f->ref)->genitive_plural,
				 text_plural((long)im->parts[i].left, "не принято", "не приняты", "не принято"),
				 im->parts[i].left,
				 text_plural((long)im->parts[i].left, "значение", "значения", "значений"),
				 session_typed(im->s, " (--update)"));
}

static void find_absent(struct import *im)
{
	struct record r = {0};

	model_new(im->tx, im->k->kind, &r);
	set_given(im, &r);
	for (size_t i = 0; i < im->k->n; i++) {
		const struct field *f = &im->k->fields[i];
		bool there = record_has(&r, f->id) || (im->through && f->id == kind_more(im->k)->through);

		for (size_t c = 0; c < im->n; c++)
			there |= (im->parts[c].part != PART_NAME && im->parts[c].f == f) ||
				 (im->parts[c].part == PART_FULL_NAME && f->id == PERSON_SURNAME &&
				  kind_more(im->k)->named);
		im->absent[i] = f->flags & FF_REQUIRED && !there && !im->update;
		if (im->absent[i])
			import_fault(im, 0, NULL, NULL, "нет обязательного столбца «%s»%s%s%s", f->title,
				     session_typed(im->s, " ("), session_typed(im->s, f->name),
				     session_typed(im->s, ")"));
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
	for (size_t i = 0; i < im->q->given_n && !err; i++) {
		const struct assign *given = &im->q->given[i];
		const struct field *f = field_by_name(im->k, given->name);
		const char *near = field_nearest(im->k, given->name);

		if (!f)
			err = error_set(im->e, ERR_USAGE, "У вида «%s» нет поля «%.60s»%s%s%s", im->k->title,
					given->name, near ? " (может быть, «" : "", near ? near : "", near ? "»)" : "");
		else if (f->flags & FF_SYSTEM)
			err = error_set(im->e, ERR_REFUSED, "Поле «%s» меняется только действиями", f->title);
		else
			err = field_parse(im->tx, f, given->value, &im->given_values, im->e);
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
	im->list_n = 0;
	for (size_t i = 0; i < im->n; i++)
		im->parts[i].left = 0, im->parts[i].left_line = 0;
	report->people = 0;
	im->outcomes_n = 0;
	import_doubts_clear(im);
	buf_clear(&im->added);
	import_forget_untold(im);
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
	if (!im->failed && im->any_later && report->faults_n == im->left_out.faults) {
		im->walked = 0;
		import_each_row(im, import_later);
	}
	tx_outcome(tx)->taking_over = false;
	if (im->failed)
		return im->failed;
	return report->faults_n > (im->left_out.n ? im->left_out.faults : 0) ? ERR_INPUT : OK;
}

enum err import_may(const struct session *s, unsigned kind, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	enum err err = access_could(s, k->kind, "add", e);

	if (!err && s->role < ROLE_METHODIST && kind_more(k)->no_add)
		err = error_set(e, ERR_REFUSED, "%s: %s", k->title, kind_more(k)->no_add);
	return err;
}

static void import_release(struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		free(im->parts[i].name), free(im->parts[i].sample);
	free(im->parts);
	free(im->outcomes);
	free(im->left_out.row);
	import_words_release(im);
	free(im->bad);
	xlsx_close(&im->book);
	free(im->sheets);
	free(im->absent);
	free(im->list);
	free(im->by_file_id);
	release_names(im);
	json_rows_release(&im->rows);
	buf_free(&im->text);
	import_doubts_clear(im);
	buf_free(&im->doubts);
	buf_free(&im->added);
	buf_free(&im->notes);
	buf_free(&im->row_notes);
	table_end(im);
	record_release(&im->given_values);
	buf_free(&im->row.text);
	free(im);
}

const struct import_reader *import_reader_of(const struct import_reader *readers, unsigned kind)
{
	for (const struct import_reader *r = readers; r && r->read; r++)
		if (r->kind == kind)
			return r;
	return NULL;
}

const char *import_called(const struct import_request *q)
{
	const char *slash = strrchr(q->path, '/');

	return q->called ? q->called : slash ? slash + 1 : q->path;
}

enum err import_file(struct session *s, const struct import_request *q, struct import_report *report, struct error *e)
{
	const struct import_reader *reader = import_reader_of(q->readers, q->kind);
	struct error cause = {0};
	struct import *im;
	struct buf note = {0};
	enum err err = file_is_nameless(q->path) ? OK : session_may_use_files(s, e);

	if (!err)
		err = import_may(s, q->kind, e);
	*report = (struct import_report){0};
	if (err)
		return err;
	if (q->form == IMPORT_OWN && !reader)
		return error_set(e, ERR_USAGE, "%s: из файлов календаря не загружаются", kind_def(q->kind)->plural);
	if (q->form == IMPORT_OWN || (q->form == IMPORT_ANY && reader && reader->is(q->path)))
		return reader->read(s, q, report, e);
	im = mem_alloc(sizeof(*im));
	im->s = s;
	im->q = q;
	im->k = kind_def(q->kind);
	im->name = import_called(q);
	im->update = q->update;
	im->report = report;
	im->e = &cause;
	im->absent = mem_alloc((im->k->n + 1) * sizeof(*im->absent));
	import_words_load(im);
	err = import_read(im);
	import_keep_told(im);
	if (!err && (im->n || (im->json && im->rows.root))) {
		buf_addf(&note, "%s из файла ", im->k->plural);
		utf8_add_visible(&note, im->name, strlen(im->name)); /* a name may hold anything */
		do
			err = q->dry_run ? session_try(s, NULL, import_all, im, &cause)
					 : session_write(s, "import", buf_text(&note), import_all, im, &cause);
		while (err == ERR_INPUT && q->skip_bad && import_leave_out(im));
		if (!err) {
			note_left(im);
			buf_add(&report->faults, buf_text(&im->notes));
			buf_add(&report->faults, buf_text(&im->added));
			buf_add(&report->faults, buf_text(&im->row_notes));
			buf_add(&report->faults, buf_text(&im->doubts));
		}
	}
	if (!err && !q->dry_run)
		import_words_keep(im);
	if (report->faults_n > IMPORT_FAULTS_SHOWN)
		buf_addf(&report->faults, "и ещё %zu\n", report->faults_n - IMPORT_FAULTS_SHOWN);
	if (err == ERR_INPUT || (report->faults_n && !err && !im->left_out.n))
		err = error_set(e, ERR_INPUT, "%s: %zu %s; ничего не загружено", im->name, report->faults_n,
				text_plural((long)report->faults_n, "ошибка", "ошибки", "ошибок"));
	else if (err)
		error_set(e, err, "%s", cause.text);
	import_tell(im, !err || (q->dry_run && err == ERR_INPUT));
	if (q->detail) {
		import_tell_columns(im);
		import_tell_sheets(im);
	}
	buf_free(&note);
	import_release(im);
	return err;
}
