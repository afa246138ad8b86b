/* What is done to all marked rows: which they are (marks.c), what can be done to them (menu.c, field.c, papers.c), and
 * doing it (job.c). */
#ifndef STAZH_SCREENS_MANY_H
#define STAZH_SCREENS_MANY_H

#include "../internal.h"

/* The marked records of a list, in the order of its rows. */
struct marked {
	unsigned kind;	/* 0: they are of several */
	uint8_t *kinds; /* of each */
	uint32_t *ids;
	const char **owns; /* of a job; NULL: none */
	size_t n, hidden;  /* the last `hidden` ones have no row now */
};
void marked_take(const struct list *l, struct marked *out);
void marked_release(struct marked *m);

/* ---- job.c: a job in one piece of memory, as a dialogue keeps it; free() ---- */
#define KEPT_VALUES_MAX 24
struct kept {
	struct job job;
	struct question question; /* that it is asked, without its text */
	struct assign a[KEPT_VALUES_MAX];
	char data[]; /* ids, kinds, texts */
};
/* able: those that stay, in their order; NULL: all. more: an answer besides, or NULL. */
struct kept *job_keep(const struct job *j, const struct marked *able, const struct answer *more);

/* ---- form.c ---- */
/* Asks for the values of these fields, which live as long as the program, then does j with them. */
void job_ask(struct app *app, const struct job *j, const struct form_item *items, size_t n);

/* ---- field.c: one field of all ---- */
/* Asks which, and for its value; j is what is known of the job till then. */
void many_field(struct app *app, const struct job *j);

/* ---- papers.c ---- */
bool many_prints(unsigned kind); /* has the kind any documents? */
void many_print(struct app *app, const struct marked *m);
/* Letters about what is due of them. */
void many_remind(struct app *app, const struct marked *m);

/* ---- told.c ---- */
/* Adds «12 стажёров», of several kinds (0) «12 записей», of deadlines «12 сроков». */
#define MANY_DUES UINT8_MAX
void many_counted_add(unsigned kind, size_t n, struct buf *out);
/* Adds that some of the marked ones are not seen now; nothing when all are. */
void hidden_add(size_t hidden, struct buf *out);
/* Asks whether it is to be done to those to which it can be: chosen gets 0 then. title: «Завершить», text: what is said
 * first. arg: of mem_alloc, the dialogue takes it. */
void many_confirm(struct app *app, const char *title, const char *text, const struct marked *able,
		  const struct refused *refused, size_t refused_n,
		  void (*chosen)(struct app *app, int index, void *arg), void *arg);

#endif
