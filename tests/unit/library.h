/* Another register over the same engine: books of readers who lend them to one another. Two kinds, so that a test shows
 * what the engine does by itself. */
#ifndef TESTS_LIBRARY_H
#define TESTS_LIBRARY_H

#include "database.h"
#include "stazh/model/access.h"
#include "stazh/model/load.h"

enum { KIND_READER = 1, KIND_BOOK = 2 };
enum { READER_NAME = 10, READER_PHONE };
enum { BOOK_READER = 10, BOOK_TITLE, BOOK_GENRE, BOOK_PAGES, BOOK_STATE, BOOK_BACK, BOOK_SEQUEL };
enum { DL_BACK = 1, DL_SOON };

#define ON_SHELF "на полке"
#define LENT	 "на руках"
#define LOST	 "утеряна"
#define SOON	 3 /* days before it is to come back */

/* clang-format off */
static const struct field reader_fields[] = {
	{.id = READER_NAME, .name = "name", .title = "Имя", .type = FT_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN},
	{.id = READER_PHONE, .name = "phone", .title = "Телефон", .type = FT_TEXT, .flags = FF_PRIVATE | FF_SEARCH},
};

static const char *const genres[] = {"роман", "стихи", "справочник", NULL};
static const char *const states[] = {ON_SHELF, LENT, LOST, NULL};

static const struct field book_fields[] = {
	{.id = BOOK_READER, .name = "reader", .title = "Чья", .type = FT_REF, .ref = KIND_READER, .flags = FF_REQUIRED | FF_OWN | FF_COLUMN},
	{.id = BOOK_TITLE, .name = "title", .title = "Название", .type = FT_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN},
	{.id = BOOK_GENRE, .name = "genre", .title = "Жанр", .type = FT_CHOICE, .choices = genres, .flags = FF_COLUMN},
	{.id = BOOK_PAGES, .name = "pages", .title = "Страниц", .type = FT_INT, .min = 1, .max = 5000},
	{.id = BOOK_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states, .flags = FF_SYSTEM | FF_COLUMN},
	{.id = BOOK_BACK, .name = "back", .title = "Вернуть", .type = FT_DATE, .flags = FF_SYSTEM},
	{.id = BOOK_SEQUEL, .name = "sequel_of", .title = "Продолжение", .type = FT_REF, .ref = KIND_BOOK},
};
/* clang-format on */

static void reader_label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, READER_NAME));
}

static void book_label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "«%s»", record_text(r, BOOK_TITLE));
}

static void book_defaults(struct tx *tx, struct record *r)
{
	(void)tx;
	record_set_text(r, BOOK_STATE, ON_SHELF);
}

static void book_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.rec_kind = KIND_BOOK, .rec_id = r->id, .org = record_ref(r, BOOK_READER), .where = ""};
	struct buf what = {0}, who = {0};

	if (!record_has(r, BOOK_BACK))
		return;
	buf_add(&what, "Вернуть ");
	book_label(tx, r, &what);
	label_add(tx, KIND_READER, d.org, &who);
	d.what = buf_text(&what);
	d.who = buf_text(&who);
	d.kind = DL_BACK;
	d.due = record_date(r, BOOK_BACK);
	deadline_add(out, &d);
	d.kind = DL_SOON;
	d.until = d.due;
	d.due -= SOON;
	deadline_add(out, &d);
	buf_free(&what);
	buf_free(&who);
}

static enum err take_back(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_unset(r, BOOK_BACK);
	return OK;
}

/* clang-format off */
static const struct action_arg lend_args[] = {
	{.field = {.id = BOOK_BACK, .name = "back", .title = "До какого дня", .type = FT_DATE, .flags = FF_REQUIRED}, .keep = true},
	{.field = {.name = NULL}},
};
static const char *const from_shelf[] = {ON_SHELF, NULL}, *const from_lent[] = {LENT, NULL}, *const from_lost[] = {LOST, NULL};

static const struct transition book_transitions[] = {
	{.action = "lend", .title = "Выдать", .past = "выдана", .from = from_shelf, .to = LENT, .role = ROLE_LEADER, .args = lend_args},
	{.action = "take", .title = "Принять", .past = "принята", .from = from_lent, .to = ON_SHELF, .role = ROLE_LEADER, .apply = take_back},
	{.action = "lose", .title = "Списать", .past = "списана", .from = from_lent, .to = LOST, .role = ROLE_METHODIST, .apply = take_back},
	{.action = "find", .title = "Найти", .past = "нашлась", .from = from_lost, .to = ON_SHELF, .role = ROLE_METHODIST},
};
static const struct cycle book_cycle = {.kind = KIND_BOOK, .states = states, .t = book_transitions, .n = 4};

static const struct hold book_holds[] = {
	{.states = {LOST}, .action = "find"},
	{.states = {NULL}},
};
static const struct kind_rights book_rights = {.exceptions = {{"delete", RIGHT_RULE}}, .holds = book_holds};
static const struct kind_more book_more = {.rights = &book_rights};
static const struct kind_more reader_more = {.self = true, .audited = true};

static const struct kind_def reader_kind = {
	.kind = KIND_READER, .name = "reader", .title = "Читатель", .plural = "Читатели", .genitive = "читателя",
	.genitive_plural = "читателей", .accusative = "читателя", .created = "записан", .gone = "удалён",
	.fields = reader_fields, .n = 2, .writer = ROLE_METHODIST, .label = reader_label, .more = &reader_more,
};
static const struct deadline_def book_dues[] = {
	{.kind = DL_BACK, .code = "back", .passed = "Не вернули"},
	{.kind = DL_SOON, .code = "soon", .end = DL_BACK},
	{.code = NULL},
};
static const struct kind_def book_kind = {
	.kind = KIND_BOOK, .name = "book", .title = "Книга", .plural = "Книги", .genitive = "книги",
	.genitive_plural = "книг", .accusative = "книгу", .created = "записана", .gone = "удалена",
	.fields = book_fields, .n = 7, .parent = BOOK_READER, .state = BOOK_STATE, .sort = BOOK_TITLE, .writer = ROLE_LEADER,
	.cycle = &book_cycle, .label = book_label, .defaults = book_defaults, .deadlines = book_deadlines, .dues = book_dues, .more = &book_more,
};

static const struct kind_def *const library_kinds[] = {[KIND_READER] = &reader_kind, [KIND_BOOK] = &book_kind};
static const struct schema_act library_acts[] = {
	{.action = "stocktake", .title = "переучёт", .undo = UNDO_GROUND},
	{.action = NULL},
};
/* clang-format on */

/* Who asks is the reader of that name. */
static void library_find_self(struct session *s, struct tx *tx)
{
	if (s->role != ROLE_LEADER || ref_find(tx, KIND_READER, s->own, &s->org, NULL))
		s->org = 0;
}

static const struct schema library = {
	.kinds = library_kinds,
	.end = 3,
	.owner = KIND_READER,
	.acts = library_acts,
	.version = 1,
	.find_self = library_find_self,
};

#endif
