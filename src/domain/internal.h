/* Between the files of the domain alone; what belongs to one of its folders is promised in that folder:
 * events/events.h, internships/internships.h, sites/sites.h, orders/orders.h, figures/facts.h. */
#ifndef STAZH_DOMAIN_INTERNAL_H
#define STAZH_DOMAIN_INTERNAL_H

#include "stazh/domain/kinds.h"
#include "stazh/model/access.h"
#include "stazh/model/close.h"
#include "stazh/model/cycle.h"
#include "stazh/model/deadline.h"
#include "stazh/model/done.h"
#include "stazh/model/fact.h"
#include "stazh/model/field.h"
#include "stazh/model/load.h"
#include "stazh/model/model.h"
#include "stazh/model/query.h"
#include "stazh/model/rule.h"

/* Raised whenever records derive other entries than before (a wording of a deadline is
 * enough): tests/unit/test_derive.c. */
#define DERIVE_VERSION 24

extern const struct transition common_actions[]; /* archive.c */
/* deferral.c: what these are made of. */
extern const struct action_arg deferral_args[], deferral_waive_args[];
enum err deferral_guard(struct tx *tx, const struct record *r, struct error *e);
enum err deferral_guard_waive(struct tx *tx, const struct record *r, struct error *e);
enum err deferral_apply(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			struct error *e);
enum err deferral_waive(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			struct error *e);
/* users.c: whose organisation, or who, the login is. */
void users_find_self(struct session *s, struct tx *tx);
/* reminders/roadmap_act.c: the action `roadmap` of what a roadmap is applied to. */
extern const struct action_arg roadmap_args[], roadmap_site_args[];
enum err roadmap_guard(struct tx *tx, const struct record *r, struct error *e);
enum err roadmap_act(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);
#define ROADMAP_ACTION(args_)                                                                                          \
	{                                                                                                              \
		.action = ROADMAP_APPLY, .title = "Дорожная карта", .past = "Дорожная карта применена",                \
		.role = ROLE_METHODIST, .args = args_, .guard = roadmap_guard, .apply = roadmap_act, .seldom = true    \
	}
/* reminders/roadmap_follow.c: the open steps go with what they are counted from, and go when it does. */
enum err roadmap_follow(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
/* word.c */
void words_learn(struct session *s, struct tx *tx);

#define KIND_EXTERN(number, NAME, name) extern const struct kind_def kind_##name;
EACH_KIND(KIND_EXTERN)

/* The day of an action that was done: today when none is told, never one to come. */
#define DAY_ARG(id_, title_)                                                                                           \
	{                                                                                                              \
		.field =                                                                                               \
			{                                                                                              \
				.id = id_,                                                                             \
				.name = "date",                                                                        \
				.title = title_,                                                                       \
				.type = FT_DATE,                                                                       \
				.example = "сегодня",                                                                  \
				.help = "Пусто: сегодня.",                                                             \
			},                                                                                             \
		.done = ""                                                                                             \
	}

/* standing.c: the answer to a question that tells what stands on a record. */
#define ARG_CONFIRM 111
#define CONFIRM_ARG                                                                                                    \
	{                                                                                                              \
		.field = {                                                                                             \
			.id = ARG_CONFIRM,                                                                             \
			.name = "confirm",                                                                             \
			.title = "Подтверждение",                                                                      \
			.type = FT_BOOL,                                                                               \
			.flags = FF_SYSTEM,                                                                            \
			.help = "Что стоит на этой записи, показано раньше: всё равно сделать.",                       \
			.example = "да"                                                                              \
		}                                                                                                      \
	}
/* Puts it: ERR_REFUSED. «what:\nlines\n\nthen»; lines: each with its end; yes: words
 * of the answer. */
enum err standing_ask(struct tx *tx, const char *what, const char *lines, const char *then, const char *yes,
		      struct error *e);

/* org.c: the names of `gone`, which became org or was called so, are kept as former
 * ones of org. */
void org_absorb(struct record *org, const struct record *gone);

#endif
