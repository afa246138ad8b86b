/* Between the files of the turn of the year. */
#ifndef STAZH_DOMAIN_TURN_INNER_H
#define STAZH_DOMAIN_TURN_INNER_H

#include "../internal.h"
#include "stazh/domain/turn.h"

/* A site as the new year finds it. */
struct turn_site {
	struct record site;
	int32_t end;	  /* the last day of its status; DATE_NONE: it has none */
	bool goes;	  /* it has it on a day of the new year */
	bool archive;	  /* its term came in from an old paper */
	uint32_t draft;	  /* an order in the making that names it, 0: none */
	const char *name; /* its label */
	const char *org;  /* short name of its organisation */
	size_t documents; /* the step that asks for them, TURN_NONE */
};

struct turning {
	struct tx *tx;
	const struct config *c;
	struct turn *t;
	int32_t first, last, today; /* of the new year */
	struct turn_site *sites;
	size_t sites_n;
};

/* ---- steps.c ---- */
/* A new step; its texts are copied. The pointer lives until the next one. */
struct turn_step *turn_add(struct turning *g, struct turn_step step);
/* The text in the arena of the plan, {0} afterwards. */
const char *turn_text(struct turning *g, struct buf *text);
/* For: */
void turn_order_sites(struct turning *g);
struct turn_site *turn_site_of(const struct turning *g, uint32_t site);
/* The step about this record. */
size_t turn_find(const struct turn *t, enum turn_sort sort, uint32_t id);

/* ---- sites.c ---- */
void turn_read_sites(struct turning *g);
void turn_add_sites(struct turning *g);
void turn_add_orders(struct turning *g);
void turn_add_documents(struct turning *g);

/* ---- groups.c ---- */
void turn_add_plans(struct turning *g);
void turn_add_groups(struct turning *g);

/* ---- events.c ---- */
void turn_add_events(struct turning *g);

/* ---- close.c ---- */
void turn_add_close(struct turning *g);

/* ---- tails.c ---- */
void turn_add_letters(struct turning *g);
void turn_add_roadmaps(struct turning *g);
void turn_add_tails(struct turning *g);
/* Who brings the documents of the site: its leader, else the head of the organisation; 0: nobody is known. */
uint32_t turn_bringer(struct tx *tx, const struct record *site);

/* ---- orders.c, copies.c: what is done ---- */
struct turn_doing {
	struct tx *tx;
	struct turn *t;
	struct error *e;
	struct turn_made { /* a record of the new year instead of one of the old */
		unsigned kind;
		uint32_t was, is;
	} * made;
	size_t n, cap;
	struct buf label; /* of the journal */
};
/* The journal names what is stored next by this. */
void turn_note(struct turn_doing *d, const char *name);
enum err turn_do_orders(struct turn_doing *d);
enum err turn_do_documents(struct turn_doing *d);
enum err turn_do_plans(struct turn_doing *d);
enum err turn_do_groups(struct turn_doing *d);
enum err turn_do_events(struct turn_doing *d);
enum err turn_do_close(struct turn_doing *d);
enum err turn_do_letters(struct turn_doing *d);
/* Sets a field of several references. */
void turn_set_refs(struct record *r, unsigned field, const uint32_t *ids, size_t n);

#endif
