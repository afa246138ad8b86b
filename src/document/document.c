/* The documents: whose they are, what they tell, which template they take. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/domain/press.h"
#include "dossier.h"

static enum err collect_paper(struct dossier *d, struct error *e)
{
	struct buf *notice = &tx_session(d->tx)->notice;
	const char *state = record_text(d->r, PAPER_STATE), *reason = record_text(d->r, PAPER_REASON);

	(void)e;
	imprint_read(d->r, d);
	if (strcmp(state, PAPER_VALID) != 0) /* it is printed as it was issued; who prints it is told */
		buf_addf(notice, "Обратите внимание, этот документ больше не действует — %s%s%s\n",
			 strncmp(reason, state, strlen(state)) ? state : "",
			 *reason && strncmp(reason, state, strlen(state)) ? ": " : "", reason);
	return OK;
}

static const struct {
	const char *name, *title;
	unsigned kind;
	enum err (*collect)(struct dossier *d, struct error *e);
} documents[DOCUMENTS] = {
	[DOCUMENT_ORDER] = {"order", "Приказ", KIND_ORDER, collect_order},
	[DOCUMENT_APPENDIX] = {"appendix", "Приложение 1: перечень", KIND_ORDER, collect_appendix},
	[DOCUMENT_REGULATION] = {"regulation", "Приложение 2: Положение", KIND_ORDER, collect_regulation},
	[DOCUMENT_PLAN] = {"plan", "Документ площадки", KIND_PLANDOC, collect_plan},
	[DOCUMENT_REPORT] = {"report", "Отчёт", KIND_REPORT, collect_report},
	[DOCUMENT_ROSTER] = {"roster", "Список группы", KIND_GROUP, collect_roster},
	[DOCUMENT_ATTENDANCE] = {"attendance", "Лист посещения", KIND_EVENT, collect_attendance},
	[DOCUMENT_PASSPORT] = {"passport", "Паспорт площадки", KIND_SITE, collect_passport},
	[DOCUMENT_CERTIFICATE] = {"certificate", "Справка о стажировке", KIND_TRAINEE, collect_certificate},
	[DOCUMENT_LETTER] = {"letter", "Письмо-напоминание", KIND_ORG, collect_letter},
	[DOCUMENT_SUMMARY] = {"summary", "Сводка по округу", KIND_NONE, collect_summary},
	[DOCUMENT_REGISTER] = {"register", "Журнал выдачи справок", KIND_NONE, collect_register},
	[DOCUMENT_PAPERS] = {"papers", "Реестр выпущенных документов", KIND_NONE, collect_papers},
	[DOCUMENT_PAPER] = {"paper", "Выпущенный документ", KIND_PAPER, collect_paper},
};

int document_by_name(const char *name)
{
	for (int i = 0; i < DOCUMENTS; i++)
		if (!strcmp(name, documents[i].name))
			return i;
	return -1;
}

const char *document_name(enum document what)
{
	return documents[what].name;
}

const char *document_title(enum document what)
{
	return documents[what].title;
}

unsigned document_kind(enum document what)
{
	return documents[what].kind;
}

bool document_of_school_year(enum document what)
{
	return what == DOCUMENT_SUMMARY || what == DOCUMENT_PAPERS;
}

enum err document_collect(struct tx *tx, enum document what, uint32_t id, const struct imprint *given, struct record *r,
			  struct dossier *d, struct error *e)
{
	unsigned kind = documents[what].kind;
	enum err err;

	*d = (struct dossier){.tx = tx,
			      .config = tx_session(tx)->config,
			      .template = documents[what].name,
			      .title = documents[what].title};
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
	err = documents[what].collect(d, e);
	if (!d->data.frozen)
		dossier_put_centre(d);
	return err;
}

static enum err refuse_missing(struct dossier *d, struct error *e)
{
	d->missing.s[d->missing.n - 1] = '\0'; /* the last line's end */
	return error_set(e, ERR_REFUSED, "%s: напечатать нельзя, не хватает:\n%s", d->title, d->missing.s);
}

/* Adds the path of the template. In a folder of one's own only those need be that are changed. */
static void template_path(const struct dossier *d, enum document_format format, struct buf *out)
{
	const char *folder = config_text(d->config, OPT_TEMPLATES), *ending = format == DOCUMENT_ODT ? "odt" : "txt";

	buf_addf(out, "%s/%s.%s", folder, d->template, ending);
	if (access(out->s, F_OK) && !access(folder, F_OK)) {
		config_delivered("templates", out);
		buf_addf(out, "/%s.%s", d->template, ending);
	}
}

enum err document_fill(struct dossier *d, enum document_format format, struct buf *out, struct error *e)
{
	struct buf path = {0};
	enum err err;

	template_path(d, format, &path);
	err = (format == DOCUMENT_ODT ? template_fill_odt : template_fill)(path.s, &d->data, out, &d->missing, e);
	if (!err && d->missing.n)
		err = refuse_missing(d, e);
	buf_free(&path);
	return err;
}

/* The paper of the document, when it was issued: it is printed, whatever the records say now. */
static void find_paper(struct tx *tx, enum document *what, uint32_t *id)
{
	struct record paper = {0};

	if (paper_find(tx, documents[*what].name, documents[*what].kind, *id, &paper)) {
		*what = DOCUMENT_PAPER;
		*id = paper.id;
	}
	record_release(&paper);
}

enum err document_print(struct tx *tx, enum document what, uint32_t id, enum document_format format, struct buf *out,
			struct error *e)
{
	struct error cause = {.code = OK};
	struct buf text = {0};
	struct record r = {0};
	struct dossier d;
	enum err err;

	e = e ? e : &cause;
	find_paper(tx, &what, &id);
	err = document_collect(tx, what, id, NULL, &r, &d, e);
	if (paper_may_be(documents[what].name))
		d.data.draft = "ПРОЕКТ";
	if (!err)
		err = document_fill(&d, format, &text, e);
	if (tx_failed(tx)) { /* something is left out for that */
		*e = *tx_error(tx);
		err = e->code;
	}
	if (!err)
		buf_addn(out, buf_text(&text), text.n);
	buf_free(&text);
	dossier_release(&d);
	record_release(&r);
	return err;
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

enum err document_names(struct tx *tx, enum document what, uint32_t id, struct buf *out, struct error *e)
{
	struct record r = {0};
	struct dossier d;
	enum err err = document_collect(tx, what, id, NULL, &r, &d, e);
	struct buf path = {0};

	template_path(&d, DOCUMENT_ODT, &path);
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

void document_file_name(struct tx *tx, enum document what, uint32_t id, struct buf *out)
{
	buf_add(out, documents[what].title);
	if (documents[what].kind) {
		buf_addc(out, ' ');
		label_add(tx, documents[what].kind, id, out);
	} else {
		buf_addf(out, " %u", id);
	}
	for (char *p = out->s; (p = strchr(p, '/'));)
		*p = '-';
}
