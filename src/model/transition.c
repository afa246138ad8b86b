/* May an action be done now? */
#include <string.h>

#include "internal.h"
#include "stazh/model/access.h"

static size_t state_place(const struct cycle *c, const char *state)
{
	size_t i = 0;

	while (c->states[i] && strcmp(c->states[i], state))
		i++;
	return i;
}

/* «уже действует» or «ещё черновик», and from where it would be possible. */
static enum err refuse_state(struct tx *tx, const struct cycle *c, const struct transition *t, const char *state,
			     struct error *e)
{
	bool early = true;
	struct buf text = {0};
	enum err err;

	for (const char *const *s = t->from; *s; s++)
		early &= state_place(c, state) < state_place(c, *s);
	buf_addf(&text, "%s %s", early ? "ещё" : "уже", state);
	if (!t->to || strcmp(t->to, state))
		for (const char *const *s = t->from; *s; s++)
			buf_addf(&text, "%s«%s»%s", s == t->from ? " (можно, когда " : " или ", *s, s[1] ? "" : ")");
	err = rule_refuse(tx, e, t->rule, "%s", text.s);
	buf_free(&text);
	return err;
}

enum err transition_check(struct tx *tx, const struct kind_def *k, const struct transition *t, const struct record *r,
			  struct lacks *lacks, struct error *e)
{
	struct lacks own = {.n = 0};
	enum err err = access_check(tx, k->kind, t->action, r, e);

	if (lacks)
		lacks_release(lacks);
	if (!err && !transition_is_from(t, r))
		err = refuse_state(tx, k->cycle, t, record_text(r, k->state), e);
	if (!err && t->guard)
		err = t->guard(tx, r, e);
	if (!err)
		err = lacks_check(tx, t, r, true, lacks ? lacks : &own, e);
	lacks_release(&own);
	return err;
}

/* ---- what was done ---- */

/* «утверждён», of a noun that is she: «утверждена»; only the first word says that. */
static void add_past(const char *noun, const char *past, struct buf *out)
{
	size_t n = strlen(noun), vowel = strlen("а"), word = strcspn(past, " "), he = strlen("ён");
	bool she = n > vowel && !strcmp(noun + n - vowel, "а");

	if (she && word > he && !strncmp(past + word - he, "ён", he))
		buf_addf(out, "%.*sена%s", (int)(word - he), past, past + word);
	else if (she && word > vowel && !strncmp(past + word - vowel, "н", vowel))
		buf_addf(out, "%.*sа%s", (int)word, past, past + word);
	else
		buf_add(out, past);
}

void transition_add_done(const struct record *r, const struct transition *t, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);
	const char *noun = kind_more(k)->noun ? record_text(r, kind_more(k)->noun) : "";
	struct buf whole = {0};

	text_add_cased(&whole, t->past, true);
	if (strcmp(whole.s, t->past)) {
		text_add_cased(out, *noun ? noun : k->title, true);
		buf_addc(out, ' ');
		if (*noun)
			add_past(noun, t->past, out);
		else
			buf_add(out, t->past);
	} else {
		buf_add(out, t->past);
	}
	buf_free(&whole);
}
