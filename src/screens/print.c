/* The documents of a record: which there are, to the screen or to a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "stazh/document/document.h"

bool print_can(unsigned kind)
{
	return document_of(kind, 0);
}

static size_t documents_of(unsigned kind)
{
	size_t n = 0;

	while (document_of(kind, n))
		n++;
	return n;
}

static void print_one(struct app *app, const struct document *document, uint32_t id, bool to_file)
{
	struct buf text = {0}, name = {0}, path = {0}, notice = {0};
	struct error e = {.code = OK};
	struct tx *tx = screen_read(app);

	if (!tx)
		return;
	document_print(tx, document, id, to_file ? DOCUMENT_ODT : DOCUMENT_TEXT, &text, &notice, &e);
	document_file_name(tx, document, id, &name);
	tx_end(&tx);
	if (!e.code && to_file) {
		file_name_new(app->session->today, name.s, ".odt", &path);
		file_write(path.s, &text, &e);
	}
	if (e.code)
		dialog_error(app, &e);
	else if (to_file)
		app_say(app, LOOK_GOOD, "Записано: %s", path.s);
	else
		dialog_text(app, document->title, buf_text(&text), true);
	if (!e.code && notice.n)
		dialog_text(app, document->title, notice.s, false);
	buf_free(&notice);
	buf_free(&text);
	buf_free(&name);
	buf_free(&path);
}

/* The menu has each document twice: to the screen, then as a file for an office program. */
static void document_chosen(struct app *app, int index, void *arg)
{
	struct subject what = *(const struct subject *)arg;
	size_t n = documents_of(what.kind);
	bool to_file = index >= (int)n;

	if (index >= 0)
		print_one(app, document_of(what.kind, (size_t)index - (to_file ? n : 0)), what.id, to_file);
}

void print_year(struct app *app, const char *document)
{
	print_one(app, document_by_name(document), (uint32_t)app->year, !session_may_use_files(app->session, NULL));
}

void print_menu(struct app *app, unsigned kind, uint32_t id)
{
	size_t n = documents_of(kind);
	struct menu_item *items = mem_alloc(2 * n * sizeof(*items));
	struct buf *titles = mem_alloc(n * sizeof(*titles));
	struct subject *what = mem_alloc(sizeof(*what));

	*what = (struct subject){kind, id};
	for (size_t i = 0; i < n; i++) {
		const char *title = document_of(kind, i)->title;

		buf_addf(&titles[i], "%s — в файл .odt", title);
		items[i].text = title;
		items[n + i].text = titles[i].s;
	}
	dialog_menu(app, "Документы", NULL, items, 2 * n, 0, document_chosen, what);
	screen_own(app, what);
	for (size_t i = 0; i < n; i++)
		buf_free(&titles[i]);
	free(titles);
	free(items);
}
