/* What a document tells, gathered from the records: the values and tables that its templates may name. */
#ifndef STAZH_DOCUMENT_DOSSIER_H
#define STAZH_DOCUMENT_DOSSIER_H

#include "stazh/model/lack.h"
#include "stazh/model/audit.h"
#include "stazh/model/field.h"
#include "stazh/domain/figures.h"
#include "stazh/domain/kinds.h"
#include "stazh/document/document.h"
#include "stazh/document/template.h"

struct dossier {
	struct tx *tx;
	const struct config *config;
	const struct record *r; /* NULL when the document is of a school year */
	int year;
	const struct imprint *given; /* what it is issued with; NULL: it is not */
	struct people people;	     /* whose names it tells */
	struct buf notice;	     /* what who prints it is to be told */
	const char *template;	     /* its file without the ending */
	const char *title;	     /* for what cannot be printed: «Приказ № 37-о» */
	struct template_data data;
	size_t names_cap, values_cap, tables_cap;
	enum {
		CENTRE_UNKNOWN,
		CENTRE_BUILT_IN,
		CENTRE_NOT_TOLD
	} centre;	    /* whether the built-in centre is that of this base */
	struct buf missing; /* what it cannot do without, whatever the template says; one a line */
	struct lacks lacks; /* what the record lacks, in whose words a need is told; made when it is first asked for */
	struct arena arena;
};

/* Names are static; texts live as long as the dossier (keep…) or are static. The first of a name is the one that is
 * found. */
void dossier_put(struct dossier *d, const char *name, const char *also, const char *text);
/* need: what is to be said when a template uses it and there is none. */
void dossier_need(struct dossier *d, const char *name, const char *also, const char *text, const char *need);
/* The text of a field as people read it. */
void dossier_field(struct dossier *d, const char *name, const char *also, const struct record *r, unsigned field);
/* A new table; its index. */
size_t dossier_table(struct dossier *d, const char *name, const char *also, const struct template_name *columns,
		     size_t n);
/* A new row of the table, all empty; lives until the next one. */
struct template_value *dossier_row(struct dossier *d, size_t table);
/* How many rows it has: the number of the one that was just begun. */
const char *dossier_row_number(struct dossier *d, size_t table);
/* Calls fn for each record of `kind` whose field points to (of, id), ascending by number. */
void dossier_each_of(struct dossier *d, unsigned of, uint32_t id, unsigned kind, unsigned field,
		     void (*fn)(struct dossier *d, size_t table, const struct record *r), size_t table);
/* The site, its organisation, leader and methodist; all empty for 0. */
void dossier_put_site(struct dossier *d, uint32_t id);
/* What every document may name: the centre, its director, today. Put last, so that the document's own come first. */
void dossier_put_centre(struct dossier *d);
void dossier_release(struct dossier *d);

/* document.c: gathers the document of the record; given (may be NULL): what it is issued with. d and r: released by the
 * caller in any case, r {0} before. */
struct imprint;
enum err document_collect(struct tx *tx, const struct document *what, uint32_t id, const struct imprint *given,
			  struct record *r, struct dossier *d, struct error *e);
/* Fills the dossier's template. ERR_REFUSED: something is missing, all of it is told. */
enum err document_fill(struct dossier *d, enum document_format format, struct buf *out, struct error *e);
/* What becomes of a document; NULL: nobody wants it. */
struct template_join;
struct composed {
	struct buf *out;	     /* its text or bytes */
	struct template_join **join; /* an .odt, instead */
	struct buf *notice, *missing;
	int width; /* cells of a line of text, 0: of a printed page */
};
/* document_print, to where it goes. */
enum err document_compose(struct tx *tx, const struct document *what, uint32_t id, enum document_format format,
			  struct composed *to, struct error *e);
/* imprint.c: adds the values of a paper, each with who may read it: as three sessions were told. */
void imprint_write(const struct dossier *full, const struct dossier *viewer, const struct dossier *leader,
		   struct buf *out);
/* Puts them, as far as the session may read them, into d, which has its tx. */
void imprint_read(const struct record *paper, struct dossier *d);

/* Texts that live as long as the dossier. */
const char *keep(struct dossier *d, struct buf *b); /* takes the text of b over */
const char *keep_text(struct dossier *d, const char *s);
const char *keep_number(struct dossier *d, long n);
const char *keep_date(struct dossier *d, int32_t date);	 /* 24.08.2021 */
const char *keep_words(struct dossier *d, int32_t date); /* 24 августа 2021 г. */
/* The organisation's short name: «начальник» + «Управления образования» in the genitive; as it is where its case is not
 * certain. */
const char *keep_org(struct dossier *d, uint32_t org, enum word_case c);
const char *keep_label(struct dossier *d, unsigned kind, uint32_t id);
const char *keep_field(struct dossier *d, const struct record *r, unsigned field);
const char *keep_school_year(struct dossier *d, int year);
/* What is missing in a record, and for who types commands how it is put right: «номер (stazh set order 1 number=…)»; in
 * the words of the document's record when it lacks that, else `what`. */
const char *keep_need(struct dossier *d, const char *what, unsigned kind, uint32_t id, const char *field);

/* The same as a line of what is missing, of the document's record. */
void dossier_add_missing(struct dossier *d, const char *what, const char *field);

/* Of people; whose name or post a document tells is among them from then on. */
const char *keep_name(struct dossier *d, uint32_t person, enum name_form form); /* "" for nobody */
/* «учитель биологии МБОУ «…»», first letter as asked for. */
const char *keep_post(struct dossier *d, const struct record *person, bool capital, bool with_org);

/* Adds whose post it is, unless the post tells that already («начальник Управления образования»). */
void dossier_add_whose(struct buf *post, const char *genitive);

/* dossier_figures.c: dynamics by direction, forms and months as charts. */
void dossier_put_charts(struct dossier *d, const struct figures *f);
/* The site's directions in which nobody has a result. */
const char *keep_unmeasured(struct dossier *d, uint32_t site, const struct figures *f);
/* "" for 0. */
const char *keep_figure(struct dossier *d, const struct figures *f, const char *code);

/* The documents of each file that gathers some; name NULL ends. */
extern const struct document order_documents[], plan_documents[], report_documents[], site_documents[],
	summary_documents[], group_documents[];

#endif
