/* export card person, anonymise: what the law on personal data (152-ФЗ) lets a person ask for */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/cli.h"
#include "stazh/cli/command.h"
#include "stazh/model/audit.h"
#include "stazh/domain/kinds.h"
#include "stazh/base/file.h"

/* ---- all that is held about one person ---- */

struct links {
	struct buf *out;
	enum format format;
	size_t n;
};

/* One that names the person: leader of a site, head of a school, speaker of an event. Trainees are shown whole. */
static bool add_link(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct links *l = arg;
	const struct kind_def *k = kind_def(kind);
	const struct field *f = k ? field_by_id(k, field) : NULL;
	struct buf label = {0};

	if (!f || kind == KIND_TRAINEE)
		return true;
	label_add(tx, kind, id, &label);
	if (l->format == FORMAT_JSON) {
		buf_addf(l->out,
			 "%s\n    {\"kind\": \"%s\", \"id\": %u, \"field\": \"%s\", \"label\": ", l->n ? "," : "",
			 k->name, id, f->name);
		json_add(l->out, label.s, label.n);
		buf_addc(l->out, '}');
	} else {
		buf_addf(l->out, "  %s — %s %u: %s\n", f->title, k->title, id, label.s);
	}
	l->n++;
	buf_free(&label);
	return true;
}

static enum err add_trainees(struct tx *tx, uint32_t person, enum format format, struct buf *out)
{
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_PERSON, person, KIND_TRAINEE, 0, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		buf_add(out, format != FORMAT_JSON ? "\n" : i ? ",\n" : "\n");
		err = show_record(tx, kind_def(KIND_TRAINEE), ids[i], format, out);
	}
	free(ids);
	return err;
}

static enum err add_card(struct cli *c, struct tx *tx, uint32_t id, enum format format, struct buf *out,
			 struct error *e)
{
	bool json = format == FORMAT_JSON;
	struct links links = {.out = out, .format = format};
	enum err err;

	buf_add(out, json ? "{\"person\": " : "");
	err = show_record(tx, kind_def(KIND_PERSON), id, format, out);
	buf_add(out, json ? ", \"links\": [" : "\nГде назван:\n");
	refs_to(tx, KIND_PERSON, id, 0, 0, add_link, &links);
	buf_add(out, json ? "],\n \"trainee\": [" : links.n ? "" : "  нигде\n");
	if (!err)
		err = add_trainees(tx, id, format, out);
	buf_add(out, json ? "],\n \"journal\": " : "\nЖурнал: кто, когда и что изменил или смотрел\n");
	if (!err)
		err = log_of_record(c, tx, KIND_PERSON, id, format, out, e);
	buf_add(out, json ? "}\n" : "");
	return err;
}

/* Nothing is written before it is noted that all of it was read. */
static enum err write_card(struct cli *c, struct session *s, uint32_t id, const char *file, enum format format,
			   struct error *e)
{
	struct tx *tx = tx_read(s->store, e);
	enum err err = tx ? OK : ERR_STORAGE;
	struct buf out = {0};
	struct new_file f;

	if (!err)
		err = add_card(c, tx, id, format, &out, e);
	if (tx && tx_failed(tx)) {
		*e = *tx_error(tx);
		err = e->code;
	}
	tx_end(&tx);
	if (!err)
		err = audit_card(s, KIND_PERSON, id, e);
	if (!err && !(err = file_create(&f, file, e))) {
		utf8_put(f.f, out.s, out.n);
		err = file_finish(&f, OK, e);
	}
	buf_free(&out);
	return err;
}

enum err export_card(struct cli *c, struct error *e)
{
	static const struct file_format cards[] = {
		{"text", ".txt", false, FORMAT_TABLE}, {"json", ".json", false, FORMAT_JSON}, {.name = NULL}};
	const char *file = c->args[c->n - 1];
	const struct file_format *format;
	const struct kind_def *k;
	uint32_t id;
	enum err err = OK;

	if (c->n != 4)
		return cli_usage(c, e, "как писать: stazh export card person НОМЕР ФАЙЛ");
	c->args++, c->n--; /* person, ID, FILE */
	err = cli_record(c, &k, &id, e);
	c->args--, c->n++;
	if (!err && k->kind != KIND_PERSON)
		err = cli_usage(c, e, "карточка со всеми сведениями бывает только у педагога (person)");
	if (!err)
		err = cli_file_output(c, file, cards, &format, e);
	if (!err && !file_is_nameless(file))
		err = session_may_use_files(&c->session, e);
	if (!err)
		err = write_card(c, &c->session, id, file, (enum format)format->means, e);
	return err;
}

enum err person_card_write(struct session *s, uint32_t person, const char *path, struct error *e)
{
	struct cli c = {.session = {.store = s->store}}; /* what the journal's lines are made with */

	return !file_is_nameless(path) && session_may_use_files(s, e)
		       ? e->code
		       : write_card(&c, s, person, path, FORMAT_TABLE, e);
}

/* ---- erasing ---- */

static enum err confirm(struct cli *c, const struct kind_def *k, uint32_t id, struct error *e)
{
	char answer[16] = "";
	struct buf name = {0};
	struct tx *tx;

	if (cli_flag(c, "--yes"))
		return OK;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return cli_usage(c, e, "обезличивание не отменить; подтвердите его ключом --yes");
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	label_add(tx, k->kind, id, &name);
	tx_end(&tx);
	fprintf(stderr,
		"%s %u: %s. Имя, контакты и всё личное сотрутся из записи и из журнала. Отменить это "
		"нельзя.\nОбезличить? [да/нет] ",
		k->title, id, buf_text(&name));
	fflush(stderr);
	buf_free(&name);
	if (!fgets(answer, sizeof(answer), stdin))
		answer[0] = 0;
	answer[strcspn(answer, "\n")] = 0;
	return name_same(answer, "да") || name_same(answer, "yes") ? OK : error_set(e, ERR_NONE, "Ничего не изменено");
}

static enum err run_anonymise(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	struct buf left = {0};
	struct error cause = {0};
	uint32_t id = 0;
	int64_t number;
	enum err err = cli_kind(c, c->args[0], &k, e);

	if (!err && k->kind != KIND_PERSON)
		err = cli_usage(c, e, "обезличить можно только педагога (person)");
	if (!err && cli_record(c, &k, &id, &cause) == OK)
		; /* by number or by name; one in the trash by number alone */
	else if (!err && !cli_number(c, "номер", c->args[1], 1, UINT32_MAX, &number, NULL))
		id = (uint32_t)number;
	else if (!err)
		err = error_set(e, cause.code, "%s", cause.text);
	if (!err)
		err = confirm(c, k, id, e);
	if (!err)
		err = op_anonymise(&c->session, id, &left, e);
	if (!err) {
		cli_say("%s %u обезличен: стёрто из записи, журнала, корзины, черновиков и чужих записей, полки "
			"опустели. В прежних копиях базы сведения остаются; свободные "
			"страницы файла перепишет stazh compact",
			k->title, id);
		if (left.n)
			cli_say("Фамилия ещё встречается здесь, посмотрите сами:\n%.*s", (int)left.n - 1, left.s);
	}
	buf_free(&left);
	return err;
}

/* clang-format off */
const struct command command_anonymise = {
	.name = "anonymise", .group = GROUP_RARE, .need = NEED_DATABASE, .least = ROLE_METHODIST, .min = 2, .max = 2,
	.run = run_anonymise,
	.usage = "person НОМЕР [--yes]",
	.help = "стереть персональные данные человека (152-ФЗ); статистика остаётся",
	.more = "Стираются имя, контакты, достижения, согласие — из записи, журнала, корзины, черновиков и из того, "
		"что говорят другие записи (там будет «[стёрто]»; если фамилия есть и у другого, такие записи только "
		"называются); остаются организация, вид должности, категория и всё, что считается по стажировкам. "
		"Отменить нельзя. Перед этим: stazh export card person НОМЕР ФАЙЛ.",
	.flags = (const struct flag[]){
		{"--yes", NULL, "не спрашивать", false},
		{0},
	},
};
/* clang-format on */
