/* A generated district: plausible names, and a history that every record got by the same actions that people use. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/field.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/model.h"
#include "stazh/domain/press.h"
#include "stazh/demo/demo.h"
#include "demo.h"

#define YEARS		4 /* of history, the present school year included */
#define ORDER_SITES_MAX 40
#define COUNT(a)	(sizeof(a) / sizeof(*(a)))
#define PICK(s, a)	((a)[chance(s, COUNT(a))])

/* ---- words ---- */

/* With -ка a village, with -ская, -ский its school. */
static const char *const roots[] = {
	"Иванов",  "Петров",   "Николаев",  "Дмитриев", "Алексеев", "Покров",	"Михайлов",   "Берёзов",
	"Соснов",  "Елов",     "Осинов",    "Ольхов",	"Кедров",   "Калинов",	"Малинов",    "Рябинов",
	"Дубров",  "Орлов",    "Соколов",   "Лебедев",	"Медведев", "Степанов", "Павлов",     "Антонов",
	"Борисов", "Васильев", "Григорьев", "Ефимов",	"Захаров",  "Игнатьев", "Лаврентьев", "Макаров",
	"Осипов",  "Романов",  "Семёнов",   "Тимофеев", "Фёдоров",  "Яковлев",	"Афанасьев",  "Кондратьев",
};
static const char *const prefixes[] = {"", "Верх-", "Усть-", "Ново", "Старо", "Мало", "Больше", "Нижне"};

static const struct org_type {
	const char *form, *full_form, *ending, *name, *full_name, *kind, *head_m, *head_f;
} org_types[] = {
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
#define TOPICS_FOR_ALL 8 /* the rest is for schools */
static const char *const topics[] = {
	"Индивидуальный образовательный маршрут ребёнка",
	"Наставничество: молодой педагог и опытный коллега",
	"Работа с детьми с ограниченными возможностями здоровья",
	"Преемственность дошкольного и начального образования",
	"Техническое творчество и робототехника",
	"Музей образовательной организации как пространство воспитания",
	"Развитие речи средствами театральной деятельности",
	"Взаимодействие с семьёй: от встречи к сотрудничеству",
	"Функциональная грамотность на уроках и во внеурочной деятельности",
	"Читательская грамотность как основа предметных результатов",
	"Математическая грамотность: от задачи к жизненной ситуации",
	"Естественно-научная грамотность средствами учебного эксперимента",
	"Формирующее оценивание на уроке",
	"Проектная и исследовательская деятельность обучающихся",
	"Цифровая образовательная среда сельской школы",
	"Профориентация и развитие карьерных намерений",
	"Современный урок: технологии деятельностного подхода",
	"Подготовка к государственной итоговой аттестации без перегрузки",
	"Финансовая грамотность: межпредметный подход",
};
static const char *const experience[] = {
	"региональная инновационная площадка, отчёт принят",
	"опорная школа областного проекта",
	"участие в федеральном проекте «Современная школа», центр «Точка роста»",
	"муниципальный ресурсный центр",
};
static const char *const reasons[] = {"не описан опыт работы по теме", "цель не согласована с направлением площадки",
				      "не указаны ожидаемые результаты"};
static const char *const remarks[] = {"указать часы по темам", "добавить итоговое занятие",
				      "уточнить сроки по четвертям"};
static const char *const lessons[] = {
	"Входная диагностика стажёров",
	"Анализ заданий и типичных затруднений",
	"Приёмы работы с текстом",
	"Открытый урок с последующим анализом",
	"Конструирование заданий",
	"Критерии и карты оценивания",
	"Обмен опытом: что получилось в классе",
	"Итоговая диагностика, подведение итогов",
};
static const char *const groups[] = {"Учителя начальных классов", "Учителя-предметники",  "Молодые педагоги",
				     "Педагоги, 1-я группа",	  "Педагоги, 2-я группа", "Заместители руководителей"};
static const char *const tasks[] = {
	"разработать технологическую карту урока",
	"посетить открытый урок и написать отзыв",
	"провести урок с самоанализом",
	"подобрать задания по теме площадки",
	"скорректировать рабочую программу",
	"выступить на круглом столе",
};
static const char *const equipment[] = {"ноутбук",
					"интерактивная панель",
					"документ-камера",
					"комплект датчиков",
					"принтер",
					"набор робототехники",
					"методическая литература, комплект",
					"веб-камера"};
static const char *const reminders[] = {
	"собрать заявки на новый учебный год", "подготовить совещание руководителей площадок",
	"обновить список площадок на сайте",   "посетить занятие площадки",
	"запросить сведения о стажёрах",
};
/* The accepting office reads these; one for each half of the report. */
static const char *const conformity[] = {"Работа шла по программе, заявленные цели достигнуты.",
					 "Цели достигнуты в основном: два занятия перенесены на следующий год."};
static const char *const dynamics[] = {"По итоговой диагностике результат вырос у большинства стажёров.",
				       "Средний балл вырос по всем направлениям стажировки."};

/* ---- the work ---- */

struct site {
	uint32_t id, org;
	int from, until; /* school years: of the first order, after the last term; 0: no status */
	bool ended;
};

struct scale {
	unsigned n;
	void (*progress)(unsigned done, unsigned total);
	unsigned done, total;
	struct tx *tx;
	struct error *e;
	enum err err; /* of the first step that failed: the later ones do nothing */
	uint64_t random;
	char text[32][24]; /* of numbers and dates, in turn */
	unsigned text_at;
	int year; /* the present school year */
	int32_t today;
	uint32_t director, methodist;
	struct site *sites;
	size_t sites_n, sites_cap;
	int numbers[YEARS + 1];	     /* of the orders by calendar year */
	int certificates[YEARS + 2]; /* by calendar year */
};

/* 0 … n - 1 (xorshift64*). At most one in the arguments of a call: compilers differ in which they evaluate first, and
 * the same number of schools is to give the same records. */
static unsigned chance(struct scale *s, size_t n)
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

static const char *number(struct scale *s, long n)
{
	char *out = slot(s);

	snprintf(out, sizeof(s->text[0]), "%ld", n);
	return n ? out : "";
}

static const char *day(struct scale *s, int32_t date)
{
	char *out = slot(s);
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	snprintf(out, sizeof(s->text[0]), "%04d-%02d-%02d", y, m, d);
	return out;
}

static const char *of_list(struct scale *s, enum option_id list)
{
	size_t n;
	const char *const *words = config_list(tx_session(s->tx)->config, list, &n);

	return words[chance(s, n)];
}

#define FIELDS_MAX 20

/* name, value, …, NULL; "" values are left out. */
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

static uint32_t add(struct scale *s, unsigned kind, ...)
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

static void set(struct scale *s, unsigned kind, uint32_t id, const char *name, const char *value)
{
	if (!s->err)
		s->err = model_set(s->tx, kind, id, 0, &(struct assign){name, value}, 1, s->e);
}

static void act(struct scale *s, unsigned kind, uint32_t id, const char *action, ...)
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

static void step(struct scale *s)
{
	s->done++;
	if (s->progress && (s->done % 64 == 0 || s->done == s->total))
		s->progress(s->done, s->total);
}

/* ---- people and organisations ---- */

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

/* able: may lead a site (4.1). */
static uint32_t add_person(struct scale *s, uint32_t org, const char *kind, const char *position_m,
			   const char *position_f, const char *subject, bool able)
{
	static const char *const categories[] = {"высшая", "высшая", "высшая",	      "первая",	       "первая",
						 "первая", "первая", "без категории", "без категории", ""};
	bool woman = chance(s, 100) < 85;
	struct buf surname = {0}, patronymic = {0};
	const char *category = categories[chance(s, able ? 7 : COUNT(categories))];
	const char *name = woman ? PICK(s, women) : PICK(s, men);
	const char *achievement = able || chance(s, 3) == 0 ? PICK(s, achievements) : "";
	const char *consent = chance(s, 10) ? day(s, s->today - 30 - (int32_t)chance(s, 700)) : "";
	uint32_t id;

	if (woman)
		add_feminine(PICK(s, surnames), &surname);
	else
		buf_add(&surname, PICK(s, surnames));
	buf_addf(&patronymic, "%s%s", PICK(s, patronymics), woman ? "на" : "ич");
	id = add(s, KIND_PERSON, "surname", surname.s, "name", name, "patronymic", patronymic.s, "org", number(s, org),
		 "position_kind", demo_choice(s->tx, OPT_POSITION_KINDS, kind), "position",
		 woman ? position_f : position_m, "subject", subject, "category",
		 demo_choice(s->tx, OPT_CATEGORIES, category), "achievements", achievement, "consent_on", consent,
		 NULL);
	buf_free(&surname);
	buf_free(&patronymic);
	return id;
}

/* The i-th of about eight. */
static uint32_t add_colleague(struct scale *s, uint32_t org, const struct org_type *type, unsigned i, bool able)
{
	const char *const *subject = PICK(s, subjects);

	if (!strcmp(type->kind, "дошкольная")) {
		if (i == 3)
			return add_person(s, org, "учитель-логопед", "учитель-логопед", "учитель-логопед", "", able);
		return add_person(s, org, "воспитатель", "воспитатель", "воспитатель", "", able);
	}
	if (!strcmp(type->kind, "дополнительного образования"))
		return add_person(s, org, "педагог дополнительного образования", "педагог дополнительного образования",
				  "педагог дополнительного образования", "", able);
	if (i == 1)
		return add_person(s, org, "заместитель директора", "заместитель директора", "заместитель директора", "",
				  able);
	if (i == 4)
		return add_person(s, org, "педагог-психолог", "педагог-психолог", "педагог-психолог", "", able);
	if (i == 5)
		return add_person(s, org, "социальный педагог", "социальный педагог", "социальный педагог", "", able);
	return add_person(s, org, "учитель", subject[1], subject[1], subject[0], able);
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

static uint32_t add_org(struct scale *s, unsigned i)
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
	id = add(s, KIND_ORG, "short_name", name.s, "full_name", full.s, "settlement", place.s, "kind",
		 demo_choice(s->tx, OPT_ORG_KINDS, type->kind), "low_results",
		 i % COUNT(org_types) < 2 && chance(s, 4) == 0 ? "yes" : "", NULL);
	buf_free(&adjective);
	buf_free(&place);
	buf_free(&name);
	buf_free(&full);
	buf_free(&suffix);
	return id;
}

/* ---- applications ---- */

static void add_site(struct scale *s, uint32_t org, const struct org_type *type, uint32_t leader)
{
	unsigned fate = chance(s, 100);
	struct site site = {.org = org};
	struct buf reasons_text = {0};
	const char *topic, *direction, *initiator, *expected;
	int32_t applied = s->today - 1 - (int32_t)chance(s, 40), last = s->today;

	if (leader && (chance(s, 10) == 0 || !person_may_lead(s->tx, leader, s->today, &reasons_text)))
		leader = 0;
	buf_free(&reasons_text);
	if (fate >= 27) {
		site.from = s->year - (int)chance(s, YEARS);
		applied = date_from_ymd(site.from, 5, 10 + (int)chance(s, 20));
		last = date_from_ymd(site.from, 8, 1);
	}
	topic = topics[chance(s, strcmp(type->kind, "общеобразовательная") ? TOPICS_FOR_ALL : COUNT(topics))];
	direction = of_list(s, OPT_DIRECTIONS);
	initiator = of_list(s, OPT_INITIATORS);
	expected = chance(s, 2) ? "Банк методических разработок, открытые занятия для педагогов округа." : "";
	site.id = add(s, KIND_SITE, "org", number(s, org), "topic", topic, "directions", direction, "goal",
		      "Развитие профессиональных компетенций педагогов по теме площадки.", "expected", expected,
		      "initiator_kind", initiator, "experience", PICK(s, experience), "leader", number(s, leader),
		      "methodist", number(s, s->methodist), NULL);
	if (fate >= 8)
		act(s, KIND_SITE, site.id, "submit", "date", day(s, applied), NULL);
	if (last > applied + 20)
		last = applied + 20;
	if (fate >= 14 && fate < 18)
		act(s, KIND_SITE, site.id, "return", "reason", PICK(s, reasons), "date", day(s, last), NULL);
	else if (fate >= 18 && fate < 21)
		act(s, KIND_SITE, site.id, "reject", "reason", PICK(s, reasons), "date", day(s, last), NULL);
	else if ((fate >= 21 && fate < 27) || site.from == s->year)
		act(s, KIND_SITE, site.id, "approve", "date", day(s, last), NULL);
	s->sites = mem_grow(s->sites, s->sites_n, &s->sites_cap, sizeof(*s->sites));
	s->sites[s->sites_n++] = site;
}

/* ---- orders ---- */

enum order_kind { APPROVAL, RENEWAL, TERMINATION };

/* One order for sites[0 … n-1], for `years` from the school year `year` on. */
static void add_order(struct scale *s, enum order_kind kind, int year, int years, struct site **sites, size_t n)
{
	static const struct {
		const char *kind, *title, *year_title; /* with the school year and what follows it */
		int month, day;
	} kinds[] = {
		[APPROVAL] = {ORDER_KIND_APPROVAL, "Об организации муниципальных стажировочных площадок в ",
			      " учебном году", 8, 24},
		[RENEWAL] = {ORDER_KIND_RENEWAL, "О продлении статуса муниципальных стажировочных площадок на ",
			     " учебный год", 8, 20},
		[TERMINATION] = {ORDER_KIND_TERMINATION,
				 "О прекращении деятельности муниципальных стажировочных площадок", NULL, 6, 25},
	};
	const char *completed = config_list(tx_session(s->tx)->config, OPT_GROUNDS, NULL)[0];
	struct buf title = {0}, list = {0}, grounds = {0}, name = {0};
	uint32_t id;

	if (!n)
		return;
	buf_add(&title, kinds[kind].title);
	if (kinds[kind].year_title)
		buf_addf(&title, "%d-%d%s", year, year + 1, kinds[kind].year_title);
	for (size_t i = 0; i < n; i++) {
		buf_addf(&list, "%s%u", i ? ";" : "", sites[i]->id);
		if (kind == TERMINATION)
			buf_addf(&grounds, "%s%s", i ? ";" : "", chance(s, 3) ? completed : of_list(s, OPT_GROUNDS));
	}
	buf_addf(&name, "%d-о", 30 + ++s->numbers[year - s->year + YEARS - 1]);
	id = add(s, KIND_ORDER, "number", name.s, "date",
		 day(s, date_from_ymd(year, kinds[kind].month, kinds[kind].day)), "kind", kinds[kind].kind, "title",
		 title.s, "preamble",
		 "В целях повышения качества образования и развития профессиональных компетенций педагогов,",
		 "school_year", number(s, kind == TERMINATION ? year - 1 : year), "sites", list.s, "grounds",
		 buf_text(&grounds), "from", kind == TERMINATION ? "" : day(s, school_year_first(year)), "to",
		 kind == TERMINATION ? "" : day(s, school_year_last(year + years - 1)), "signer",
		 number(s, s->director), "controller", number(s, s->director), "methodist", number(s, s->methodist),
		 "on_paper", year < s->year ? "yes" : "", NULL);
	act(s, KIND_ORDER, id, "sign", "obligations", kind == TERMINATION ? "закрыть" : "да", NULL);
	for (size_t i = 0; i < n; i++) {
		sites[i]->ended = kind == TERMINATION;
		if (kind != TERMINATION)
			sites[i]->until = year + years;
	}
	buf_free(&title);
	buf_free(&list);
	buf_free(&grounds);
	buf_free(&name);
}

/* Heaps of sites that an order of their kind and length is made for when they are full, and at the end. */
struct heap {
	struct site *sites[ORDER_SITES_MAX];
	size_t n;
};

static void heap_flush(struct scale *s, struct heap *h, enum order_kind kind, int year, int years)
{
	add_order(s, kind, year, years, h->sites, h->n);
	h->n = 0;
}

/* The orders of the summer before school year `year`. */
static void orders_of_year(struct scale *s, int year)
{
	struct heap heaps[TERMINATION + 1][3] = {0};
	unsigned most = (unsigned)config_int(tx_session(s->tx)->config, OPT_MAX_TERM_YEARS);

	for (size_t i = 0; i < s->sites_n; i++) {
		struct site *site = &s->sites[i];
		enum order_kind kind = APPROVAL;
		unsigned fate = chance(s, 100), years = chance(s, 3);
		struct heap *h;

		if (site->from != year && (site->until != year || site->ended || (year == s->year && fate >= 92)))
			continue; /* the last ones are those that nobody has closed yet */
		if (site->from != year)
			kind = fate < 60 ? RENEWAL : TERMINATION;
		if (kind == TERMINATION)
			years = 0;
		if (years >= most)
			years = most - 1;
		h = &heaps[kind][years];
		h->sites[h->n++] = site;
		if (h->n == ORDER_SITES_MAX)
			heap_flush(s, h, kind, year, (int)years + 1);
	}
	for (enum order_kind kind = TERMINATION + 1; kind-- > APPROVAL;)
		for (int years = 0; years < 3; years++)
			heap_flush(s, &heaps[kind][years], kind, year, years + 1);
}

/* ---- reports, documents, equipment ---- */

static const char *const effects[] = {
	"в школах стажёров появились уроки по общим технологическим картам",
	"стажёры проводят открытые занятия у себя и помогают коллегам",
	"банк заданий площадки используют семь школ округа",
};
static const char *const deficits[] = {
	"открытых уроков было мало: стажёрам не находилось замены",
	"итоговую диагностику прошли не все, её дата совпала с экзаменами",
	"не хватило оборудования для занятий по подгруппам",
};

static void write_report(struct scale *s, uint32_t id)
{
	set(s, KIND_REPORT, id, "conformity", PICK(s, conformity));
	set(s, KIND_REPORT, id, "dynamics", PICK(s, dynamics));
	if (chance(s, 4)) {
		set(s, KIND_REPORT, id, "effects", PICK(s, effects));
		set(s, KIND_REPORT, id, "deficits", PICK(s, deficits));
	}
}

/* Moves the site's report of the year to where it would be today. */
static void report_of_year(struct scale *s, const struct site *site, int year)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(s->tx, KIND_SITE, site->id, KIND_REPORT, REPORT_SITE, &n);

	for (size_t i = 0; i < n && !s->err; i++) {
		int32_t due, on;
		unsigned fate = chance(s, 100);

		if (record_load(s->tx, KIND_REPORT, ids[i], &r) || record_int(&r, REPORT_SCHOOL_YEAR) != year)
			continue;
		due = record_date(&r, REPORT_DUE);
		on = due - 15 + (int32_t)chance(s, 20);
		if (on > s->today && due - s->today < 90 && fate < 30)
			on = s->today; /* early ones */
		if (on > s->today) {
			if (fate < 40 && due - s->today < 180)
				set(s, KIND_REPORT, ids[i], "conformity", PICK(s, conformity));
			continue;
		}
		if (year >= s->year - 1 && fate >= 92)
			continue; /* overdue */
		write_report(s, ids[i]);
		act(s, KIND_REPORT, ids[i], "submit", "date", day(s, on), NULL);
		on += 3 + (int32_t)chance(s, 10);
		if (year >= s->year - 1 && fate >= 86)
			act(s, KIND_REPORT, ids[i], "return", "remarks", "дополнить раздел о динамике результатов",
			    NULL);
		else if (on <= s->today && (year < s->year - 1 || fate >= 4))
			act(s, KIND_REPORT, ids[i], "accept", "date", day(s, on), NULL);
	}
	free(ids);
	record_release(&r);
}

static void add_plan_lines(struct scale *s, uint32_t plan)
{
	static const char *const months[] = {"сентябрь", "октябрь", "ноябрь", "декабрь",
					     "январь",	 "февраль", "март",   "апрель"};

	for (size_t i = chance(s, 3); i < COUNT(lessons); i++) {
		const char *form = of_list(s, OPT_FORMS);

		add(s, KIND_PLANLINE, "plandoc", number(s, plan), "topic", lessons[i], "form", form, "hours",
		    number(s, 1 + chance(s, 4)), "month", months[i], NULL);
	}
}

static void site_documents(struct scale *s, const struct site *site)
{
	struct record doc = {0};
	size_t n;
	uint32_t *ids = refs_list(s->tx, KIND_SITE, site->id, KIND_PLANDOC, PLANDOC_SITE, &n);

	if (site->from != s->year && chance(s, 3) && !n) {
		free(ids);
		act(s, KIND_SITE, site->id, "request_plans", NULL);
		ids = refs_list(s->tx, KIND_SITE, site->id, KIND_PLANDOC, PLANDOC_SITE, &n);
	}
	for (size_t i = 0; i < n && !s->err; i++) {
		unsigned fate = chance(s, 100);

		if (record_load(s->tx, KIND_PLANDOC, ids[i], &doc) || record_int(&doc, PLANDOC_SCHOOL_YEAR) != s->year)
			continue;
		if (!strcmp(record_text(&doc, PLANDOC_KIND), PLANDOC_PLAN))
			add_plan_lines(s, ids[i]);
		if (fate < 15)
			continue;
		act(s, KIND_PLANDOC, ids[i], "submit", "date", day(s, s->today - 3 - (int32_t)chance(s, 15)), NULL);
		if (fate >= 40)
			act(s, KIND_PLANDOC, ids[i], "approve", "date", day(s, s->today - (int32_t)chance(s, 3)), NULL);
		else if (fate >= 30)
			act(s, KIND_PLANDOC, ids[i], "return", "remarks", PICK(s, remarks), NULL);
	}
	free(ids);
	record_release(&doc);
}

static void site_equipment(struct scale *s, const struct site *site)
{
	for (size_t i = 0, n = 1 + chance(s, 3); i < n; i++) {
		unsigned needed = 1 + chance(s, 15), present = chance(s, 2) ? needed : chance(s, needed + 1);
		const char *name = equipment[(chance(s, 2) + 2 * i) % COUNT(equipment)];

		add(s, KIND_EQUIPMENT, "site", number(s, site->id), "name", name, "needed", number(s, needed),
		    "present", number(s, present), "by_when", day(s, s->today - 20 + (int32_t)chance(s, 120)), NULL);
	}
}

/* ---- groups ---- */

static void trainee_results(struct scale *s, uint32_t trainee, int year, bool over)
{
	static const int marks[] = {10, 20};
	const char *directions[] = {of_list(s, OPT_DIRECTIONS), of_list(s, OPT_DIRECTIONS)};
	size_t n = strcmp(directions[0], directions[1]) ? 1 + chance(s, 2) : 1;

	for (size_t i = 0; i < n; i++) {
		int out_of = marks[chance(s, 2)], entry = out_of / 3 + (int)chance(s, (size_t)out_of / 3);
		int exit = entry - 1 + (int)chance(s, (size_t)(out_of - entry) + 2);

		add(s, KIND_ASSESSMENT, "trainee", number(s, trainee), "direction", directions[i], "assessment_kind",
		    ASSESSMENT_ENTRY, "date", day(s, date_from_ymd(year, 10, 8)), "score", number(s, entry), "out_of",
		    number(s, out_of), NULL);
		if (over && chance(s, 8))
			add(s, KIND_ASSESSMENT, "trainee", number(s, trainee), "direction", directions[i],
			    "assessment_kind", ASSESSMENT_EXIT, "date", day(s, date_from_ymd(year + 1, 4, 20)), "score",
			    number(s, exit), "out_of", number(s, out_of), NULL);
	}
}

static void trainee_plan(struct scale *s, uint32_t trainee, int year)
{
	for (size_t i = 0, n = 2 + chance(s, 3); i < n; i++) {
		int32_t due = date_from_ymd(year, 11, 10) + (int32_t)(i * 45 + chance(s, 30));

		add(s, KIND_TASK, "trainee", number(s, trainee), "what", tasks[(trainee + i) % COUNT(tasks)], "due",
		    day(s, due), "done_on", due < s->today && chance(s, 6) ? day(s, due - (int32_t)chance(s, 10)) : "",
		    NULL);
	}
}

/* What the group meets for: every other week from October to March, on a day of its own. */
static void group_events(struct scale *s, uint32_t site, uint32_t group, uint32_t first_trainee, size_t trainees,
			 int year)
{
	static const char *const times[] = {"13:30", "14:00", "14:30", "15:00"};
	int32_t on = date_from_ymd(year, 10, 5) + (int32_t)chance(s, 14), last = date_from_ymd(year + 1, 3, 28);
	uint32_t leader = 0;
	struct record r = {0};

	if (!record_load(s->tx, KIND_SITE, site, &r))
		leader = record_ref(&r, SITE_LEADER);
	record_release(&r);
	for (size_t i = 0; on <= last && !s->err; i++, on += 14 + 7 * (int32_t)chance(s, 3)) {
		bool remote = chance(s, 5) == 0;
		unsigned fate = chance(s, 100);
		const char *form = of_list(s, OPT_FORMS), *time = PICK(s, times);
		uint32_t id, first, second;
		const char *guests;
		char absent[24], room[40];

		if (date_weekday(on) > 4)
			on += 7 - date_weekday(on);
		snprintf(room, sizeof(room), "кабинет %u", 10 + site); /* each school has others */
		id = add(s, KIND_EVENT, "sites", number(s, site), "groups", number(s, group), "topic",
			 lessons[i % COUNT(lessons)], "form", form, "mode",
			 demo_choice(s->tx, OPT_MODES, remote ? "дистанционно" : "очно"), "date", day(s, on), "time",
			 time, "minutes", number(s, 45 * (1 + (long)chance(s, 3))), "place", remote ? "" : room, "link",
			 remote ? "https://example.ru/room" : "", "speakers", number(s, leader), NULL);
		if (fate < 5)
			act(s, KIND_EVENT, id, "cancel", "reason", "карантин", NULL);
		if (fate < 5 || on > s->today || (fate > 92 && s->today - on < 30))
			continue; /* some wait to be marked */
		if (fate > 85 && s->today - on < 30) {
			act(s, KIND_EVENT, id, "hold", NULL);
			continue;
		}
		second = first_trainee + chance(s, trainees);
		first = first_trainee + chance(s, trainees);
		snprintf(absent, sizeof(absent), "%u;%u", first, second);
		guests = number(s, fate % 3 ? 0 : chance(s, 6));
		act(s, KIND_EVENT, id, "attend", chance(s, 4) ? "absent" : "excused", fate < 60 ? absent : "", "guests",
		    guests, NULL);
	}
}

/* A group of the school year, its people from anywhere in the district. */
/* As the action does it, but by counting: thousands are issued at once here. */
static void certify(struct scale *s, uint32_t id, int year)
{
	struct record was = {0}, r = {0};
	char text[24];

	if (s->err || record_load(s->tx, KIND_TRAINEE, id, &was))
		return;
	record_copy(&r, &was);
	snprintf(text, sizeof(text), "%d/%d", ++s->certificates[year - s->year + YEARS - 1], year);
	record_set_text(&r, TRAINEE_CERTIFICATE, text);
	record_set_date(&r, TRAINEE_CERTIFIED_ON, date_from_ymd(year, 5, 20));
	record_set_int(&r, TRAINEE_CERTIFIED_HOURS, 18 + 6 * chance(s, 10));
	s->err = record_store(s->tx, &r);
	if (!s->err)
		s->err = paper_follow(s->tx, &was, &r, s->e);
	record_release(&was);
	record_release(&r);
}

static void site_group(struct scale *s, const struct site *site, int year)
{
	uint32_t people = record_count(s->tx, KIND_PERSON), first, stride = people > 150 ? 7 : 1;
	bool over = year < s->year;
	uint32_t group, trainees = 0;
	size_t n = 5 + chance(s, 9);
	const char *form;

	if (people < n || s->err)
		return;
	form = of_list(s, OPT_GROUP_FORMS);
	group = add(s, KIND_GROUP, "site", number(s, site->id), "name", PICK(s, groups), "form", form, "school_year",
		    number(s, year), "from", day(s, date_from_ymd(year, 10, 1)), "to",
		    day(s, date_from_ymd(year + 1, 4, 30)), NULL);
	first = (uint32_t)chance(s, people);
	for (uint32_t i = 0; i < n && !s->err; i++) {
		const char *own_end = chance(s, 8) ? "" : day(s, date_from_ymd(year + 1, 3, 31));
		uint32_t id = add(s, KIND_TRAINEE, "group", number(s, group), "person",
				  number(s, 1 + (first + i * stride) % people), "to", own_end, NULL);

		trainees = i ? trainees : id;
		trainee_plan(s, id, year);
		trainee_results(s, id, year, over);
		act(s, KIND_TRAINEE, id, "start", NULL);
	}
	group_events(s, site->id, group, trainees, n, year);
	for (uint32_t id = trainees; id < trainees + n && !s->err; id++) {
		if (chance(s, 20) == 0)
			act(s, KIND_TRAINEE, id, "expel", "reason", "перевод в другую организацию", "date",
			    day(s, over ? date_from_ymd(year + 1, 2, 10) : s->today), "obligations", "оставить", NULL);
		else if (over) {
			act(s, KIND_TRAINEE, id, "complete", "obligations", "оставить", NULL);
			certify(s, id, year + 1);
		}
	}
}

static void add_reminders(struct scale *s)
{
	for (unsigned i = 0, n = 3 + s->n / 20; i < n; i++) {
		int32_t due = s->today - 20 + (int32_t)chance(s, 90);
		const char *what = PICK(s, reminders);
		char link[32] = "";

		if (s->sites_n && chance(s, 2))
			snprintf(link, sizeof(link), "site %u", s->sites[chance(s, s->sites_n)].id);
		add(s, KIND_REMINDER, "what", what, "due", day(s, due), "who",
		    config_text(tx_session(s->tx)->config, OPT_CENTRE_METHODIST), "link", link, "done_on",
		    due < s->today && chance(s, 4) ? day(s, due) : "", NULL);
	}
}

/* ---- all ---- */

/* The person of the configuration, found or added: «Гусева И.Г.», «Гусева Ирина Геннадьевна». */
static uint32_t find_or_add(struct scale *s, enum option_id option, uint32_t org, const char *kind,
			    const char *position)
{
	const char *full = config_text(tx_session(s->tx)->config, option);
	char *name = mem_strdup(full), *rest = name, *surname, *first, *patronymic = "";
	struct buf initial = {0};
	uint32_t id = 0;

	if (s->err || ref_find(s->tx, KIND_PERSON, full, &id, NULL) == OK)
		goto done;
	surname = strsep(&rest, " ");
	first = rest ? strsep(&rest, " ") : "";
	if (rest) {
		patronymic = rest;
	} else if (strchr(first, '.')) {
		patronymic = strchr(first, '.') + 1;
		buf_addn(&initial, first, (size_t)(patronymic - first));
		first = initial.s;
	}
	id = add(s, KIND_PERSON, "surname", surname, "name", first, "patronymic", patronymic, "org", number(s, org),
		 "position_kind", demo_choice(s->tx, OPT_POSITION_KINDS, kind), "position", position, NULL);
done:
	buf_free(&initial);
	free(name);
	return id;
}

static void centre(struct scale *s)
{
	const struct config *c = tx_session(s->tx)->config;
	uint32_t org = 0;
	bool there = ref_find(s->tx, KIND_ORG, config_text(c, OPT_CENTRE_SHORT_NAME), &org, NULL) == OK;

	if (!there)
		org = add(s, KIND_ORG, "short_name", config_text(c, OPT_CENTRE_SHORT_NAME), "full_name",
			  config_text(c, OPT_CENTRE_FULL_NAME), "kind",
			  demo_choice(s->tx, OPT_ORG_KINDS, "методический центр"), NULL);
	s->director = find_or_add(s, OPT_CENTRE_DIRECTOR, org, "директор", "директор");
	s->methodist = find_or_add(s, OPT_CENTRE_METHODIST, org, "методист", "методист");
	if (!there)
		set(s, KIND_ORG, org, "head", number(s, s->director));
}

static void organisations(struct scale *s)
{
	for (unsigned i = 0; i < s->n && !s->err; i++) {
		const struct org_type *type = &org_types[i % COUNT(org_types)];
		bool site = i % 3 == 0;
		uint32_t org = add_org(s, i), leader = 0, head;

		head = add_person(s, org, type->head_m, type->head_m, type->head_f, "", false);
		for (unsigned k = 1, n = 6 + chance(s, 4); k < n; k++) {
			uint32_t id = add_colleague(s, org, type, k, site && k == 2);

			if (k == 2)
				leader = id;
		}
		set(s, KIND_ORG, org, "head", number(s, head));
		if (site)
			add_site(s, org, type, leader);
		step(s);
	}
}

static enum err generate(struct tx *tx, void *arg)
{
	struct scale *s = arg;

	s->tx = tx;
	s->e = tx_error(tx);
	s->random = 0x9e3779b97f4a7c15u ^ (uint64_t)(uint32_t)s->today << 20 ^ s->n;
	s->sites_n = s->done = 0;
	s->total = s->n + (s->n + 2) / 3;
	memset(s->numbers, 0, sizeof(s->numbers));
	memset(s->certificates, 0, sizeof(s->certificates));
	s->err = demo_check_empty(tx, s->e);
	if (!s->err)
		centre(s);
	organisations(s);
	for (int year = s->year - YEARS + 1; year <= s->year && !s->err; year++) {
		orders_of_year(s, year);
		for (size_t i = 0; i < s->sites_n && !s->err; i++)
			if (s->sites[i].until > year) {
				if (year == s->year - 1)
					site_group(s, &s->sites[i], year);
				report_of_year(s, &s->sites[i], year);
			}
	}
	for (size_t i = 0; i < s->sites_n && !s->err; i++) {
		if (s->sites[i].until > s->year) {
			site_documents(s, &s->sites[i]);
			site_equipment(s, &s->sites[i]);
			site_group(s, &s->sites[i], s->year);
		}
		step(s);
	}
	if (!s->err)
		add_reminders(s);
	return s->err;
}

enum err demo_scale(struct session *session, unsigned n, void (*progress)(unsigned done, unsigned total),
		    struct buf *summary, struct error *e)
{
	struct scale s = {
		.n = n, .progress = progress, .today = session->today, .year = school_year_of(session->today)};
	enum err err = session_write(session, "demo", "образец округа", generate, &s, e);

	free(s.sites);
	if (!err)
		demo_summary(session, summary, e);
	return err;
}
