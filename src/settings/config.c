#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <strings.h>
#include <unistd.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/ini.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/settings/config.h"
#include "stazh/settings/days.h"
#include "stazh/settings/posts.h"

#define USERS "users"

static const char *const colors[] = {"auto", "none", NULL};
static const char *const letters[] = {"search", "commands", NULL};
static const char *const date_years[] = {"слитно", "раздельно", NULL};

const struct option options[OPT_END] = {
	[OPT_STORE_PATH] = {"store", "path", OPTION_PATH, .min = 1, .text = "~/.local/share/stazh",
			    .title = "папка базы данных"},

	[OPT_CENTRE_SHORT_NAME] = {"centre", "short_name", OPTION_TEXT, .min = 1, .text = "МБУ «ЦИМС»", .elsewhere = "",
				   .title = "краткое название центра"},
	[OPT_CENTRE_NAME_GENITIVE] = {"centre", "name_genitive", OPTION_TEXT, .text = "",
				      .title = "краткое название в родительном падеже"},
	[OPT_CENTRE_NAME_DATIVE] = {"centre", "name_dative", OPTION_TEXT, .text = "",
				    .title = "краткое название в дательном падеже"},
	[OPT_CENTRE_NAME_INSTRUMENTAL] = {"centre", "name_instrumental", OPTION_TEXT, .text = "",
					  .title = "краткое название в творительном падеже"},
	[OPT_CENTRE_FULL_NAME] = {"centre", "full_name", OPTION_TEXT, .min = 1,
				  .text = "МБУ «Центр информационно-методического сопровождения»", .elsewhere = "",
				  .title = "полное название центра"},
	[OPT_CENTRE_TITLE] = {"centre", "title", OPTION_TEXT, .min = 1, .text = "ЦИМС Чебулинского МО", .elsewhere = "",
			      .title = "название в верхней строке экрана"},
	[OPT_CENTRE_LETTERHEAD] = {"centre", "letterhead", OPTION_LINES, .min = 1,
				   .text = "КЕМЕРОВСКАЯ ОБЛАСТЬ|УПРАВЛЕНИЕ ОБРАЗОВАНИЯ|АДМИНИСТРАЦИИ ЧЕБУЛИНСКОГО|"
					   "МУНИЦИПАЛЬНОГО ОКРУГА||МБУ «ЦЕНТР ИНФОРМАЦИОННО-МЕТОДИЧЕСКОГО|"
					   "СОПРОВОЖДЕНИЯ»",
				   .elsewhere = "", .title = "шапка документов, строки через |"},
	[OPT_CENTRE_PLACE] = {"centre", "place", OPTION_TEXT, .min = 1, .text = "пгт. Верх-Чебула", .elsewhere = "",
			      .title = "место издания приказа"},
	[OPT_CENTRE_DISTRICT] = {"centre", "district", OPTION_TEXT, .min = 1, .text = "Чебулинский муниципальный округ",
				 .elsewhere = "", .title = "муниципальный округ"},
	[OPT_CENTRE_DIRECTOR] = {"centre", "director", OPTION_TEXT, .min = 1, .text = "Гусева И.Г.", .elsewhere = "",
				 .title = "руководитель центра"},
	[OPT_CENTRE_DIRECTOR_POST] = {"centre", "director_post", OPTION_TEXT, .min = 1, .text = "директор",
				      .elsewhere = "", .title = "должность руководителя центра"},
	[OPT_CENTRE_DIRECTOR_POST_DATIVE] = {"centre", "director_post_dative", OPTION_TEXT, .text = "",
					     .title = "должность руководителя в дательном падеже"},
	[OPT_CENTRE_METHODIST] = {"centre", "methodist", OPTION_TEXT, .min = 1, .text = "Морозова И.А.",
				  .elsewhere = "", .derives = true, .title = "методист центра"},
	[OPT_CENTRE_DATE_YEAR] = {"centre", "date_year", OPTION_ENUM, .choices = date_years, .text = "слитно",
				  .elsewhere = "раздельно", .title = "«г.» после даты в приказе"},
	[OPT_CENTRE_AFTER_SIGNATURE] = {"centre", "after_signature", OPTION_TEXT, .text = ".", .elsewhere = "",
					.title = "что стоит в приказе сразу после подписи"},

	[OPT_MAX_TERM_YEARS] = {"rules", "max_term_years", OPTION_INT, .min = 1, .max = 25, .text = "3",
				.title = "наибольший срок статуса, лет"},
	[OPT_REPORT_DUE] = {"rules", "report_due", OPTION_DAYMONTH, .text = "15.06", .derives = true,
			    .title = "срок годового отчёта"},
	[OPT_REPORT_REVIEW_DAYS] = {"rules", "report_review_days", OPTION_INT, .max = 366, .text = "14",
				    .derives = true, .title = "приёмка отчёта, дней со сдачи"},
	[OPT_FINAL_REPORT_DAYS] = {"rules", "final_report_days", OPTION_INT, .max = 366, .text = "30",
				   .title = "последний отчёт, дней с окончания деятельности"},
	[OPT_STATUS_NOTICE_DAYS] = {"rules", "status_notice_days", OPTION_INT, .max = 366, .text = "60",
				    .derives = true, .title = "предупреждать об окончании статуса за, дней"},
	[OPT_PLAN_DUE] = {"rules", "plan_due", OPTION_DAYMONTH, .text = "15.09", .derives = true,
			  .title = "срок программы, плана и графика"},
	[OPT_PLAN_REVIEW_DAYS] = {"rules", "plan_review_days", OPTION_INT, .max = 366, .text = "14", .derives = true,
				  .title = "обсуждение в центре, дней"},
	[OPT_APPLICATION_REVIEW_DAYS] = {"rules", "application_review_days", OPTION_INT, .max = 366, .text = "30",
					 .derives = true, .title = "рассмотрение заявки, дней"},
	[OPT_DUE_DAYS] = {"rules", "due_days", OPTION_INT, .max = 3660, .text = "14",
			  .title = "на сколько дней вперёд показывать сроки"},
	[OPT_LEADER_CATEGORIES] = {"rules", "leader_categories", OPTION_LIST, .text = "высшая;первая",
				   .within = OPT_CATEGORIES, .title = "категории руководителя площадки"},
	[OPT_LEADER_POSITIONS] = {"rules", "leader_positions", OPTION_LIST,
				  .text = "руководитель;заместитель руководителя;педагог;психолог;"
					  "педагог дополнительного образования",
				  .within = OPT_POSITION_KINDS, .title = "должности руководителя площадки"},

	[RULE_CERTIFICATE] = {"clauses", "certificate", OPTION_CLAUSE, .text = "1.2", .derives = true,
			      .title = "стажировка и справка о ней"},
	[RULE_HOST] = {"clauses", "host", OPTION_CLAUSE, .text = "1.3", .derives = true,
		       .title = "в какой организации может быть площадка"},
	[RULE_GOAL] = {"clauses", "goal", OPTION_CLAUSE, .text = "2.1", .derives = true, .title = "цель площадки"},
	[RULE_TASKS] = {"clauses", "tasks", OPTION_CLAUSE, .text = "2.2", .derives = true,
			.title = "задачи и ожидаемые результаты площадки"},
	[RULE_DIRECTIONS] = {"clauses", "directions", OPTION_CLAUSE, .text = "2.3", .derives = true,
			     .title = "основные направления деятельности"},
	[RULE_EXPERIENCE] = {"clauses", "experience", OPTION_CLAUSE, .text = "3.1", .derives = true,
			     .title = "положительный опыт в инновационной инфраструктуре"},
	[RULE_INITIATOR] = {"clauses", "initiator", OPTION_CLAUSE, .text = "3.2", .derives = true,
			    .title = "кто предлагает открыть площадку и подаёт заявку"},
	[RULE_TERM] = {"clauses", "term", OPTION_CLAUSE, .text = "3.3", .derives = true,
		       .title = "на какой срок предоставляется статус"},
	[RULE_ORDER] = {"clauses", "order", OPTION_CLAUSE, .text = "3.4", .derives = true,
			.title = "список площадок утверждается приказом"},
	[RULE_LEADER] = {"clauses", "leader", OPTION_CLAUSE, .text = "4.1", .derives = true,
			 .title = "кто может руководить площадкой"},
	[RULE_PLAN] = {"clauses", "plan", OPTION_CLAUSE, .text = "4.2", .derives = true,
		       .title = "программа, тематический план и график, их обсуждение"},
	[RULE_EQUIPMENT] = {"clauses", "equipment", OPTION_CLAUSE, .text = "4.2", .derives = true,
			    .title = "материально-техническое оснащение"},
	[RULE_ANALYSIS] = {"clauses", "analysis", OPTION_CLAUSE, .text = "4.2", .derives = true,
			   .title = "руководитель анализирует динамику и обобщает результаты"},
	[RULE_REPORT] = {"clauses", "report", OPTION_CLAUSE, .text = "4.3", .derives = true,
			 .title = "ежегодный отчёт площадки"},
	[RULE_FORMS] = {"clauses", "forms", OPTION_CLAUSE, .text = "5.1", .derives = true,
			.title = "формы занятий и их проведение"},
	[RULE_ATTENDANCE] = {"clauses", "attendance", OPTION_CLAUSE, .text = "5.1", .derives = true,
			     .title = "посещение занятий"},
	[RULE_INDIVIDUAL] = {"clauses", "individual", OPTION_CLAUSE, .text = "5.2", .derives = true,
			     .title = "индивидуальная работа: свои сроки и планы стажёров"},
	[RULE_GROUP] = {"clauses", "group", OPTION_CLAUSE, .text = "5.2", .derives = true,
			.title = "групповая работа: рабочие группы"},
	[RULE_NETWORK] = {"clauses", "network", OPTION_CLAUSE, .text = "5.2", .derives = true,
			  .title = "сетевое взаимодействие, занятия на расстоянии"},
	[RULE_CRITERIA] = {"clauses", "criteria", OPTION_CLAUSE, .text = "6.1", .derives = true,
			   .title = "критерий анализа: соответствие заявленным целям"},
	[RULE_DYNAMICS] = {"clauses", "dynamics", OPTION_CLAUSE, .text = "6.1", .derives = true,
			   .title = "критерий анализа: динамика результатов по направлениям"},
	[RULE_ANALYSIS_DUE] = {"clauses", "analysis_due", OPTION_CLAUSE, .text = "6.2", .derives = true,
			       .title = "до какого дня представляется анализ деятельности"},
	[RULE_END] = {"clauses", "end", OPTION_CLAUSE, .text = "7.1", .derives = true,
		      .title = "когда и почему деятельность прекращается"},

	[OPT_ORG_KINDS] = {"lists", "org_kinds", OPTION_LIST,
			   .text = "общеобразовательная;дошкольная;дополнительного образования;профессиональная;"
				   "коррекционная;методический центр;орган управления образованием;иная",
			   .title = "виды организаций"},
	[OPT_POSITION_KINDS] = {"lists", "position_kinds", OPTION_LIST,
				.text = "учитель;воспитатель;старший воспитатель;педагог-психолог;социальный педагог;"
					"педагог дополнительного образования;учитель-логопед;учитель-дефектолог;"
					"педагог-организатор;преподаватель;преподаватель-организатор;"
					"мастер производственного обучения;музыкальный руководитель;концертмейстер;"
					"инструктор по физической культуре;методист;тьютор;тренер-преподаватель;"
					"советник директора по воспитанию;педагог;директор;заведующий;руководитель;"
					"заместитель директора;заместитель заведующего;заместитель руководителя;иная",
				.title = "виды должностей"},
	[OPT_CATEGORIES] =
		{"lists", "categories", OPTION_LIST,
		 .text = "высшая;первая;педагог-методист;педагог-наставник;соответствие занимаемой должности;"
			 "без категории",
		 .title = "квалификационные категории"},
	[OPT_DIRECTIONS] = {"lists", "directions", OPTION_LIST,
			    .text = "новые педагогические технологии и принципы построения современного урока;"
				    "новые элементы содержания образования и системы воспитания, формы, методы и "
				    "средства обучения;сетевое взаимодействие образовательных учреждений",
			    .title = "направления деятельности"},
	[OPT_INITIATORS] = {"lists", "initiators", OPTION_LIST,
			    .text = "орган управления образованием;ЦИМС;образовательная организация",
			    .elsewhere = "орган управления образованием;методический центр;образовательная организация",
			    .title = "инициаторы открытия"},
	[OPT_FORMS] = {"lists", "forms", OPTION_LIST,
		       .text = "лекция;семинар;корректировка рабочей программы;проектирование учебного занятия;"
			       "разработка технологической карты урока, занятия;открытый урок, занятие;практикум;"
			       "круглый стол;консультация",
		       .title = "формы работы"},
	[OPT_GROUNDS] = {"lists", "grounds", OPTION_LIST,
			 .text = "окончание реализации программы;решение образовательной организации;"
				 "рекомендация ЦИМС",
			 .elsewhere = "окончание реализации программы;решение образовательной организации;"
				      "рекомендация методического центра",
			 .title = "основания прекращения"},
	[OPT_GROUP_FORMS] = {"lists", "group_forms", OPTION_LIST, .text = "индивидуальная;групповая;сетевая",
			     .title = "организационные формы"},
	[OPT_MODES] = {"lists", "modes", OPTION_LIST, .text = "очно;дистанционно;смешанно",
		       .title = "как проводятся занятия"},

	[OPT_WEEK] = {"calendar", "week", OPTION_INT, .min = 5, .max = 7, .text = "6",
		      .title = "учебных дней в неделе"},
	[OPT_DAYS_OFF] =
		{"calendar", "days_off", OPTION_DAYS,
		 .text = "01.01-08.01 новогодние каникулы;23.02 День защитника Отечества;08.03 Международный женский "
			 "день;01.05 Праздник Весны и Труда;09.05 День Победы;12.06 День России;04.11 День народного "
			 "единства",
		 .title = "нерабочие дни"},
	[OPT_SCHOOL_HOLIDAYS] = {"calendar", "school_holidays", OPTION_DAYS, .text = "01.06-31.08 летние каникулы",
				 .title = "школьные каникулы"},
	[OPT_ZONE] = {"calendar", "zone", OPTION_ZONE, .text = "", .title = "часовой пояс округа"},

	[OPT_COLORS] = {"ui", "colors", OPTION_ENUM, .choices = colors, .text = "auto", .title = "цвета"},
	[OPT_MOUSE] = {"ui", "mouse", OPTION_BOOL, .text = "no", .title = "мышь"},
	[OPT_ASCII] = {"ui", "ascii", OPTION_BOOL, .text = "no", .title = "рамки простыми знаками"},
	[OPT_ESCDELAY] = {"ui", "escdelay", OPTION_INT, .min = 10, .max = 2000, .text = "100",
			  .title = "ожидание после Esc, мс"},
	[OPT_LETTERS] = {"ui", "letters", OPTION_ENUM, .choices = letters, .text = "search",
			 .title = "буквы в списках"},

	[OPT_ACCESS_KEYS] = {"access", "keys", OPTION_PATH, .min = 1, .text = "/etc/stazh.keys",
			     .title = "папка открытых ключей, ИМЯ.pub"},
	[OPT_ACCESS_LOG_READS] = {"access", "log_reads", OPTION_BOOL, .text = "yes",
				  .title = "записывать, кто смотрел сведения о людях (152-ФЗ)"},
	[OPT_ACCESS_SYSLOG] = {"access", "syslog", OPTION_BOOL, .text = "yes",
			       .title = "повторять записи журнала в системном журнале"},

	[OPT_REGULATION] = {"print", "regulation", OPTION_PATH, .text = "", .file = "regulation.txt",
			    .title = "файл с текстом Положения"},
	[OPT_TEMPLATES] = {"print", "templates", OPTION_PATH, .text = "", .file = "templates",
			   .title = "папка шаблонов документов"},
};

static const char *const roles[] = {"methodist", "leader", "viewer", "none", NULL};

/* All zero: the default, nothing asked yet. */
struct value {
	const char *text; /* as the file has it, `+` carried out; NULL: the default */
	int line;
	const char *from;
	bool parsed;
	int32_t number;
	const char *path;
	const char **list;
	size_t n;
};

struct config_data {
	struct arena arena;
	const char *file;
	struct value values[OPT_END];
	bool has_users, own_centre;
	struct config_user *users;
	size_t users_n, users_cap;
	struct buf faults;
};

/* --- Parsing: NULL, or what is wrong with the text --- */

static const char *parse_int(const char *s, int32_t min, int32_t max, int32_t *out)
{
	const char *digits = *s == '-' ? s + 1 : s;
	size_t n = strspn(digits, "0123456789");
	int64_t number;

	if (n == 0 || digits[n])
		return "это не целое число";
	if (*digits == '0' && n > 1)
		return "лишний ноль впереди";
	number = n > 9 ? INT64_MAX : strtoll(s, NULL, 10);
	if (number < min || number > max)
		return "число вне пределов";
	*out = (int32_t)number;
	return NULL;
}

static const char *parse_bool(const char *s, int32_t *out)
{
	static const char *const words[] = {"нет", "да", "no", "yes", "false", "true", "off", "on", "0", "1"};
	struct buf folded = {0};
	const char *why = "это не «да» и не «нет»";

	collate_fold(s, strlen(s), &folded);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(buf_text(&folded), words[i]) == 0) {
			*out = i % 2;
			why = NULL;
		}
	}
	buf_free(&folded);
	return why;
}

/* Month * 100 + day. */
static const char *parse_daymonth(const char *s, int32_t *out)
{
	size_t d = strspn(s, "0123456789"), m = s[d] == '.' ? strspn(s + d + 1, "0123456789") : 0;
	int day, month;

	if (d < 1 || d > 2 || m < 1 || m > 2 || s[d + 1 + m])
		return "это не день и месяц";
	day = atoi(s);
	month = atoi(s + d + 1);
	if (day == 29 && month == 2)
		return "29 февраля есть не в каждом году";
	if (month < 1 || month > 12 || day < 1 || day > date_days_in_month(2001, month))
		return "такого дня нет";
	*out = month * 100 + day;
	return NULL;
}

static const char *parse_choice(const char *s, const char *const *choices, int32_t *out)
{
	for (int32_t i = 0; choices[i]; i++) {
		if (strcasecmp(s, choices[i]) == 0) {
			*out = i;
			return NULL;
		}
	}
	return "такого слова здесь нет";
}

static const char *parse_path(const char *s)
{
	return *s == '~' && s[1] && s[1] != '/' ? "понимается только своя домашняя папка: ~/" : NULL;
}

static const char *parse_zone(const char *s)
{
	struct buf path = {0};
	bool known;

	if (!*s)
		return NULL; /* the system's */
	buf_addf(&path, "/usr/share/zoneinfo/%s", s);
	known = *s != '/' && !strstr(s, "..") && s[strlen(s) - 1] != '/' && !access(path.s, R_OK);
	buf_free(&path);
	return known ? NULL : "такого часового пояса нет в системе";
}

/* As a refusal has room for (struct error): numbers with dots, perhaps a letter behind, «3.2», «4.3, 6.2», «5.1а». */
static const char *parse_clause(const char *s)
{
	const struct error *e = NULL;

	if (strlen(s) >= sizeof(e->clause))
		return "слишком длинно";
	for (; s && *s; s = strchr(s, ','), s = s ? s + 1 : NULL) {
		const char *part = s;
		size_t n = text_trim(&part, strcspn(s, ",")), digits = strspn(part, "0123456789.");

		if (n == 0 || *part == '.' || digits == 0)
			return "это не номер пункта";
		if (part[digits - 1] == '.')
			return "лишняя точка";
		if (n > digits &&
		    (utf8_prefix(part + digits, n - digits, 1) != n - digits || strchr(" ;()\"", part[digits])))
			return "это не номер пункта";
	}
	return NULL;
}

static const char *parse_days(const char *s)
{
	const char *why = NULL;

	for (; s && !why; s = strchr(s, ';'), s = s ? s + 1 : NULL) {
		const char *part = s;
		size_t n = text_trim(&part, strcspn(s, ";"));
		char *one = mem_strndup(part, n);
		struct days days;

		if (n)
			why = days_parse(one, &days);
		free(one);
	}
	return why;
}

static const char *parse(const struct option *o, const char *s, int32_t *number)
{
	if (!*s && (o->min > 0 || (o->type != OPTION_TEXT && o->type != OPTION_DAYS && o->type != OPTION_ZONE &&
				   o->type != OPTION_PATH && o->type != OPTION_CLAUSE)))
		return "пустое значение";
	switch (o->type) {
	case OPTION_INT:
		return parse_int(s, o->min, o->max, number);
	case OPTION_BOOL:
		return parse_bool(s, number);
	case OPTION_DAYMONTH:
		return parse_daymonth(s, number);
	case OPTION_ENUM:
		return parse_choice(s, o->choices, number);
	case OPTION_CLAUSE:
		return parse_clause(s);
	case OPTION_LIST:
		return s[strspn(s, "; \t")] ? NULL : "в списке нет ни одного слова";
	case OPTION_LINES:
		return s[strspn(s, "| \t")] ? NULL : "нет ни одной строки";
	case OPTION_DAYS:
		return parse_days(s);
	case OPTION_ZONE:
		return parse_zone(s);
	case OPTION_PATH:
		return parse_path(s);
	case OPTION_TEXT:
		break;
	}
	return NULL;
}

static void add_expected(const struct option *o, struct buf *out)
{
	switch (o->type) {
	case OPTION_TEXT:
		buf_add(out, "текст");
		break;
	case OPTION_INT:
		buf_addf(out, "целое число от %d до %d", o->min, o->max);
		break;
	case OPTION_BOOL:
		buf_add(out, "да или нет (yes или no)");
		break;
	case OPTION_DAYMONTH:
		buf_addf(out, "день и месяц через точку, например %s", o->text);
		break;
	case OPTION_ENUM:
		for (size_t i = 0; o->choices[i]; i++)
			buf_addf(out, "%s%s", i ? " или " : "", o->choices[i]);
		break;
	case OPTION_CLAUSE:
		buf_add(out, "список номеров пунктов через запятую, например 4.3, 6.2");
		break;
	case OPTION_LIST:
		buf_add(out, "слова через ; в кавычках, например \"высшая;первая\"");
		break;
	case OPTION_LINES:
		buf_add(out, "строки через |");
		break;
	case OPTION_DAYS:
		buf_add(out,
			"дни через ; в кавычках, например \"04.11 День народного единства;28.10.2026-05.11.2026\"");
		break;
	case OPTION_ZONE:
		buf_add(out, "часовой пояс, например Asia/Novokuznetsk или Europe/Moscow");
		break;
	case OPTION_PATH:
		buf_add(out, "путь: от корня, от ~/ или от папки этого файла");
		break;
	}
}

/* --- Values --- */

static const char *raw_text(const struct config *c, enum option_id id)
{
	const struct value *v = &c->data->values[id];
	const struct option *o = &options[id];

	return v->text ? v->text : c->data->own_centre && o->elsewhere ? o->elsewhere : o->text;
}

static int32_t number(const struct config *c, enum option_id id)
{
	struct value *v = &c->data->values[id];

	if (!v->parsed) {
		parse(&options[id], raw_text(c, id), &v->number);
		v->parsed = true;
	}
	return v->number;
}

int32_t config_int(const struct config *c, enum option_id id)
{
	return number(c, id);
}

bool config_bool(const struct config *c, enum option_id id)
{
	return number(c, id) != 0;
}

void config_daymonth(const struct config *c, enum option_id id, int *month, int *day)
{
	*month = number(c, id) / 100;
	*day = number(c, id) % 100;
}

static bool list_has(const char *const *list, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], s) == 0)
			return true;
	return false;
}

const char *const *config_list(const struct config *c, enum option_id id, size_t *n)
{
	struct value *v = &c->data->values[id];
	bool lines = options[id].type == OPTION_LINES;
	char separator = lines ? '|' : ';';
	size_t parts = 1;

	if (!v->list) {
		const char *s = raw_text(c, id);

		for (const char *p = s; *p; p++)
			parts += *p == separator;
		v->list = arena_alloc(&c->data->arena, (parts + 1) * sizeof(*v->list));
		for (; s; s = strchr(s, separator), s = s ? s + 1 : NULL) {
			const char *part = s;
			size_t length = text_trim(&part, strcspn(s, lines ? "|" : ";"));
			char *word = arena_strndup(&c->data->arena, part, length);

			if (lines || (length > 0 && !list_has(v->list, v->n, word)))
				v->list[v->n++] = word;
		}
		v->list[v->n] = NULL;
	}
	if (n)
		*n = v->n;
	return v->list;
}

static const char *home(void)
{
	const char *s = getenv("HOME");
	const struct passwd *p;

	if (s && *s == '/')
		return s;
	p = getpwuid(getuid());
	return p ? p->pw_dir : "/";
}

/* Installed, as built (make puts a link to config/ beside the program), or as configured by make. */
void config_delivered(const char *file, struct buf *out)
{
	static const char *const places[] = {"/../share/stazh/", "/config/"};
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program));
	const char *slash = n > 0 ? memrchr(program, '/', (size_t)n) : NULL;

	for (size_t i = 0; slash && i < sizeof(places) / sizeof(*places); i++) {
		buf_clear(out);
		buf_addn(out, program, (size_t)(slash - program));
		buf_addf(out, "%s%s", places[i], file);
		if (access(out->s, R_OK) == 0)
			return;
	}
	buf_clear(out);
	buf_addf(out, "%s/%s", STAZH_SHARE, file);
}

static const char *resolve_path(const struct config *c, enum option_id id)
{
	struct value *v = &c->data->values[id];
	const char *s = raw_text(c, id), *slash;
	struct buf b = {0};

	if (v->path)
		return v->path;
	if (!*s && options[id].file) {
		config_delivered(options[id].file, &b);
	} else if (*s == '~') {
		buf_addf(&b, "%s%s", home(), s + 1);
	} else {
		slash = *s != '/' && c->data->file ? strrchr(c->data->file, '/') : NULL;
		if (slash)
			buf_addn(&b, c->data->file, (size_t)(slash + 1 - c->data->file));
		buf_add(&b, s);
	}
	v->path = arena_strndup(&c->data->arena, buf_text(&b), b.n);
	buf_free(&b);
	return v->path;
}

const char *config_text(const struct config *c, enum option_id id)
{
	return options[id].type == OPTION_PATH ? resolve_path(c, id) : raw_text(c, id);
}

static const char *place(struct config_data *d, int line)
{
	struct buf b = {0};
	const char *s;

	buf_addf(&b, "%s:%d", d->file, line);
	s = arena_strndup(&d->arena, b.s, b.n);
	buf_free(&b);
	return s;
}

const char *config_from(const struct config *c, enum option_id id)
{
	struct value *v = &c->data->values[id];

	if (!v->from)
		v->from = v->text ? place(c->data, v->line) : "по умолчанию";
	return v->from;
}

bool config_own_centre(const struct config *c)
{
	return c->data->own_centre;
}

bool config_lacks(const struct config *c, enum option_id id)
{
	const struct option *o = &options[id];

	return o->min > 0 && o->elsewhere && !*o->elsewhere && id != OPT_CENTRE_TITLE && config_is_default(c, id);
}

bool config_is_default(const struct config *c, enum option_id id)
{
	return !c->data->values[id].text;
}

const char *config_faults(const struct config *c)
{
	return buf_text(&c->data->faults);
}

const char *config_file(const struct config *c)
{
	return c->data->file;
}

bool config_has_users(const struct config *c)
{
	return c->data->has_users;
}

const struct config_user *config_user_at(const struct config *c, size_t i)
{
	return i < c->data->users_n ? &c->data->users[i] : NULL;
}

const struct config_user *config_user(const struct config *c, const char *login)
{
	for (size_t i = 0; i < c->data->users_n; i++)
		if (strcmp(c->data->users[i].login, login) == 0)
			return &c->data->users[i];
	return NULL;
}

uint32_t config_rules_hash(const struct config *c)
{
	uint32_t hash = 2166136261u; /* FNV-1a over numbers and texts */

	for (enum option_id id = 0; id < OPT_END; id++) {
		if (!options[id].derives)
			continue;
		if (options[id].type == OPTION_CLAUSE || options[id].type == OPTION_TEXT)
			for (const char *s = raw_text(c, id);; s++) {
				hash = (hash ^ (unsigned char)*s) * 16777619u;
				if (!*s)
					break;
			}
		else
			hash = (hash ^ (uint32_t)number(c, id)) * 16777619u;
	}
	return hash;
}

/* --- Reading a file --- */

/* Keeps the nearest of the names that are offered one after the other. */
static void offer(const char *typed, const char *name, const char **best, int *distance)
{
	int d = strlen(typed) <= INI_NAME_MAX ? text_distance(typed, name) : *distance;

	if (d < *distance) {
		*distance = d;
		*best = name;
	}
}

/* The greatest distance plus one at which a name is still worth suggesting. */
static int farthest(const char *typed)
{
	return 2 + (int)strlen(typed) / 3;
}

static char *lower(struct arena *a, const char *s)
{
	char *copy = arena_strndup(a, s, strlen(s));

	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return copy;
}

static bool section_known(const char *section)
{
	for (size_t i = 0; i < OPT_END; i++)
		if (strcmp(options[i].section, section) == 0)
			return true;
	return strcmp(section, USERS) == 0;
}

static void fault_section(struct ini *ini, const struct ini_entry *e)
{
	const char *best = NULL;
	int distance = farthest(e->section);

	for (size_t i = 0; i < OPT_END; i++)
		offer(e->section, options[i].section, &best, &distance);
	offer(e->section, USERS, &best, &distance);
	if (best)
		ini_add_fault(ini, e->line, "неизвестный раздел [%s]; может быть, [%s]?", e->section, best);
	else
		ini_add_fault(
			ini, e->line,
			"неизвестный раздел [%s]; ожидается [store], [centre], [rules], [clauses], [lists], [users], "
			"[calendar], [ui], [access] или [print]",
			e->section);
}

static void fault_key(struct ini *ini, const struct ini_entry *e, const char *key)
{
	const char *best = NULL;
	int distance = farthest(key);

	for (size_t i = 0; i < OPT_END; i++) {
		if (strcmp(options[i].key, key) == 0) {
			ini_add_fault(ini, e->line, "параметр %s стоит не в том разделе: ожидается в [%s]", e->key,
				      options[i].section);
			return;
		}
		if (strcmp(options[i].section, e->section) == 0)
			offer(key, options[i].key, &best, &distance);
	}
	for (size_t i = 0; !best && i < OPT_END; i++)
		offer(key, options[i].key, &best, &distance);
	if (best)
		ini_add_fault(ini, e->line, "неизвестный параметр %s; может быть, %s?", e->key, best);
	else
		ini_add_fault(ini, e->line, "неизвестный параметр %s; какие есть, покажет stazh config", e->key);
}

static const struct option *option_find(const char *section, const char *key)
{
	for (size_t i = 0; i < OPT_END; i++)
		if (strcmp(options[i].section, section) == 0 && strcmp(options[i].key, key) == 0)
			return &options[i];
	return NULL;
}

/* The start of a value, short enough for a message. */
static int shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

static void set_option(struct config *c, struct ini *ini, const struct ini_entry *e, const char *text)
{
	struct config_data *d = c->data;
	char *key = lower(&ini->arena, e->key);
	const struct option *o = option_find(e->section, key);
	struct buf whole = {0}, expected = {0};
	struct value *v;
	const char *why;

	if (!o) {
		fault_key(ini, e, key);
		return;
	}
	if ((o->type == OPTION_LIST || o->type == OPTION_DAYS) && *text == '+') {
		text += 1 + strspn(text + 1, " \t");
		if (*text)
			buf_addf(&whole, "%s;", raw_text(c, (enum option_id)(o - options)));
	}
	buf_add(&whole, text);
	v = &d->values[o - options];
	why = parse(o, buf_text(&whole), &v->number);
	if (why) {
		add_expected(o, &expected);
		ini_add_fault(ini, e->line, "%s = %.*s%s: %s; ожидается %s", o->key, shown(text), text,
			      text[shown(text)] ? "…" : "", why, expected.s);
	} else {
		v->text = arena_strndup(&d->arena, buf_text(&whole), whole.n);
		v->line = e->line;
		v->parsed = true;
	}
	buf_free(&expected);
	buf_free(&whole);
}

static void fault_role(struct ini *ini, const struct ini_entry *e, const char *role)
{
	const char *best = NULL;
	int distance = farthest(role);

	for (size_t i = 0; roles[i]; i++)
		offer(role, roles[i], &best, &distance);
	ini_add_fault(ini, e->line, "%s: %s «%.*s»%s%s%s; ожидается methodist, leader:ОРГАНИЗАЦИЯ, viewer или none",
		      e->key, *role ? "неизвестная роль" : "не указана роль", shown(role), role,
		      best ? " (может быть, " : "", best ? best : "", best ? "?)" : "");
}

static void set_user(struct config *c, struct ini *ini, const struct ini_entry *e, const char *text)
{
	struct config_data *d = c->data;
	const char *colon = strchr(text, ':'), *start = text, *own = colon ? colon + 1 : "";
	size_t n = text_trim(&start, colon ? (size_t)(colon - text) : strlen(text)),
	       own_n = text_trim(&own, strlen(own));
	char *typed = arena_strndup(&ini->arena, start, n), *role = lower(&ini->arena, typed);
	size_t i = 0;

	if (strpbrk(e->key, " \t")) {
		ini_add_fault(ini, e->line, "в имени входа «%s» не может быть пробела", e->key);
		return;
	}
	while (roles[i] && strcmp(roles[i], role) != 0)
		i++;
	if (!roles[i]) {
		fault_role(ini, e, role);
		return;
	}
	role = (char *)roles[i];
	if (strcmp(role, "leader") == 0 && own_n == 0) {
		ini_add_fault(ini, e->line, "%s: у руководителя не указана организация; ожидается leader:ОРГАНИЗАЦИЯ",
			      e->key);
		return;
	}
	if ((strcmp(role, "viewer") == 0 || strcmp(role, "none") == 0) && colon) {
		ini_add_fault(ini, e->line, "%s: после %s ничего не пишется", e->key, role);
		return;
	}
	d->users = mem_grow(d->users, d->users_n, &d->users_cap, sizeof(*d->users));
	d->users[d->users_n++] = (struct config_user){
		.login = arena_strndup(&d->arena, e->key, strlen(e->key)),
		.role = role,
		.own = arena_strndup(&d->arena, own, own_n),
		.from = place(d, e->line),
	};
}

static void set_entry(struct config *c, struct ini *ini, const struct ini_entry *e)
{
	struct error error = {0};
	struct buf text = {0};
	const char *value;
	size_t n;

	if (!e->key) {
		if (!section_known(e->section))
			fault_section(ini, e);
		else if (strcmp(e->section, USERS) == 0)
			c->data->has_users = true;
		return;
	}
	if (!section_known(e->section))
		return;
	value = e->value;
	n = text_trim(&value, strlen(value));
	if (utf8_clean(value, n, false, &text, &error) != OK)
		ini_add_fault(ini, e->line, "%s: %s", e->key, error.text);
	else if (strcmp(e->section, USERS) == 0)
		set_user(c, ini, e, buf_text(&text));
	else
		set_option(c, ini, e, buf_text(&text));
	buf_free(&text);
}

/* A mistyped word would make a rule unfulfillable without a word about it. */
static void check_within(struct config *c, struct ini *ini)
{
	for (enum option_id id = 0; id < OPT_END; id++) {
		enum option_id within = options[id].within;
		const char *const *words, *const *all;
		size_t n, all_n;

		if (within == OPT_STORE_PATH || config_is_default(c, id))
			continue;
		words = config_list(c, id, &n);
		all = config_list(c, within, &all_n);
		for (size_t i = 0; i < n; i++)
			if (!list_has(all, all_n, words[i]) &&
			    (within != OPT_POSITION_KINDS || !post_is_group(words[i])))
				ini_add_fault(ini, c->data->values[id].line, "%s: слова «%s» нет в списке [%s] %s",
					      options[id].key, words[i], options[within].section, options[within].key);
	}
}

/* As many whole lines as have room in e. */
static enum err set_error(const struct buf *faults, size_t total, struct error *e)
{
	size_t n = 0, lines = 0, left;
	const char *end;

	while ((end = strchr(faults->s + n, '\n')) && (size_t)(end - faults->s) < sizeof(e->text) - 120) {
		n = (size_t)(end - faults->s) + 1;
		lines++;
	}
	left = total - lines;
	if (lines == 0)
		return error_set(e, ERR_USAGE, "%s", faults->s);
	if (left == 0)
		return error_set(e, ERR_USAGE, "%.*s", (int)n - 1, faults->s);
	return error_set(e, ERR_USAGE, "%.*s… и ещё %zu %s: stazh config --check", (int)n, faults->s, left,
			 text_plural((long)left, "ошибка", "ошибки", "ошибок"));
}

/* Is the centre of the file another one than the built-in? Who works there does not tell. */
static bool names_centre(struct ini *ini)
{
	for (size_t i = 0; i < ini->n; i++) {
		const char *key = ini->entries[i].key, *value = ini->entries[i].value;
		const struct option *o = key ? option_find(ini->entries[i].section, lower(&ini->arena, key)) : NULL;

		if (o && !strcmp(o->section, "centre") && o->elsewhere && strcmp(value, o->text) &&
		    o != &options[OPT_CENTRE_DIRECTOR] && o != &options[OPT_CENTRE_DIRECTOR_POST] &&
		    o != &options[OPT_CENTRE_METHODIST] && o != &options[OPT_CENTRE_DATE_YEAR] &&
		    o != &options[OPT_CENTRE_AFTER_SIGNATURE])
			return true;
	}
	return false;
}

/* Reads the first file that is there; ERR_NONE: no file. */
static enum err read_first(const char *explicit_path, struct ini *ini)
{
	const char *named = explicit_path ? explicit_path : getenv("STAZH_CONFIG");
	struct buf own = {0};
	enum err r;

	if (explicit_path || (named && *named)) {
		if (ini_read(named, ini) == ERR_NONE) {
			ini->path = arena_strndup(&ini->arena, named, strlen(named));
			ini_add_fault(ini, 0, "нет такого файла (он задан %s)",
				      explicit_path ? "ключом --config" : "переменной STAZH_CONFIG");
		}
		return OK;
	}
	buf_addf(&own, "%s/.config/stazh/stazh.ini", home());
	r = ini_read(own.s, ini);
	buf_free(&own);
	return r == ERR_NONE ? ini_read("/etc/stazh.ini", ini) : r;
}

enum err config_load(const char *explicit_path, struct config *out, struct error *e)
{
	struct ini ini = {0};
	enum err r = OK;

	config_defaults(out);
	if (read_first(explicit_path, &ini) == OK) {
		out->data->file = arena_strndup(&out->data->arena, ini.path, strlen(ini.path));
		out->data->own_centre = names_centre(&ini);
		for (size_t i = 0; i < ini.n; i++)
			set_entry(out, &ini, &ini.entries[i]);
		check_within(out, &ini);
	}
	if (ini.faults_n > 0) {
		ini_print_faults(&ini, &out->data->faults);
		r = set_error(&out->data->faults, ini.faults_n, e);
	}
	ini_release(&ini);
	return r;
}

void config_defaults(struct config *out)
{
	out->data = mem_alloc(sizeof(*out->data));
}

void config_free(struct config *c)
{
	if (!c->data)
		return;
	arena_release(&c->data->arena);
	free(c->data->users);
	buf_free(&c->data->faults);
	free(c->data);
	c->data = NULL;
}

const char *config_title(const struct config *c)
{
	const char *title = config_text(c, OPT_CENTRE_TITLE), *name = config_text(c, OPT_CENTRE_SHORT_NAME);

	return *title ? title : *name ? name : "stazh";
}

void config_set_zone(const struct config *c)
{
	const char *zone = c->data ? config_text(c, OPT_ZONE) : "";

	if (!*zone)
		return;
	setenv("TZ", zone, 1);
	tzset();
}

/* --- Printing --- */

static int wider(int width, const char *s)
{
	int w = utf8_width(s, strlen(s));

	return w > width ? w : width;
}

static void print_row(struct buf *out, const char *key, int key_width, const char *from, int from_width,
		      const char *value)
{
	buf_add(out, "  ");
	text_fit(out, key, key_width);
	buf_add(out, "  ");
	text_fit(out, from, from_width);
	buf_addf(out, "%s%s\n", *value ? "  " : "", value);
}

void config_print(const struct config *c, struct buf *out)
{
	const struct config_data *d = c->data;
	int key_width = 1, from_width = 1;
	const char *section = "";

	for (enum option_id id = 0; id < OPT_END; id++) {
		key_width = wider(key_width, options[id].key);
		from_width = wider(from_width, config_from(c, id));
	}
	for (size_t i = 0; i < d->users_n; i++) {
		key_width = wider(key_width, d->users[i].login);
		from_width = wider(from_width, d->users[i].from);
	}
	if (d->file)
		buf_addf(out, "Файл настроек: %s\n", d->file);
	else
		buf_add(out, "Файла настроек нет: действуют значения по умолчанию\n");
	for (enum option_id id = 0; id < OPT_END; id++) {
		if (strcmp(section, options[id].section) != 0) {
			section = options[id].section;
			buf_addf(out, "\n[%s]\n", section);
		}
		print_row(out, options[id].key, key_width, config_from(c, id), from_width, config_text(c, id));
	}
	if (d->has_users)
		buf_addf(out, "\n[%s]\n", USERS);
	for (size_t i = 0; i < d->users_n; i++) {
		const struct config_user *u = &d->users[i];
		struct buf value = {0};

		buf_addf(&value, "%s%s%s", u->role, *u->own ? ":" : "", u->own);
		print_row(out, u->login, key_width, u->from, from_width, value.s);
		buf_free(&value);
	}
}
