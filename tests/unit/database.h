/* A database of its own for a test: made, opened and removed. */
#ifndef TESTS_DATABASE_H
#define TESTS_DATABASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "stazh/model/cycle.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/fact.h"
#include "stazh/model/model.h"
#include "stazh/model/query.h"
#include "stazh/document/document.h"

struct database {
	char folder[40], ini[60];
	struct config config;
	struct session session;
	struct outcome told; /* of the last add, set, act … */
};

/* Of the register; press: prints what becomes final, or NULL. text: further lines of the configuration, or "". */
static inline void database_open_of(struct database *db, const struct schema *schema, const struct press *press,
				    const char *today, const char *text)
{
	struct error e = {.code = OK};
	FILE *f;

	schema_use(schema);
	setenv("STAZH_TODAY", today, 1);
	/* in memory where there is such a place: what a power cut leaves is not asked here */
	snprintf(db->folder, sizeof(db->folder), "%s/stazh-test-XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	assert_non_null(mkdtemp(db->folder));
	snprintf(db->ini, sizeof(db->ini), "%s/stazh.ini", db->folder);
	f = fopen(db->ini, "w");
	assert_non_null(f);
	fprintf(f, "[store]\npath = %s/db\n", db->folder);
	if (!strstr(text, "[centre]")) { /* the built-in one, told: it holds in a base that does not know it */
		fprintf(f, "[centre]\n");
		for (enum option_id id = 0; id < OPT_END; id++)
			if (!strcmp(options[id].section, "centre"))
				fprintf(f, "%s = '%s'\n", options[id].key, options[id].text);
	}
	fprintf(f, "%s\n", text);
	fclose(f);
	db->session = (struct session){.press = press};
	db->told = (struct outcome){0};
	if (config_load(db->ini, &db->config, &e) || store_create(config_text(&db->config, OPT_STORE_PATH), &e) ||
	    session_open(&db->session, &db->config, NULL, &e))
		fail_msg("%s", e.text);
}

/* Of the register of training sites. */
static inline void database_open(struct database *db, const char *today, const char *text)
{
	database_open_of(db, &domain_schema, &document_press, today, text);
}

static inline void database_close(struct database *db)
{
	char command[80];

	outcome_clear(&db->told);
	session_close(&db->session);
	config_free(&db->config);
	snprintf(command, sizeof(command), "rm -rf %s", db->folder);
	assert_int_equal(system(command), 0);
}

/* "field=value" strings up to NULL; returns how many. */
static inline size_t assigns(va_list ap, struct assign *a, size_t max, char store[][400])
{
	size_t n = 0;
	const char *s;

	while ((s = va_arg(ap, const char *))) {
		char *equals;

		assert_true(n < max);
		snprintf(store[n], 400, "%s", s);
		equals = strchr(store[n], '=');
		assert_non_null(equals);
		*equals = 0;
		a[n] = (struct assign){store[n], equals + 1};
		n++;
	}
	return n;
}

/* Adds a record, which must succeed; its id. */
static inline uint32_t add(struct database *db, unsigned kind, ...)
{
	struct error e = {.code = OK};
	struct assign a[20];
	char text[20][400];
	uint32_t id = 0;
	va_list ap;
	size_t n;

	va_start(ap, kind);
	n = assigns(ap, a, 20, text);
	va_end(ap);
	if (op_add(&db->session, kind, a, n, &id, &db->told, &e))
		fail_msg("add %s: %s", kind_def(kind)->name, e.text);
	return id;
}

static inline enum err act(struct database *db, struct error *e, unsigned kind, uint32_t id, const char *action, ...)
{
	struct assign a[20];
	char text[20][400];
	va_list ap;
	size_t n;

	va_start(ap, action);
	n = assigns(ap, a, 20, text);
	va_end(ap);
	*e = (struct error){.code = OK};
	return op_act(&db->session, kind, id, 0, action, a, n, &db->told, e);
}

static inline enum err set(struct database *db, struct error *e, unsigned kind, uint32_t id, ...)
{
	struct assign a[20];
	char text[20][400];
	va_list ap;
	size_t n;

	va_start(ap, id);
	n = assigns(ap, a, 20, text);
	va_end(ap);
	*e = (struct error){.code = OK};
	return op_set(&db->session, kind, id, 0, a, n, &db->told, e);
}

/* The field as people read it; in a static buffer. */
static inline const char *shown(struct database *db, unsigned kind, uint32_t id, const char *field)
{
	static char text[1000];
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct record r = {.kind = 0};
	struct buf b = {0};

	assert_non_null(tx);
	text[0] = 0;
	if (!record_load(tx, kind, id, &r))
		field_add(tx, field_by_name(kind_def(kind), field), &r, STYLE_PEOPLE, &b);
	snprintf(text, sizeof(text), "%s", buf_text(&b));
	tx_end(&tx);
	record_release(&r);
	buf_free(&b);
	return text;
}

static inline uint32_t count(struct database *db, unsigned kind)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	uint32_t n = record_count(tx, kind);

	tx_end(&tx);
	return n;
}

/* The open deadlines, «2022-06-15 report Отчёт… | who\n» each; free(). */
static inline void deadline_line(const struct deadline *d, void *arg)
{
	struct buf *out = arg;

	date_add_iso(out, d->due);
	buf_addf(out, " %s %s | %s | %s\n", deadline_code(d->kind), d->what, d->who, d->where);
}

static inline char *deadlines(struct database *db, int days)
{
	struct deadline_query q = {.today = db->session.today, .from = DATE_NONE, .days = days, .all = days < 0};
	struct tx *tx = tx_read(db->session.store, NULL);
	struct buf out = {0};

	deadline_each(tx, &q, deadline_line, &out);
	tx_end(&tx);
	return buf_take(&out);
}

static inline void database_finding(const char *text, void *arg)
{
	(void)arg;
	print_error("%s\n", text);
}

/* Every derived entry against its record, every reference, the journal. */
static inline void assert_sound(struct database *db)
{
	struct error e = {.code = OK};

	if (store_check(store_path(db->session.store), &schema_in_store, &db->session,
			&(struct watch){.line = database_finding}, &e))
		fail_msg("%s", e.text);
}

#define assert_refused(call, e, clause_, part)                                                                         \
	do {                                                                                                           \
		assert_int_equal(call, ERR_REFUSED);                                                                   \
		assert_string_equal((e).clause, clause_);                                                              \
		if (!strstr((e).text, part))                                                                           \
			fail_msg("«%s» has no «%s»", (e).text, part);                                                  \
	} while (0)

#endif
