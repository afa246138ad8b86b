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
	const char *method = f->calendars[p->calendar].method;
	const struct ics_line *own = *method ? NULL : ics_find(f, p, "METHOD"); /* not its place, but written */

	return own ? ics_value(own->text) : method;
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
	const char *stray; /* the first line, when it is before the calendar; or NULL */
	int stray_line;
	bool coded; /* the letter that it stands in is */
	struct error *e;
};

#define NO_CALENDAR "это не файл календаря: он начинается строкой BEGIN:VCALENDAR"

static int shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

static void close_event(struct scan *sc, bool unfinished)
{
	struct ics_part *event = &sc->f->events[sc->f->events_n - 1];

	event->to = sc->f->lines_n;
	event->unfinished = unfinished;
	sc->event = 0;
	sc->depth -= unfinished;
}

static enum err begin(struct scan *sc, const char *name, int line)
{
	struct ics_file *f = sc->f;

	if (sc->event && sc->depth == sc->event && !strcasecmp(name, "VEVENT"))
		close_event(sc, true);
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
		f->events[f->events_n++] = (struct ics_part){f->lines_n, f->lines_n, line, f->calendars_n - 1, false};
		sc->event = sc->depth;
	} else if (!sc->event && !sc->zone && !strcasecmp(name, "VTIMEZONE")) {
		f->zones = mem_grow(f->zones, f->zones_n, &f->zones_cap, sizeof(*f->zones));
		f->zones[f->zones_n++] = (struct ics_part){f->lines_n, f->lines_n, line, f->calendars_n - 1, false};
		sc->zone = sc->depth;
	}
	return OK;
}

static enum err end(struct scan *sc, const char *name, int line)
{
	struct ics_file *f = sc->f;
	const struct open *open;

	if (sc->event && sc->depth == sc->event && !strcasecmp(name, "VCALENDAR"))
		close_event(sc, true);
	if (sc->depth == 1 && f->events_n && !strcasecmp(name, "VEVENT"))
		return OK; /* once more */
	open = sc->depth ? &sc->open[sc->depth - 1] : NULL;
	if (!open)
		return error_set(sc->e, ERR_INPUT, "строка %d: конец «END:%.*s» без начала", line, shown(name), name);
	if (strcasecmp(open->name, name) != 0)
		return error_set(sc->e, ERR_INPUT, "строка %d: конец «END:%.*s», а начато «BEGIN:%.*s» в строке %d",
				 line, shown(name), name, shown(open->name), open->name, open->line);
	if (sc->depth == sc->event) {
		close_event(sc, false);
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

/* Takes blanks away that mean nothing: at the end, and around the signs of a line that has no text. */
static void tidy(char *text)
{
	static const char *const without_text[] = {"BEGIN", "END",   "DTSTART",	      "DTEND",	 "EXDATE",
						   "RDATE", "RRULE", "RECURRENCE-ID", "DURATION"};
	size_t n = strlen(text), name = ics_name_length(text), kept = name;
	bool tight = false, quoted = false;

	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		text[--n] = '\0';
	for (size_t i = 0; i < sizeof(without_text) / sizeof(*without_text); i++)
		tight |= is_property(text, without_text[i]);
	if (!tight || !strchr(":; ", text[name]))
		return;
	for (size_t i = name; i < n; i++) {
		bool blank = text[i] == ' ' && !quoted;
		const char *next = text + i + strspn(text + i, " ");

		quoted ^= text[i] == '"';
		if (!blank || (!strchr(";:=,", *next) && !strchr(";:=,", text[kept - 1])))
			text[kept++] = text[i];
	}
	text[kept] = '\0';
}

/* A zone's name with a colon, which has to be quoted: «TZID=+01:00:20260907T100000». */
static char *quote_zone(struct scan *sc, char *text)
{
	char *zone = strcasestr(text, ";TZID="), *value = zone ? strchr(zone, ':') : NULL;
	struct buf line = {0};

	if (!value || strncasecmp(text, "X-", 2) == 0 || zone[6] == '"' || strspn(value + 1, "0123456789") >= 4)
		return text;
	while (value && strspn(value + 1, "0123456789") < 4)
		value = strchr(value + 1, ':');
	if (!value)
		return text;
	buf_addn(&line, text, (size_t)(zone + 6 - text));
	buf_addf(&line, "\"%.*s\"%s", (int)(value - zone - 6), zone + 6, value);
	text = arena_strndup(&sc->f->arena, line.s, line.n);
	buf_free(&line);
	return text;
}

/* Outside of a calendar: what mail programs leave around it. What is coded there is no calendar that could be read. */
static bool is_of_letter(struct scan *sc, const char *text, int line)
{
	if (is_property(text, "BEGIN") || is_property(text, "END"))
		return false;
	if (sc->any)
		return sc->stray && !strncmp(text, "--", 2);
	if (!sc->stray) {
		sc->stray = text;
		sc->stray_line = line;
	}
	sc->coded |= is_property(text, "Content-Transfer-Encoding") &&
		     (strcasestr(text, "quoted-printable") || strcasestr(text, "base64"));
	return true;
}

static enum err add_line(struct scan *sc, char *text, int line)
{
	enum err err = OK;

	tidy(text);
	text = quote_zone(sc, text);
	if (!text[strspn(text, " \t")] || (!sc->depth && is_of_letter(sc, text, line)))
		return OK;
	if (!strcasecmp(text, "END:VCALENDARBEGIN:VCALENDAR")) { /* one file put behind another */
		err = end(sc, "VCALENDAR", line);
		return err ? err : begin(sc, "VCALENDAR", line);
	}
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
		return error_set(sc->e, ERR_INPUT, "строка %d: «%.*s» после конца календаря", line, shown(text), text);
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
	if (!err && !sc.any && sc.stray)
		err = error_set(e, ERR_INPUT, "строка %d: «%.*s» — " NO_CALENDAR, sc.stray_line, shown(sc.stray),
				sc.stray);
	else if (!err && !sc.any)
		err = error_set(e, ERR_INPUT, "файл пуст");
	else if (!err && sc.coded)
		err = error_set(e, ERR_INPUT, "это письмо, а не календарь: сохраните из него вложение .ics");
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
