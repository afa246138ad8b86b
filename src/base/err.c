#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* The text is made beside e and copied: an argument may be e's own text, when a cause is wrapped. */
static void fill(struct error *e, enum err code, const char *clause, const char *format, va_list ap)
{
	char text[sizeof(e->text) + 1]; /* one more byte tells whether the cut falls inside a character */
	int start = 0;
	size_t n;

	if (*clause)
		start = snprintf(text, sizeof(text), "%s %.*s: ", strchr(clause, ',') ? "пп." : "п.",
				 (int)sizeof(e->clause) - 1, clause);
	vsnprintf(text + start, sizeof(text) - (size_t)start, format, ap);
	n = strlen(text);
	if (n >= sizeof(e->text)) {
		n = sizeof(e->text) - 1;
		while (n > 0 && (text[n] & 0xC0) == 0x80)
			n--;
		text[n] = 0;
	}
	e->code = code;
	e->field[0] = 0;
	snprintf(e->clause, sizeof(e->clause), "%s", clause);
	memcpy(e->text, text, n + 1);
}

enum err error_set(struct error *e, enum err code, const char *format, ...)
{
	va_list ap;

	if (e) {
		va_start(ap, format);
		fill(e, code, "", format, ap);
		va_end(ap);
	}
	return code;
}

enum err error_clause(struct error *e, const char *clause, const char *format, va_list ap)
{
	if (e && *clause) {
		fill(e, ERR_REFUSED, clause, format, ap);
	} else if (e) { /* the sentence has lost its beginning */
		char text[2 * sizeof(e->text)];
		struct buf whole = {0};

		vsnprintf(text, sizeof(text), format, ap);
		text_add_cased(&whole, text, true);
		error_set(e, ERR_REFUSED, "%s", buf_text(&whole));
		buf_free(&whole);
	}
	return ERR_REFUSED;
}

void error_add_typed(const char *text, struct buf *out)
{
	static const char *const advice[][2] = {{ERROR_CHECK, "Проверьте базу: stazh check"},
						{ERROR_COPY, "Верните её из копии: stazh restore ФАЙЛ"}};
	const char *at;

	for (size_t i = 0; i < sizeof(advice) / sizeof(*advice); i++)
		if ((at = strstr(text, advice[i][0]))) {
			buf_addf(out, "%.*s%s", (int)(at - text), text, advice[i][1]);
			text = at + strlen(advice[i][0]);
		}
	buf_add(out, text);
}

enum err error_at(struct error *e, const char *field)
{
	if (!e)
		return ERR_REFUSED;
	snprintf(e->field, sizeof(e->field), "%s", field);
	return e->code;
}

const char *error_reason(int error)
{
	/* clang-format off */
	static const struct {
		int error;
		const char *reason;
	} reasons[] = {
		{ENOSPC, "на диске нет места"}, {EDQUOT, "исчерпана квота"},	{EACCES, "нет прав"},
		{EPERM, "нет прав"},		{EROFS, "диск только для чтения"}, {ENOENT, "нет такого файла или папки"},
		{ENOTDIR, "это не папка"},	{EISDIR, "это папка"},		{ENAMETOOLONG, "слишком длинное имя"},
		{EBADF, "вывод закрыт"},	{EPIPE, "вывод закрыт"},	{EIO, "ошибка диска"},
		{EFBIG, "достигнут предел размера файла"}, {ENOMEM, "не хватает памяти"}, {EMFILE, "открыто слишком много файлов"},
		{ENFILE, "в системе открыто слишком много файлов"}, {EEXIST, "такой файл уже есть"}, {EBUSY, "занято"},
		{EXDEV, "другой диск"},	{ELOOP, "ссылки по кругу"}, {EINVAL, "файловая система этого не умеет"},
		{EINTR, "прервано"},	{EAGAIN, "занято"},	{ENXIO, "нет такого устройства"}, {ENODEV, "нет такого устройства"},
		{ETXTBSY, "файл занят"},	{ENOTEMPTY, "папка не пуста"},	{ETIMEDOUT, "устройство не ответило"},
		{EOPNOTSUPP, "файловая система этого не умеет"}, {EMLINK, "слишком много ссылок на файл"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (reasons[i].error == error)
			return reasons[i].reason;
	return "сбой системы";
}

struct error *errors_chain(struct error e[ERRORS_MAX])
{
	for (size_t i = 0; i < ERRORS_MAX; i++)
		e[i] = (struct error){.more = i + 1 < ERRORS_MAX ? &e[i + 1] : NULL};
	return e;
}

void error_clear(struct error *e)
{
	for (; e; e = e->more)
		*e = (struct error){.more = e->more};
}

void error_more(struct error *e, const struct error *one)
{
	struct error *more;

	while (*e->text && e->more)
		e = e->more;
	if (*e->text)
		return;
	more = e->more;
	*e = *one;
	e->more = more;
}

void error_named(struct error *e, const char *name)
{
	struct error was = *e;

	error_set(e, was.code, "%s: %s", name, was.text);
	snprintf(e->clause, sizeof(e->clause), "%s", was.clause);
	snprintf(e->field, sizeof(e->field), "%s", was.field);
}

bool error_enough(enum err *all, enum err one, struct error **e)
{
	if (!one)
		return false;
	if (!*all)
		*all = one;
	if ((one != ERR_REFUSED && one != ERR_USAGE) || !*e)
		return true;
	while (*(*e)->text && (*e)->more) /* one of them may have told several */
		*e = (*e)->more;
	return *(*e)->text;
}
