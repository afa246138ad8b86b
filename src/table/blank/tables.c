/* Tables of a sheet («Форматировать как таблицу»): a part of their own tells the texts that stand in their heads, and a
 * book where the two differ is repaired by Excel. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "cells.h"

static void start(void *arg, const char *name, const char **a)
{
	struct page *page = arg;
	struct cells *c = page->form->cells;
	const char *head = xml_attribute(a, "name");
	struct attribute at;
	struct passage text = {.n = 0};

	if (strcmp(xml_local(name), "tableColumn") != 0 || !head || !strchr(head, '{'))
		return;
	if (!page->form->filling) {
		c->heads = mem_grow(c->heads, c->heads_n, &c->heads_cap, sizeof(*c->heads));
		c->heads[c->heads_n++] = mem_strdup(head);
	} else if (page_attribute(page, xml_at(&page->parser), xml_length(&page->parser), "name", &at)) {
		passage_attribute(&text, page, &at);
		passage_fill(&text, page, &(struct writing){.line = "_x000a_"});
		passage_release(&text);
	}
}

static void place(const void *at, struct buf *out)
{
	(void)at;
	buf_add(out, "шапка таблицы");
}

static enum err walk(struct blank *f, const char *name, const void *arg)
{
	static const struct xml_handlers handlers = {.start = start};
	struct page page = {.place = place};

	(void)arg;
	return page_walk(f, name, &handlers, &page, &page);
}

enum err tables_walk(struct blank *f)
{
	return page_each(f, "xl/tables/", walk, NULL);
}

bool tables_is_head(const struct cells *c, const struct passage *text)
{
	for (size_t i = 0; i < c->heads_n; i++)
		if (!strcmp(c->heads[i], buf_text(&text->text)))
			return true;
	return false;
}
