#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_scan.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/table/csv.h"

#define DEPTH_MAX 8

/* Folding is undone in the bytes, as it may part a character; then they are decoded. */
static void unfold(const char *s, size_t n, struct buf *out, int **starts, size_t *lines)
{
	size_t cap = 0;
	int line = 1;

	*starts = NULL;
	*lines = 0;
	for (size_t i = 0; i < n; line++) {
		size_t end = i, next;

		while (end < n && s[end] != '\n')
			end++;
		next = end + (end < n);
		if (end > i && s[end - 1] == '\r')
			end--;
		if (*lines && end > i && (s[i] == ' ' || s[i] == '\t')) {
			out->n--; /* the line end */
			buf_addn(out, s + i + 1, end - i - 1);
		} else {
			*starts = mem_grow(*starts, *lines, &cap, sizeof(**starts));
			(*starts)[(*lines)++] = line;
			buf_addn(out, s + i, end - i);
		}
		buf_addc(out, '\n');
		i = next;
	}
}

static size_t name_length(const char *line)
{
	return strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
}

static bool is_property(const char *line, const char *name)
{
	size_t n = strlen(name);

	return name_length(line) == n && !strncasecmp(line, name, n);
}

const char *ics_value(const char *line)
{
	bool quoted = false;

	for (; *line; line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == ':' && !quoted)
			return line + 1;
	}
	return line;
}

bool ics_parameter(const char *line, const char *name, struct buf *out)
{
	const char *end = ics_value(line), *s = line + name_length(line);
	size_t n = strlen(name);

	while (s < end && *s == ';') {
		const char *value = s + 1 + name_length(s + 1);
		bool found = (size_t)(value - s - 1) == n && *value == '=' && !strncasecmp(s + 1, name, n),
		     quoted = false;

		for (s = value + (*value == '='); s < end - 1 && (quoted || *s != ';'); s++) {
			quoted ^= *s == '"';
			if (found && *s != '"')
				buf_addc(out, *s);
		}
		if (found)
			return true;
	}
	return false;
}

const char *ics_text(const char *s, bool list, struct buf *out)
{
	for (; *s; s++) {
		if (*s == ',' && list)
			return s + 1;
		if (*s == '\\' && s[1]) {
			s++;
			buf_addc(out, (char)(*s == 'n' || *s == 'N' ? '\n' : *s));
		} else {
			buf_addc(out, *s);
		}
	}
	return NULL;
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
	sc->open[sc->depth++] = (struct open){name, line};
	if (!sc->event && !sc->zone && !strcasecmp(name, "VEVENT")) {
		if (f->events_n == ICS_EVENTS_MAX)
			return error_set(sc->e, ERR_INPUT, "в файле больше %d занятий; разделите его на части",
					 ICS_EVENTS_MAX);
		f->events = mem_grow(f->events, f->events_n, &f->events_cap, sizeof(*f->events));
		f->events[f->events_n++] = (struct ics_part){f->lines_n, f->lines_n, line};
		sc->event = sc->depth;
	} else if (!sc->event && !sc->zone && !strcasecmp(name, "VTIMEZONE")) {
		f->zones = mem_grow(f->zones, f->zones_n, &f->zones_cap, sizeof(*f->zones));
		f->zones[f->zones_n++] = (struct ics_part){f->lines_n, f->lines_n, line};
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
	} else if (is_property(text, "METHOD") && !strcasecmp(ics_value(text), "CANCEL")) {
		f->cancels = true;
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
	if (!name_length(text) || ics_value(text)[-1] != ':')
		return error_set(sc->e, ERR_INPUT,
				 "строка %d не разобрана: «%.*s»; в файле календаря в строке имя, двоеточие и значение",
				 line, shown(text), text);
	keep(sc, text, line);
	return OK;
}

/* What text_decode says of spreadsheets is of no use here. */
static enum err decode(const char *s, size_t n, struct buf *out, struct error *e)
{
	if (n >= 2 && (!memcmp(s, "\xFF\xFE", 2) || !memcmp(s, "\xFE\xFF", 2)))
		return error_set(e, ERR_INPUT, "файл в кодировке UTF-16; сохраните календарь в UTF-8");
	if (memchr(s, 0, n))
		return error_set(e, ERR_INPUT, "это не файл календаря: в нём есть нулевые байты");
	return text_decode(s, n, out, e);
}

enum err ics_scan(const char *bytes, size_t n, struct ics_file *f, struct error *e)
{
	struct scan sc = {.f = f, .e = e};
	struct buf unfolded = {0};
	int *starts;
	size_t lines;
	char *s;
	enum err err;

	unfold(bytes, n, &unfolded, &starts, &lines);
	err = decode(buf_text(&unfolded), unfolded.n, &f->text, e);
	s = f->text.s;
	for (size_t i = 0; i < lines && !err; i++) {
		char *end_of_line = strchr(s, '\n');

		if (end_of_line)
			*end_of_line = '\0';
		err = add_line(&sc, s, starts[i]);
		s = end_of_line ? end_of_line + 1 : s + strlen(s);
	}
	if (!err && sc.depth)
		err = error_set(e, ERR_INPUT, "файл обрывается: то, что начато в строке %d (%.*s), не закончено",
				sc.open[sc.depth - 1].line, shown(sc.open[sc.depth - 1].name),
				sc.open[sc.depth - 1].name);
	if (!err && !sc.any)
		err = error_set(e, ERR_INPUT, "файл пуст");
	free(starts);
	buf_free(&unfolded);
	return err;
}

void ics_file_release(struct ics_file *f)
{
	free(f->lines);
	free(f->events);
	free(f->zones);
	buf_free(&f->text);
	*f = (struct ics_file){.lines = NULL};
}
