/* Applications for sites, and the orders about them. */
#include <string.h>

#include "scale.h"

#define ORDER_SITES_MAX 40

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

void scale_add_site(struct scale *s, uint32_t org, const struct org_type *type, uint32_t leader)
{
	unsigned fate = scale_chance(s, 100);
	struct site site = {.org = org};
	struct buf reasons_text = {0};
	const char *topic, *direction, *initiator, *expected;
	int32_t applied = s->today - 1 - (int32_t)scale_chance(s, 40), last = s->today;

	if (leader && (scale_chance(s, 10) == 0 || !person_may_lead(s->tx, leader, s->today, &reasons_text)))
		leader = 0;
	buf_free(&reasons_text);
	if (fate >= 27) {
		site.from = s->year - (int)scale_chance(s, YEARS);
		applied = date_from_ymd(site.from, 5, 10 + (int)scale_chance(s, 20));
		last = date_from_ymd(site.from, 8, 1);
	}
	topic = topics[scale_chance(s, strcmp(type->kind, "общеобразовательная") ? TOPICS_FOR_ALL : COUNT(topics))];
	direction = scale_word(s, OPT_DIRECTIONS);
	initiator = scale_word(s, OPT_INITIATORS);
	expected = scale_chance(s, 2) ? "Банк методических разработок, открытые занятия для педагогов округа." : "";
	site.id = scale_add(s, KIND_SITE, "org", scale_number(s, org), "topic", topic, "directions", direction, "goal",
			    "Развитие профессиональных компетенций педагогов по теме площадки.", "expected", expected,
			    "initiator_kind", initiator, "experience", SCALE_PICK(s, experience), "leader",
			    scale_number(s, leader), "methodist", scale_number(s, s->methodist), NULL);
	if (fate >= 8)
		scale_act(s, KIND_SITE, site.id, "submit", "date", scale_day(s, applied), NULL);
	if (last > applied + 20)
		last = applied + 20;
	if (fate >= 14 && fate < 18)
		scale_act(s, KIND_SITE, site.id, "return", "reason", SCALE_PICK(s, reasons), "date", scale_day(s, last),
			  NULL);
	else if (fate >= 18 && fate < 21)
		scale_act(s, KIND_SITE, site.id, "reject", "reason", SCALE_PICK(s, reasons), "date", scale_day(s, last),
			  NULL);
	else if ((fate >= 21 && fate < 27) || site.from == s->year)
		scale_act(s, KIND_SITE, site.id, "approve", "date", scale_day(s, last), NULL);
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
			buf_addf(&grounds, "%s%s", i ? ";" : "",
				 scale_chance(s, 3) ? completed : scale_word(s, OPT_GROUNDS));
	}
	buf_addf(&name, "%d-о", 30 + ++s->numbers[year - s->year + YEARS - 1]);
	id = scale_add(s, KIND_ORDER, "number", name.s, "date",
		       scale_day(s, date_from_ymd(year, kinds[kind].month, kinds[kind].day)), "kind", kinds[kind].kind,
		       "title", title.s, "preamble",
		       "В целях повышения качества образования и развития профессиональных компетенций педагогов,",
		       "school_year", scale_number(s, kind == TERMINATION ? year - 1 : year), "sites", list.s,
		       "grounds", buf_text(&grounds), "from",
		       kind == TERMINATION ? "" : scale_day(s, school_year_first(year)), "to",
		       kind == TERMINATION ? "" : scale_day(s, school_year_last(year + years - 1)), "signer",
		       scale_number(s, s->director), "controller", scale_number(s, s->director), "methodist",
		       scale_number(s, s->methodist), "on_paper", year < s->year ? "yes" : "", NULL);
	scale_act(s, KIND_ORDER, id, "sign", "obligations", kind == TERMINATION ? "закрыть" : "да", NULL);
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

void scale_orders_of_year(struct scale *s, int year)
{
	struct heap heaps[TERMINATION + 1][3] = {0};
	unsigned most = (unsigned)config_int(tx_session(s->tx)->config, OPT_MAX_TERM_YEARS);

	for (size_t i = 0; i < s->sites_n; i++) {
		struct site *site = &s->sites[i];
		enum order_kind kind = APPROVAL;
		unsigned fate = scale_chance(s, 100), years = scale_chance(s, 3);
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
