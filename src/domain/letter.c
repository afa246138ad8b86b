/* Letters of deadlines: what waits, what was sent, to whom and about what. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/letter.h"

static const char *const states[] = {LETTER_WAITS, LETTER_HANDED, LETTER_SENT, LETTER_DROPPED, LETTER_UNKNOWN, NULL};
static const char *const final_states[] = {LETTER_SENT, LETTER_DROPPED, NULL};
static const char *const way[] = {LETTER_WAITS, LETTER_HANDED, LETTER_SENT, NULL};
static const char *const sorts[] = {LETTER_SORT_DUE, LETTER_SORT_BY_HAND, LETTER_SORT_DIGEST, NULL};

#define TOLD_MAX (1 << 20) /* letters of all lines of one letter */

/* clang-format off */
static const struct field fields[] = {
	{.id = LETTER_SENT_ON, .name = "sent_on", .title = "Дата", .type = FT_DATE, .flags = FF_SYSTEM | FF_COLUMN, .width = 10,
	 .help = "Когда отправлено или снято. Пусто: ещё ждёт, или неизвестно, ушло ли."},
	{.id = LETTER_PERSON, .name = "person", .title = "Кому", .type = FT_REF, .ref = KIND_PERSON, .flags = FF_SYSTEM | FF_LOOSE | FF_SEARCH | FF_COLUMN, .width = 26,
	 .help = "Кому письмо. У сводки нет: она идёт по адресу из настроек."},
	{.id = LETTER_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states, .flags = FF_SYSTEM | FF_COLUMN, .width = 13,
	 .help = "Ждёт, отправляется, отправлено, снято (сделали раньше, чем ушло) или неизвестно (программу прервали, когда письмо "
		 "уже было отдано почте)."},
	{.id = LETTER_SORT, .name = "sort", .title = "Какое", .type = FT_CHOICE, .choices = sorts, .flags = FF_REQUIRED | FF_SYSTEM | FF_COLUMN | FF_SPARE, .width = 11,
	 .help = "Напоминание по правилам настроек, вручную из списка сроков или сводка."},
	{.id = LETTER_TOLD, .name = "told", .title = "О чём", .type = FT_LONG, .max = TOLD_MAX, .flags = FF_SYSTEM | FF_SEARCH | FF_COLUMN, .width = 40,
	 .help = "Сроки, о которых письмо, какими они были в нём названы."},
	{.id = LETTER_TO, .name = "to", .title = "Адрес", .type = FT_TEXT, .flags = FF_SYSTEM | FF_PRIVATE, .width = 24,
	 .help = "Адрес, по которому отправлено."},
	{.id = LETTER_NOTE, .name = "note", .title = "Приписка", .type = FT_TEXT, .max = 1000, .flags = FF_SYSTEM, .width = 30,
	 .help = "Что методист добавил от себя."},
	{.id = LETTER_ON, .name = "composed_on", .title = "Составлено", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Когда составлено; пока ждёт — когда пересмотрено."},
	{.id = LETTER_SINCE, .name = "since", .title = "Ждёт с", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "С какого дня письмо ждало отправки."},
	{.id = LETTER_TRIES, .name = "tries", .title = "Попыток", .type = FT_INT, .min = 0, .max = 1000000, .flags = FF_SYSTEM, .width = 7,
	 .help = "Сколько раз письмо отдавали почте."},
	{.id = LETTER_FAILURE, .name = "failure", .title = "Почему не ушло", .type = FT_TEXT, .max = 1000, .flags = FF_SYSTEM, .width = 30,
	 .help = "Что ответила почта в последний раз, или почему письмо снято."},
	{.id = LETTER_BY, .name = "by", .title = "Кто велел", .type = FT_TEXT, .flags = FF_SYSTEM, .width = 12,
	 .help = "Имя входа того, кто составил письмо."},
	{.id = LETTER_ABOUT, .name = "about", .title = "Записи", .type = FT_LINK, .flags = FF_MANY | FF_SYSTEM | FF_LOOSE | FF_HIDDEN, .width = 20,
	 .help = "Записи, к которым относятся сроки."},
	{.id = LETTER_ITEMS, .name = "items", .title = "Сроки", .type = FT_LONG, .max = TOLD_MAX, .flags = FF_SYSTEM | FF_HIDDEN, .width = 20,
	 .help = "Сроки для программы: код, день, запись."},
	{.id = LETTER_SENDER, .name = "sender", .title = "Кто отправляет", .type = FT_TEXT, .flags = FF_SYSTEM | FF_HIDDEN, .width = 12,
	 .help = "Процесс, который отправляет письмо."},
};
/* clang-format on */

bool letter_is(const struct record *letter, const char *state)
{
	return !strcmp(record_text(letter, LETTER_STATE), state);
}

bool letter_was_told(const struct record *letter)
{
	return letter_is(letter, LETTER_SENT) || letter_is(letter, LETTER_HANDED) || letter_is(letter, LETTER_UNKNOWN);
}

int32_t letter_told_on(const struct record *letter)
{
	return record_date(letter, record_has(letter, LETTER_SENT_ON) ? LETTER_SENT_ON : LETTER_ON);
}

/* ---- its deadlines ---- */

/* «report 2027-06-15 report 12», and what a person reads. */
void letter_item_add(const struct deadline *d, struct buf *items, struct buf *told)
{
	buf_addf(items, "%s%s ", items->n ? "\n" : "", deadline_code(d->kind));
	date_add_iso(items, d->due);
	buf_addf(items, " %s %u", kind_def(d->rec_kind)->name, d->rec_id);
	buf_add(told, told->n ? "\n" : "");
	date_add_ru(told, d->due);
	buf_addf(told, " %s%s%s", d->what, *d->where ? ": " : "", d->where);
}

static unsigned sort_of(const char *code, size_t n)
{
	unsigned sort = 0;

	while (sort < DEADLINES_MAX &&
	       (!deadline_def(sort) || strncmp(deadline_code(sort), code, n) || deadline_code(sort)[n]))
		sort++;
	return sort < DEADLINES_MAX ? sort : 0;
}

static unsigned kind_of(const char *name, size_t n)
{
	char *word = mem_strndup(name, n);
	const struct kind_def *k = kind_by_name(word);

	free(word);
	return k ? k->kind : KIND_NONE;
}

bool letter_item_next(const struct record *letter, struct letter_place *at, struct letter_item *out)
{
	const char *s = record_text(letter, LETTER_ITEMS) + at->item,
		   *told = record_text(letter, LETTER_TOLD) + at->told;
	size_t n = strcspn(s, "\n"), code = strcspn(s, " \n");
	const char *day = s + code + 1, *kind = day + 11;
	char iso[11] = "";

	if (!n || code + 14 > n)
		return false;
	memcpy(iso, day, 10);
	*out = (struct letter_item){
		.sort = sort_of(s, code), .due = date_parse_iso(iso), .what = told, .what_n = strcspn(told, "\n")};
	out->kind = kind_of(kind, strcspn(kind, " \n"));
	out->id = (uint32_t)strtoul(kind + strcspn(kind, " \n"), NULL, 10);
	at->item += n + (s[n] == '\n');
	at->told += out->what_n + (told[out->what_n] == '\n');
	if (out->what_n > 11) /* its day stands before it */
		out->what += 11, out->what_n -= 11;
	return true;
}

/* ---- which there are ---- */

/* In order of the day on which they were settled; those that were not stand together. */
static bool each_from(struct tx *tx, const struct key *first, size_t prefix_n, bool settled,
		      bool (*fn)(struct tx *tx, const struct record *letter, void *arg), void *arg)
{
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct cursor c;
	bool more = true;

	key_bytes(&prefix, first->b, prefix_n);
	for (cursor_open(&c, tx, T_IDX, &prefix, first); more && cursor_ok(&c); cursor_next(&c)) {
		if (!load(tx, KIND_LETTER, key_get_u32(c.key.p + c.key.n - 4), &r))
			continue;
		if (record_has(&r, LETTER_SENT_ON) != settled)
			break;
		more = fn(tx, &r, arg);
	}
	cursor_close(&c);
	record_release(&r);
	return more;
}

void letter_each(struct tx *tx, int32_t since, bool (*fn)(struct tx *tx, const struct record *letter, void *arg),
		 void *arg)
{
	struct key open = {.n = 0}, from = {.n = 0};

	key_u8(key_u8(&open, IDX_SORT), KIND_LETTER);
	from = open;
	key_date(&open, INT32_MAX); /* without a day comes last */
	key_date(&from, since);
	if (each_from(tx, &open, 2, false, fn, arg) && since != DATE_NONE)
		each_from(tx, &from, 2, true, fn, arg);
}

struct letter_count letters_about(struct tx *tx, unsigned kind, uint32_t id)
{
	struct letter_count count = {.last = DATE_NONE};
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, kind, id, KIND_LETTER, LETTER_ABOUT, &n);

	for (size_t i = 0; i < n; i++) {
		if (!load(tx, KIND_LETTER, ids[i], &r) || !letter_was_told(&r))
			continue;
		count.n++;
		if (count.last == DATE_NONE || letter_told_on(&r) > count.last)
			count.last = letter_told_on(&r);
	}
	free(ids);
	record_release(&r);
	return count;
}

void letter_facts(struct tx *tx, const struct record *r, struct facts *out)
{
	struct letter_count count = {.n = 0};

	if (kind_def(r->kind)->dues)
		count = letters_about(tx, r->kind, r->id);
	if (!count.n)
		return;
	buf_addf(&out->text, "Напоминали\t%zu %s, последний ", count.n,
		 text_plural((long)count.n, "раз", "раза", "раз"));
	date_add_ru(&out->text, count.last);
	buf_addc(&out->text, '\n');
}

/* ---- the kind ---- */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record person = {0};

	buf_add(out, "Письмо ");
	date_add_ru(out, letter_told_on(r));
	if (load_ref(tx, KIND_PERSON, r, LETTER_PERSON, &person)) {
		buf_add(out, ": ");
		person_short_name(&person, out);
	} else if (!strcmp(record_text(r, LETTER_SORT), LETTER_SORT_DIGEST)) {
		buf_add(out, ": сводка");
	}
	record_release(&person);
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(letter_told_on(r)) == year;
}

/* ---- what can be done ---- */

static enum err apply_again(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			    struct error *e)
{
	(void)args, (void)notice, (void)e;
	record_unset(r, LETTER_SENT_ON);
	record_set_date(r, LETTER_SINCE, tx_session(tx)->today);
	record_unset(r, LETTER_SENDER);
	record_unset(r, LETTER_FAILURE);
	return OK;
}

/* On the day on which it was handed to the mail program. */
static enum err apply_arrived(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			      struct error *e)
{
	(void)tx, (void)args, (void)notice, (void)e;
	record_unset(r, LETTER_SENDER);
	record_set_date(r, LETTER_SENT_ON, letter_told_on(r));
	return OK;
}

static enum err apply_dropped(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			      struct error *e)
{
	(void)args, (void)notice, (void)e;
	record_unset(r, LETTER_SENDER);
	record_set_date(r, LETTER_SENT_ON, tx_session(tx)->today);
	return OK;
}

static const char *const from_unknown[] = {LETTER_UNKNOWN, NULL};
static const char *const from_open[] = {LETTER_WAITS, LETTER_UNKNOWN, NULL};

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "resend", .title = "Отправить снова", .past = "Письмо снова ждёт отправки", .from = from_unknown, .to = LETTER_WAITS,
	 .rule = RULE_NONE, .role = ROLE_METHODIST, .apply = apply_again},
	{.action = "arrived", .title = "Дошло", .past = "Письмо отмечено отправленным", .from = from_unknown, .to = LETTER_SENT,
	 .rule = RULE_NONE, .role = ROLE_METHODIST, .apply = apply_arrived},
	{.action = "drop", .title = "Не отправлять", .past = "Письмо снято", .from = from_open, .to = LETTER_DROPPED,
	 .rule = RULE_NONE, .role = ROLE_METHODIST, .apply = apply_dropped},
};

static const struct cycle cycle = {
	.kind = KIND_LETTER, .states = states, .final = final_states, .way = way, .t = transitions,
	.n = sizeof(transitions) / sizeof(*transitions),
};

static const struct kind_rights letter_rights = {
	.owners = {LETTER_PERSON},
};

static const struct kind_more letter_more = {
	.rights = &letter_rights, .no_add = "письма составляет программа, по срокам", .no_delete = "по нему видно, кому и когда сказано",
	.no_archive = "не убирается: по нему видно, кому и когда сказано", .part = true, .newest_first = true,
};

const struct kind_def kind_letter = {
	.kind = KIND_LETTER, .name = "letter", .title = "Письмо", .plural = "Письма",
	.genitive = "письма", .genitive_plural = "писем", .accusative = "письмо", .created = "составлено", .gone = "удалено",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = LETTER_SENT_ON, .state = LETTER_STATE, .writer = ROLE_METHODIST, .book = 10, .cycle = &cycle,
	.label = label, .in_year = in_year,
	.more = &letter_more,
};
/* clang-format on */
