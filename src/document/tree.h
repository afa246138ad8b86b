/* A part of a document as a tree: read (base/xml.h), changed, written again. Everything belongs to the tree and lives
 * until tree_release. What is no element and no text (comments, instructions for programs) is left out. */
#ifndef STAZH_DOCUMENT_TREE_H
#define STAZH_DOCUMENT_TREE_H

#include <stdbool.h>

#include "stazh/base/mem.h"
#include "stazh/base/text.h"

struct node {
	struct node *parent, *prev, *next, *first, *last;
	const char *text;	 /* of a text; NULL: an element */
	const char *name;	 /* of an element, with its prefix, as it is written */
	const char *local;	 /* the same without */
	const char *space;	 /* what its prefix stands for; "": nothing */
	const char **attributes; /* name, value, name, value …, NULL */
};

struct tree {
	struct node *root;
	struct arena arena;
	struct tree_space *spaces;
};

enum tree_fault {
	TREE_GOOD,
	TREE_BROKEN,   /* no XML, or elements more than 256 deep */
	TREE_TYPES,    /* it declares a document type */
	TREE_ENCODING, /* it is in one that is not known */
	TREE_MEMORY,
};

/* {0} before. *line: where it is broken, from 1. Released by the caller in any case. */
enum tree_fault tree_read(struct tree *t, const struct buf *xml, size_t *line);
/* Adds it as UTF-8, with the declaration. */
void tree_write(const struct tree *t, struct buf *out);
void tree_release(struct tree *t);
/* The node alone, as it is written. */
void node_write(const struct node *node, struct buf *out);

bool node_is(const struct node *node, const char *space, const char *local);
/* New ones, which stand nowhere yet: a text (copied); an element of the space of `like`; a copy with all below it. */
struct node *node_text(struct tree *t, const char *s);
struct node *node_element(struct tree *t, const struct node *like, const char *local);
struct node *node_copy(struct tree *t, const struct node *node);
/* The only attribute of a new element, of the element's own space. */
void node_set_attribute(struct tree *t, struct node *node, const char *local, const char *value);
/* Of any element: sets, or adds, the attribute of this whole name («fo:break-before»). */
void node_put_attribute(struct tree *t, struct node *node, const char *name, const char *value);
/* By its whole name; NULL: it is not there. */
const char *node_attribute(const struct node *node, const char *name);
void node_set_text(struct tree *t, struct node *node, const char *s);
/* Puts a new one behind or before another; returns it. */
struct node *node_add_after(struct node *at, struct node *fresh);
struct node *node_add_before(struct node *at, struct node *fresh);
void node_add_last(struct node *parent, struct node *fresh);
/* Takes it out of its place. */
void node_remove(struct node *node);

#endif
