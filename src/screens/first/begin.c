/* What a first start writes: the settings first, so that whoever is interrupted after them finds the way on. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "first.h"
#include "stazh/domain/centre.h"

#define EXAMPLE "-example" /* behind the usual place of a database */

const char *first_text(const struct first *f, enum option_id id)
{
	return f->text[id] ? f->text[id] : "";
}

static size_t collect(const struct first *f, bool path, struct config_line *lines)
{
	size_t n = 0;

	for (enum option_id id = 0; id < OPT_END; id++)
		if (*first_text(f, id) && (path || id != OPT_STORE_PATH))
			lines[n++] = (struct config_line){id, f->text[id]};
	return n;
}

void first_lines(const struct first *f, struct buf *out)
{
	struct config_line lines[OPT_END];
	size_t n = collect(f, false, lines);

	if (n)
		config_add_lines(lines, n, out);
}

/* The configuration as the file says it. Who has --config or $STAZH_CONFIG has a file already. */
static enum err load(struct first *f, const char *file, struct error *e)
{
	struct config *c = f->opening->config;

	config_free(c);
	return config_load(file, c, e);
}

static enum err open_session(struct first *f, struct error *e)
{
	return session_open(f->session, f->opening->config, f->opening->as, e);
}

/* f: what was told on the pages; NULL, or nothing was asked: what the settings say. */
static enum err fill(struct session *s, const struct first *f, struct error *e)
{
	bool asked = f && f->text[OPT_CENTRE_SHORT_NAME];
#define TOLD(id) (asked ? first_text(f, id) : config_text(s->config, id))
	struct centre centre = {.short_name = TOLD(OPT_CENTRE_SHORT_NAME),
				.full_name = TOLD(OPT_CENTRE_FULL_NAME),
				.place = TOLD(OPT_CENTRE_PLACE),
				.director = TOLD(OPT_CENTRE_DIRECTOR),
				.post = TOLD(OPT_CENTRE_DIRECTOR_POST),
				.methodist = TOLD(OPT_CENTRE_METHODIST)};
#undef TOLD

	return session_write(s, "add", "новая база", centre_add, &centre, e);
}

/* Nothing was ever written into it: the program was ended between making it and filling it. */
static bool is_empty(struct session *s)
{
	struct tx *tx = tx_read(s->store, NULL);
	bool empty = tx && !log_last(tx);

	tx_end(&tx);
	return empty;
}

/* The session comes open, or there is no database. */
static enum err make_database(struct first *f, struct error *e)
{
	char *path = mem_strdup(config_text(f->opening->config, OPT_STORE_PATH));
	enum err err = f->keep ? OK : store_create(path, e);
	bool made = !err && !f->keep;

	if (!err)
		err = open_session(f, e);
	if (!err && made)
		err = fill(f->session, f, e);
	if (err)
		session_close(f->session);
	if (err && made)
		store_remove_new(path);
	free(path);
	return err;
}

enum err first_make(struct first *f, struct error *e)
{
	struct config_line lines[OPT_END];
	enum err err = OK;
	bool written = false;

	if (!f->has_file) {
		err = config_create(f->file.s, lines, collect(f, true, lines), e);
		written = !err;
	}
	if (!err && written)
		err = load(f, f->file.s, e);
	if (!err)
		err = make_database(f, e);
	if (err && written) {
		unlink(f->file.s);
		load(f, f->opening->file, &(struct error){.code = OK});
	}
	return err;
}

enum err first_finish(struct session *s, struct error *e)
{
	if (s->role != ROLE_METHODIST || !config_own_centre(s->config) || !is_empty(s))
		return OK;
	return fill(s, NULL, e);
}

/* ---- the example ---- */

static enum err make_example(struct first *f, const char *file, struct error *e)
{
	struct config_line path = {OPT_STORE_PATH, "db"};
	enum err err = access(file, F_OK) ? config_create(file, &path, 1, e) : OK;
	const char *store;
	bool made = false;

	if (!err)
		err = load(f, file, e);
	if (err)
		return err;
	store = config_text(f->opening->config, OPT_STORE_PATH);
	if (store_is_absent(store)) {
		err = store_create(store, e);
		made = !err;
	}
	if (!err)
		err = open_session(f, e);
	if (!err && is_empty(f->session)) /* also one that was made, and then the program was killed */
		err = f->opening->example(f->session, e);
	if (err)
		session_close(f->session);
	if (err && made)
		store_remove_new(store);
	return err;
}

enum err first_example(struct first *f, struct buf *folder, struct error *e)
{
	struct config usual;
	struct buf file = {0};
	enum err err;

	config_defaults(&usual);
	buf_addf(folder, "%s" EXAMPLE, config_text(&usual, OPT_STORE_PATH));
	config_free(&usual);
	buf_addf(&file, "%s/stazh.ini", folder->s);
	err = make_example(f, file.s, e);
	if (err)
		load(f, f->opening->file, &(struct error){.code = OK});
	buf_free(&file);
	return err;
}
