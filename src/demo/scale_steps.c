/* What every part of the generated district is made with: chance, texts of values, the operations. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scale.h"

const char *const scale_lessons[LESSONS] = {
	"Входная диагностика стажёров",
	"Анализ заданий и типичных затруднений",
	"Приёмы работы с текстом",
	"Открытый урок с последующим анализом",
	"Конструирование заданий",
	"Критерии и карты оценивания",
	"Обмен опытом: что получилось в классе",
	"Итоговая диагностика, подведение итогов",
};
/* xorshift64* */
unsigned scale_chance(struct scale *s, size_t n)
{
	s->random ^= s->random >> 12;
	s->random ^= s->random << 25;
	s->random ^= s->random >> 27;
	return (unsigned)((s->random * 2685821657736338717u >> 33) % n);
}

static char *slot(struct scale *s)
{
	return s->text[s->text_at++ % COUNT(s->text)];
}

const char *scale_number(struct scale *s, long n)
{
	char *out = slot(s);

	snprintf(out, sizeof(s->text[0]), "%ld", n);
	return n ? out : "";
}

const char *scale_day(struct scale *s, int32_t date)
{
	char *out = slot(s);
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	snprintf(out, sizeof(s->text[0]), "%04d-%02d-%02d", y, m, d);
	return out;
}

const char *scale_word(struct scale *s, enum option_id list)
{
	size_t n;
	const char *const *words = config_list(tx_session(s->tx)->config, list, &n);

	return words[scale_chance(s, n)];
}

#define FIELDS_MAX 20

static size_t collect(va_list ap, struct assign *a)
{
	size_t n = 0;
	const char *name;

	while ((name = va_arg(ap, const char *))) {
		const char *value = va_arg(ap, const char *);

		if (*value)
			a[n++] = (struct assign){name, value};
	}
	return n;
}

uint32_t scale_add(struct scale *s, unsigned kind, ...)
{
	struct assign a[FIELDS_MAX];
	uint32_t id = 0;
	va_list ap;
	size_t n;

	va_start(ap, kind);
	n = collect(ap, a);
	va_end(ap);
	if (!s->err)
		s->err = model_add(s->tx, kind, a, n, &id, s->e);
	return id;
}

void scale_set(struct scale *s, unsigned kind, uint32_t id, const char *name, const char *value)
{
	if (!s->err)
		s->err = model_set(s->tx, kind, id, 0, &(struct assign){name, value}, 1, s->e);
}

void scale_act(struct scale *s, unsigned kind, uint32_t id, const char *action, ...)
{
	struct assign a[FIELDS_MAX];
	va_list ap;
	size_t n;

	va_start(ap, action);
	n = collect(ap, a);
	va_end(ap);
	if (!s->err)
		s->err = model_act(s->tx, kind, id, 0, action, a, n, NULL, s->e);
}
