/* What cells of an .ods show their numbers as: a cell has a style, that one has another, or the style of a number. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "parts.h"

#define PARENTS_MAX 20

struct look {
	bool of_number; /* the style of a number; else of cells */
	char *name, *data, *parent;
	enum shows shows;
};

static char *kept(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

void looks_take(struct looks *all, const char *local, const char **a)
{
	const char *name = xml_attribute(a, "name"), *family = xml_attribute(a, "family");
	bool percent = !strcmp(local, "percentage-style"), day = !strcmp(local, "date-style"),
	     cell = !strcmp(local, "style") && family && !strcmp(family, "table-cell");

	if (!name || (!percent && !day && !cell))
		return;
	all->l = mem_grow(all->l, all->n, &all->cap, sizeof(*all->l));
	all->l[all->n++] = (struct look){
		.of_number = !cell,
		.name = mem_strdup(name),
		.data = cell ? kept(xml_attribute(a, "data-style-name")) : NULL,
		.parent = cell ? kept(xml_attribute(a, "parent-style-name")) : NULL,
		.shows = percent ? SHOWS_PERCENT
			 : day	 ? SHOWS_DAY
				 : SHOWS_ANY,
	};
}

static const struct look *find(const struct looks *all, bool of_number, const char *name)
{
	for (size_t i = all->n; name && i-- > 0;) /* the last: those of the sheets come behind those of the book */
		if (all->l[i].of_number == of_number && !strcmp(all->l[i].name, name))
			return &all->l[i];
	return NULL;
}

enum shows looks_of(const struct looks *all, const char *style)
{
	const struct look *look = find(all, false, style), *number;

	for (int i = 0; look && !look->data && i < PARENTS_MAX; i++)
		look = find(all, false, look->parent);
	number = look ? find(all, true, look->data) : NULL;
	return number ? number->shows : SHOWS_ANY;
}

void looks_release(struct looks *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->l[i].name);
		free(all->l[i].data);
		free(all->l[i].parent);
	}
	free(all->l);
	*all = (struct looks){.n = 0};
}

struct reading {
	struct page page;
	struct looks *all;
};

static void start(void *arg, const char *name, const char **a)
{
	looks_take(((struct reading *)arg)->all, xml_local(name), a);
}

enum err looks_read(struct blank *f, const char *name, struct looks *all)
{
	static const struct xml_handlers handlers = {.start = start};
	struct reading r = {.all = all};

	return page_walk(f, name, &handlers, &r, &r.page);
}
