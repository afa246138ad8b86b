/* Every option: where it stands, what it takes, what holds when no file says it. */
#include "stazh/settings/config.h"

static const char *const colors[] = {"auto", "none", NULL};
static const char *const themes[] = {"auto", "dark", "light", "none", NULL};
static const char *const cursors[] = {"hidden", "visible", NULL};
static const char *const starts[] = {"due", "last", NULL};
static const char *const letters[] = {"search", "commands", NULL};
static const char *const date_years[] = {"слитно", "раздельно", NULL};

const struct option options[OPT_END] = {
	[OPT_STORE_PATH] = {"store", "path", OPTION_PATH, .min = 1, .text = "~/.local/share/stazh",
			    .title = "папка базы данных"},
	[OPT_BACKUP_DAYS] = {"store", "backup_days", OPTION_INT, .max = 3660, .text = "0",
			     .title = "копия не старше, дней"},

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
	[OPT_THEME] = {"ui", "theme", OPTION_ENUM, .choices = themes, .text = "auto", .title = "фон терминала"},
	[OPT_MOUSE] = {"ui", "mouse", OPTION_BOOL, .text = "no", .title = "мышь"},
	[OPT_ASCII] = {"ui", "ascii", OPTION_BOOL, .text = "no", .title = "рамки и рисунки простыми знаками"},
	[OPT_CURSOR] = {"ui", "cursor", OPTION_ENUM, .choices = cursors, .text = "hidden",
			.title = "курсор на выбранной строке"},
	[OPT_ESCDELAY] = {"ui", "escdelay", OPTION_INT, .min = 10, .max = 2000, .text = "30",
			  .title = "ожидание после Esc, мс"},
	[OPT_START] = {"ui", "start", OPTION_ENUM, .choices = starts, .text = "due", .title = "с чего начинать"},
	[OPT_LETTERS] = {"ui", "letters", OPTION_ENUM, .choices = letters, .text = "search",
			 .title = "буквы в списках"},

	[OPT_ACCESS_KEYS] = {"access", "keys", OPTION_PATH, .min = 1, .text = "/etc/stazh.keys",
			     .title = "папка открытых ключей, ИМЯ.pub"},
	[OPT_ACCESS_LOG_READS] = {"access", "log_reads", OPTION_BOOL, .text = "yes",
				  .title = "записывать, кто смотрел сведения о людях (152-ФЗ)"},
	[OPT_ACCESS_SYSLOG] = {"access", "syslog", OPTION_BOOL, .text = "yes",
			       .title = "повторять записи журнала в системном журнале"},

	[OPT_ACCESS_SECONDS] = {"access", "remote_seconds", OPTION_INT, .min = 5, .max = 86400, .text = "300",
				.title = "сколько секунд может длиться команда по SSH"},
	[OPT_ACCESS_UPLOAD] = {"access", "remote_upload", OPTION_INT, .min = 1, .max = 2048, .text = "64",
			       .title = "сколько МиБ принимает команда по SSH"},
	[OPT_ACCESS_MEMORY] = {"access", "remote_memory", OPTION_INT, .min = 16, .max = 65536, .text = "1024",
			       .title = "сколько МиБ памяти может занять команда по SSH"},
	[OPT_ACCESS_HOST] = {"access", "host", OPTION_TEXT, .text = "",
			     .title = "что набирают после ssh, чтобы прийти сюда"},

	[OPT_SHELF_DAYS] = {"shelf", "days", OPTION_INT, .min = 1, .max = 366, .text = "7",
			    .title = "сколько дней файлы лежат на полке"},
	[OPT_SHELF_QUOTA] = {"shelf", "quota", OPTION_INT, .min = 1, .max = 1024, .text = "20",
			     .title = "полка одного имени входа, МиБ"},
	[OPT_SHELF_FILE] = {"shelf", "file", OPTION_INT, .min = 1, .max = 256, .text = "10",
			    .title = "один файл на полке, МиБ"},

	[OPT_REGULATION] = {"print", "regulation", OPTION_PATH, .text = "", .file = "regulation.txt",
			    .title = "файл с текстом Положения"},
	[OPT_TEMPLATES] = {"print", "templates", OPTION_PATH, .text = "", .file = "templates",
			   .title = "папка шаблонов документов"},
};
