#include <stdlib.h>
#include <string.h>

#include "stazh/base/xml.h"
#include "tree.h"

#define DEPTH_MAX 256 /* the walks over a tree call themselves */

/* What prefixes stand for, each once: an element may be copied to where its declaration does not stand. */
struct tree_space {
	struct tree_space *next;
	char name[];
};

static const char *space_kept(struct tree *t, const char *name)
{
	struct tree_space *s = t->spaces;

	while (s && strcmp(s->name, name) != 0)
		s = s->next;
	if (!s) {
		s = arena_alloc(&t->arena, sizeof(*s) + strlen(name) + 1);
		strcpy(s->name, name);
		s->next = t->spaces;
		t->spaces = s;
	}
	return s->name;
}

/* Looks for xmlns:prefix, or xmlns when there is no prefix, at the element and all above it. */
static const char *space_of(struct tree *t, const struct node *element)
{
	size_t n = (size_t)(element->local - element->name);

	for (const struct node *e = element; e; e = e->parent)
		for (const char **a = e->attributes; *a; a += 2)
			if (!strncmp(*a, "xmlns", 5) &&
			    (n ? (*a)[5] == ':' && strlen(*a + 6) == n - 1 && !strncmp(*a + 6, element->name, n - 1)
			       : !(*a)[5]))
				return space_kept(t, a[1]);
	return "";
}

static const char *keep(struct tree *t, const char *s)
{
	return arena_strndup(&t->arena, s, strlen(s));
}

/* ---- nodes ---- */

static struct node *node_new(struct tree *t)
{
	struct node *node = arena_alloc(&t->arena, sizeof(*node));

	*node = (struct node){.parent = NULL};
	return node;
}

bool node_is(const struct node *node, const char *space, const char *local)
{
	return !node->text && !strcmp(node->local, local) && !strcmp(node->space, space);
}

struct node *node_text(struct tree *t, const char *s)
{
	struct node *node = node_new(t);

	node->text = keep(t, s);
	return node;
}

void node_set_text(struct tree *t, struct node *node, const char *s)
{
	node->text = keep(t, s);
}

/* «text:» of `like` before the name. */
static const char *named_like(struct tree *t, const struct node *like, const char *local)
{
	size_t n = (size_t)(like->local - like->name), length = strlen(local);
	char *name = arena_alloc(&t->arena, n + length + 1);

	memcpy(name, like->name, n);
	memcpy(name + n, local, length + 1);
	return name;
}

struct node *node_element(struct tree *t, const struct node *like, const char *local)
{
	static const char *none[] = {NULL};
	struct node *node = node_new(t);

	node->name = named_like(t, like, local);
	node->local = xml_local(node->name);
	node->space = like->space;
	node->attributes = none;
	return node;
}

void node_set_attribute(struct tree *t, struct node *node, const char *local, const char *value)
{
	node->attributes = arena_alloc(&t->arena, 3 * sizeof(*node->attributes));
	node->attributes[0] = named_like(t, node, local);
	node->attributes[1] = keep(t, value);
	node->attributes[2] = NULL;
}

const char *node_attribute(const struct node *node, const char *name)
{
	for (const char **a = node->attributes; *a; a += 2)
		if (!strcmp(*a, name))
			return a[1];
	return NULL;
}

void node_put_attribute(struct tree *t, struct node *node, const char *name, const char *value)
{
	const char **fresh;
	size_t n = 0, at = 0;

	while (node->attributes[n])
		n += 2;
	while (at < n && strcmp(node->attributes[at], name) != 0)
		at += 2;
	fresh = arena_alloc(&t->arena, (n + 3) * sizeof(*fresh));
	memcpy(fresh, node->attributes, n * sizeof(*fresh));
	n = at == n ? n + 2 : n;
	fresh[at] = keep(t, name);
	fresh[at + 1] = keep(t, value);
	fresh[n] = NULL;
	node->attributes = fresh; /* a copy may share the old ones */
}

/* Names, attributes and texts are never changed in place, so that copies share them. */
struct node *node_copy(struct tree *t, const struct node *node)
{
	struct node *copy = node_new(t);

	*copy = *node;
	copy->parent = copy->prev = copy->next = copy->first = copy->last = NULL;
	for (const struct node *c = node->first; c; c = c->next)
		node_add_last(copy, node_copy(t, c));
	return copy;
}

/* Between two that stand beside each other, each or both NULL at the ends. */
static void link_between(struct node *parent, struct node *before, struct node *fresh, struct node *after)
{
	fresh->parent = parent;
	fresh->prev = before;
	fresh->next = after;
	if (before)
		before->next = fresh;
	else
		parent->first = fresh;
	if (after)
		after->prev = fresh;
	else
		parent->last = fresh;
}

struct node *node_add_after(struct node *at, struct node *fresh)
{
	link_between(at->parent, at, fresh, at->next);
	return fresh;
}

struct node *node_add_before(struct node *at, struct node *fresh)
{
	link_between(at->parent, at->prev, fresh, at);
	return fresh;
}

void node_add_last(struct node *parent, struct node *fresh)
{
	link_between(parent, parent->last, fresh, NULL);
}

void node_remove(struct node *node)
{
	struct node *parent = node->parent;

	if (node->prev)
		node->prev->next = node->next;
	else
		parent->first = node->next;
	if (node->next)
		node->next->prev = node->prev;
	else
		parent->last = node->prev;
	node->parent = node->prev = node->next = NULL;
}

/* ---- reading ---- */

struct reading {
	struct tree *tree;
	struct xml xml;
	struct node *at; /* the element that is open */
	struct buf text; /* of it, since its last element */
	int depth;
};

static void end_text(struct reading *r)
{
	if (r->text.n && r->at)
		node_add_last(r->at, node_text(r->tree, r->text.s));
	buf_clear(&r->text);
}

static void start_element(void *arg, const char *name, const char **attributes)
{
	struct reading *r = arg;
	struct node *node = node_new(r->tree);
	size_t n = 0;

	end_text(r);
	if (++r->depth > DEPTH_MAX)
		xml_stop(&r->xml);
	while (attributes[n])
		n++;
	node->attributes = arena_alloc(&r->tree->arena, (n + 1) * sizeof(*node->attributes));
	for (size_t i = 0; i < n; i++)
		node->attributes[i] = keep(r->tree, attributes[i]);
	node->attributes[n] = NULL;
	node->name = keep(r->tree, name);
	node->local = xml_local(node->name);
	if (r->at)
		node_add_last(r->at, node);
	else
		r->tree->root = node;
	node->space = space_of(r->tree, node);
	r->at = node;
}

static void end_element(void *arg, const char *name)
{
	struct reading *r = arg;

	(void)name;
	end_text(r);
	r->depth--;
	r->at = r->at->parent;
}

static void add_text(void *arg, const char *s, int n)
{
	buf_addn(&((struct reading *)arg)->text, s, (size_t)n);
}

enum tree_fault tree_read(struct tree *t, const struct buf *xml, size_t *line)
{
	static const struct xml_handlers handlers = {start_element, end_element, add_text};
	struct reading r = {.tree = t};
	enum tree_fault fault;

	if (!xml_begin(&r.xml, &handlers, &r))
		return TREE_MEMORY;
	fault = xml_parse_all(&r.xml, buf_text(xml), xml->n) == XML_GOES_ON ? TREE_GOOD
		: r.xml.has_types					    ? TREE_TYPES
		: r.xml.has_unknown					    ? TREE_ENCODING
									    : TREE_BROKEN;
	*line = xml_line(&r.xml);
	xml_end(&r.xml);
	buf_free(&r.text);
	return fault;
}

/* ---- writing ---- */

/* The signs that XML reads otherwise, and those that a reader would make blanks of. */
static void write_text(struct buf *out, const char *s, bool attribute)
{
	for (size_t n; *s; s++) {
		n = strcspn(s, attribute ? "&<>\r\"\n\t" : "&<>\r");
		buf_addn(out, s, n);
		s += n;
		if (!*s)
			return;
		if (*s == '&')
			buf_add(out, "&amp;");
		else if (*s == '<')
			buf_add(out, "&lt;");
		else if (*s == '>')
			buf_add(out, "&gt;");
		else if (*s == '"')
			buf_add(out, "&quot;");
		else
			buf_addf(out, "&#%d;", *s);
	}
}

void node_write(const struct node *node, struct buf *out)
{
	if (node->text) {
		write_text(out, node->text, false);
		return;
	}
	buf_addc(out, '<');
	buf_add(out, node->name);
	for (const char **a = node->attributes; *a; a += 2) {
		buf_addc(out, ' ');
		buf_add(out, a[0]);
		buf_add(out, "=\"");
		write_text(out, a[1], true);
		buf_addc(out, '"');
	}
	buf_add(out, node->first ? ">" : "/>");
	if (!node->first)
		return;
	for (const struct node *c = node->first; c; c = c->next)
		node_write(c, out);
	buf_add(out, "</");
	buf_add(out, node->name);
	buf_addc(out, '>');
}

void tree_write(const struct tree *t, struct buf *out)
{
	buf_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	node_write(t->root, out);
	buf_addc(out, '\n');
}

void tree_release(struct tree *t)
{
	arena_release(&t->arena);
	*t = (struct tree){.root = NULL};
}
