#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iniparser/iniparser.h>

#include "stazh/base/ini.h"
#include "stazh/base/utf8.h"

struct scan {
	struct ini *ini;
	struct buf sound;    /* what iniparser is given: the sound lines, the others empty */
	const char *section; /* NULL: before the first one */
	bool lost;	     /* under a section line at fault: whose the keys are is not known */
	int line;
};

void ini_add_fault(struct ini *ini, int line, const char *format, ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, format);
	buf_vaddf(&b, format, ap);
	va_end(ap);
	ini->faults = mem_grow(ini->faults, ini->faults_n, &ini->faults_cap, sizeof(*ini->faults));
	ini->faults[ini->faults_n++] = (struct ini_fault){line, arena_strndup(&ini->arena, buf_text(&b), b.n)};
	buf_free(&b);
}

static struct ini_entry *entry_find(struct ini *ini, const char *section, const char *key)
{
	for (size_t i = 0; i < ini->n; i++) {
		struct ini_entry *e = &ini->entries[i];

		if (strcmp(e->section, section) == 0 && !e->key == !key && (!key || strcasecmp(e->key, key) == 0))
			return e;
	}
	return NULL;
}

static void entry_add(struct scan *s, const char *key)
{
	struct ini *ini = s->ini;

	ini->entries = mem_grow(ini->entries, ini->n, &ini->cap, sizeof(*ini->entries));
	ini->entries[ini->n++] = (struct ini_entry){.line = s->line, .section = s->section, .key = key};
}

/* A name as a string, or NULL with a fault put down. */
static char *name_take(struct scan *s, const char *p, size_t n, const char *what)
{
	n = text_trim(&p, n);
	if (n == 0)
		ini_add_fault(s->ini, s->line, "нет имени %s; ожидается строка вида «[rules]» или «due_days = 14»",
			      what);
	else if (n > INI_NAME_MAX)
		ini_add_fault(s->ini, s->line, "имя %s длиннее %d байт", what, INI_NAME_MAX);
	else if (memchr(p, ':', n) || memchr(p, '[', n) || memchr(p, ']', n))
		ini_add_fault(s->ini, s->line, "в имени %s не может быть знаков : [ ]", what);
	else
		return arena_strndup(&s->ini->arena, p, n);
	return NULL;
}

static bool scan_section(struct scan *s, const char *p, size_t n)
{
	const char *end = memchr(p, ']', n);
	struct ini_entry *before;
	char *name;

	s->lost = true;
	if (!end) {
		ini_add_fault(s->ini, s->line, "не закрыта скобка [; ожидается строка вида «[rules]»");
		return false;
	}
	if (end != p + n - 1) {
		ini_add_fault(s->ini, s->line, "после ] ничего не пишется; комментарий ставится отдельной строкой");
		return false;
	}
	name = name_take(s, p + 1, n - 2, "раздела");
	if (!name)
		return false;
	for (char *c = name; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	s->lost = false;
	s->section = name;
	before = entry_find(s->ini, name, NULL);
	if (before) {
		ini_add_fault(s->ini, s->line,
			      "раздел [%s] повторяется: он уже начат в строке %d; соберите его в одном месте", name,
			      before->line);
		return true;
	}
	entry_add(s, NULL);
	return true;
}

/* May iniparser be trusted to take the value whole? */
static bool scan_value(struct scan *s, const char *p, size_t n)
{
	const char *end;

	n = text_trim(&p, n);
	if (n > 0 && (*p == '"' || *p == '\'')) {
		char quote = *p;

		end = memchr(p + 1, quote, n - 1);
		if (!end) {
			ini_add_fault(s->ini, s->line, "не закрыта кавычка %c", quote);
			return false;
		}
		n -= (size_t)(end + 1 - p);
		p = end + 1;
		n = text_trim(&p, n);
		if (n > 0 && *p != ';' && *p != '#') {
			ini_add_fault(s->ini, s->line,
				      "лишний текст после закрывающей кавычки %c; внутри значения пишите «ёлочки» "
				      "или кавычки другого вида",
				      quote);
			return false;
		}
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		if (p[i] != ';' && p[i] != '#')
			continue;
		ini_add_fault(s->ini, s->line,
			      "значение обрывается на знаке %c; возьмите его в кавычки: \"…\" "
			      "(комментарий ставится отдельной строкой)",
			      p[i]);
		return false;
	}
	return true;
}

static bool scan_key(struct scan *s, const char *p, size_t n)
{
	const char *equals = memchr(p, '=', n);
	struct ini_entry *before;
	char *key;

	if (!equals) {
		ini_add_fault(s->ini, s->line, "нет знака =; ожидается «имя = значение»");
		return false;
	}
	key = name_take(s, p, (size_t)(equals - p), "параметра");
	if (!key || !scan_value(s, equals + 1, (size_t)(p + n - equals - 1)) || s->lost)
		return false;
	if (!s->section) {
		ini_add_fault(s->ini, s->line, "параметр %s стоит вне раздела; выше ожидается строка вида «[rules]»",
			      key);
		return false;
	}
	before = entry_find(s->ini, s->section, key);
	if (before) {
		ini_add_fault(s->ini, s->line, "параметр %s повторяется: он уже задан в строке %d", key, before->line);
		return false;
	}
	entry_add(s, key);
	return true;
}

/* Is the line one that iniparser is to see? */
static bool scan_line(struct scan *s, const char *p, size_t n)
{
	if (n > INI_LINE_MAX) {
		ini_add_fault(s->ini, s->line, "строка длиннее %d байт (по-русски это около %d букв)", INI_LINE_MAX,
			      INI_LINE_MAX / 2);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			ini_add_fault(s->ini, s->line, "управляющий знак с кодом %u; ожидается простой текст", c);
			return false;
		}
	}
	if (n == 0 || *p == ';' || *p == '#')
		return false;
	if (p[n - 1] == '\\') {
		ini_add_fault(s->ini, s->line,
			      "обратная косая черта в конце строки приклеила бы следующую; уберите её или возьмите "
			      "значение в кавычки");
		return false;
	}
	return *p == '[' ? scan_section(s, p, n) : scan_key(s, p, n);
}

/* Faults that make all further lines meaningless. */
static bool scan_fatal(struct scan *s, const char *p, size_t n)
{
	if (memchr(p, 0, n))
		ini_add_fault(s->ini, s->line, "нулевой байт: это не текст или кодировка UTF-16; ожидается UTF-8");
	else if (memchr(p, '\r', n))
		ini_add_fault(s->ini, s->line, "конец строки из одного знака CR; ожидается LF или CRLF");
	else if (!utf8_valid(p, n))
		ini_add_fault(s->ini, s->line, "не UTF-8 (похоже на Windows-1251); сохраните файл в кодировке UTF-8");
	else
		return false;
	return true;
}

static void scan_text(struct scan *s, const char *p, size_t n)
{
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		n -= 3;
	}
	while (n > 0) {
		const char *feed = memchr(p, '\n', n), *line = p;
		size_t length = feed ? (size_t)(feed - p) : n, whole = feed ? length + 1 : n;

		s->line++;
		if (length > 0 && p[length - 1] == '\r')
			length--;
		if (scan_fatal(s, line, length))
			return;
		p += whole;
		n -= whole;
		length = text_trim(&line, length);
		if (scan_line(s, line, length))
			buf_addn(&s->sound, line, length);
		buf_addc(&s->sound, '\n');
	}
}

static int quiet(const char *format, ...)
{
	(void)format;
	return 0;
}

static dictionary *parse(const struct buf *text)
{
	dictionary *d = NULL;
	char path[32];
	int fd;

	/* iniparser reads files by name only; the file itself may have changed since, and has a BOM at times. */
	fd = memfd_create("ini", MFD_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (write(fd, buf_text(text), text->n) == (ssize_t)text->n) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		iniparser_set_error_callback(quiet);
		d = iniparser_load(path);
		iniparser_set_error_callback(NULL);
	}
	close(fd);
	return d;
}

static void take_values(struct scan *s)
{
	struct ini *ini = s->ini;
	dictionary *d = parse(&s->sound);

	if (!d) {
		ini_add_fault(ini, 0, "библиотека iniparser не разобрала файл");
		ini->n = 0;
		return;
	}
	for (size_t i = 0; i < ini->n; i++) {
		struct ini_entry *e = &ini->entries[i];
		char name[2 * INI_NAME_MAX + 2];
		const char *value;

		if (!e->key)
			continue;
		snprintf(name, sizeof(name), "%s:%s", e->section, e->key);
		value = iniparser_getstring(d, name, "");
		e->value = arena_strndup(&ini->arena, value, strlen(value));
	}
	iniparser_freedict(d);
}

static void add_unreadable(struct ini *ini, int error)
{
	ini_add_fault(ini, 0, "файл не читается: %s%s", error_reason(error),
		      error == EACCES ? "; попросите администратора дать вам читать его" : "");
}

static void read_open(struct ini *ini, int fd)
{
	struct scan s = {.ini = ini};
	struct stat st;
	char *text = NULL;
	size_t n = 0;
	ssize_t got;

	if (fstat(fd, &st) < 0) {
		add_unreadable(ini, errno);
		return;
	}
	if (S_ISDIR(st.st_mode)) {
		ini_add_fault(ini, 0, "это папка; ожидается файл");
		return;
	}
	if (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode)) { /* /dev/null is as good as an empty file */
		ini_add_fault(ini, 0, "это не обычный файл");
		return;
	}
	if (S_ISREG(st.st_mode) && (st.st_mode & S_IWOTH)) {
		ini_add_fault(ini, 0, "файл может изменить любой пользователь; выполните: chmod o-w %s", ini->path);
		return;
	}
	text = mem_alloc(INI_FILE_MAX + 1);
	while (n <= INI_FILE_MAX && (got = read(fd, text + n, INI_FILE_MAX + 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			add_unreadable(ini, errno);
			goto out;
		}
		n += (size_t)got;
	}
	if (n > INI_FILE_MAX) {
		ini_add_fault(ini, 0, "файл больше %d КиБ; для настроек это слишком много", INI_FILE_MAX / 1024);
		goto out;
	}
	scan_text(&s, text, n);
	take_values(&s);
	buf_free(&s.sound);
out:
	free(text);
}

enum err ini_read(const char *path, struct ini *ini)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return ERR_NONE;
	ini->path = arena_strndup(&ini->arena, path, strlen(path));
	if (fd < 0) {
		add_unreadable(ini, errno);
		return OK;
	}
	read_open(ini, fd);
	close(fd);
	return OK;
}

void ini_release(struct ini *ini)
{
	free(ini->entries);
	free(ini->faults);
	arena_release(&ini->arena);
	*ini = (struct ini){0};
}

void ini_print_faults(struct ini *ini, struct buf *out)
{
	/* Insertion keeps faults of one line in the order in which they were found. */
	for (size_t i = 1; i < ini->faults_n; i++) {
		struct ini_fault f = ini->faults[i];
		size_t at = i;

		for (; at > 0 && ini->faults[at - 1].line > f.line; at--)
			ini->faults[at] = ini->faults[at - 1];
		ini->faults[at] = f;
	}
	for (size_t i = 0; i < ini->faults_n; i++) {
		const struct ini_fault *f = &ini->faults[i];

		buf_add(out, ini->path);
		if (f->line > 0)
			buf_addf(out, ":%d", f->line);
		buf_addf(out, ": %s\n", f->text);
	}
}
