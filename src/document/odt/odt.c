/* Templates for an office program: an archive whose content.xml and styles.xml (page headers) are filled. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/xml.h"
#include "stazh/document/template.h"
#include "odt.h"

/* ---- its parts ---- */

static void where(const void *at, struct buf *out)
{
	const struct place *p = at;

	buf_addf(out, "%s%s", p->path, p->part);
	if (p->row)
		buf_addf(out, ", таблица %d, строка %d", p->table, p->row);
	else
		buf_addf(out, ", абзац %d", p->paragraph);
	if (p->row && p->cell)
		buf_addf(out, ", ячейка %d", p->cell);
}

static bool is_body(const struct node *node)
{
	return node_is(node, NS_OFFICE, "text");
}

/* Above the first paragraph or table of the body: what stands before those are declarations. */
static void put_draft(struct odt *o, struct node *root)
{
	struct node *body = odt_first_below(root, is_body), *first = body ? body->first : NULL,
		    *some = body ? odt_first_below(body, odt_is_paragraph) : NULL, *draft;

	while (first && !odt_is_paragraph(first) && !node_is(first, NS_TEXT, "list") &&
	       !node_is(first, NS_TABLE, "table") && !node_is(first, NS_TEXT, "section"))
		first = first->next;
	if (!first || !some)
		return;
	draft = node_element(o->tree, some, "p");
	node_add_last(draft, node_text(o->tree, o->filler.data->draft));
	node_add_before(first, draft);
}

static enum err read_failed(const struct odt *o, const char *part, enum tree_fault fault, size_t line, struct error *e)
{
	switch (fault) {
	case TREE_TYPES:
		return error_set(e, ERR_USAGE,
				 "%s: %s внутри него с объявлениями DTD: таких документов OpenDocument не бывает",
				 o->place.path, part);
	case TREE_ENCODING:
		return error_set(e, ERR_USAGE, "%s: %s внутри него в кодировке, которой программа не знает; " SAVE_AS,
				 o->place.path, part);
	case TREE_MEMORY:
		return error_set(e, ERR_STORAGE, "%s: не хватило памяти", o->place.path);
	default:
		return error_set(e, ERR_USAGE, "%s: %s внутри него испорчен (строка %zu): это не XML", o->place.path,
				 part, line);
	}
}

static enum err fill_part(struct odt *o, struct entry *part, struct error *e)
{
	struct tree tree = {.root = NULL};
	size_t line;
	enum tree_fault fault = tree_read(&tree, &part->bytes, &line);
	enum err err;

	o->tree = &tree;
	err = fault ? read_failed(o, part->name, fault, line, e) : odt_fill(o, tree.root);
	if (!err)
		odt_bind_blanks(o, tree.root);
	if (!err && o->filler.data->draft)
		put_draft(o, tree.root);
	if (!err) {
		buf_clear(&part->bytes);
		tree_write(&tree, &part->bytes);
	}
	tree_release(&tree);
	return err;
}

static enum err fill_package(const char *path, const struct template_data *data, struct package *p, struct buf *missing,
			     struct error *e)
{
	static const char *const purpose = "документы .odt";
	struct odt o = {.filler = {.data = data, .missing = missing, .where = where, .e = e},
			.place = {.path = path, .part = ""}};
	struct entry *content, *styles;
	enum err err = archive_load(purpose, e);

	o.filler.at = &o.place;
	*p = (struct package){.path = mem_strdup(path)};
	if (!err)
		err = xml_load(purpose, e);
	if (err)
		return err;
	err = package_read(p, e);
	if (!err)
		err = package_check(p, e);
	package_settle(p);
	content = package_find(p, "content.xml");
	styles = package_find(p, "styles.xml");
	if (!err)
		err = fill_part(&o, content, e);
	if (!err && styles) {
		o.place = (struct place){.path = path, .part = ", колонтитул"};
		o.depth = 0;
		err = fill_part(&o, styles, e);
	}
	return err;
}

enum err template_fill_odt(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
			   struct error *e)
{
	struct package p;
	enum err err = fill_package(path, data, &p, missing, e);

	if (!err)
		err = package_write(&p, out, e);
	package_release(&p);
	return err;
}

/* ---- several in one ---- */

struct template_join {
	struct odt_join join;
};

enum err template_join_odt(struct template_join **join, const char *path, const struct template_data *data,
			   struct buf *missing, struct error *e)
{
	struct package p;
	enum err err = fill_package(path, data, &p, missing, e);

	if (!*join)
		*join = mem_alloc(sizeof(**join));
	if (err || missing->n)
		package_release(&p);
	else
		err = odt_join_add(&(*join)->join, &p, e);
	return err;
}

enum err template_join_write(struct template_join *join, struct buf *out, struct error *e)
{
	odt_join_end(&join->join);
	return package_write(&join->join.first, out, e);
}

void template_join_release(struct template_join **join)
{
	if (*join)
		odt_join_release(&(*join)->join);
	free(*join);
	*join = NULL;
}
