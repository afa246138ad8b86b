/* Words that the district added to the lists of the configuration: of records, so that whoever may do it needs no file
 * of the server, the journal tells of it, and it can be taken back. */
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/domain/word.h"

static const char *const titles[] = {
	"виды организаций",	      "виды должностей",
	"квалификационные категории", "направления деятельности",
	"инициаторы открытия",	      "формы работы",
	"основания прекращения",      "организационные формы",
	"как проводятся занятия",     NULL,
};

/* The option of a list by what it is called; OPT_END: it is none. */
static enum option_id list_option(const char *title)
{
	for (enum option_id id = 0; id < OPT_END; id++)
		if (!strcmp(options[id].section, "lists") && !strcmp(options[id].title, title))
			return id;
	return OPT_END;
}

/* As the file of the configuration calls it. */
static const char *list_means(const struct config *c, const char *text)
{
	(void)c;
	for (enum option_id id = 0; id < OPT_END; id++)
		if (!strcmp(options[id].section, "lists") && name_same(options[id].key, text))
			return options[id].title;
	return NULL;
}

/* clang-format off */
static const struct field fields[] = {
	{.id = WORD_LIST, .name = "list", .title = "Список", .type = FT_CHOICE, .choices = titles, .means = list_means,
	 .flags = FF_REQUIRED | FF_COLUMN | FF_SEARCH, .width = 28, .help = "В какой из списков настроек добавлено слово.",
	 .example = "виды должностей"},
	{.id = WORD_TEXT, .name = "text", .title = "Слово", .type = FT_TEXT, .max = 100, .flags = FF_REQUIRED | FF_COLUMN | FF_SEARCH,
	 .width = 40, .help = "Слово или несколько слов, как их выбирают в формах.", .example = "учитель-тьютор"},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s: %s", record_text(r, WORD_LIST), record_text(r, WORD_TEXT));
}

/* A list has no word twice, and its words stand in a file parted by «;». */
static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *text = record_text(is, WORD_TEXT), *before = was ? record_text(was, WORD_TEXT) : "";
	const char *const *words;
	enum option_id list = list_option(record_text(is, WORD_LIST));

	if (strpbrk(text, ";|")) {
		error_set(e, ERR_REFUSED, "В слове списка не бывает «;» и «|»: каждое слово добавляют отдельно");
		return error_at(e, "text");
	}
	if (list == OPT_END || (was && name_same(before, text) && record_text(was, WORD_LIST) &&
				!strcmp(record_text(was, WORD_LIST), record_text(is, WORD_LIST))))
		return OK;
	for (words = config_list(tx_config(tx), list, NULL); *words; words++)
		if (name_same(*words, text)) {
			error_set(e, ERR_REFUSED, "Слово «%s» уже есть в списке «%s»", *words,
				  record_text(is, WORD_LIST));
			return error_at(e, "text");
		}
	return OK;
}

#define WORDS_MAX 500 /* of a list */

static void learn(struct session *s, struct tx *tx, enum option_id list)
{
	const char *words[WORDS_MAX];
	struct arena arena = {0};
	struct record r = {0};
	struct key prefix = {.n = 0};
	struct cursor c;
	size_t n = 0;

	for (cursor_open(&c, tx, T_REC, key_u8(&prefix, KIND_WORD), NULL); cursor_ok(&c) && n < WORDS_MAX;
	     cursor_next(&c))
		if (!record_from_entry(tx, c.key, c.value, &r) && !record_bool(&r, REC_ARCHIVED) &&
		    list_option(record_text(&r, WORD_LIST)) == list) {
			const char *text = record_text(&r, WORD_TEXT);

			words[n++] = arena_strndup(&arena, text, strlen(text));
		}
	cursor_close(&c);
	config_add_words(s->config, list, words, n);
	record_release(&r);
	arena_release(&arena);
}

void words_learn(struct session *s, struct tx *tx)
{
	for (size_t i = 0; titles[i]; i++)
		if (record_count(tx, KIND_WORD) || *config_added(s->config, list_option(titles[i])))
			learn(s, tx, list_option(titles[i]));
}

bool word_may_add(const struct field *f)
{
	return f->type->editor == EDITOR_WORD && !f->choices && !(f->flags & (FF_OPEN | FF_SYSTEM)) &&
	       !strcmp(options[f->option].section, "lists");
}

enum err word_add(struct tx *tx, const struct field *f, const char *text, struct error *e)
{
	struct record r = {0};
	enum err err;

	model_new(tx, KIND_WORD, &r);
	record_set_text(&r, WORD_LIST, options[f->option].title);
	err = field_parse(tx, &fields[1], text, &r, e);
	if (!err)
		err = access_write(tx, "add", NULL, &r, e);
	if (!err)
		err = model_store(tx, NULL, &r, e);
	record_release(&r);
	return err;
}

enum err words_look(const struct config *config, struct error *e)
{
	struct session s = {.config = config, .role = ROLE_METHODIST};
	struct tx *tx;
	enum err err;

	if (store_is_absent(config_text(config, OPT_STORE_PATH)))
		return OK;
	err = store_open(config_text(config, OPT_STORE_PATH), &schema_in_store, &s.store, e);
	if (err)
		return err;
	store_set_context(s.store, &s);
	tx = tx_read(s.store, e);
	err = tx ? OK : ERR_STORAGE;
	if (tx) {
		words_learn(&s, tx);
		tx_end(&tx);
	}
	store_close(&s.store);
	return err;
}

static const struct kind_more word_more = {
	.lists = true,
};

/* clang-format off */
const struct kind_def kind_word = {
	.kind = KIND_WORD, .name = "word", .title = "Слово списка", .plural = "Слова списков", .genitive = "слова списка",
	.genitive_plural = "слов списков", .accusative = "слово списка", .created = "добавлено", .gone = "удалено",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = WORD_LIST, .sort_then = WORD_TEXT, .writer = ROLE_METHODIST, .book = 9, .label = label, .check = check,
	.more = &word_more,
};
/* clang-format on */
