/* Organisations and people of a generated district. */
#include <string.h>

#include "stazh/base/utf8.h"
#include "scale.h"

/* With -ка a village, with -ская, -ский its school. */
static const char *const roots[] = {
	"Иванов",  "Петров",   "Николаев",  "Дмитриев", "Алексеев", "Покров",	"Михайлов",   "Берёзов",
	"Соснов",  "Елов",     "Осинов",    "Ольхов",	"Кедров",   "Калинов",	"Малинов",    "Рябинов",
	"Дубров",  "Орлов",    "Соколов",   "Лебедев",	"Медведев", "Степанов", "Павлов",     "Антонов",
	"Борисов", "Васильев", "Григорьев", "Ефимов",	"Захаров",  "Игнатьев", "Лаврентьев", "Макаров",
	"Осипов",  "Романов",  "Семёнов",   "Тимофеев", "Фёдоров",  "Яковлев",	"Афанасьев",  "Кондратьев",
};
static const char *const prefixes[] = {"", "Верх-", "Усть-", "Ново", "Старо", "Мало", "Больше", "Нижне"};

const struct org_type org_types[ORG_TYPES] = {
	{"МБОУ", "Муниципальное бюджетное общеобразовательное учреждение", "ская", "СОШ",
	 "средняя общеобразовательная школа", "общеобразовательная", "директор", "директор"},
	{"МБОУ", "Муниципальное бюджетное общеобразовательное учреждение", "ская", "ООШ",
	 "основная общеобразовательная школа", "общеобразовательная", "директор", "директор"},
	{"МБДОУ", "Муниципальное бюджетное дошкольное образовательное учреждение", "ский", "детский сад", "детский сад",
	 "дошкольная", "заведующий", "заведующая"},
	{"МБУ ДО", "Муниципальное бюджетное учреждение дополнительного образования", "ский", "дом детского творчества",
	 "дом детского творчества", "дополнительного образования", "директор", "директор"},
};

static const char *const surnames[] = {
	"Абрамов",   "Агафонов",   "Баранов",	 "Беляев",    "Бобров",	    "Быков",	"Виноградов", "Власов",
	"Воробьёв",  "Гаврилов",   "Голубев",	 "Горбунов",  "Громов",	    "Данилов",	"Денисов",    "Ершов",
	"Жданов",    "Жуков",	   "Зайцев",	 "Зуев",      "Ильин",	    "Казаков",	"Калинин",    "Карпов",
	"Киселёв",   "Ковалёв",	   "Колесников", "Комаров",   "Королёв",    "Крылов",	"Кудрявцев",  "Лазарев",
	"Логинов",   "Лукин",	   "Мартынов",	 "Маслов",    "Мельников",  "Миронов",	"Муравьёв",   "Назаров",
	"Нестеров",  "Никитин",	   "Носков",	 "Панфилов",  "Поляков",    "Потапов",	"Родионов",   "Рыбаков",
	"Савельев",  "Сафонов",	   "Селезнёв",	 "Сидоров",   "Сорокин",    "Тарасов",	"Титов",      "Третьяков",
	"Ушаков",    "Филатов",	   "Фомин",	 "Чернов",    "Шестаков",   "Щербаков", "Вишневский", "Заболоцкий",
	"Каменский", "Петровский", "Шевченко",	 "Коваленко", "Бондаренко", "Черных",	"Седых",
};
static const char *const women[] = {"Анна",   "Валентина", "Вера",    "Галина",	 "Дарья",  "Екатерина", "Елена",
				    "Жанна",  "Зоя",	   "Инна",    "Ирина",	 "Ксения", "Лариса",	"Людмила",
				    "Марина", "Мария",	   "Надежда", "Наталья", "Оксана", "Ольга",	"Полина",
				    "Раиса",  "Светлана",  "Татьяна", "Юлия"};
static const char *const men[] = {"Александр",	"Андрей", "Виктор", "Владимир", "Денис",  "Евгений", "Игорь",
				  "Константин", "Максим", "Олег",   "Роман",	"Сергей", "Юрий"};
static const char *const patronymics[] = {"Александров", "Алексеев",   "Анатольев", "Андреев",	 "Борисов",
					  "Викторов",	 "Владимиров", "Геннадьев", "Григорьев", "Евгеньев",
					  "Иванов",	 "Михайлов",   "Николаев",  "Олегов",	 "Павлов",
					  "Петров",	 "Романов",    "Сергеев",   "Степанов",	 "Фёдоров"};
static const char *const subjects[][2] = {
	{"русский язык и литература", "учитель русского языка и литературы"},
	{"математика", "учитель математики"},
	{"физика", "учитель физики"},
	{"химия", "учитель химии"},
	{"биология", "учитель биологии"},
	{"география", "учитель географии"},
	{"история и обществознание", "учитель истории и обществознания"},
	{"английский язык", "учитель английского языка"},
	{"информатика", "учитель информатики"},
	{"технология", "учитель технологии"},
	{"физическая культура", "учитель физической культуры"},
	{"музыка", "учитель музыки"},
	{"начальные классы", "учитель начальных классов"},
};
static const char *const achievements[] = {
	"победитель муниципального конкурса «Учитель года»",
	"призёр областного конкурса педагогического мастерства",
	"автор методических разработок, опубликованных в областном сборнике",
	"ведёт районное методическое объединение",
	"ученики — призёры регионального этапа олимпиады",
	"почётная грамота министерства образования",
};

static void add_feminine(const char *surname, struct buf *out)
{
	size_t n = strlen(surname), two = 2 * strlen("и");

	if (n > two && !strcmp(surname + n - two, "ий")) {
		buf_addn(out, surname, n - two);
		buf_add(out, "ая");
	} else {
		buf_add(out, surname);
		if (!strcmp(surname + n - two, "ов") || !strcmp(surname + n - two, "ев") ||
		    !strcmp(surname + n - two, "ёв") || !strcmp(surname + n - two, "ин"))
			buf_add(out, "а");
	}
}

uint32_t scale_add_person(struct scale *s, uint32_t org, const char *kind, const char *position_m,
			  const char *position_f, const char *subject, bool able)
{
	static const char *const categories[] = {"высшая", "высшая", "высшая",	      "первая",	       "первая",
						 "первая", "первая", "без категории", "без категории", ""};
	bool woman = scale_chance(s, 100) < 85;
	struct buf surname = {0}, patronymic = {0};
	const char *category = categories[scale_chance(s, able ? 7 : COUNT(categories))];
	const char *name = woman ? SCALE_PICK(s, women) : SCALE_PICK(s, men);
	const char *achievement = able || scale_chance(s, 3) == 0 ? SCALE_PICK(s, achievements) : "";
	const char *consent = scale_chance(s, 10) ? scale_day(s, s->today - 30 - (int32_t)scale_chance(s, 700)) : "";
	uint32_t id;

	if (woman)
		add_feminine(SCALE_PICK(s, surnames), &surname);
	else
		buf_add(&surname, SCALE_PICK(s, surnames));
	buf_addf(&patronymic, "%s%s", SCALE_PICK(s, patronymics), woman ? "на" : "ич");
	id = scale_add(s, KIND_PERSON, "surname", surname.s, "name", name, "patronymic", patronymic.s, "org",
		       scale_number(s, org), "position_kind", demo_choice(s->tx, OPT_POSITION_KINDS, kind), "position",
		       woman ? position_f : position_m, "subject", subject, "category",
		       demo_choice(s->tx, OPT_CATEGORIES, category), "achievements", achievement, "consent_on", consent,
		       NULL);
	buf_free(&surname);
	buf_free(&patronymic);
	return id;
}

uint32_t scale_add_colleague(struct scale *s, uint32_t org, const struct org_type *type, unsigned i, bool able)
{
	const char *const *subject = SCALE_PICK(s, subjects);

	if (!strcmp(type->kind, "дошкольная")) {
		if (i == 3)
			return scale_add_person(s, org, "учитель-логопед", "учитель-логопед", "учитель-логопед", "",
						able);
		return scale_add_person(s, org, "воспитатель", "воспитатель", "воспитатель", "", able);
	}
	if (!strcmp(type->kind, "дополнительного образования"))
		return scale_add_person(s, org, "педагог дополнительного образования",
					"педагог дополнительного образования", "педагог дополнительного образования",
					"", able);
	if (i == 1)
		return scale_add_person(s, org, "заместитель директора", "заместитель директора",
					"заместитель директора", "", able);
	if (i == 4)
		return scale_add_person(s, org, "педагог-психолог", "педагог-психолог", "педагог-психолог", "", able);
	if (i == 5)
		return scale_add_person(s, org, "социальный педагог", "социальный педагог", "социальный педагог", "",
					able);
	return scale_add_person(s, org, "учитель", subject[1], subject[1], subject[0], able);
}

/* «Новоивановка», «Верх-Ивановская»: before a hyphen the root keeps its capital letter. */
static void add_settlement(const char *prefix, const char *root, const char *ending, struct buf *out)
{
	size_t n = strlen(prefix), letter;
	uint32_t cp = 0;
	char c[4];

	letter = utf8_decode(root, strlen(root), &cp);
	if (n && prefix[n - 1] != '-')
		cp += 0x20;
	buf_add(out, prefix);
	buf_addn(out, c, utf8_write(cp, c));
	buf_addf(out, "%s%s", root + letter, ending);
}

uint32_t scale_add_org(struct scale *s, unsigned i)
{
	const struct org_type *type = &org_types[i % COUNT(org_types)];
	unsigned village = i / COUNT(org_types), again = village / (COUNT(roots) * COUNT(prefixes));
	const char *root = roots[village % COUNT(roots)], *prefix = prefixes[village / COUNT(roots) % COUNT(prefixes)];
	struct buf adjective = {0}, place = {0}, name = {0}, full = {0}, suffix = {0};
	uint32_t id;

	add_settlement(prefix, root, type->ending, &adjective);
	buf_add(&place, "с. ");
	add_settlement(prefix, root, "ка", &place);
	if (again)
		buf_addf(&suffix, " № %u", again + 1);
	buf_addf(&name, "%s «%s %s%s»", type->form, adjective.s, type->name, buf_text(&suffix));
	buf_addf(&full, "%s «%s %s%s»", type->full_form, adjective.s, type->full_name, buf_text(&suffix));
	id = scale_add(s, KIND_ORG, "short_name", name.s, "full_name", full.s, "settlement", place.s, "kind",
		       demo_choice(s->tx, OPT_ORG_KINDS, type->kind), "low_results",
		       i % COUNT(org_types) < 2 && scale_chance(s, 4) == 0 ? "yes" : "", NULL);
	buf_free(&adjective);
	buf_free(&place);
	buf_free(&name);
	buf_free(&full);
	buf_free(&suffix);
	return id;
}
