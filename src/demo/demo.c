/* The records of a paper order, from a file of lines like commands. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/model/field.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/model.h"
#include "stazh/demo/demo.h"
#include "stazh/document/template.h"
#include "demo.h"

#define SCRIPT	  "seed-order.stazh"
#define WORDS_MAX 32

/* ---- shared with the generated district ---- */

enum err demo_check_empty(struct tx *tx, struct error *e)
{
	if (!record_count(tx, KIND_SITE) && !record_count(tx, KIND_ORDER))
		return OK;
	return error_set(e, ERR_REFUSED, "В базе уже есть площадки или приказы: образец вносится только в пустую базу");
}

const char *demo_choice(struct tx *tx, enum option_id list, const char *word)
{
	for (const char *const *w = config_list(tx_session(tx)->config, list, NULL); *w; w++)
		if (!strcmp(*w, word))
			return word;
	return "";
}

void demo_summary(struct session *s, struct buf *out, struct error *e)
{
	static const struct {
		unsigned kind;
		const char *one, *few, *many;
	} kinds[] = {
		{KIND_ORDER, "приказ", "приказа", "приказов"},
		{KIND_ORG, "организация", "организации", "организаций"},
		{KIND_PERSON, "человек", "человека", "человек"},
		{KIND_SITE, "площадка", "площадки", "площадок"},
		{KIND_TERM, "срок статуса", "срока статуса", "сроков статуса"},
		{KIND_PLANDOC, "документ площадок", "документа площадок", "документов площадок"},
		{KIND_PLANLINE, "строка планов", "строки планов", "строк планов"},
		{KIND_EQUIPMENT, "запись об оснащении", "записи об оснащении", "записей об оснащении"},
		{KIND_REPORT, "отчёт", "отчёта", "отчётов"},
		{KIND_REMINDER, "свой срок", "своих срока", "своих сроков"},
		{KIND_GROUP, "группа", "группы", "групп"},
		{KIND_TRAINEE, "стажёр", "стажёра", "стажёров"},
		{KIND_TASK, "пункт индивидуальных планов", "пункта индивидуальных планов",
		 "пунктов индивидуальных планов"},
		{KIND_ASSESSMENT, "диагностика", "диагностики", "диагностик"},
		{KIND_EVENT, "занятие", "занятия", "занятий"},
		{KIND_ATTENDANCE, "отметка о посещении", "отметки о посещении", "отметок о посещении"},
		{KIND_PAPER, "выпущенный документ", "выпущенных документа", "выпущенных документов"},
	};
	struct tx *tx = tx_read(s->store, e);
	const char *between = "В базе теперь: ";

	if (!tx)
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		long n = record_count(tx, kinds[i].kind);

		if (!n)
			continue;
		buf_addf(out, "%s%ld %s", between, n, text_plural(n, kinds[i].one, kinds[i].few, kinds[i].many));
		between = ", ";
	}
	tx_end(&tx);
}

/* ---- the lines ---- */

struct script {
	const char *path;
	char *text;
	int line;
};

/* The next word of a line, quotes taken off and \n put in, in place; NULL: no more. */
static char *next_word(char **at)
{
	char *p = *at, *word, *to;
	bool quoted = false;

	p += strspn(p, " \t");
	if (!*p)
		return NULL;
	for (word = to = p; *p && (quoted || (*p != ' ' && *p != '\t')); p++) {
		if (*p == '"') {
			quoted = !quoted;
		} else if (*p == '\\' && p[1] == 'n') {
			*to++ = '\n';
			p++;
		} else {
			*to++ = *p;
		}
	}
	*at = *p ? p + 1 : p;
	*to = '\0';
	return word;
}

/* FIELD=VALUE words into a; false: one is none. */
static bool assigns(char **words, size_t n, struct assign *a)
{
	for (size_t i = 0; i < n; i++) {
		char *equals = strchr(words[i], '=');

		if (!equals)
			return false;
		*equals = '\0';
		a[i] = (struct assign){words[i], equals + 1};
	}
	return true;
}

/* How many words stand before the fields: verb, kind, name, action. */
static size_t plain_words(const char *verb)
{
	static const struct {
		const char *verb;
		size_t n;
	} verbs[] = {{"add", 2}, {"ensure", 3}, {"set", 3}, {"do", 4}};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(verb, verbs[i].verb))
			return verbs[i].n;
	return 0;
}

static enum err run_words(struct tx *tx, char **words, size_t n, struct error *e)
{
	size_t plain = n ? plain_words(words[0]) : 0;
	const struct kind_def *k = n > 1 ? kind_by_name(words[1]) : NULL;
	struct assign a[WORDS_MAX];
	enum err found;
	uint32_t id = 0;

	if (!plain || !k || n < plain || !assigns(words + plain, n - plain, a))
		return error_set(e, ERR_USAGE, "строка непонятна");
	n -= plain;
	if (plain == 2)
		return model_add(tx, k->kind, a, n, NULL, e);
	found = ref_find(tx, k->kind, words[2], &id, e);
	if (!strcmp(words[0], "ensure"))
		return found == ERR_NONE ? model_add(tx, k->kind, a, n, NULL, e) : found;
	if (found)
		return found;
	return plain == 4 ? model_act(tx, k->kind, id, 0, words[3], a, n, NULL, e)
			  : model_set(tx, k->kind, id, 0, a, n, e);
}

static enum err run_script(struct tx *tx, void *arg)
{
	struct script *script = arg;
	struct error cause = {0};
	char *text = mem_strdup(script->text), *rest = text, *line; /* the lines are cut up, and may be run twice */
	enum err err = demo_check_empty(tx, tx_error(tx));

	script->line = 0;
	while (!err && (line = strsep(&rest, "\n"))) {
		char *words[WORDS_MAX];
		size_t n = 0;

		script->line++;
		if (*line == '#')
			continue;
		while (n < WORDS_MAX && (words[n] = next_word(&line)))
			n++;
		if (n && (err = run_words(tx, words, n, &cause)))
			error_set(tx_error(tx), err, "%s:%d: %s", script->path, script->line, cause.text);
	}
	free(text);
	return err;
}

enum err demo_seed_order(struct session *s, struct buf *summary, struct error *e)
{
	struct buf path = {0}, text = {0};
	struct script script = {0};
	enum err err;

	config_delivered(SCRIPT, &path);
	err = template_read(path.s, &text, e);
	script.path = path.s;
	script.text = text.s;
	if (!err)
		err = session_write(s, "demo", "записи приказа № 37-о", run_script, &script, e);
	if (!err)
		demo_summary(s, summary, e);
	buf_free(&path);
	buf_free(&text);
	return err;
}
