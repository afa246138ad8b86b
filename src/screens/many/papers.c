/* Documents of all marked records in one file, and letters about what is due of them. */
#include <stdlib.h>
#include <string.h>

#include "many.h"
#include "stazh/document/document.h"
#include "stazh/settings/config.h"
#include "stazh/tui/term.h"

#define PAPERS_MAX 24

bool many_prints(unsigned kind)
{
	return document_of(kind, 0) || document_set_of(kind, 0);
}

/* ---- which are written ---- */

struct written {
	struct printing printing;
	size_t n;
	uint32_t ids[];
};

static void print_them(struct app *app, int index, void *arg)
{
	struct written *w = arg;
	struct buf name = {0};

	if (index)
		return;
	buf_addf(&name, "%s (%zu)", w->printing.title, w->n);
	w->printing.name = name.s;
	print_all(app, &w->printing, w->ids, w->n);
	buf_free(&name);
}

/* The others are among refused, with what they lack. */
static size_t keep_printable(struct app *app, const struct document *d, uint32_t *ids, size_t n,
			     struct refused *refused, size_t *refused_n)
{
	struct tx *tx = screen_read(app);
	int64_t next = term_clock() + 500;
	struct buf text = {0}, name = {0};
	size_t kept = 0;

	*refused_n = 0;
	for (size_t i = 0; tx && i < n; i++) {
		struct error e = {.code = OK};

		if (term_clock() > next) {
			next = term_clock() + 250;
			app_working(app, "Готовлю документы: %zu из %zu…", i, n);
		}
		buf_clear(&text);
		if (!document_print(tx, d, ids[i], DOCUMENT_TEXT, &text, NULL, &e)) {
			ids[kept++] = ids[i];
			continue;
		}
		label_add(tx, d->kind, ids[i], &name);
		refused[(*refused_n)++] =
			(struct refused){.kind = d->kind,
					 .id = ids[i],
					 .name = buf_take(&name),
					 .why = mem_strdup(e.code == ERR_NONE ? "печатать нечего" : e.text)};
	}
	tx_end(&tx);
	buf_free(&text);
	if (!app->said)
		app->message[0] = 0;
	return kept;
}

static void print_ids(struct app *app, const struct printing *p, const uint32_t *ids, size_t n, size_t hidden)
{
	struct written *w = mem_alloc(sizeof(*w) + n * sizeof(*ids));
	struct refused *refused = mem_alloc((n + 1) * sizeof(*refused));
	struct marked able;
	size_t refused_n;

	w->printing = *p;
	if (n)
		memcpy(w->ids, ids, n * sizeof(*ids));
	w->n = keep_printable(app, p->document, w->ids, n, refused, &refused_n);
	able = (struct marked){.kind = p->document->kind, .n = w->n, .hidden = w->n ? hidden : 0};
	if (refused_n) {
		many_confirm(app, p->title, "", &able, refused, refused_n, print_them, w);
	} else {
		print_them(app, 0, w);
		free(w);
	}
	refused_free(refused, refused_n);
}

/* ---- which documents there are ---- */

struct papers {
	struct paper {
		const struct document *document;
		const struct document_set *set; /* of all that belong to each */
		bool archive;
	} paper[PAPERS_MAX];
	size_t rows;
	size_t n, hidden;
	uint32_t ids[];
};

/* Those that belong to the marked ones, each once. */
static uint32_t *set_ids(struct app *app, const struct papers *p, const struct document_set *set, size_t *n,
			 struct buf *without)
{
	struct tx *tx = screen_read(app);
	uint32_t *all = NULL;
	size_t cap = 0;

	*n = 0;
	for (size_t i = 0; tx && i < p->n; i++) {
		size_t more;
		uint32_t *ids = document_set_ids(tx, set, p->ids[i], &more, without);

		for (size_t k = 0; k < more; k++) {
			size_t at = 0;

			while (at < *n && all[at] != ids[k])
				at++;
			if (at < *n)
				continue;
			all = mem_grow(all, *n, &cap, sizeof(*all));
			all[(*n)++] = ids[k];
		}
		free(ids);
	}
	tx_end(&tx);
	return all;
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct papers *p = arg;
	const struct paper *paper = &p->paper[index < 0 ? 0 : index];
	struct printing printing = {.document = paper->document, .archive = paper->archive, .without = ""};
	struct buf without = {0};
	uint32_t *ids;
	size_t n;

	if (index < 0)
		return;
	printing.title = paper->set ? paper->set->title : paper->document->title;
	if (!paper->set) {
		print_ids(app, &printing, p->ids, p->n, p->hidden);
		return;
	}
	ids = set_ids(app, p, paper->set, &n, &without);
	if (n)
		print_ids(app, &printing, ids, n, 0);
	else
		dialog_message(app, printing.title, without.n ? without.s : "Печатать нечего.");
	free(ids);
	buf_free(&without);
}

static void add_paper(struct papers *p, struct buf *texts, const struct document *d, const struct document_set *set)
{
	for (int archive = 0; archive < 2 && p->rows < PAPERS_MAX; archive++) {
		buf_addf(&texts[p->rows], "%s — %s", set ? set->title : d->title,
			 archive ? "архив .zip, файл на каждую запись" : "один документ .odt");
		p->paper[p->rows++] = (struct paper){d, set, archive};
	}
}

void many_print(struct app *app, const struct marked *m)
{
	struct papers *p = mem_alloc(sizeof(*p) + m->n * sizeof(*p->ids));
	struct menu_item items[PAPERS_MAX] = {{.text = NULL}};
	struct buf texts[PAPERS_MAX] = {{.s = NULL}};

	p->n = m->n;
	p->hidden = m->hidden;
	memcpy(p->ids, m->ids, m->n * sizeof(*p->ids));
	for (size_t i = 0; document_set_of(m->kind, i); i++)
		add_paper(p, texts, document_by_name(document_set_of(m->kind, i)->document),
			  document_set_of(m->kind, i));
	for (size_t i = 0; document_of(m->kind, i); i++)
		add_paper(p, texts, document_of(m->kind, i), NULL);
	for (size_t i = 0; i < p->rows; i++)
		items[i].text = texts[i].s;
	dialog_menu(app, "Документы отмеченных", NULL, items, p->rows, 0, chosen, p);
	screen_own(app, p);
	for (size_t i = 0; i < PAPERS_MAX; i++)
		buf_free(&texts[i]);
}

/* ---- letters ---- */

struct dues {
	const struct marked *of;
	struct deadline *which;
	size_t n, cap;
};

static bool is_of(const struct marked *m, unsigned kind, uint32_t id)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->ids[i] == id && m->kinds[i] == kind)
			return true;
	return false;
}

static void note(const struct deadline *d, void *arg)
{
	struct dues *dues = arg;
	struct subject at = due_subject(d);

	if (!is_of(dues->of, at.kind, at.id) && !is_of(dues->of, d->rec_kind, d->rec_id))
		return;
	dues->which = mem_grow(dues->which, dues->n, &dues->cap, sizeof(*dues->which));
	dues->which[dues->n++] =
		(struct deadline){.due = d->due, .kind = d->kind, .rec_kind = d->rec_kind, .rec_id = d->rec_id};
}

void many_remind(struct app *app, const struct marked *m)
{
	struct deadline_query q = {.today = app->session->today,
				   .from = DATE_NONE,
				   .days = (int)config_int(app->session->config, OPT_DUE_DAYS)};
	struct dues dues = {.of = m};
	struct tx *tx = screen_read(app);

	if (tx)
		deadline_each(tx, &q, note, &dues);
	tx_end(&tx);
	if (dues.n)
		remind_ask(app, dues.which, dues.n);
	else
		app_say(app, LOOK_PLAIN, "У отмеченных ничего не просрочено и скоро не кончается.");
	free(dues.which);
}
