#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/decline.h"

/* A row: what a word ends with, and what comes instead. The first row that fits holds: exceptions and longer endings
 * stand before shorter ones. */
struct rule {
	const char
		*ending; /* «ов|ев»: one of them; «^Лев»: the whole word; «[кгх]ий»: one of these letters, then this */
	int gender;	   /* 1, 0: only then; -1: always */
	int cut;	   /* letters that go */
	const char *forms; /* genitive, dative, accusative, instrumental, prepositional, and of nouns the genitive
			      plural;  «-»: nothing comes instead; «*»: not certain, the word stays; NULL: so do all */
};

#define COUNT(a)    (sizeof(a) / sizeof(*(a)))
#define ROWS(table) table, COUNT(table)

/* How words of the first column's kind go on. */
#define SOFT	   "я ю я ем е"
#define HARD	   "а у а ом е"
#define HISSING	   "а у а ем е"
#define UNSTRESSED "а у а * е" /* whether -ом or -ем goes by the stress, which is not written */
#define OWN	   "а у а ым е"
#define ADJ_HARD   "ого ому ого ым ом"
#define ADJ_MIXED  "ого ому ого им ом"
#define ADJ_SOFT   "его ему его им ем"
#define ADJ_ANIMAL "ьего ьему ьего ьим ьем"
#define FEM_HARD   "ой ой ую ой ой"
#define FEM_SOFT   "ей ей юю ей ей"
#define A_HARD	   "ы е у ой е"
#define A_MIXED	   "и е у ой е"
#define A_HISSING  "и е у ей е"
#define K_FALLS	   "ка ку ка ком ке"

/* clang-format off */
static const struct rule surnames[] = {
	/* -а, -я: foreign ones with the stress on it */
	{"^Дюма|^Золя|^Петипа|^Дега|^Люка|^Тома|^Ферма|^Труайя|^Виардо|[аеёиоуыэю]а", -1, 0, NULL},
	{"ая", 0, 0, NULL}, {"^Большая|^Чужая", -1, 2, FEM_HARD}, {"[жшчщ]ая", -1, 2, "ей ей ую ей ей"},
	{"ая", -1, 2, FEM_HARD}, {"яя", -1, 2, FEM_SOFT}, {"ова|ева|ёва|ина|ына", 1, 1, "ой ой у ой ой"},
	{"^Лапша|^Левша|^Баржа|^Межа|^Свеча|^Каланча|^Саранча|^Душа|^Ханжа", -1, 1, A_MIXED},
	{"^Овца", -1, 1, A_HARD}, {"^Паша", -1, 1, "и е у * е"}, {"[гкх]а", -1, 1, A_MIXED},
	{"[жшчщ]а", -1, 1, A_HISSING}, {"ца", -1, 1, "ы е у ей е"}, {"а", -1, 1, A_HARD},
	{"ия", -1, 1, "и и ю ей и"}, {"я", -1, 1, "и е ю ей е"},
	/* the plural of adjectives; «Рерих», «Эрлих» are none */
	{"ых|[кгхжшчщн]их", -1, 0, NULL},
	/* adjectives */
	{"^Третий|^Медвежий|^Божий|^Вражий|^Княжий|^Лисий|^Козий|^Волчий|^Бабий|^Птичий|^Помещичий", 0, 2, ADJ_ANIMAL},
	{"^Казачий|^Собачий|^Заячий|^Телячий", 0, 0, NULL}, {"^Бокий", 0, 1, SOFT},
	{"^Стряпчий|^Рабочий", 0, 2, ADJ_SOFT}, {"[кгх]ий", 0, 2, ADJ_MIXED},
	{"[аеоя]ний", 0, 1, "я ю я ем и"}, {"[нжшщ]ий|[дврмаяую]чий", 0, 2, ADJ_SOFT}, {"чий", 0, 0, NULL},
	{"ый|^Рябой|^Голубой|^Второй|^Сырой|^Слепой", 0, 2, ADJ_HARD}, {"^Герой|^Покой|^Конвой", 0, 1, SOFT},
	{"[брп]ой", 0, 0, NULL}, {"[гкхжшчщ]ой", 0, 2, ADJ_MIXED}, {"ой", 0, 2, ADJ_HARD},
	{"ий", 0, 1, "я ю я ем и"},
	/* a vowel that falls out, where that is known */
	{"^Соловей|^Воробей|^Муравей|^Ручей|^Репей", 0, 2, "ья ью ья ьем ье"}, {"^Коробей", 0, 0, NULL},
	{"^Плетень|^Кремень|^Гребень|^Перстень|^Ремень|^Шершень|^Камень|^Корень|^Парень", 0, 3, "ня ню ня нем не"},
	{"^Олень|^Ясень|^Тюлень|^Таймень|^Ячмень|^Кистень", 0, 1, SOFT}, {"ень", 0, 0, NULL},
	{"^Ноготь|^Коготь|^Локоть|^Лапоть|^Деготь|^Дёготь|^Ломоть", 0, 3, "тя тю тя тем те"},
	{"оть", 0, 0, NULL}, {"^Огонь", 0, 3, "ня ню ня нем не"}, {"^Угорь", 0, 3, "ря рю ря рем ре"},
	{"^Уголь|^Журавель", 0, 0, NULL}, {"^Куколь", 0, 1, SOFT},
	{"^Орел|^Орёл|^Козел|^Козёл|^Осел|^Осёл|^Павел|^Дятел|^Щегол|^Хохол|^Чехол|^Посол", 0, 2, "ла лу ла лом ле"},
	{"^Бобёр|^Ковёр|^Костёр|^Шатёр", 0, 2, "ра ру ра ром ре"},
	{"^Бобер|^Ковер|^Костер|^Шатер|^Ветер", 0, 0, NULL}, {"^Заяц", 0, 2, "йца йцу йца йцем йце"},
	{"^Месяц", 0, 0, HISSING}, {"^Кусок|^Песок|^Цветок|^Платок|^Дубок|^Голубок|^Городок", 0, 2, K_FALLS},
	{"^Чеснок", 0, 0, HARD}, {"^Молоток|^Гудок", 0, 2, K_FALLS}, {"^Челнок", 0, 0, HARD},
	{"^Щенок|^Звонок|^Медок|^Кубок", 0, 2, K_FALLS},
	{"^Знаток|^Пророк|^Восток|^Игрок|^Ходок|^Седок", 0, 0, HARD}, {"[оеё]нок|[жшч]ок", 0, 2, K_FALLS},
	{"ок", 0, 0, NULL}, {"[жшчщ]ёк", 0, 2, K_FALLS}, {"[аеиоуы]ёк", 0, 2, "йка йку йка йком йке"},
	{"ёк|^Василек|^Огонек|^Мотылек|^Конек|^Кулек", 0, 2, "ька ьку ька ьком ьке"},
	{"^Гашек|^Чапек|^Марек|^Яцек", 0, 0, HARD}, {"ек|ел|ёл", 0, 0, NULL},
	/* -ов, -ин: Russian ones are adjectives in the instrumental */
	{"^Чаплин|^Дарвин|^Кельвин|^Гершвин|^Мартин|^Бюлов|^Вирхов|^Флотов|^Годвин|^Болдуин", 0, 0, HARD},
	{"[оеё]в|[иы]н", 0, 0, OWN},
	/* -ом or -ем */
	{"^Ильич|^Кузьмич|^Фомич|^Лукич|^Кулич|^Кирпич|^Москвич", 0, 0, HARD}, {"ич", 0, 0, HISSING},
	{"^Ковач", 0, 0, UNSTRESSED}, {"ач|ыш", 0, 0, HARD}, {"[жшчщ]", 0, 0, UNSTRESSED},
	{"ц", 0, 0, HISSING}, {"й|ь", 0, 1, SOFT}, {"[бвгдзклмнпрстфх]", 0, 0, HARD},
};
/* clang-format on */

/* Nouns that look like -ова and -ина: they do not tell the gender, and of a woman's nothing but the accusative is
 * certain. */
static const char *const look_alikes[] = {
	"Калина",  "Малина", "Рябина", "Смородина", "Дубина", "Былина", "Щербина", "Осина",   "Картина", "Година",
	"Скотина", "Ялина",  "Долина", "Жадина",    "Сова",   "Корова", "Голова",  "Подкова", "Дуброва",
};
static const struct rule look_alike = {"а", 1, 1, "* * у * *"};

/* Of one vowel: «Цой», «Кий» are no adjectives, «Блок» keeps its vowel, «Грин» is no Russian possessive. */
static const struct rule short_surnames[] = {
	{"^Лев|^Лоб|^Рот|^Мох|^Пёс|^Пес|^Сон|^Лен|^Лён|^Пень|^День|^Ров|^Шов", 0, 0, NULL},
	{"^Злой", 0, 2, ADJ_HARD},
	{"[оиаеуыюя]й", 0, 1, SOFT},
	{"[ое]к|[ое]л|ин|^Грач|^Сыч|^Лещ|^Ткач|^Врач|^Ерш|^Ёрш|^Клещ|^Плющ|^Плащ|^Хвощ|^Борщ|"
	 "^Ключ|^Меч|^Мяч|^Морж|^Чиж|^Стриж|^Хрущ|^Еж|^Ёж|^Уж|^Кныш",
	 0, 0, HARD},
	{"[жшчщ]", 0, 0, UNSTRESSED},
};

/* In names of two and more words, and before a hyphen: they belong to the name and stay. */
static const char *const particles[] = {
	"Бонч", "Тер",	 "Сен", "Бен", "Мак",  "Ван", "Де",  "Ла",  "Ле",   "Аль",  "Эль",  "Фон", "Ибн",
	"Сан",	"Санта", "Дер", "Дон", "Кара", "Нор", "Кёр", "фон", "ван",  "дер",  "ди",   "да",  "де",
	"ла",	"ле",	 "дю",	"тер", "аль",  "эль", "бен", "ибн", "оглы", "кызы", "заде", "бей",
};

static const struct rule names[] = {
	{".", -1, 0, NULL},
	{"^Павел", 0, 2, "ла лу ла лом ле"},
	{"^Лев", 0, 2, "ьва ьву ьва ьвом ьве"},
	{"^Пётр", 0, 3, "етра етру етра етром етре"},
	{"^Любовь|^Юдифь|^Эсфирь|^Руфь|^Рахиль|^Нинель|^Адель", 1, 1, "и и ь ью и"},
	{"^Ия|^Лия|^Мия|^Вия", 1, 1, "и е ю ей е"},
	{"^Зия|[аеёиоуыэю]а", -1, 0, NULL},
	{"[гкх]а", -1, 1, A_MIXED},
	{"[жшчщ]а", -1, 1, A_HISSING},
	{"ца", -1, 1, "ы е у ей е"},
	{"а", -1, 1, A_HARD},
	{"ия", -1, 1, "и и ю ей и"},
	{"я", -1, 1, "и е ю ей е"},
	{"ий", 0, 1, "я ю я ем и"},
	{"й|ь", 0, 1, SOFT},
	{"[жшчщц]", 0, 0, HISSING},
	{"[бвгдзклмнпрстфх]", 0, 0, HARD},
};

static const struct rule patronymics[] = {
	{"^Ильич|^Кузьмич|^Фомич|^Лукич", -1, 0, HARD},
	{"ич", -1, 0, HISSING},
	{"вна|чна", -1, 1, A_HARD},
};

static const struct rule adjectives[] = {
	/* gender: 2 neuter */
	{"[гкх]ий", 0, 2, ADJ_MIXED " их"},   {"[нжшщ]ий|[аяую]чий", 0, 2, ADJ_SOFT " их"},
	{"ый", 0, 2, ADJ_HARD " ых"},	      {"[гкхжшчщ]ой", 0, 2, ADJ_MIXED " их"},
	{"[внтдлм]ой", 0, 2, ADJ_HARD " ых"}, {"[жшчщ]ая", 1, 2, "ей ей ую ей ей их"},
	{"[гкх]ая", 1, 2, FEM_HARD " их"},    {"ая", 1, 2, FEM_HARD " ых"},
	{"яя", 1, 2, FEM_SOFT " их"},	      {"[гкх]ое", 2, 2, "ого ому ое им ом их"},
	{"ое", 2, 2, "ого ому ое ым ом ых"},  {"[нжшщч]ее", 2, 2, "его ему ее им ем их"},
};

static const struct rule nouns[] = {
	{"сестра", 1, 2, "ры ре ру рой ре ёр"},
	{"[бвгдзлмнпрстф]ка", 1, 2, "ки ке ку кой ке ок"},
	{"[жшч]ка", 1, 2, "ки ке ку кой ке ек"},
	{"[гкх]а", 1, 1, A_MIXED " -"},
	{"[жшчщ]а", 1, 1, A_HISSING " -"},
	{"ца", 1, 1, "ы е у ей е -"},
	{"[бвгдзлмнпрстф]а", 1, 1, A_HARD " -"},
	{"ия", 1, 1, "и и ю ей и й"},
	{"[лнр]я", 1, 1, "и е ю ей е ь"},
	{"ость|сеть|часть|область", 1, 1, "и и ь ью и ей"},
	{"ие", 2, 1, "я ю е ем и й"},
	{"[бвгдзлмнпрстф]о", 2, 1, "а у о ом е -"},
	{"человек", 0, 0, HARD " -"},
	{"участок|кружок", 0, 2, K_FALLS " ков"},
	{"ий", 0, 1, "я ю я ем и ев"},
	{"й", 0, 1, SOFT " ев"},
	{"ь", 0, 1, SOFT " ей"},
	{"врач", 0, 0, HARD " ей"},
	{"[жшчщ]", 0, 0, HISSING " ей"},
	{"ц", 0, 0, HISSING " ев"},
	{"[бвгдзклмнпрстфх]", 0, 0, HARD " ов"},
};

static const char *const no_nouns[] = {"зам", "зав", "врио", "и.о"}; /* what follows them stays */
static const char *const short_adjectives[] = {"ст.", "мл.", "гл.", "вед.", "соц."};
static const char *const stiff[] = {"пресс",	    "вице",	  "премьер", "веб",  "шеф",   "экс",  "медиа", "видео",
				    "замдиректора", "завотделом", "бюро",    "депо", "метро", "Бюро", "Депо",  "Метро"};
/* Adjectives that are posts by themselves: nothing after them is declined. */
static const char *const heads[] = {"заведующ", "управляющ", "исполняющ", "командующ", "вожат", "рабоч", "служащ"};
/* What a second post begins with: «директор, учитель истории», but «учитель истории, обществознания». */
static const char *const post_stems[] = {
	"директор",   "заместител",  "заведующ",   "учител",	   "воспитател", "педагог",	"методист",
	"психолог",   "логопед",     "дефектолог", "преподавател", "мастер",	 "руководител", "концертмейстер",
	"инструктор", "тьютор",	     "тренер",	   "советник",	   "вожат",	 "библиотекар", "начальник",
	"специалист", "председател", "глава",	   "секретар",	   "социальн",	 "старш",	"ведущ",
	"главн",      "врач",	     "эксперт",	   "консультант",  "инспектор",	 "ректор",	"профессор",
	"доцент",     "музыкальн",   "депутат",
};

/* ---- letters ---- */

static const char vowel[] = "аеёиоуыэюяАЕЁИОУЫЭЮЯ";

/* Is the letter (of two bytes) one of them? */
static bool is_one_of(const char *letter, const char *letters, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		if (!memcmp(letter, letters + i, 2))
			return true;
	return false;
}

static bool is_vowel(const char *letter)
{
	return is_one_of(letter, vowel, sizeof(vowel) - 1);
}

static int vowels(const char *s, size_t n)
{
	struct buf folded = {0};
	int count = 0;

	collate_fold(s, n, &folded);
	for (size_t i = 0; i + 1 < folded.n; i += 2)
		count += is_vowel(folded.s + i);
	buf_free(&folded);
	return count;
}

static bool ends_with(const char *s, size_t n, const char *ending)
{
	size_t length = strlen(ending);

	return n >= length && !memcmp(s + n - length, ending, length);
}

static bool begins_with_one(const char *s, size_t n, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (n >= strlen(words[i]) && !memcmp(s, words[i], strlen(words[i])))
			return true;
	return false;
}

static bool is_word(const char *s, size_t n, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (n == strlen(words[i]) && !memcmp(s, words[i], n))
			return true;
	return false;
}

/* ---- rules ---- */

static bool fits_one(const char *pattern, size_t length, const char *s, size_t n)
{
	const char *set_end = *pattern == '[' ? memchr(pattern, ']', length) : NULL,
		   *tail = set_end ? set_end + 1 : pattern;
	size_t tail_n = length - (size_t)(tail - pattern);

	if (*pattern == '^')
		return n == length - 1 && !memcmp(s, pattern + 1, n);
	if (n < tail_n + (set_end ? 2 : 0) || memcmp(s + n - tail_n, tail, tail_n) != 0)
		return false;
	return !set_end || is_one_of(s + n - tail_n - 2, pattern + 1, (size_t)(set_end - pattern) - 1);
}

static bool fits(const char *patterns, const char *s, size_t n)
{
	for (const char *p = patterns;; p++) {
		size_t length = strcspn(p, "|");

		if (fits_one(p, length, s, n))
			return true;
		p += length;
		if (!*p)
			return false;
	}
}

static const struct rule *find(const struct rule *rules, size_t rules_n, const char *s, size_t n, int gender)
{
	for (size_t i = 0; i < rules_n; i++)
		if (fits(rules[i].ending, s, n) && (rules[i].gender < 0 || gender < 0 || rules[i].gender == gender))
			return &rules[i];
	return NULL;
}

/* form: 0 the genitive … 4 the prepositional, 5 the genitive plural. */
static void put(const struct rule *rule, const char *s, size_t n, int form, struct buf *out)
{
	const char *p = rule ? rule->forms : NULL;
	size_t length;

	for (int i = 0; p && i < form; i++)
		p += strcspn(p, " ") + 1;
	if (!p || *p == '*') {
		buf_addn(out, s, n);
		return;
	}
	length = strcspn(p, " ");
	buf_addn(out, s, n - (size_t)rule->cut * 2);
	buf_addn(out, p, *p == '-' ? 0 : length);
}

static int form_of(enum word_case c)
{
	return (int)c - GENITIVE;
}

/* «Кравец», «Стрелец», «Бабаец»: the vowel falls out, but not after two consonants («Кузнец») nor when it is the only
 * one («Швец»). False: it is no such word. */
static bool put_ec(const char *s, size_t n, int form, struct buf *out)
{
	static const char ending[] = "ец";
	static const char *const forms[] = {"ца", "цу", "ца", NULL, "це", "цов"};
	const char *before = s + n - (sizeof(ending) - 1) - 2; /* the letter before it */
	int count;

	if (n < sizeof(ending) - 1 + 4 || !ends_with(s, n, ending))
		return false;
	count = vowels(s, n);
	if (!forms[form] && count > 2 && !is_vowel(before)) { /* -цом or -цем: «Образец», «Белорусец» */
		buf_addn(out, s, n);
		return true;
	}
	buf_addn(out, s, n - (sizeof(ending) - 1));
	if (is_vowel(before))
		buf_add(out, "й");
	else if (!memcmp(before, "ь", 2) || count == 1 || !is_vowel(before - 2))
		buf_add(out, "е");
	else if (!memcmp(before, "л", 2))
		buf_add(out, "ь");
	buf_add(out, forms[form] ? forms[form] : count > 2 ? "цем" : "цом");
	return true;
}

/* ---- people ---- */

/* Rows that ask for a gender do not hold when it is not known. */
static const struct rule *find_certain(const struct rule *rules, size_t rules_n, const char *s, size_t n, int gender)
{
	return find(rules, rules_n, s, n, gender < 0 ? 2 : gender);
}

static void add_surname(const char *s, size_t n, int gender, int form, struct buf *out)
{
	const struct rule *rule = gender && is_word(s, n, ROWS(look_alikes)) ? &look_alike : NULL;

	if (gender == 0 && put_ec(s, n, form, out))
		return;
	if (!rule && vowels(s, n) == 1)
		rule = find_certain(ROWS(short_surnames), s, n, gender);
	if (!rule)
		rule = find_certain(ROWS(surnames), s, n, gender);
	put(rule, s, n, form, out);
}

/* The parts of a name between blanks, hyphens and brackets, one by one. */
static void each_part(const char *s, int gender, int form, void (*add)(const char *, size_t, int, int, struct buf *),
		      struct buf *out)
{
	static const char between[] = "- ()";
	bool one = !s[strcspn(s, between)];

	for (;;) {
		size_t n = strcspn(s, between);

		if (!one && is_word(s, n, ROWS(particles)))
			buf_addn(out, s, n);
		else if (n)
			add(s, n, gender, form, out);
		s += n;
		if (!*s)
			return;
		buf_addc(out, *s++);
	}
}

void decline_surname(const char *surname, int gender, enum word_case c, struct buf *out)
{
	if (c == NOMINATIVE)
		buf_add(out, surname);
	else
		each_part(surname, gender, form_of(c), add_surname, out);
}

static void add_name(const char *s, size_t n, int gender, int form, struct buf *out)
{
	put(find_certain(ROWS(names), s, n, gender), s, n, form, out);
}

void decline_name(const char *name, int gender, enum word_case c, struct buf *out)
{
	if (c == NOMINATIVE)
		buf_add(out, name);
	else
		each_part(name, gender, form_of(c), add_name, out);
}

void decline_patronymic(const char *patronymic, enum word_case c, struct buf *out)
{
	size_t n = strlen(patronymic);

	put(c == NOMINATIVE ? NULL : find(ROWS(patronymics), patronymic, n, -1), patronymic, n, form_of(c), out);
}

/* gender: what the ending tells; cut and forms mean nothing. */
static const struct rule patronymic_genders[] = {
	{"вна|чна|кызы", 1, 0, NULL},
	{"ич|оглы", 0, 0, NULL},
};
static const struct rule surname_genders[] = {
	{"ова|ева|ёва|ина|ына|ая", 1, 0, NULL},
	{"ов|ев|ёв|ин|ын|ский|цкий|ый", 0, 0, NULL},
};
/* Only when neither patronymic nor surname told it. */
static const struct rule name_genders[] = {
	{"^Илья|^Никита|^Лука|^Фома|^Кузьма|^Данила|^Савва|^Мустафа|^Муса|^Иса|^Абдулла|^Хамза|"
	 "^Яхья|^Закария",
	 0, 0, NULL},
	{"^Саша|^Женя|^Валя", -1, 0, NULL},
	{"^Любовь|^Нелли|^Мэри|^Гульназ|^Гульшат|^Кармен|^Ирэн|^Асмик|^Сирануш|^Ануш", 1, 0, NULL},
	{"^Айнур", -1, 0, NULL},
	{"^Жасмин|^Эдит|гуль|а|я", 1, 0, NULL},
	{".|[беиоуэыюь]", -1, 0, NULL},
	{"", 0, 0, NULL},
};

static int gender_of(const char *s, const struct rule *rules, size_t rules_n)
{
	const struct rule *rule =
		*s && !is_word(s, strlen(s), ROWS(look_alikes)) ? find(rules, rules_n, s, strlen(s), -1) : NULL;

	return rule ? rule->gender : -1;
}

int decline_gender(const char *surname, const char *name, const char *patronymic)
{
	int gender = gender_of(patronymic, ROWS(patronymic_genders));

	if (gender < 0)
		gender = gender_of(surname, ROWS(surname_genders));
	return gender < 0 ? gender_of(name, ROWS(name_genders)) : gender;
}

/* ---- posts and things ---- */

struct phrase {
	int adjective, noun; /* forms */
	bool thing;	     /* the accusative of men and neuters is the nominative */
	struct buf *out;
};

static void put_form(const struct phrase *p, const struct rule *rule, const char *s, size_t n, int form)
{
	put(p->thing && form == form_of(ACCUSATIVE) && rule && rule->gender != 1 ? NULL : rule, s, n, form, p->out);
}

/* «учитель-логопед» is declined in both parts. */
static void add_noun(const struct phrase *p, const char *s, size_t n)
{
	for (const char *end = s + n;;) {
		const char *hyphen = memchr(s, '-', (size_t)(end - s));
		size_t length = (size_t)((hyphen ? hyphen : end) - s);
		const struct rule *adjective = find(ROWS(adjectives), s, length, -1);

		if (is_word(s, length, ROWS(stiff)))
			buf_addn(p->out, s, length);
		else if (adjective && begins_with_one(s, length, ROWS(heads)))
			put_form(p, adjective, s, length, p->adjective);
		else if ((p->thing && p->noun == form_of(ACCUSATIVE)) || !put_ec(s, length, p->noun, p->out))
			put_form(p, find(ROWS(nouns), s, length, -1), s, length, p->noun);
		if (!hyphen)
			return;
		buf_addc(p->out, '-');
		s = hyphen + 1;
	}
}

/* «МБОУ», «ПДО», «№», «5», «Солнышко»: no word of the phrase's grammar. */
static bool is_stiff(const char *s, size_t n)
{
	struct buf folded = {0};
	bool capitals;

	if (!n || (unsigned char)*s < 0xD0 || (unsigned char)*s > 0xD1)
		return true;
	if (n < 4)
		return false;
	collate_fold(s + 2, 2, &folded);
	capitals = memcmp(buf_text(&folded), s + 2, 2) != 0 && memcmp(s + 2, "ё", 2) != 0;
	buf_free(&folded);
	return capitals;
}

/* Adds a word; false: what follows it stays as it is. */
static bool add_word(const struct phrase *p, const char *s, size_t n)
{
	const struct rule *adjective;

	if (is_word(s, n, ROWS(short_adjectives))) {
		buf_addn(p->out, s, n);
		return true;
	}
	if (is_stiff(s, n) || is_word(s, n, ROWS(no_nouns)) || s[n - 1] == '.') {
		buf_addn(p->out, s, n);
		return false;
	}
	adjective = find(ROWS(adjectives), s, n, -1);
	if (!adjective || begins_with_one(s, n, ROWS(heads))) {
		add_noun(p, s, n);
		return false;
	}
	put_form(p, adjective, s, n, p->adjective);
	return true;
}

static void add_phrase(const struct phrase *p, const char *s)
{
	bool open = true; /* the noun is still to come */

	while (*s) {
		size_t n = strcspn(s, " ,");

		if (open && n)
			open = add_word(p, s, n);
		else
			buf_addn(p->out, s, n);
		if (!open && n == strlen("и") && !memcmp(s, "и", n) && s[n])
			open = !p->thing && begins_with_one(s + n + 1, strlen(s + n + 1), ROWS(post_stems));
		for (s += n; *s == ' ' || *s == ','; s++) {
			buf_addc(p->out, *s);
			if (*s == ',' && !p->thing)
				open = begins_with_one(s + 1 + strspn(s + 1, " "), strlen(s + 1), ROWS(post_stems));
		}
	}
}

void decline_post(const char *post, enum word_case c, struct buf *out)
{
	struct phrase p = {form_of(c), form_of(c), false, out};

	if (c == NOMINATIVE)
		buf_add(out, post);
	else
		add_phrase(&p, post);
}

void decline_thing(const char *name, enum word_case c, struct buf *out)
{
	struct phrase p = {form_of(c), form_of(c), true, out};

	if (c == NOMINATIVE)
		buf_add(out, name);
	else
		add_phrase(&p, name);
}

void decline_count(long n, const char *post, bool number, struct buf *out)
{
	enum { PLURAL = WORD_CASES - GENITIVE }; /* of nouns and adjectives: after the prepositional */
	char how = *text_plural(n, "1", "2", "5");
	struct phrase p = {PLURAL, how == '2' ? form_of(GENITIVE) : PLURAL, false, out};

	if (number)
		buf_addf(out, "%ld ", n);
	if (how == '1')
		buf_add(out, post);
	else
		add_phrase(&p, post);
}

const char *decline_case_name(enum word_case c)
{
	static const char *const cases[WORD_CASES] = {"", "род.", "дат.", "вин.", "твор.", "предл."};

	return cases[c];
}
