/* Several documents in one. Those of one template share their styles; the styles of another get names of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "odt.h"

#define CONTENT "content.xml"
#define STYLES	"styles.xml"

/* ---- parts ---- */

static struct node *child(const struct node *parent, const char *local)
{
	struct node *c = parent ? parent->first : NULL;

	while (c && (c->text || strcmp(c->local, local) != 0))
		c = c->next;
	return c;
}

static struct node *body_of(const struct tree *content)
{
	return child(child(content->root, "body"), "text");
}

static enum err refuse(const struct package *p, const char *why, struct error *e)
{
	return error_set(e, ERR_USAGE, "%s: %s; в один документ это не собрать, напечатайте в файл .zip", p->path, why);
}

static struct tree *read_part(struct tree *t, struct package *p, const char *name)
{
	struct entry *entry = package_find(p, name);
	size_t line;

	*t = (struct tree){.root = NULL};
	return entry && !tree_read(t, &entry->bytes, &line) ? t : NULL;
}

/* What is not the text itself, or is told anew by who opens it. */
static bool is_besides(const char *name)
{
	static const char *const known[] = {
		"mimetype",	"META-INF/",	    CONTENT,	   STYLES,	   "meta.xml",
		"settings.xml", "Configurations2/", "Thumbnails/", "manifest.rdf", "layout-cache"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strncmp(name, known[i], strlen(known[i])))
			return true;
	return false;
}

static bool same_bytes(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && (!a->n || !memcmp(a->s, b->s, a->n));
}

/* Pictures and the like: the same in all. */
static enum err check_entries(struct odt_join *j, struct package *p, struct error *e)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct entry *own =
			is_besides(p->entries[i].name) ? &p->entries[i] : package_find(&j->first, p->entries[i].name);

		if (!own || !same_bytes(&own->bytes, &p->entries[i].bytes))
			return refuse(p, "в документах разные рисунки", e);
	}
	return OK;
}

/* Prefixes mean the same in both; what the first does not declare it does now. */
static enum err merge_spaces(struct tree *t, const struct node *other, const struct package *p, struct error *e)
{
	static const char *const used[] = {
		"xmlns:office", NS_OFFICE,
		"xmlns:style",	NS_STYLE,
		"xmlns:text",	NS_TEXT,
		"xmlns:table",	NS_TABLE,
		"xmlns:fo",	"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"};

	for (size_t i = 0; i < sizeof(used) / sizeof(*used); i += 2) {
		const char *is = node_attribute(other, used[i]);

		if (!is || strcmp(is, used[i + 1]) != 0)
			return refuse(p, "шаблон записан с необычными приставками имён", e);
	}
	for (const char **a = other->attributes; *a; a += 2) {
		const char *own = strncmp(*a, "xmlns:", 6) ? a[1] : node_attribute(t->root, *a);

		if (own && strcmp(own, a[1]) != 0)
			return refuse(p, "приставки имён в шаблонах значат разное", e);
		if (!own)
			node_put_attribute(t, t->root, a[0], a[1]);
	}
	return OK;
}

/* ---- names ---- */

struct names {
	const char **name; /* those that get the suffix */
	size_t n, cap;
	const char *suffix; /* of styles */
	char number[24];    /* of what stands in the document alone */
};

static void add_names(struct names *names, const struct node *section)
{
	for (const struct node *c = section ? section->first : NULL; c; c = c->next) {
		const char *name = c->text ? NULL : node_attribute(c, "style:name");

		if (!name || !strcmp(c->local, "font-face"))
			continue;
		names->name = mem_grow(names->name, names->n, &names->cap, sizeof(*names->name));
		names->name[names->n++] = name;
	}
}

static bool has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->name[i], name))
			return true;
	return false;
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && !strcmp(s + n - k, end);
}

static bool names_style(const char *attribute)
{
	return ends_in(attribute, "style-name") || ends_in(attribute, ":master-page-name") ||
	       ends_in(attribute, ":page-layout-name") || !strcmp(attribute, "style:name");
}

static bool is_only_here(const char *attribute)
{
	static const char *const known[] = {"xml:id", "text:id", "draw:id", "text:continue-list", "table:name"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(attribute, known[i]))
			return true;
	return false;
}

static void rename_below(struct tree *t, struct node *node, const struct names *names)
{
	struct buf fresh = {0};

	if (node->text || !strcmp(node->local, "font-face"))
		return;
	for (size_t i = 0; node->attributes[i]; i += 2) {
		const char *name = node->attributes[i], *value = node->attributes[i + 1];
		bool style = *names->suffix && names_style(name) && has_name(names, value),
		     shown = *names->suffix && !strcmp(name, "style:display-name");

		if (!style && !shown && !is_only_here(name))
			continue;
		buf_clear(&fresh);
		buf_addf(&fresh, "%s%s", value, style || shown ? names->suffix : names->number);
		node_put_attribute(t, node, name, fresh.s);
	}
	buf_free(&fresh);
	for (struct node *c = node->first; c; c = c->next)
		rename_below(t, c, names);
}

/* ---- styles ---- */

static void add_look_key(struct package *p, const struct tree *content, struct buf *key)
{
	const struct node *automatic = child(content->root, "automatic-styles");
	const struct entry *styles = package_find(p, STYLES);

	if (automatic)
		node_write(automatic, key);
	buf_addc(key, '\n');
	if (styles)
		buf_addn(key, buf_text(&styles->bytes), styles->bytes.n);
}

/* The look of the document; *fresh: the first of it. */
static size_t look_of(struct odt_join *j, struct package *p, const struct tree *content, bool *fresh)
{
	struct buf key = {0}, suffix = {0};
	size_t at = 0;

	add_look_key(p, content, &key);
	while (at < j->look_n && !same_bytes(&j->look[at].key, &key))
		at++;
	*fresh = at == j->look_n;
	if (!*fresh) {
		buf_free(&key);
		return at;
	}
	if (at)
		buf_addf(&suffix, "_%zu", at + 1);
	j->look = mem_grow(j->look, j->look_n, &j->look_cap, sizeof(*j->look));
	j->look[j->look_n++] = (struct odt_look){.key = key, .suffix = mem_strdup(buf_text(&suffix))};
	buf_free(&suffix);
	return at;
}

/* The page that a document begins on which names none. */
static const char *page_of(const struct tree *styles)
{
	const struct node *masters = styles->root ? child(styles->root, "master-styles") : NULL;
	const char *first = NULL;

	for (const struct node *c = masters ? masters->first : NULL; c; c = c->next) {
		const char *name = c->text || strcmp(c->local, "master-page") ? NULL : node_attribute(c, "style:name");

		if (name && (!first || !strcmp(name, "Standard")))
			first = name;
	}
	return first ? first : "";
}

/* Moves what has a name from a section of the other to the same one of the first. */
static void move_section(struct node *root, struct node *other_root, const char *local, bool fonts)
{
	struct node *from = child(other_root, local), *to = child(root, local);

	if (from && !to) {
		node_remove(from);
		node_add_last(root, from);
		return;
	}
	for (struct node *c = from ? from->first : NULL, *next; c; c = next) {
		const char *name = c->text ? NULL : node_attribute(c, "style:name");
		bool there = !name;

		next = c->next;
		for (const struct node *own = fonts ? to->first : NULL; own && !there; own = own->next)
			there = !own->text && node_attribute(own, "style:name") &&
				!strcmp(node_attribute(own, "style:name"), name);
		if (there)
			continue;
		node_remove(c);
		node_add_last(to, c);
	}
}

static const char *const sections[] = {"styles", "automatic-styles", "master-styles"};

static struct tree *keep_tree(struct odt_join *j, const struct tree *t)
{
	struct tree *kept = mem_alloc(sizeof(*kept));

	*kept = *t;
	j->other = mem_grow(j->other, j->other_n, &j->other_cap, sizeof(*j->other));
	j->other[j->other_n++] = kept;
	return kept;
}

/* The styles of its styles.xml under names of their own, unless that is the first's. */
static enum err take_styles(struct odt_join *j, struct package *p, bool fresh, struct names *names, struct error *e)
{
	struct entry *entry = package_find(p, STYLES);
	struct odt_look *look = &j->look[j->last];
	struct tree read, *styles;
	enum err err;

	if (!entry || same_bytes(&entry->bytes, &j->own)) {
		if (fresh)
			look->page = mem_strdup(j->look[0].page);
		return OK;
	}
	styles = keep_tree(j, read_part(&read, p, STYLES) ? &read : &(struct tree){.root = NULL});
	if (!styles->root || !j->styles.root)
		return refuse(p, "стили в документах не сходятся", e);
	err = merge_spaces(&j->styles, styles->root, p, e);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		add_names(names, child(styles->root, sections[i]));
	if (err || !fresh)
		return err;
	rename_below(styles, styles->root, names);
	look->page = mem_strdup(page_of(styles));
	move_section(j->styles.root, styles->root, "font-face-decls", true);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		move_section(j->styles.root, styles->root, sections[i], false);
	return OK;
}

/* ---- a page of its own ---- */

static bool begins_page(const struct node *node)
{
	return odt_is_paragraph(node) || node_is(node, NS_TABLE, "table");
}

static struct node *find_style(const struct node *automatic, const char *name, const char *family)
{
	for (struct node *c = automatic->first; c; c = c->next) {
		const char *of = c->text ? NULL : node_attribute(c, "style:family"),
			   *is = c->text ? NULL : node_attribute(c, "style:name");

		if (of && is && !strcmp(is, name) && !strcmp(of, family))
			return c;
	}
	return NULL;
}

static struct node *style_element(struct tree *t, const struct node *like, const char *name)
{
	struct node *node = node_element(t, like, "style");

	node->name = arena_strndup(&t->arena, name, strlen(name));
	node->local = strchr(node->name, ':') + 1;
	node->space = NS_STYLE;
	return node;
}

/* A style that is as the one `of` and begins a page. */
static void add_break(struct tree *t, struct node *automatic, const char *name, const char *of, const char *family,
		      const char *page)
{
	const struct node *own = find_style(automatic, of, family);
	struct node *style = own ? node_copy(t, own) : style_element(t, automatic, "style:style"), *properties;
	struct buf local = {0};

	buf_addf(&local, "style:%s-properties", family);
	node_put_attribute(t, style, "style:name", name);
	node_put_attribute(t, style, "style:family", family);
	if (!own && *of)
		node_put_attribute(t, style, "style:parent-style-name", of);
	if (*page) { /* which is its first one again, without a number */
		node_put_attribute(t, style, "style:master-page-name", page);
	} else {
		properties = child(style, local.s + strlen("style:"));
		if (!properties && style->first)
			properties = node_add_before(style->first, style_element(t, automatic, local.s));
		else if (!properties)
			node_add_last(style, properties = style_element(t, automatic, local.s));
		node_put_attribute(t, properties, "fo:break-before", "page");
	}
	node_add_last(automatic, style);
	buf_free(&local);
}

/* page: what its kind is called, "": none has a name. */
static void begin_page(struct odt_join *j, struct node *node, const char *page)
{
	bool table = node_is(node, NS_TABLE, "table");
	const char *attribute = table ? "table:style-name" : "text:style-name", *family = table ? "table" : "paragraph";
	const char *of = node_attribute(node, attribute), *own;
	struct node *automatic = child(j->content.root, "automatic-styles"), *style;
	struct buf name = {0};

	if (!automatic)
		automatic = node_add_before(child(j->content.root, "body"),
					    node_element(&j->content, j->content.root, "automatic-styles"));
	of = of ? of : "";
	style = find_style(automatic, of, family);
	own = style ? node_attribute(style, "style:master-page-name") : NULL;
	if (own && *own)
		return;
	buf_addf(&name, "%s_on_%s", *of ? of : family, page);
	if (!find_style(automatic, name.s, family))
		add_break(&j->content, automatic, name.s, of, family, page);
	node_put_attribute(&j->content, node, attribute, name.s);
	buf_free(&name);
}

/* ---- the whole ---- */

static bool is_declaration(const struct node *node)
{
	return node->text || ends_in(node->local, "-decls") || !strcmp(node->local, "tracked-changes") ||
	       !strcmp(node->local, "forms");
}

static void move_body(struct odt_join *j, struct node *from, const char *page)
{
	struct node *to = body_of(&j->content), *first = NULL;

	for (struct node *c = from->first, *next; c; c = next) {
		next = c->next;
		if (is_declaration(c))
			continue;
		node_remove(c);
		node_add_last(to, c);
		if (!first && (first = odt_first_below(c, begins_page)))
			begin_page(j, first, page);
	}
}

static enum err take_first(struct odt_join *j, struct package *p, struct error *e)
{
	struct entry *styles = package_find(p, STYLES);
	bool fresh;

	j->first = *p;
	*p = (struct package){.n = 0};
	if (styles)
		buf_addn(&j->own, buf_text(&styles->bytes), styles->bytes.n);
	read_part(&j->styles, &j->first, STYLES);
	if (!read_part(&j->content, &j->first, CONTENT) || !body_of(&j->content))
		return refuse(&j->first, "текста в нём не найти", e);
	look_of(j, &j->first, &j->content, &fresh);
	j->look[0].page = mem_strdup(page_of(&j->styles));
	return merge_spaces(&j->content, j->content.root, &j->first, e);
}

static enum err take_next(struct odt_join *j, struct package *p, struct error *e)
{
	struct tree read, *content = keep_tree(j, read_part(&read, p, CONTENT) ? &read : &(struct tree){.root = NULL});
	struct names names = {.n = 0};
	bool fresh;
	enum err err =
		content->root && body_of(content) ? check_entries(j, p, e) : refuse(p, "текста в нём не найти", e);

	if (!err)
		err = merge_spaces(&j->content, content->root, p, e);
	if (err)
		return err;
	j->last = look_of(j, p, content, &fresh);
	names.suffix = j->look[j->last].suffix;
	snprintf(names.number, sizeof(names.number), "_d%zu", j->n + 1);
	add_names(&names, child(content->root, "automatic-styles"));
	if (*names.suffix)
		err = take_styles(j, p, fresh, &names, e);
	if (!err) {
		rename_below(content, content->root, &names);
		if (fresh) {
			move_section(j->content.root, content->root, "font-face-decls", true);
			move_section(j->content.root, content->root, "automatic-styles", false);
		}
		move_body(j, body_of(content), j->look[j->last].page);
	}
	free(names.name);
	return err;
}

enum err odt_join_add(struct odt_join *j, struct package *p, struct error *e)
{
	enum err err = j->n ? take_next(j, p, e) : take_first(j, p, e);

	j->n++;
	package_release(p);
	return err;
}

static void put_back(struct package *p, const char *name, const struct tree *t)
{
	struct entry *entry = package_find(p, name);

	if (!entry || !t->root)
		return;
	buf_clear(&entry->bytes);
	tree_write(t, &entry->bytes);
}

void odt_join_end(struct odt_join *j)
{
	put_back(&j->first, CONTENT, &j->content);
	put_back(&j->first, STYLES, &j->styles);
}

void odt_join_release(struct odt_join *j)
{
	package_release(&j->first);
	tree_release(&j->content);
	tree_release(&j->styles);
	buf_free(&j->own);
	for (size_t i = 0; i < j->other_n; i++) {
		tree_release(j->other[i]);
		free(j->other[i]);
	}
	free(j->other);
	for (size_t i = 0; i < j->look_n; i++) {
		buf_free(&j->look[i].key);
		free(j->look[i].suffix);
		free(j->look[i].page);
	}
	free(j->look);
	*j = (struct odt_join){.n = 0};
}
