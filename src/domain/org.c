#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/domain/press.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = ORG_SHORT_NAME, .name = "short_name", .title = "Краткое название", .type = FT_TEXT,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 32,
	 .help = "Название, как его пишут в приказах и списках.", .example = "МБОУ «Школа № 6»"},
	{.id = ORG_FULL_NAME, .name = "full_name", .title = "Полное название", .type = FT_LONG, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH, .width = 40, .help = "Название по уставу. Если известно только краткое, повторите его.",
	 .example = "Муниципальное бюджетное общеобразовательное учреждение «Школа № 6»"},
	{.id = ORG_KIND, .name = "org_kind", .also = "kind", .title = "Вид организации", .type = FT_CHOICE, .option = OPT_ORG_KINDS,
	 .flags = FF_OPEN | FF_COLUMN, .width = 20, .rule = RULE_HOST, .help = "Площадка может быть в организации любого типа и вида.",
	 .example = "общеобразовательная"},
	{.id = ORG_SETTLEMENT, .name = "settlement", .title = "Населённый пункт", .type = FT_TEXT, .flags = FF_SEARCH | FF_COLUMN,
	 .width = 18, .help = "Где находится организация.", .example = "с. Заречное"},
	{.id = ORG_HEAD, .name = "head", .title = "Руководитель", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_SEARCH | FF_COLUMN, .width = 20,
	 .help = "Кто руководит организацией: его имя стоит в приказе рядом с её названием.", .example = "Орлова Н.В."},
	{.id = ORG_ADDRESS, .name = "address", .title = "Адрес", .type = FT_TEXT, .help = "Почтовый адрес.",
	 .example = "652270, с. Заречное, ул. Советская, 1"},
	{.id = ORG_PHONE, .name = "phone", .title = "Телефон", .type = FT_TEXT, .flags = FF_PRIVATE, .max = 100,
	 .help = "Видят методист и руководитель площадки этой организации.", .example = "8 (38444) 2-15-30"},
	{.id = ORG_EMAIL, .name = "email", .title = "Эл. почта", .type = FT_TEXT, .flags = FF_PRIVATE, .max = 200,
	 .help = "Видят методист и руководитель площадки этой организации.", .example = "school@example.ru"},
	{.id = ORG_LOW_RESULTS, .name = "low_results", .title = "Низкие результаты", .type = FT_BOOL, .width = 6,
	 .help = "Школа с низкими образовательными результатами: ей методическая помощь нужна в первую очередь.", .example = "да"},
	{.id = ORG_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что стоит помнить.",
	 .example = "нет доступа к 3-му этажу до ноября"},
	{.id = ORG_FORMER, .name = "former", .title = "Прежние названия", .type = FT_LONG, .flags = FF_SYSTEM | FF_SEARCH,
	 .help = "Как организация называлась раньше и что с ней объединили: и по этим названиям её находят."},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, ORG_SHORT_NAME));
}

static void names(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s\n%s\n", record_text(r, ORG_FULL_NAME), record_text(r, ORG_FORMER));
}

/* ---- former names ---- */

static void keep_name(struct record *org, const char *name, size_t n)
{
	const char *known[] = {record_text(org, ORG_SHORT_NAME), record_text(org, ORG_FULL_NAME)};
	char *wanted = mem_strndup(name, n), *former = mem_strdup(record_text(org, ORG_FORMER));
	struct buf all = {0};
	bool there = !n;

	for (char *p = wanted; *p; p++)
		if (*p == '\n')
			*p = ' ';
	for (size_t i = 0; i < 2; i++)
		there |= !strcmp(known[i], wanted);
	buf_add(&all, former);
	for (char *rest = former, *line; (line = strsep(&rest, "\n"));)
		there |= !strcmp(line, wanted);
	if (!there) {
		buf_addf(&all, "%s%s", all.n ? "\n" : "", wanted);
		record_set_text(org, ORG_FORMER, all.s);
	}
	buf_free(&all);
	free(wanted);
	free(former);
}

void org_absorb(struct record *org, const struct record *gone)
{
	keep_name(org, record_text(gone, ORG_SHORT_NAME), strlen(record_text(gone, ORG_SHORT_NAME)));
	keep_name(org, record_text(gone, ORG_FULL_NAME), strlen(record_text(gone, ORG_FULL_NAME)));
	for (const char *s = record_text(gone, ORG_FORMER); *s; s += *s == '\n') {
		keep_name(org, s, strcspn(s, "\n"));
		s += strcspn(s, "\n");
	}
}

static bool renamed(const struct record *was, const struct record *is)
{
	return strcmp(record_text(was, ORG_SHORT_NAME), record_text(is, ORG_SHORT_NAME)) ||
	       strcmp(record_text(was, ORG_FULL_NAME), record_text(is, ORG_FULL_NAME));
}

static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	(void)tx;
	if (was && renamed(was, is))
		org_absorb(is, was);
}

static bool has_line(const char *lines, const char *wanted)
{
	char *copy = mem_strdup(lines), *rest = copy, *line;
	bool found = false;

	while (!found && (line = strsep(&rest, "\n"))) {
		struct buf bare = {0};

		fold_bare(line, &bare);
		found = bare.n && !strcmp(bare.s, wanted);
		buf_free(&bare);
	}
	free(copy);
	return found;
}

bool org_by_name(struct tx *tx, const char *name, uint32_t *id, bool *former)
{
	struct record org = {0};
	struct buf wanted = {0};
	bool now = false, once = false;

	fold_bare(name, &wanted);
	if (!ref_find(tx, KIND_ORG, name, id, NULL) && load(tx, KIND_ORG, *id, &org)) {
		now = (*name && !name[strspn(name, "0123456789")]) ||
		      has_line(record_text(&org, ORG_SHORT_NAME), buf_text(&wanted)) ||
		      has_line(record_text(&org, ORG_FULL_NAME), buf_text(&wanted));
		once = !now && has_line(record_text(&org, ORG_FORMER), buf_text(&wanted));
	}
	*former = once;
	if (!now && !once)
		*id = 0;
	buf_free(&wanted);
	record_release(&org);
	return now || once;
}

void org_tell_user(struct tx *tx, const struct config_user *u, uint32_t org, struct buf *out)
{
	bool former = false;
	uint32_t id;

	if (strcmp(u->role, "leader") || !org_by_name(tx, u->own, &id, &former) || !former || (org && id != org))
		return;
	buf_addf(out,
		 "%s: у входа %s организация названа прежним именем «%s»; права действуют, но впишите нынешнее: %s = "
		 "leader:",
		 u->from, u->login, u->own, u->login);
	label_add(tx, KIND_ORG, id, out);
	buf_addc(out, '\n');
}

void org_tell_users(struct tx *tx, uint32_t org, struct buf *out)
{
	const struct config_user *u;

	for (size_t i = 0; (u = config_user_at(tx_session(tx)->config, i)); i++)
		org_tell_user(tx, u, org, out);
}

/* Nobody forbids it, but mostly another of that name was meant. */
static void tell_elsewhere(struct tx *tx, const struct record *is, struct buf *out)
{
	struct record head = {0};
	struct buf name = {0};

	if (load(tx, KIND_PERSON, record_ref(is, ORG_HEAD), &head) && record_has(&head, PERSON_ORG) &&
	    record_ref(&head, PERSON_ORG) != is->id) {
		label_of(tx, &head, &name);
		buf_addf(out, "%s числится в другой организации: ", name.s);
		label_add(tx, KIND_ORG, record_ref(&head, PERSON_ORG), out);
		buf_addc(out, '\n');
	}
	buf_free(&name);
	record_release(&head);
}

/* Who has rights by the old name keeps them. */
static void warn(struct tx *tx, const struct record *was, const struct record *is, struct buf *out)
{
	if (record_has(is, ORG_HEAD) && (!was || record_ref(was, ORG_HEAD) != record_ref(is, ORG_HEAD)))
		tell_elsewhere(tx, is, out);
	if (was && renamed(was, is))
		org_tell_users(tx, is->id, out);
}

/* ---- likely doubles ---- */

static void org_add_known(struct tx *tx, uint32_t id, struct buf *out)
{
	struct record org = {0};

	if (load(tx, KIND_ORG, id, &org)) {
		buf_add(out, record_text(&org, ORG_SHORT_NAME));
		if (!tx_session(tx)->interactive)
			buf_addf(out, " (№ %u)", id);
		if (record_has(&org, ORG_SETTLEMENT))
			buf_addf(out, ", %s", record_text(&org, ORG_SETTLEMENT));
	}
	record_release(&org);
}

/* «мбоу лесная сош» of «МБОУ "Лесная СОШ"»: the words alone. */
static char *words_of(const char *name, size_t length)
{
	struct buf folded = {0}, out = {0};
	size_t at = 0, start, n;

	collate_fold(name, length, &folded);
	while ((n = collate_word(buf_text(&folded), folded.n, &at, &start))) {
		buf_add(&out, out.n ? " " : "");
		buf_addn(&out, folded.s + start, n);
	}
	buf_free(&folded);
	return buf_take(&out);
}

/* Has the organisation that name, or had it? words: as words_of gives them. */
static bool is_called(const struct record *org, const char *words)
{
	static const unsigned named[] = {ORG_SHORT_NAME, ORG_FULL_NAME, ORG_FORMER};
	bool is = false;

	for (size_t i = 0; i < sizeof(named) / sizeof(*named) && *words; i++)
		for (const char *s = record_text(org, named[i]); *s && !is; s += *s == '\n') {
			size_t n = strcspn(s, "\n");
			char *other = words_of(s, n);

			is = !strcmp(other, words);
			free(other);
			s += n;
		}
	return is;
}

/* Quotes, blanks, hyphens, letters that look alike: the same words are likely the same organisation. */
static void doubt(struct tx *tx, const struct record *r, struct buf *out)
{
	static const unsigned named[] = {ORG_SHORT_NAME, ORG_FULL_NAME};
	struct record other = {0};
	uint32_t told = 0;

	for (size_t f = 0; f < 2; f++) {
		const char *name = record_text(r, named[f]);
		char *words = words_of(name, strlen(name));
		size_t n, count = 0;
		uint64_t *ids = words_find(tx, name, KIND_ORG, &n);

		for (size_t i = 0; i < n && count < 4; i++) {
			if ((uint32_t)ids[i] == r->id || (uint32_t)ids[i] == told ||
			    !load(tx, KIND_ORG, (uint32_t)ids[i], &other) || !is_called(&other, words))
				continue;
			buf_add(out, out->n ? "; " : "Похоже, эта организация уже есть: ");
			org_add_known(tx, other.id, out);
			told = other.id;
			count++;
		}
		free(ids);
		free(words);
	}
	record_release(&other);
}

/* Two with one name could not be told apart where they are named. */
static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	uint64_t *ids;
	struct record other = {0};
	char number[24];
	size_t n;
	enum err err = OK;

	if (was && value_same(record_get(was, ORG_SHORT_NAME), record_get(is, ORG_SHORT_NAME)))
		return OK;
	ids = words_find(tx, record_text(is, ORG_SHORT_NAME), KIND_ORG, &n);
	for (size_t i = 0; i < n && !err; i++)
		if ((uint32_t)ids[i] != is->id && load(tx, KIND_ORG, (uint32_t)ids[i], &other) &&
		    name_same(record_text(&other, ORG_SHORT_NAME), record_text(is, ORG_SHORT_NAME))) {
			snprintf(number, sizeof(number), " (№ %u)", other.id);
			error_set(e, ERR_REFUSED, "Организация с таким названием уже есть: %s%s",
				  record_text(&other, ORG_SHORT_NAME), session_typed(tx_session(tx), number));
			error_at(e, "short_name");
			err = ERR_REFUSED;
		}
	free(ids);
	record_release(&other);
	return err;
}

/* ---- a letter to it ---- */

/* clang-format off */
static const struct action_arg letter_args[] = {
	{.field = {.id = PAPER_NUMBER, .name = "number", .title = "Исходящий номер", .type = FT_TEXT, .max = 60, .help = "Пусто: впишут от руки.",
		   .example = "112"}},
	DAY_ARG(PAPER_DATE, "Дата письма"),
	{.field = {.name = NULL}},
};
/* clang-format on */

static enum err send_letter(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			    struct error *e)
{
	return paper_letter(tx, r, record_text(args, PAPER_NUMBER),
			    record_has(args, PAPER_DATE) ? record_date(args, PAPER_DATE) : tx_session(tx)->today,
			    notice, e);
}

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "letter", .title = "Выпустить письмо о сроках", .past = "Письмо выпущено", .role = ROLE_METHODIST, .args = letter_args,
	 .apply = send_letter},
};
/* clang-format on */

static const struct cycle cycle = {.kind = KIND_ORG, .t = transitions, .n = sizeof(transitions) / sizeof(*transitions)};

/* clang-format off */
static const struct kind_extra extra[] = {{"Объединить с другой записью…", VIEW_MERGE, "merge"}, {.title = NULL}};

static const struct kind_more org_more = {
	.warn = warn, .doubt = doubt, .warned = ORG_HEAD, .self = true, .extra = extra,
};

const struct kind_def kind_org = {
	.kind = KIND_ORG, .name = "org", .title = "Организация", .plural = "Организации",
	.genitive = "организации", .genitive_plural = "организаций", .accusative = "организацию",
	.created = "заведена", .gone = "удалена",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.writer = ROLE_METHODIST, .book = 1, .cycle = &cycle,
	.label = label, .names = names,
	.prepare = prepare, .check = check,
	.more = &org_more,
};
/* clang-format on */
