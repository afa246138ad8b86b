/* What people and their posts are called on paper. */
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/domain/kinds.h"

int person_gender(const struct record *p)
{
	return decline_gender(record_text(p, PERSON_SURNAME), record_text(p, PERSON_NAME),
			      record_text(p, PERSON_PATRONYMIC));
}

/* «И.» of «Ирина» and of «И.»; nothing of nothing. */
static void add_initial(const char *name, struct buf *out)
{
	size_t n = strlen(name);

	if (!n)
		return;
	buf_addn(out, name, utf8_next(name, n, 0));
	buf_addc(out, '.');
}

static void add_initials(const struct record *p, struct buf *out)
{
	add_initial(record_text(p, PERSON_NAME), out);
	add_initial(record_text(p, PERSON_PATRONYMIC), out);
}

static bool is_initial(const char *name)
{
	size_t n = strlen(name);

	return n && name[n - 1] == '.';
}

void person_add_name(const struct record *p, enum name_form form, enum word_case c, struct buf *out)
{
	const char *name = record_text(p, PERSON_NAME), *patronymic = record_text(p, PERSON_PATRONYMIC);
	int gender = person_gender(p);

	if (form == NAME_INITIALS_FIRST && *name) {
		add_initials(p, out);
		buf_addc(out, ' ');
	}
	decline_surname(record_text(p, PERSON_SURNAME), gender, c, out);
	if (form == NAME_SHORT && *name) {
		buf_addc(out, ' ');
		add_initials(p, out);
	}
	if (form != NAME_FULL)
		return;
	if (*name) {
		buf_addc(out, ' ');
		decline_name(name, gender, c, out);
	}
	if (*patronymic) {
		buf_add(out, is_initial(name) && is_initial(patronymic) ? "" : " ");
		decline_patronymic(patronymic, c, out);
	}
}

void person_short_name(const struct record *p, struct buf *out)
{
	person_add_name(p, NAME_SHORT, NOMINATIVE, out);
}

void person_initials_first(const struct record *p, struct buf *out)
{
	person_add_name(p, NAME_INITIALS_FIRST, NOMINATIVE, out);
}

void person_full_name(const struct record *p, struct buf *out)
{
	person_add_name(p, NAME_FULL, NOMINATIVE, out);
}

const char *person_post(const struct record *p)
{
	const char *post = record_text(p, PERSON_POSITION);

	return *post ? post : record_text(p, PERSON_POSITION_KIND);
}

void person_add_post(const struct record *p, enum word_case c, struct buf *out)
{
	struct buf post = {0};

	text_add_cased(&post, person_post(p), false);
	decline_post(buf_text(&post), c, out);
	buf_free(&post);
}
