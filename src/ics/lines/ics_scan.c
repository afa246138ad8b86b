#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_scan.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

#define DEPTH_MAX 8

static bool is_property(const char *line, const char *name)
{
	size_t n = strlen(name);

	return ics_name_length(line) == n && !strncasecmp(line, name, n);
}

size_t ics_next(const struct ics_file *f, const struct ics_part *p, const char *name, size_t at)
{
	for (; at < p->to; at++)
		if (is_property(f->lines[at].text, name))
			return at;
	return SIZE_MAX;
}

const struct ics_line *ics_find(const struct ics_file *f, const struct ics_part *p, const char *name)
{
	size_t at = ics_next(f, p, name, p->from);

	return at == SIZE_MAX ? NULL : &f->lines[at];
}

const char *ics_method(const struct ics_file *f, const struct ics_part *p)
{
	return f->calendars[p->calendar].method;
}

const struct ics_line *ics_calendar_zone(const struct ics_file *f, const struct ics_part *p)
{
	const struct ics_line *l = &f->calendars[p->calendar].zone;

	return l->text ? l : NULL;
}

/* ---- components ---- */

struct open {
	const char *name;
	int line;
};

struct scan {
	struct ics_file *f;
	struct open open[DEPTH_MAX];
	size_t depth, event, zone; /* depth at which a VEVENT, VTIMEZONE is open; 0: none */
	bool any;
	struct error *e;
};

#define NO_CALENDAR "это не файл календаря: он начинается строкой BEGIN:VCALENDAR"

static int shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

static enum err begin(struct scan *sc, const char *name, int line)
{
	struct ics_file *f = sc->f;

	if (!sc->depth && strcasecmp(name, "VCALENDAR") != 0)
		return error_set(sc->e, ERR_INPUT, "строка %d: «BEGIN:%.*s» — " NO_CALENDAR, line, shown(name), name);
	if (sc->depth == DEPTH_MAX)
		return error_set(sc->e, ERR_INPUT, "строка %d: слишком много вложенных частей", line);
	if (!sc->depth) {
		f->calendars = mem_grow(f->calendars, f->calendars_n, &f->calendars_cap, sizeof(*f->calendars));
		f->calendars[f->calendars_n++] = (struct ics_calendar){.method = ""};
	}
	sc->open[sc->depth++] = (struct open){name, line};
	if (!sc->event && !sc->zone && !strcasecmp(name, "VEVENT")) {
		if (f->events_n == ICS_EVENTS_MAX)
			return error_set(sc->e, ERR_INPUT, "в файле больше %d занятий; разделите его на части",
					 ICS_EVENTS_MAX);
		f->events = mem_grow(f->events, f->events_n, &f->events_cap, sizeof(*f->events));
		f->events[f->events_n++] = (struct ics_part){f->lines_n, f->lines_n, line, f->calendars_n - 1};
		sc->event = sc->depth;
	} else if (!sc->event && !sc->zone && !strcasecmp(name, "VTIMEZONE")) {
		f->zones = mem_grow(f->zones, f->zones_n, &f->zones_cap, sizeof(*f->zones));
		f->zones[f->zones_n++] = (struct ics_part){f->lines_n, f->lines_n, line, f->calendars_n - 1};
		sc->zone = sc->depth;
	}
	return OK;
}

static enum err end(struct scan *sc, const char *name, int line)
{
	struct ics_file *f = sc->f;
	const struct open *open = sc->depth ? &sc->open[sc->depth - 1] : NULL;

	if (!open)
		return error_set(sc->e, ERR_INPUT, "строка %d: конец «END:%.*s» без начала", line, shown(name), name);
	if (strcasecmp(open->name, name) != 0)
		return error_set(sc->e, ERR_INPUT, "строка %d: конец «END:%.*s», а начато «BEGIN:%.*s» в строке %d",
				 line, shown(name), name, shown(open->name), open->name, open->line);
	if (sc->depth == sc->event) {
		f->events[f->events_n - 1].to = f->lines_n;
		sc->event = 0;
	} else if (sc->depth == sc->zone) {
		f->zones[f->zones_n - 1].to = f->lines_n;
		sc->zone = 0;
	}
	sc->depth--;
	return OK;
}

static void keep(struct scan *sc, const char *text, int line)
{
	struct ics_file *f = sc->f;

	if (sc->zone || (sc->event && sc->depth == sc->event)) {
		f->lines = mem_grow(f->lines, f->lines_n, &f->lines_cap, sizeof(*f->lines));
		f->lines[f->lines_n++] = (struct ics_line){text, line};
	} else if (sc->depth == 1 && is_property(text, "METHOD")) {
		f->calendars[f->calendars_n - 1].method = ics_value(text);
	} else if (sc->depth == 1 && is_property(text, "X-WR-TIMEZONE")) {
		f->calendars[f->calendars_n - 1].zone = (struct ics_line){text, line};
	}
}

static enum err add_line(struct scan *sc, char *text, int line)
{
	size_t n = strlen(text);
	enum err err = OK;

	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t') &&
	       (is_property(text, "BEGIN") || is_property(text, "END")))
		text[--n] = '\0';
	if (!text[strspn(text, " \t")])
		return OK;
	if (is_property(text, "BEGIN") && text[5] == ':') {
		err = begin(sc, text + 6, line);
		if (!err && sc->zone && sc->depth > sc->zone)
			keep(sc, text, line);
		sc->any = true;
		return err;
	}
	if (is_property(text, "END") && text[3] == ':') {
		if (sc->zone && sc->depth > sc->zone)
			keep(sc, text, line);
		return end(sc, text + 4, line);
	}
	if (!sc->depth)
		return error_set(sc->e, ERR_INPUT,
				 sc->any ? "строка %d: «%.*s» после конца календаря"
					 : "строка %d: «%.*s» — " NO_CALENDAR,
				 line, shown(text), text);
	if (!ics_is_property(text) && !sc->event)
		return error_set(sc->e, ERR_INPUT,
				 "строка %d не разобрана: «%.*s»; в файле календаря в строке имя, двоеточие и значение",
				 line, shown(text), text);
	keep(sc, text, line);
	return OK;
}

/* Keeps the line as what it says, when it is written otherwise than it reads. */
static enum err recoded(struct scan *sc, const char *raw, int line, char **text)
{
	struct buf out = {0};
	struct error cause = {0};
	enum err err = ics_line_recode(raw, strcspn(raw, "\n"), &out, &cause);

	if (!err)
		*text = arena_strndup(&sc->f->arena, out.s, out.n);
	buf_free(&out);
	return err == ERR_INPUT ? error_set(sc->e, err, "строка %d: %s", line, cause.text) : OK;
}

enum err ics_scan(const char *bytes, size_t n, struct ics_file *f, struct error *e)
{
	struct scan sc = {.f = f, .e = e};
	struct ics_lines lines = {.n = 0};
	const char *raw;
	char *s;
	enum err err = ics_lines_read(bytes, n, &lines, e);

	f->text = lines.text; /* what is kept of it points there */
	lines.text = (struct buf){0};
	s = f->text.s;
	raw = lines.raw.s;
	for (size_t i = 0; i < lines.n && !err; i++) {
		char *text = s;

		s += strcspn(s, "\n");
		*s++ = '\0';
		err = recoded(&sc, raw, lines.starts[i], &text);
		if (!err)
			err = add_line(&sc, text, lines.starts[i]);
		raw += strcspn(raw, "\n") + 1;
	}
	if (!err && sc.depth)
		err = error_set(e, ERR_INPUT, "файл обрывается: то, что начато в строке %d (%.*s), не закончено",
				sc.open[sc.depth - 1].line, shown(sc.open[sc.depth - 1].name),
				sc.open[sc.depth - 1].name);
	if (!err && !sc.any)
		err = error_set(e, ERR_INPUT, "файл пуст");
	ics_lines_release(&lines);
	return err;
}

void ics_file_release(struct ics_file *f)
{
	free(f->lines);
	free(f->events);
	free(f->zones);
	free(f->calendars);
	arena_release(&f->arena);
	buf_free(&f->text);
	*f = (struct ics_file){.lines = NULL};
}
