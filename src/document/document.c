/* The documents: whose they are, what they tell, which template they take. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/domain/press.h"
#include "dossier.h"

static enum err collect_paper(struct dossier *d, struct error *e)
{
	const char *state = record_text(d->r, PAPER_STATE), *reason = record_text(d->r, PAPER_REASON);

	(void)e;
	imprint_read(d->r, d);
	if (strcmp(state, PAPER_VALID) != 0) /* it is printed as it was issued; who prints it is told */
		buf_addf(&d->notice, "Обратите внимание, этот документ больше не действует — %s%s%s\n",
			 strncmp(reason, state, strlen(state)) ? state : "",
			 *reason && strncmp(reason, state, strlen(state)) ? ": " : "", reason);
	return OK;
}

/* clang-format off */
static const struct document paper_documents[] = {
	{"paper", "Выпущенный документ", KIND_PAPER, .collect = collect_paper},
	{.name = NULL}
};
/* clang-format on */

static const struct document *const families[] = {order_documents,   plan_documents,  report_documents, site_documents,
						  summary_documents, group_documents, paper_documents};

const struct document *document_at(size_t i)
{
	for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++)
		for (const struct document *d = families[f]; d->name; d++)
			if (!i--)
				return d;
	return NULL;
}

const struct document *document_of(unsigned kind, size_t i)
{
	const struct document *d;

	for (size_t n = 0; (d = document_at(n)); n++)
		if (d->kind == kind && !i--)
			return d;
	return NULL;
}

const struct document *document_listed(unsigned kind, size_t i)
{
	const struct document *d;

	for (size_t n = 0; (d = document_at(n)); n++)
		if (!d->kind && d->listed == kind && !i--)
			return d;
	return NULL;
}

const struct document *document_by_name(const char *name)
{
	const struct document *d;

	for (size_t n = 0; (d = document_at(n)); n++)
		if (!strcmp(d->name, name))
			return d;
	return NULL;
}

enum err document_collect(struct tx *tx, const struct document *what, uint32_t id, const struct imprint *given,
			  struct record *r, struct dossier *d, struct error *e)
{
	unsigned kind = what->kind;
	enum err err;

	*d = (struct dossier){.tx = tx, .config = tx_session(tx)->config, .template = what->name, .title = what->title};
	if (kind && record_load(tx, kind, id, r)) {
		if (tx_failed(tx)) {
			*e = *tx_error(tx);
			return e->code;
		}
		return error_set(e, ERR_NONE, "%s: записи с номером %u нет", kind_def(kind)->title, id);
	}
	d->given = given;
	d->r = kind ? r : NULL;
	d->year = kind ? 0 : (int)id;
	err = what->collect(d, e);
	if (!d->data.frozen)
		dossier_put_centre(d);
	return err;
}

static enum err refuse_missing(struct dossier *d, struct error *e)
{
	d->missing.s[d->missing.n - 1] = '\0'; /* the last line's end */
	return error_set(e, ERR_REFUSED, "%s: напечатать нельзя, не хватает:\n%s", d->title, d->missing.s);
}

void document_template(const struct config *c, const char *name, enum document_format format, struct buf *out)
{
	const char *folder = config_text(c, OPT_TEMPLATES), *ending = format == DOCUMENT_ODT ? "odt" : "txt";

	buf_addf(out, "%s/%s.%s", folder, name, ending);
	if (access(out->s, F_OK) && !access(folder, F_OK)) {
		config_delivered("templates", out);
		buf_addf(out, "/%s.%s", name, ending);
	}
}

/* A template of one's own that was saved as something else would be passed over in silence. */
static enum err refuse_other(const struct dossier *d, const char *path, struct error *e)
{
	static const char *const endings[] = {"docx", "doc", "rtf", "ott", "fodt", "docm", "dotx", "ODT", "DOCX"};
	const char *folder = config_text(d->config, OPT_TEMPLATES);
	struct buf other = {0};
	enum err err = OK;
	bool own;

	buf_addf(&other, "%s/%s.odt", folder, d->template);
	own = !strcmp(other.s, path);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings) && !own && !err; i++) {
		buf_clear(&other);
		buf_addf(&other, "%s/%s.%s", folder, d->template, endings[i]);
		if (!access(other.s, F_OK))
			err = error_set(
				e, ERR_USAGE,
				"%s: шаблоны читаются только из .odt; откройте этот файл в LibreOffice или Word и "
				"сохраните рядом как «Текст OpenDocument», %s.odt (или уберите его отсюда)",
				other.s, d->template);
	}
	buf_free(&other);
	return err;
}

/* join: NULL, or gets an .odt instead of out. */
static enum err fill(struct dossier *d, enum document_format format, struct buf *out, struct template_join **join,
		     struct error *e)
{
	struct buf path = {0};
	enum err err;

	document_template(d->config, d->template, format, &path);
	err = format == DOCUMENT_ODT ? refuse_other(d, path.s, e) : OK;
	if (!err && join)
		err = template_join_odt(join, path.s, &d->data, &d->missing, e);
	else if (!err)
		err = (format == DOCUMENT_ODT ? template_fill_odt : template_fill)(path.s, &d->data, out, &d->missing,
										   e);
	buf_free(&path);
	return err;
}

enum err document_fill(struct dossier *d, enum document_format format, struct buf *out, struct error *e)
{
	enum err err = fill(d, format, out, NULL, e);

	return !err && d->missing.n ? refuse_missing(d, e) : err;
}

/* The paper of the document, when it was issued: it is printed, whatever the records say now. */
static void find_paper(struct tx *tx, const struct document **what, uint32_t *id)
{
	struct record paper = {0};

	if (paper_find(tx, (*what)->name, (*what)->kind, *id, &paper)) {
		*what = &paper_documents[0];
		*id = paper.id;
	}
	record_release(&paper);
}

enum err document_compose(struct tx *tx, const struct document *what, uint32_t id, enum document_format format,
			  struct composed *to, struct error *e)
{
	struct error cause = {.code = OK};
	struct buf text = {0};
	struct record r = {0};
	struct dossier d;
	enum err err;

	e = e ? e : &cause;
	find_paper(tx, &what, &id);
	err = document_collect(tx, what, id, NULL, &r, &d, e);
	if (paper_may_be(what->name))
		d.data.draft = "ПРОЕКТ";
	d.data.width = to->width;
	if (!err)
		err = fill(&d, format, &text, to->join, e);
	if (!err && d.missing.n && to->missing)
		buf_addn(to->missing, d.missing.s, d.missing.n);
	if (!err && d.missing.n)
		err = refuse_missing(&d, e);
	if (tx_failed(tx)) { /* something is left out for that */
		*e = *tx_error(tx);
		err = e->code;
	}
	if (!err && to->out)
		buf_addn(to->out, buf_text(&text), text.n);
	if (!err && to->notice)
		buf_addn(to->notice, buf_text(&d.notice), d.notice.n);
	buf_free(&text);
	dossier_release(&d);
	record_release(&r);
	return err;
}

unsigned document_about(struct tx *tx, const struct document *what, uint32_t *id)
{
	unsigned kind = what->kind;
	uint16_t about = kind ? kind_more(kind_def(kind))->about : 0;
	struct record paper = {0};

	if (about && record_load(tx, kind, *id, &paper) == OK) {
		kind = record_link(&paper, about).kind;
		*id = record_link(&paper, about).id;
	}
	record_release(&paper);
	return kind;
}

/* The document that a paper is one of, when it was not thrown away: the paper tells names and no records. */
static void find_living(struct tx *tx, const struct document **what, uint32_t *id)
{
	struct record paper = {0};
	const struct document *living;
	uint16_t about = kind_more(kind_def(KIND_PAPER))->about;

	if ((*what)->kind != KIND_PAPER || record_load(tx, KIND_PAPER, *id, &paper))
		return;
	living = document_by_name(record_text(&paper, PAPER_DOCUMENT));
	if (living && living->kind == record_link(&paper, about).kind) {
		*what = living;
		*id = record_link(&paper, about).id;
	}
	record_release(&paper);
}

size_t document_people(struct tx *tx, const struct document *what, const uint32_t *ids, size_t n)
{
	struct people all = {.n = 0};
	size_t count;

	for (size_t i = 0; i < n; i++) {
		const struct document *one = what;
		uint32_t id = ids[i];
		struct record r = {0};
		struct dossier d;

		find_living(tx, &one, &id);
		if (!document_collect(tx, one, id, NULL, &r, &d, NULL))
			for (size_t k = 0; k < d.people.n; k++)
				people_add(&all, tx, KIND_PERSON, (uint32_t)d.people.who[k]);
		dossier_release(&d);
		record_release(&r);
	}
	count = people_count(&all);
	people_release(&all);
	return count;
}

enum err document_print(struct tx *tx, const struct document *what, uint32_t id, enum document_format format,
			struct buf *out, struct buf *notice, struct error *e)
{
	return document_compose(tx, what, id, format, &(struct composed){.out = out, .notice = notice}, e);
}

enum err document_show(struct tx *tx, const struct document *what, uint32_t id, int width, struct buf *out,
		       struct error *e)
{
	return document_compose(tx, what, id, DOCUMENT_TEXT, &(struct composed){.out = out, .width = width}, e);
}

/* ---- what there is to be named ---- */

static void add_name(const struct template_name *name, const char *text, const char *indent, struct buf *out)
{
	buf_addf(out, "%s{%s}", indent, name->name);
	if (name->also)
		buf_addf(out, " {%s}", name->also);
	if (text && *text) {
		buf_add(out, " = ");
		for (; *text; text++)
			buf_add(out, *text == '\n' ? " / " : (char[]){*text, 0});
	}
	buf_addc(out, '\n');
}

enum err document_names(struct tx *tx, const struct document *what, uint32_t id, struct buf *out, struct error *e)
{
	struct record r = {0};
	struct dossier d;
	enum err err = document_collect(tx, what, id, NULL, &r, &d, e);
	struct buf path = {0};

	document_template(d.config, d.template, DOCUMENT_ODT, &path);
	buf_addf(out, "%s\n", path.s);
	buf_free(&path);
	for (size_t i = 0; i < d.data.n; i++) {
		size_t first = 0; /* which is the one that counts */

		while (strcmp(d.data.names[first].name, d.data.names[i].name))
			first++;
		if (first == i)
			add_name(&d.data.names[i], d.data.values[i].text, "", out);
	}
	for (size_t i = 0; i < d.data.tables_n; i++) {
		const struct template_table *t = &d.data.tables[i];

		buf_addf(out, "{*%s} {*%s}: %zu %s\n", t->name.name, t->name.also, t->rows_n,
			 text_plural((long)t->rows_n, "строка", "строки", "строк"));
		for (size_t j = 0; j < t->columns_n; j++)
			add_name(&t->columns[j], t->rows_n ? t->rows[j].text : NULL, "    ", out);
	}
	dossier_release(&d);
	record_release(&r);
	return err;
}

void document_file_name(struct tx *tx, const struct document *what, uint32_t id, struct buf *out)
{
	buf_add(out, what->title);
	if (what->kind) {
		buf_addc(out, ' ');
		label_add(tx, what->kind, id, out);
	} else if (what->school_year) {
		buf_addc(out, ' ');
		school_year_add(out, (int)id);
	} else {
		buf_addf(out, " %u", id);
	}
	for (char *p = out->s; (p = strchr(p, '/'));)
		*p = '-';
}
