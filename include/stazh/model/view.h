/* Views: a list as somebody wants it again, its condition, columns, orders and group under a name. Own ones a login
 * keeps for itself, shared ones are the methodist's and found by everybody; an own one goes before a shared one of its
 * name. They lie beside the habits (habit.h), with the numbers of kinds, fields and records in place of their names, so
 * that they follow what is renamed. One whose field is gone is refused with the reason, never half used. */
#ifndef STAZH_MODEL_VIEW_H
#define STAZH_MODEL_VIEW_H

#include "stazh/model/query.h"

#define VIEW_COLUMNS  16
#define VIEW_NAME_MAX 60  /* letters */
#define VIEWS_MAX     100 /* of a login, and shared ones */

struct view {
	const struct kind_def *k;
	char *where; /* the condition in today's words; "": none */
	struct path columns[VIEW_COLUMNS];
	size_t columns_n; /* 0: those of the kind */
	struct order orders[ORDERS_MAX];
	size_t orders_n;
	struct path group;		    /* n 0: none */
	bool by_year, archived, descending; /* of the school year that is looked at; as query.h has them */
};
/* where: NULL before it is filled. */
void view_release(struct view *v);

/* Adds «person,person.org». */
void view_add_columns(const struct view *v, enum path_names how, struct buf *out);

struct view_name {
	char *name;
	bool shared;
	const struct kind_def *k; /* NULL: of a kind that is gone */
};
/* Own ones first, each by name; of the kind, or of all (NULL). An own one hides no shared one here. */
size_t views_list(struct session *s, struct tx *tx, const struct kind_def *k, struct view_name **out);
void views_free(struct view_name *list, size_t n);

/* The own or shared one of that name (case and ё aside), its condition printed as `how` says. *shared (may be NULL):
 * which. ERR_NONE: there is none, and which there are; ERR_REFUSED: why it cannot be used. */
enum err view_find(struct session *s, struct tx *tx, const char *name, enum path_names how, struct view *out,
		   bool *shared, struct error *e);
/* The same of the own or of the shared one alone. */
enum err view_load(struct session *s, struct tx *tx, const char *name, bool shared, enum path_names how,
		   struct view *out, struct error *e);

/* Keeps v under that name, in the place of the one that has it (*replaced, may be NULL). ERR_REFUSED: a shared one is
 * the methodist's; ERR_USAGE: the name or the condition is wrong. Shared ones are noted in the journal. */
enum err view_save(struct session *s, const char *name, const struct view *v, bool shared, bool *replaced,
		   struct error *e);
/* The own one becomes a shared one. */
enum err view_share(struct session *s, const char *name, bool *replaced, struct error *e);
/* The own one, or where there is none, the shared one. */
enum err view_delete(struct session *s, const char *name, bool *shared, struct error *e);

/* The unnamed view of a kind's list, which has no condition: as the login left it; false: there is none that holds. */
bool view_usual(struct session *s, const struct kind_def *k, struct view *out);
void view_keep_usual(struct session *s, const struct view *v);

#endif
