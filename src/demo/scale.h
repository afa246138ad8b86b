/* Between the files of the generated district: scale.c leads through the years, scale_steps.c makes one record,
 * scale_people.c has organisations and people, scale_sites.c applications and orders, scale_papers.c reports and plan
 * documents, scale_groups.c the groups.
 */
#ifndef STAZH_DEMO_SCALE_H
#define STAZH_DEMO_SCALE_H

#include "stazh/base/mem.h"
#include "stazh/model/field.h"
#include "stazh/model/model.h"
#include "stazh/domain/kinds.h"
#include "demo.h"

#define YEARS		 4 /* of history, the present school year included */
#define COUNT(a)	 (sizeof(a) / sizeof(*(a)))
#define SCALE_PICK(s, a) ((a)[scale_chance(s, COUNT(a))])

struct site {
	uint32_t id, org;
	int from, until; /* school years: of the first order, after the last term; 0: no status */
	bool ended;
};

struct scale {
	unsigned n;
	void (*progress)(unsigned done, unsigned total);
	unsigned done, total;
	struct tx *tx;
	struct error *e;
	enum err err; /* of the first step that failed: the later ones do nothing */
	uint64_t random;
	char text[32][24]; /* of numbers and dates, in turn */
	unsigned text_at;
	int year; /* the present school year */
	int32_t today;
	uint32_t director, methodist;
	struct site *sites;
	size_t sites_n, sites_cap;
	int numbers[YEARS + 1];	     /* of the orders by calendar year */
	int certificates[YEARS + 2]; /* by calendar year */
};

/* ---- scale_steps.c ---- */
/* 0 … n - 1. At most one in the arguments of a call: compilers differ in which they evaluate first, and the same number
 * of schools is to give the same records. */
unsigned scale_chance(struct scale *s, size_t n);
/* Texts that live until some thirty more are made; "" for 0. */
const char *scale_number(struct scale *s, long n);
const char *scale_day(struct scale *s, int32_t date);
/* A word of the list. */
const char *scale_word(struct scale *s, enum option_id list);
/* By the operations that people use; name, value, …, NULL; "" values are left out. Nothing after the first failure. */
uint32_t scale_add(struct scale *s, unsigned kind, ...);
void scale_set(struct scale *s, unsigned kind, uint32_t id, const char *name, const char *value);
void scale_act(struct scale *s, unsigned kind, uint32_t id, const char *action, ...);
/* What a plan and a group are about. */
#define LESSONS 8
extern const char *const scale_lessons[LESSONS];

/* ---- scale_people.c ---- */
#define ORG_TYPES 4
extern const struct org_type {
	const char *form, *full_form, *ending, *name, *full_name, *kind, *head_m, *head_f;
} org_types[ORG_TYPES];
uint32_t scale_add_org(struct scale *s, unsigned i);
/* able: may lead a site (4.1). */
uint32_t scale_add_person(struct scale *s, uint32_t org, const char *kind, const char *position_m,
			  const char *position_f, const char *subject, bool able);
/* The i-th of about eight. */
uint32_t scale_add_colleague(struct scale *s, uint32_t org, const struct org_type *type, unsigned i, bool able);

/* ---- scale_roadmaps.c ---- */
void scale_add_roadmaps(struct scale *s);

/* ---- scale_sites.c ---- */
void scale_add_site(struct scale *s, uint32_t org, const struct org_type *type, uint32_t leader);
/* The orders of the summer before school year `year`. */
void scale_orders_of_year(struct scale *s, int year);

/* ---- scale_papers.c ---- */
/* Moves the site's report of the year to where it would be today. */
void scale_report_of_year(struct scale *s, const struct site *site, int year);
void scale_site_documents(struct scale *s, const struct site *site);
void scale_site_equipment(struct scale *s, const struct site *site);

/* ---- scale_groups.c ---- */
/* A group of the school year, its people from anywhere in the district. */
void scale_site_group(struct scale *s, const struct site *site, int year);

#endif
