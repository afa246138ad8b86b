/* export calendar */
#include <string.h>

#include "stazh/base/file.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/ics/calendar.h"

static const char *const flags[] = {"--from", "--days", "--site",	  "--group",
				    "--who",  "--mine", "--no-deadlines", "--todo"};
static const char *const others[] = {"--where", "--view", "--columns", "--year", "--sort", "--archived"};

static const char *first_given(const struct cli *c, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cli_flag(c, names[i]))
			return names[i];
	return NULL;
}

const char *cli_calendar_flag(const struct cli *c)
{
	return first_given(c, flags, sizeof(flags) / sizeof(*flags));
}

static enum err read_query(struct cli *c, struct calendar_query *q, struct error *e)
{
	const char *site = cli_flag(c, "--site"), *group = cli_flag(c, "--group"), *who = cli_flag(c, "--who");
	int64_t days = 36600;
	struct tx *tx;
	enum err err;

	if (cli_flag_date(c, "--from", &q->from, e) || cli_flag_number(c, "--days", 0, 36600, &days, e))
		return ERR_USAGE;
	if (q->from == DATE_NONE)
		q->from = cli_flag(c, "--days") ? c->session.today : DATE_MIN;
	q->to = cli_flag(c, "--days") && q->from < DATE_MAX - days ? q->from + (int32_t)days : DATE_MAX;
	q->mine = cli_flag(c, "--mine");
	q->no_deadlines = cli_flag(c, "--no-deadlines");
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	err = site ? ref_find(tx, KIND_SITE, site, &q->site, e) : OK;
	if (!err && group)
		err = ref_find(tx, KIND_GROUP, group, &q->group, e);
	if (!err && who)
		err = ref_find(tx, KIND_PERSON, who, &q->person, e);
	tx_end(&tx);
	return err;
}

enum err cli_export_calendar(struct cli *c, struct error *e)
{
	static const struct file_format calendars[] = {{"ics", ".ics", false, 0}, {.name = NULL}};
	const struct file_format *format;
	const char *path = c->args[1], *other = first_given(c, others, sizeof(others) / sizeof(*others));
	struct calendar_query q = {.from = DATE_NONE};
	struct calendar_written w;
	enum err err;

	if (other)
		return cli_usage(c, e,
				 "%s — не для календаря; его отбирают --from, --days, --site, --group, --who, --mine",
				 other);
	err = cli_file_output(c, path, calendars, &format, e);
	if (!err)
		err = read_query(c, &q, e);
	if (!err)
		err = calendar_export(&c->session, &q, cli_flag(c, "--todo"), path, false, &w, e);
	if (err || !strcmp(path, FILE_STREAM))
		return err;
	cli_say("%s: %zu %s, %zu %s", path, w.events, text_plural((long)w.events, "занятие", "занятия", "занятий"),
		w.deadlines, text_plural((long)w.deadlines, "срок", "срока", "сроков"));
	if (w.gone)
		cli_say("И %zu %s о том, чего больше нет: календарь его снимет", w.gone,
			text_plural((long)w.gone, "запись", "записи", "записей"));
	return OK;
}
