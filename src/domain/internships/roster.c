/* Enrolling several trainees at once (5.2): those who are known, and a list as people type or paste it from a table:
 *
 *	ФИО; школа; должность; категория; с; по
 *
 * The parts are parted by «;» (tabs of a table become such, FF_ROWS), and all but the first may be left out. Who or
 *what is not known yet is asked about, once each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "internships.h"
#include "stazh/model/access.h"

enum {
	ARG_PEOPLE = 100,
	ARG_NAMES,
	ARG_ORG,
	ARG_CREATE,
	ARG_NEW,
	ARG_SCHOOL,
	ARG_SKIP,
	ARG_SAME,
};

/* clang-format off */
const struct action_arg roster_args[] = {
	{.field = {.id = ARG_PEOPLE, .name = "people", .title = "Кто уже есть", .type = FT_REF, .ref = KIND_PERSON, .flags = FF_MANY,
		   .help = "F4 — список, в нём отмечают пробелом. Кто уже в группе, пропускается.",
		   .example = "Ёлкина А.И.; Жукова А.И."}},
	{.field = {.id = ARG_NAMES, .name = "names", .title = "Или списком", .type = FT_LONG, .flags = FF_ROWS, .max = 100000,
		   .help = "Строки «ФИО; школа; должность; категория; с; по». Можно вставить из таблицы. Про каждого нового "
		   "программа спросит.", .example = "Ёлкина Анна Ивановна; МБОУ «Ёлкинская СОШ»; учитель биологии; высшая"}},
	{.field = {.id = ARG_ORG, .name = "org", .title = "Школа", .type = FT_REF, .ref = KIND_ORG,
		   .help = "Где работают те, у кого в списке школа не указана.", .example = "МБОУ «Ёлкинская СОШ»"}},
	{.field = {.id = ARG_CREATE, .name = "create", .title = "Завести новых", .type = FT_BOOL, .flags = FF_SYSTEM,
		   .help = "Заводить всех, кого ещё нет, не спрашивая."}},
	{.field = {.id = ARG_NEW, .name = "new", .title = "Новые", .type = FT_INT, .flags = FF_SYSTEM | FF_MANY,
		   .help = "Номера строк, в которых новые люди."}},
	{.field = {.id = ARG_SCHOOL, .name = "school", .title = "Новые школы", .type = FT_INT, .flags = FF_SYSTEM | FF_MANY,
		   .help = "Номера строк, в которых новые школы."}},
	{.field = {.id = ARG_SKIP, .name = "skip", .title = "Пропустить", .type = FT_INT, .flags = FF_SYSTEM | FF_MANY,
		   .help = "Номера строк, которые не нужны."}},
	{.field = {.id = ARG_SAME, .name = "same", .title = "Это", .type = FT_TEXT, .flags = FF_SYSTEM | FF_MANY,
		   .help = "Строка:номер педагога, который в ней назван."}},
	{.field = {.name = NULL}},
};
/* clang-format on */

struct roster {
	struct tx *tx;
	uint32_t group;
	int year; /* the group's */
	const struct record *args;
	struct error *e;
	int line;
	size_t added, there, new_people, new_orgs;
};

enum { CELL_NAME, CELL_SCHOOL, CELL_POSITION, CELL_CATEGORY, CELL_FROM, CELL_TO, CELLS };

static bool in_args(const struct roster *r, unsigned arg)
{
	const struct value *v = record_get(r->args, arg);

	for (uint32_t i = 0; v && i < v->count; i++)
		if (v->items[i].num == r->line)
			return true;
	return false;
}

/* Who the line is, as it was answered; 0: not. */
static uint32_t answered(const struct roster *r)
{
	const struct value *v = record_get(r->args, ARG_SAME);
	unsigned line, id;

	for (uint32_t i = 0; v && i < v->count; i++)
		if (sscanf(v->items[i].text, "%u:%u", &line, &id) == 2 && (int)line == r->line)
			return id;
	return 0;
}

/* Says which line it is. */
static enum err at_line(struct roster *r, enum err err)
{
	struct error was = *r->e;

	error_set(r->e, was.code, "Строка %d: %s", r->line, was.text);
	snprintf(r->e->clause, sizeof(r->e->clause), "%s", was.clause);
	error_at(r->e, "names");
	return err;
}

static enum err enrol_one(struct roster *r, struct record *trainee, uint32_t person)
{
	enum err err;

	if (trainee_of(r->tx, r->group, person, 0)) {
		r->there++;
		return OK;
	}
	record_set_ref(trainee, TRAINEE_GROUP, r->group);
	record_set_ref(trainee, TRAINEE_PERSON, person);
	record_set_text(trainee, TRAINEE_STATE, TRAINEE_ENROLLED);
	err = model_store(r->tx, NULL, trainee, r->e);
	r->added += !err;
	return err;
}

/* ---- what the line tells ---- */

/* Parts of the line, blanks trimmed; an empty one is kept in its place. */
static void split(char *line, char *cell[CELLS])
{
	for (int i = 0; i < CELLS; i++) {
		char *part = line ? strsep(&line, ";") : NULL;
		const char *s = part ? part : "";
		size_t n = text_trim(&s, strlen(s));

		cell[i] = part ? part + (s - part) : NULL;
		if (part)
			cell[i][n] = 0;
	}
}

static enum err parse_cell(struct roster *r, char *cell, unsigned kind, unsigned field, struct record *to)
{
	const struct field *f = field_by_id(kind_def(kind), field);

	return cell && *cell ? field_parse_in(r->tx, f, cell, r->year, to, r->e) : OK;
}

/* can: who enrols may add it. */
static enum err ask_school(struct roster *r, const char *name, bool can)
{
	struct buf text = {0}, line = {0};

	buf_addf(&text, "Строка %d: организации «%s» в справочнике нет. %s", r->line, name,
		 can ? "Завести её?" : "Её заводит методист; проверьте название или пропустите строку.");
	buf_addf(&line, "%d", r->line);
	if (can) {
		question_ask(r->tx, r->e, text.s, "Завести всё новое: create=да");
		question_answer(r->tx, "school", line.s, "Завести");
		question_answer(r->tx, "create", "да", "Завести всё новое");
	} else {
		question_ask(r->tx, r->e, text.s, "Пропустить строку: skip=НОМЕР");
	}
	question_answer(r->tx, "skip", line.s, "Пропустить строку");
	buf_free(&text);
	buf_free(&line);
	return ERR_REFUSED;
}

static enum err new_school(struct roster *r, const char *name, uint32_t *id)
{
	const struct assign values[] = {{"short_name", name}, {"full_name", name}};

	r->new_orgs++;
	return model_add(r->tx, KIND_ORG, values, 2, id, r->e);
}

static enum err find_school(struct roster *r, const char *name, struct record *person)
{
	struct error cause = {.code = OK};
	uint32_t id = record_ref(r->args, ARG_ORG);
	enum err err = name && *name ? ref_find(r->tx, KIND_ORG, name, &id, &cause) : OK;

	if (err == ERR_NONE) {
		bool agreed = record_bool(r->args, ARG_CREATE) || in_args(r, ARG_SCHOOL);
		bool can = !access_could(tx_session(r->tx), KIND_ORG, "add", NULL);

		err = agreed && can ? new_school(r, name, &id) : ask_school(r, name, can);
	} else if (err) {
		error_set(r->e, err, "%s", cause.text);
		err = at_line(r, err);
	}
	if (!err)
		record_set_ref(person, PERSON_ORG, id);
	return err;
}

/* ---- who it is ---- */

static enum err ask_person(struct roster *r, const struct record *person)
{
	struct buf text = {0}, value = {0}, title = {0};
	uint32_t like = person_double(r->tx, person);

	buf_addf(&text, "Строка %d: ", r->line);
	person_full_name(person, &text);
	buf_add(&text, ", ");
	label_add(r->tx, KIND_ORG, record_ref(person, PERSON_ORG), &text);
	buf_add(&text, " — такого человека ещё нет.");
	if (like) {
		buf_add(&text, "\nНо есть ");
		person_add_known(r->tx, like, &text);
		buf_addc(&text, '.');
	}
	question_ask(r->tx, r->e, text.s, "Завести всех новых: create=да");
	buf_addf(&value, "%d", r->line);
	question_answer(r->tx, "new", value.s, "Завести");
	if (like) {
		if (tx_session(r->tx)->interactive)
			buf_add(&title, "Это тот же человек");
		else
			buf_addf(&title, "Это № %u", like);
		buf_addf(&value, ":%u", like);
		question_answer(r->tx, "same", value.s, title.s);
		buf_clear(&value);
		buf_addf(&value, "%d", r->line);
	} else {
		question_answer(r->tx, "create", "да", "Завести всех новых");
	}
	question_answer(r->tx, "skip", value.s, "Пропустить");
	buf_free(&text);
	buf_free(&value);
	buf_free(&title);
	return ERR_REFUSED;
}

static enum err new_person(struct roster *r, struct record *person)
{
	struct buf name = {0};
	enum err err;

	if (!record_has(person, PERSON_ORG)) {
		person_full_name(person, &name);
		err = error_set(r->e, ERR_REFUSED,
				"%s — такого человека ещё нет; чтобы завести, нужна школа: «%s; МБОУ …»", name.s,
				name.s);
		buf_free(&name);
		return at_line(r, err);
	}
	if (!record_bool(r->args, ARG_CREATE) && !in_args(r, ARG_NEW))
		return ask_person(r, person);
	err = person_introduce(r->tx, person, r->e);
	r->new_people += !err;
	return err ? at_line(r, err) : OK;
}

/* Who the line tells of; *id: 0, or the number that it gives. */
static enum err find_person(struct roster *r, struct record *person, uint32_t *id)
{
	enum err err = OK;

	if (!*id)
		*id = answered(r);
	if (!*id && (err = person_find(r->tx, person, id, r->e)))
		return at_line(r, err);
	if (*id) { /* a leader enrols whom the methodist keeps: what the line tells besides is left */
		if (!access_could(tx_session(r->tx), KIND_PERSON, "set", NULL))
			err = model_complete(r->tx, KIND_PERSON, *id, person, r->e);
		return err ? at_line(r, err) : OK;
	}
	err = new_person(r, person);
	*id = person->id;
	return err;
}

/* «№ 3» or «3»: the number of a person; 0: a name. */
static uint32_t number(const char *name)
{
	const char *digits = strncmp(name, "№", strlen("№")) ? name : name + strlen("№");

	digits += strspn(digits, " ");
	return *digits && !digits[strspn(digits, "0123456789")] ? (uint32_t)strtoul(digits, NULL, 10) : 0;
}

static enum err enrol_line(struct roster *r, char *line)
{
	struct record person = {.kind = KIND_PERSON}, trainee = {.kind = KIND_TRAINEE};
	char *cell[CELLS];
	uint32_t id = 0;
	enum err err;

	split(line, cell);
	id = number(cell[CELL_NAME]);
	err = id ? OK : person_parse_name(cell[CELL_NAME], &person, r->e);
	if (!err)
		err = parse_cell(r, cell[CELL_POSITION], KIND_PERSON, PERSON_POSITION, &person);
	if (!err)
		err = parse_cell(r, cell[CELL_CATEGORY], KIND_PERSON, PERSON_CATEGORY, &person);
	if (!err)
		err = parse_cell(r, cell[CELL_FROM], KIND_TRAINEE, TRAINEE_FROM, &trainee);
	if (!err)
		err = parse_cell(r, cell[CELL_TO], KIND_TRAINEE, TRAINEE_TO, &trainee);
	if (err)
		err = at_line(r, err);
	else if (!(err = find_school(r, cell[CELL_SCHOOL], &person)))
		err = find_person(r, &person, &id);
	if (!err && (err = enrol_one(r, &trainee, id)))
		err = at_line(r, err);
	record_release(&person);
	record_release(&trainee);
	return err;
}

static void add_notice(const struct roster *r, struct buf *out)
{
	buf_addf(out, "Зачислено: %zu %s", r->added, text_plural((long)r->added, "стажёр", "стажёра", "стажёров"));
	if (r->new_people)
		buf_addf(out, ", новых педагогов %zu%s", r->new_people,
			 access_could(tx_session(r->tx), KIND_PERSON, "add", NULL) ? " (их проверит методист)" : "");
	if (r->new_orgs)
		buf_addf(out, ", новых организаций %zu", r->new_orgs);
	if (r->there)
		buf_addf(out, ", уже были в группе %zu", r->there);
	buf_addc(out, '\n');
}

enum err roster_enrol(struct tx *tx, struct record *group, const struct record *args, struct buf *notice,
		      struct error *e)
{
	const struct value *people = record_get(args, ARG_PEOPLE);
	struct error cause = {.code = OK};
	struct roster r = {
		.tx = tx, .group = group->id, .year = record_school_year(tx, group), .args = args, .e = e ? e : &cause};
	char *list = mem_strdup(record_text(args, ARG_NAMES)), *rest = list, *line;
	enum err err = OK;

	if (!people && !list[strspn(list, " \t\n")]) {
		error_set(r.e, ERR_REFUSED, "Укажите, кого зачислить: имеющихся педагогов%s или список%s",
			  session_typed(tx_session(tx), " (people)"), session_typed(tx_session(tx), " (names)"));
		err = error_at(r.e, "people");
	}
	for (size_t i = 0; people && i < people->count && !err; i++) {
		struct record trainee = {.kind = KIND_TRAINEE};

		err = enrol_one(&r, &trainee, (uint32_t)people->items[i].num);
		record_release(&trainee);
	}
	while (!err && (line = strsep(&rest, "\n"))) {
		r.line++;
		if (line[strspn(line, " ;\r")] && !in_args(&r, ARG_SKIP))
			err = enrol_line(&r, line);
	}
	if (!err && notice)
		add_notice(&r, notice);
	free(list);
	return err;
}
