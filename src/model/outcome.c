#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/model/outcome.h"

void meanwhile_clear(struct meanwhile *m)
{
	for (size_t i = 0; i < m->n; i++) {
		buf_free(&m->clashes[i].was);
		buf_free(&m->clashes[i].theirs);
		buf_free(&m->clashes[i].mine);
	}
	free(m->clashes);
	buf_free(&m->who);
	buf_free(&m->fields);
	buf_free(&m->what);
	*m = (struct meanwhile){0};
}

void lacks_release(struct lacks *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->l[i].what);
	free(l->l);
	*l = (struct lacks){.n = 0};
}

void outcome_clear(struct outcome *out)
{
	buf_free(&out->notice);
	buf_free(&out->warnings);
	buf_free(&out->question.text);
	lacks_release(&out->lacks);
	meanwhile_clear(&out->meanwhile);
	*out = (struct outcome){0};
}

enum err question_ask(struct tx *tx, struct error *e, const char *question, const char *how)
{
	struct outcome *out = tx_outcome(tx);

	if (out) {
		out->question.n = 0;
		buf_clear(&out->question.text);
		buf_add(&out->question.text, question);
	}
	return error_set(e, ERR_REFUSED, "%s\n%s", question, how);
}

void question_answer(struct tx *tx, const char *name, const char *value, const char *title)
{
	struct outcome *out = tx_outcome(tx);
	struct answer *a;

	if (!out)
		return;
	a = &out->question.answers[out->question.n++];
	snprintf(a->name, sizeof(a->name), "%s", name);
	snprintf(a->value, sizeof(a->value), "%s", value);
	snprintf(a->title, sizeof(a->title), "%.*s",
		 (int)utf8_prefix(title, strlen(title), (int)sizeof(a->title) / 2 - 1), title);
}
