/* Between the files of the letters: plan.c says who is to be told what, text.c says it in words, mime.c makes a message
 * of that, outbox.c keeps what waits and was sent, send.c hands it on. */
#ifndef STAZH_MAIL_INNER_H
#define STAZH_MAIL_INNER_H

#include "stazh/mail/mail.h"

/* ---- mime.c ---- */
struct mime_part {
	const char *type; /* "text/plain; charset=utf-8" */
	const char *file; /* name of the attachment, ASCII; NULL: it is none */
	const char *text;
	size_t n;
};
/* Adds «Name: value»; what is not ASCII becomes encoded words (RFC 2047), line ends and control characters blanks. */
void mime_header(struct buf *out, const char *name, const char *value);
/* The same of an address and whose it is: «=?UTF-8?B?…?= <a@b>». display: "" for none. */
void mime_address(struct buf *out, const char *name, const char *display, const char *address);
/* «Cc» and the like: a list as the settings have it (settings/address.h), each address once and without that one
 * ("": none); nothing when none is left. */
void mime_addresses(struct buf *out, const char *name, const char *list, const char *except);
void mime_date(struct buf *out, int64_t unix_time);
/* Adds the rest of the headers, the empty line and the parts, each in base64. id makes the boundary. */
void mime_body(struct buf *out, uint32_t id, const struct mime_part *parts, size_t n);

/* ---- plan.c ---- */
/* Fills who it is for: name, address, greeting, reach. */
void plan_person(struct tx *tx, struct mail_plan *plan, struct mail_letter *l);
/* Adds the deadline to the letter, unless it is there. */
void plan_add(struct mail_plan *plan, struct mail_letter *l, const struct deadline *d);
struct mail_letter *plan_new(struct mail_plan *plan);

/* ---- outbox.c ---- */
struct outbox {
	uint32_t *ids; /* n letters that are to be sent now */
	size_t n, cap;
};
/* Writes what the day brings into the outbox: new letters, those that wait as they are to be today; drops what is no
 * longer to be told, gives up what a killed program had in hand. */
enum err outbox_compose(struct session *s, const struct mail_request *q, struct outbox *out, struct mail_report *report,
			struct error *e);
enum err outbox_put(struct session *s, const struct mail_plan *plan, const char *note, struct outbox *out,
		    struct error *e);
/* Takes a letter in hand and looks at it once more; message gets what is to be sent. *gone: it is not to be sent, by
 * now or because another process has it; dropped is counted. */
enum err outbox_claim(struct session *s, uint32_t id, struct buf *message, bool *gone, struct mail_report *report,
		      struct error *e);
/* Tells what became of it: sent, or why not (it waits again). */
enum err outbox_note(struct session *s, uint32_t id, bool sent, const char *why, struct error *e);

#endif
