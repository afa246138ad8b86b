/* Help: what a screen is for, its keys, the clauses behind it. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/rule.h"
#include "stazh/document/document.h"

/* clang-format off */
static const struct {
	const char *topic, *title, *text;
	enum option_id rules[8]; /* behind it; RULE_NONE ends */
} topics[] = {
	{"due", "Сроки",
	 "Что нужно сделать, когда и кому: просроченное (новое сверху), сегодняшнее, до конца недели и дальше по дате. Число в "
	 "строке заголовка — сколько там дел. Что просрочено больше месяца, свёрнуто в одну строку, один и тот же пункт плана "
	 "нескольких стажёров — тоже: → или Enter раскрывает, ← сворачивает. На заголовке они сворачивают всю часть.\n\n"
	 "Enter открывает запись, F2 показывает, что с ней можно сделать. Срок исчезает сам, когда дело сделано: отчёт сдан, "
	 "документ утверждён, площадка продлена или завершена.\n\n"
	 "Ctrl-O откладывает срок до дня или снимает его, с причиной: она останется в записи и в журнале. "
	 "На строке «5 стажёров: …» пробел, F2 и Ctrl-O относятся ко всем сразу.\n\n"
	 "Руководитель видит сначала только своё; Ctrl-A показывает всё или снова своё.",
	 {RULE_TERM, RULE_PLAN, RULE_REPORT, RULE_ANALYSIS_DUE}},
	{"district", "Округ",
	 "Округ одним взглядом: площадки и отчёты по состояниям, кто с чем опаздывает, работа за учебный год рядом с двумя "
	 "прошлыми. Столбики «▂▅█» — эти три года слева направо, полоса — нынешнее число рядом с наибольшим в разделе. n — по "
	 "скольким отметкам, пунктам или людям посчитано.\n\n"
	 "Enter на любой строке открывает то, что она считает: площадки, просроченное, стажёров, занятия, отметки; на строке «Работа за "
	 "год» — свод по площадкам. → и ← — учебный год назад и вперёд, так открываются и прежние числа. F5 печатает всё это на одном листе в файл .odt, F6 — все "
	 "сроки округа.",
	 {RULE_REPORT, RULE_CRITERIA, RULE_DYNAMICS}},
	{"calendar", "Календарь",
	 "Занятия и сроки по дням. v показывает те же дни по-другому: список без конца в обе стороны, неделя по часам, месяц, учебный "
	 "год. Стрелки ходят по дням и часам, PgUp и PgDn листают, Home и End — в начало и в конец, t — сегодня, = спрашивает дату: "
	 "25.11, 25.11.2026, +14, завтра, пн (+14 можно набирать сразу). y меняет учебный год, и календарь переходит в него.\n\n"
	 "Знаки: • — сегодня, ~ — выходной или каникулы, · — занятие, ·5 — пять; ○ — срок, ● — срок сегодня, ! — просрочен. У дня ! значит и занятие, которое не отмечено. У занятия "
	 "✓ — проведено, ! — день прошёл, а оно не отмечено: отметьте через F2. «+3» и «ещё 3» — столько не поместилось. В году чем "
	 "темнее клетка, тем больше занятий.\n\n"
	 "Enter открывает занятие, а если в дне или часе их несколько — переходит в список дня; Esc — обратно. F7 назначает занятие на "
	 "день и час под курсором. x берёт занятие: поставьте курсор на другой день (в неделе и на другой час) и нажмите Enter. Чему оно "
	 "там помешает, видно до этого; прежний день останется в записи, Ctrl-Z вернёт.\n\n"
	 "F6 оставляет занятия площадки, группы, школы, педагога или одной формы, m — только свои, l прячет сроки. Что отобрано, стоит в заголовке; Esc снимает последнее.",
	 {RULE_FORMS, RULE_ATTENDANCE, RULE_INDIVIDUAL, RULE_GROUP, RULE_NETWORK}},
	{"form:event", "Занятие",
	 "Площадок и групп может быть несколько, без площадки занятие — для всего округа. F4 открывает список: пробел отмечает, Enter "
	 "берёт. Форма, время, место и ведущие предлагаются те же, что на прошлом занятии этой группы или площадки.\n\n"
	 "Если в это время занят кабинет, ведущий, руководитель или группа, или день выходной, это видно под полями. Записать всё равно "
	 "можно.",
	 {RULE_FORMS, RULE_ATTENDANCE, RULE_INDIVIDUAL, RULE_GROUP, RULE_NETWORK}},
	{"records", "Список записей",
	 "Записи одного вида. Список следует за учебным годом из верхней строки (Ctrl-Y — сменить); F6 показывает и другие годы, "
	 "архив или одно состояние, «Столбцы…» — что о записях показать; столбцы и порядок строк программа помнит за вами. «По значению "
	 "поля…» показывает значения с числом записей, также у того, на что запись ссылается; «Условие…» — набрать самому: "
	 "Состояние = действует и не (Тема ~ чтение).\n\n"
	 "Ctrl-E записывает список, как он стоит на экране, в файл Excel или CSV, Ctrl-U загружает записи из файла.",
	 {RULE_NONE}},
	{"import", "Загрузка из файла",
	 "Пока вы не нажали F2, ничего не записано: экран показывает, что сделал бы файл. Сверху строки с ошибками и то, что "
	 "изменится; Enter показывает строку целиком, F6 оставляет строки одного рода.\n\n"
	 "Столбцы узнаются по названиям полей. Если файл назвал их по-своему, F4 — сказать, что значит каждый. F5 решает, "
	 "меняют ли строки имеющиеся записи (по номеру или названию) или все заводятся как новые.\n\n"
	 "Ctrl-N спрашивает о словах, которых нет в списке, и о названиях и людях, которых нет среди записей или таких несколько: что "
	 "это значит. Слово можно и добавить в список. Ответы запоминаются для таких файлов.\n\n"
	 "Если в книге несколько подходящих листов, экран спросит, какой загружать (потом — Ctrl-W), и запомнит.\n\n"
	 "Если в файле записи другого вида, экран говорит, на какой он похож; F7 загружает его так.\n\n"
	 "Загружается всё или ничего, и одно Ctrl-Z берёт всю загрузку назад.",
	 {RULE_NONE}},
	{"card", "Карточка",
	 "Сверху — где запись стоит в своей жизни и чего ей не хватает, ниже её сведения, под чертой — всё, что к ней относится. "
	 "«Не хватает, чтобы …» — без этого записи не закончить: F2 и Enter на таком действии — список, из которого Enter ведёт туда, "
	 "где это указать.\n\n"
	 "F2 — действия с этой записью, F4 — правка, F7 — добавить в группу под курсором, Enter — открыть строку, пробел — отметить "
	 "пункт плана сделанным и обратно. Когда сведения не помещаются, → и ← листают их.",
	 {RULE_NONE}},
	{"grid", "Диагностика группы",
	 "Строки — стажёры, столбцы — направления площадки. Наберите баллы и нажмите Enter: курсор пойдёт вниз, потом в следующий "
	 "столбец. «14/25» — 14 из 25, когда у одного человека можно было набрать не столько, сколько у всех. Del стирает.\n\n"
	 "F4 переходит от входной диагностики к промежуточной и итоговой. F2 записывает всё сразу, одним действием. Среднее стоит с "
	 "числом людей, по которым оно посчитано; у кого итоговой нет, тот в динамику не входит.",
	 {RULE_ANALYSIS, RULE_DYNAMICS}},
	{"clash", "Изменили двое",
	 "Пока вы правили запись, другой человек записал в то же поле другое. Слева — набранное вами, справа — то, что уже в базе. Стрелки "
	 "выбирают, Enter берёт; в длинном тексте пробел оставляет оба, один под другим, чтобы их свести. Esc возвращает к правке: набранное цело. Поля, которые изменил только один из вас, соединяются сами.",
	 {RULE_NONE}},
	{"attend", "Посещение",
	 "Строки — стажёры групп этого занятия, столбцы — занятия тех же групп. + был, н — не был, у — не был по уважительной причине, д — был "
	 "дистанционно; пробел меняет «был» на «не был»; Del стирает. После отметки курсор идёт вниз.\n\n"
	 "Быстрее всего: F4 или * — были все, потом исключения: наберите номер строки и букву отметки. F2 записывает; занятие, которое ещё "
	 "стояло в плане, становится проведённым.",
	 {RULE_FORMS, RULE_ATTENDANCE, RULE_INDIVIDUAL, RULE_GROUP, RULE_NETWORK}},
	{"report", "Отчёт площадки",
	 "Слева — показатели, посчитанные по записям: их не набирают, они меняются вместе с группами, занятиями и планами. Справа — то, "
	 "что пишет руководитель: соответствие заявленным целям, динамика, выводы (F4).\n\n"
	 "Когда отчёт сдают (F2), показатели запоминаются. Если записи потом изменятся, рядом с нынешним числом будет видно то, что "
	 "было при сдаче.",
	 {RULE_REPORT, RULE_CRITERIA, RULE_DYNAMICS, RULE_ANALYSIS_DUE}},
	{"palette", "Меню (F9, Ctrl-P)",
	 "Всё, что можно сделать здесь, с клавишами. Наберите несколько букв — начала слов, в любом порядке, — и останутся действия, "
	 "разделы, документы и записи, в которых они есть: «подп» найдёт «Подписать», «чеб оо» — школу, «сводк» — сводку по округу. "
	 "Е и ё равны.\n\n"
	 "Enter делает или открывает. Серое сейчас нельзя — рядом сказано почему. F1 на действии говорит, что оно делает и какая у него "
	 "клавиша. Esc сначала стирает набранное, потом закрывает. Из формы, которую вы заполняете, в другой раздел не "
	 "уйти, но запись или документ посмотреть можно: Esc вернёт к форме, набранное останется.",
	 {RULE_NONE}},
	{"summary", "Свод за год",
	 "Все площадки, у которых в этом учебном году был статус или ожидается отчёт, с показателями и итогом по округу. Занятия без "
	 "площадки входят только в итог. Красным — те, кто отчёт не сдал. Enter открывает отчёт площадки.\n\n"
	 "Ctrl-E записывает свод целиком книгой Excel — площадки с итогом, показатели, диаграммы, кто не сдал, — "
	 "или таблицей CSV; Ctrl-D — сводку по округу, на экран или в файл .odt.",
	 {RULE_REPORT, RULE_CRITERIA, RULE_DYNAMICS}},
	{"certificates", "Журнал выдачи справок",
	 "Справки, выданные в этом учебном году, по порядку номеров, и аннулированные — с причиной. Enter открывает стажёра, F2 — что с "
	 "ним можно сделать: выдать справку, аннулировать.\n\n"
	 "Ctrl-D — журнал календарного года и сама справка, на экран или в файл .odt; Ctrl-E — список в Excel или CSV.",
	 {RULE_CERTIFICATE}},
	{"drafts", "Черновики",
	 "Набранное в форме раз в две секунды откладывается в черновик. Если связь оборвалась или программу закрыли посреди формы, она "
	 "возвращается: при следующем входе и когда вы снова откроете эту форму. В базу черновик не попадает, пока форму не сохранят.",
	 {RULE_NONE}},
	{"books", "Справочники", "Организации, педагоги и другие списки. Enter открывает список, F7 заводит запись. В конце стоят полка с вашими файлами и "
	 "корзина: удалённое можно вернуть.", {RULE_HOST, RULE_LEADER}},
	{"trash", "Корзина",
	 "Всё удалённое, сначала последнее. Enter показывает, что было в записи, кто и когда её удалил; F2 возвращает её вместе с "
	 "тем, что ей принадлежит.",
	 {RULE_NONE}},
	{"shelf", "Полка",
	 "Ваши файлы, сначала последний: взятые с экрана, когда работают по сети («Взять файл», «Выгрузить список»), и принесённые со "
	 "своего компьютера. Enter показывает строку, которую набирают у себя, чтобы забрать файл; F8 убирает его. Каждый лежит "
	 "несколько дней, потом исчезает сам. Чужой полки не видит никто. Принесённую таблицу предложит загрузка (Ctrl-U в списке).",
	 {RULE_NONE}},
	{"journal", "Журнал",
	 "Кто, когда и что изменил. Строки журнала нельзя ни исправить, ни удалить. Enter показывает, что было и что стало. "
	 "F2 берёт назад действие, на строке которого стоит курсор, — своё и если на нём ещё ничего не построено; взятое назад проводит "
	 "снова. Последнее своё действие берёт назад Ctrl-Z на любом экране.",
	 {RULE_NONE}},
	{"find", "Поиск везде", "Ищутся начала слов в любом порядке; большие и малые буквы, е и ё не различаются.", {RULE_NONE}},
	{"form:order", "Приказ",
	 "Что делает приказ, когда его подписывают, зависит от вида: «утверждение перечня» даёт площадкам статус, «продление» — новый "
	 "срок, «прекращение» завершает их по одному из оснований Положения.\n\n"
	 "Приказ, который уже подписан на бумаге, вносится как есть: поставьте «Введён с бумаги: да», и площадки станут "
	 "действующими, даже если заявка на них не заполнена.",
	 {RULE_TERM, RULE_ORDER, RULE_END}},
	{"form:site", "Заявка на площадку",
	 "Для черновика достаточно организации и темы. Чтобы подать заявку, нужны инициатор, опыт и направления.",
	 {RULE_DIRECTIONS, RULE_EXPERIENCE, RULE_INITIATOR, RULE_LEADER}},
	{"form:person", "Педагог",
	 "Чтобы руководить площадкой, нужны должность и категория, с которыми это можно, и достижения.", {RULE_LEADER}},
};
/* clang-format on */

/* The row by which a key does something here; NULL: it does nothing. */
static const struct screen_action *row_of(struct app *app, struct screen *s, enum action a)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = app_actions_at(app, s, i)); i++)
		for (; row->action; row++)
			if (row->action == a && screen_action_may(app, s, row, NULL) != ERR_NONE)
				return row;
	return NULL;
}

static void add_keys(struct app *app, struct buf *out)
{
	struct screen *s = app->top;
	bool typed = app_typed_list(app);
	size_t at;

	buf_add(out, "Клавиши\n\n");
	for (size_t i = 0; i < action_table_n; i++) {
		const struct action_def *d = &action_table[i];
		const struct screen_action *row = d->contexts & s->ops->context ? row_of(app, s, d->action) : NULL;

		if (!row)
			continue;
		buf_add(out, "  ");
		at = out->n;
		key_add_shown(d->keys, 3, !typed, out);
		if (out->n == at)
			buf_addf(out, "F9, «%s»", d->title);
		buf_addf(out, row->title ? " — %s.\n" : " — %s\n", row->title ? row->title : d->help);
	}
	buf_add(out,
		typed ? "  буквы — набирая, оставляют строки, где есть слова с таким началом; Esc — показать всё.\n\n"
		      : "\nБуквы работают и в русской раскладке. ");
	buf_add(out, "Где нет F-клавиш: Esc, затем цифра (Esc 2 — F2, Esc 0 — F10).\n");
}

struct clauses {
	const struct config *config;
	struct buf text, seen; /* seen: «|4.2|6.1|», for several rules may stand in one clause */
};

static void add_clause(const char *clause, void *arg)
{
	struct clauses *c = arg;
	struct error e = {.code = OK};
	struct buf text = {0}, mark = {0};

	buf_addf(&mark, "|%s|", clause);
	if (!strstr(buf_text(&c->seen), mark.s)) {
		buf_add(&c->seen, mark.s);
		if (regulation_clause(c->config, clause, &text, &e))
			buf_addf(&c->text, "%s\n", e.text);
		else
			buf_addf(&c->text, "%s\n", buf_text(&text));
	}
	buf_free(&mark);
	buf_free(&text);
}

/* What becomes of a record of the kind: its way, then each action with the states that it is possible in. */
static void add_life(const struct kind_def *k, struct clauses *c, struct buf *out)
{
	const struct cycle *cycle = k->cycle;
	bool states = cycle && cycle->states && *cycle->states;

	if (!cycle || !cycle->n)
		return;
	buf_addf(out, "%s: что бывает\n\n", k->title);
	for (const char *const *way = states ? (cycle->way ? cycle->way : cycle->states) : NULL; way && *way; way++)
		buf_addf(out, "%s%s%s", way == (cycle->way ? cycle->way : cycle->states) ? "  " : " → ", *way,
			 way[1] ? "" : "\n\n");
	for (size_t i = 0; i < cycle->n; i++) {
		const struct transition *t = &cycle->t[i];

		buf_addf(out, "  %s", t->title);
		if (t->to)
			buf_addf(out, " → %s", t->to);
		for (const char *const *from = t->from; from && *from; from++)
			buf_addf(out, "%s%s", from == t->from ? "; когда " : ", ", *from);
		rule_cite(c->config, t->rule, out);
		buf_addc(out, '\n');
		clause_each(rule_clause(c->config, t->rule), add_clause, c);
	}
	buf_addc(out, '\n');
}

static void clauses_release(struct clauses *c)
{
	buf_free(&c->text);
	buf_free(&c->seen);
}

static void show_clauses(struct app *app, const char *clauses)
{
	struct clauses c = {.config = app->session->config};
	struct buf title = {0};

	buf_add(&title, "Положение, ");
	clause_add(&title, clauses);
	clause_each(clauses, add_clause, &c);
	dialog_text(app, title.s, buf_text(&c.text));
	buf_free(&title);
	clauses_release(&c);
}

/* "site.topic" */
static void show_field(struct app *app, const char *name)
{
	const char *dot = strchr(name, '.');
	char *kind_name = mem_strndup(name, dot ? (size_t)(dot - name) : strlen(name));
	const struct kind_def *k = kind_by_name(kind_name);
	const struct field *f = k && dot ? field_by_name(k, dot + 1) : NULL;
	struct clauses c = {.config = app->session->config};
	struct buf text = {0};
	const char *const *words;
	size_t n = 0;

	free(kind_name);
	if (!f) {
		help_show(app, "");
		return;
	}
	buf_addf(&text, "%s\n", f->help ? f->help : "");
	if (field_example(f))
		buf_addf(&text, "\nНапример: %s\n", field_example(f));
	if (f->type->editor == EDITOR_WORD) {
		buf_add(&text, "\nИз чего выбирать (F4):\n");
		for (words = field_choices(f, app->session->config, &n); n--; words++)
			buf_addf(&text, "  %s\n", *words);
	}
	if (f->type->typing)
		buf_addf(&text, "\n%s%s\n", f->type->typing, f->type->editor == EDITOR_DAY ? " F4 — календарь." : "");
	clause_each(rule_clause(app->session->config, f->rule), add_clause, &c);
	if (c.text.n)
		buf_addf(&text, "\nПоложение:\n%s", c.text.s);
	dialog_text(app, f->title, text.s);
	clauses_release(&c);
	buf_free(&text);
}

static const char line_under_cursor[] =
	"Строка под курсором закрашена. Остановитесь на ней — и внизу, на широком экране рядом, она будет сказана "
	"целиком: "
	"полные названия и даты, чего записи не хватает, её ближайший срок. На маленьком экране — если под списком "
	"осталось место.\n\n";

void help_show(struct app *app, const char *topic)
{
	struct buf text = {0};
	const char *title = "Помощь";

	if (!strncmp(topic, "clause:", 7)) {
		show_clauses(app, topic + 7);
		return;
	}
	if (!strncmp(topic, "field:", 6)) {
		show_field(app, topic + 6);
		return;
	}
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++) {
		struct clauses c = {.config = app->session->config};

		if (strcmp(topics[i].topic, topic))
			continue;
		title = topics[i].title;
		buf_addf(&text, "%s\n\n", topics[i].text);
		if (card_kind(app->top))
			add_life(kind_def(card_kind(app->top)), &c, &text);
		if (screen_pane_list(app->top))
			buf_add(&text, line_under_cursor);
		add_keys(app, &text);
		for (const enum option_id *rule = topics[i].rules; *rule != RULE_NONE; rule++)
			clause_each(rule_clause(c.config, *rule), add_clause, &c);
		if (c.text.n)
			buf_addf(&text, "\nЧто об этом говорит Положение\n\n%s", c.text.s);
		clauses_release(&c);
	}
	if (!text.n)
		add_keys(app, &text);
	dialog_text(app, title, buf_text(&text));
	buf_free(&text);
}
