/* Help: what a screen is for, its keys, the clauses behind it. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/exchange/document.h"

static const struct {
	const char *topic, *title, *text, *clauses; /* clauses parted by blanks */
} topics[] = {
	{"due", "Сроки",
	 "Что нужно сделать, когда и кому. Сверху просроченное, затем сегодняшнее и дальше по дате. Знак в начале строки: "
	 "! — просрочено, ● — сегодня, ○ — в ближайшие семь дней.\n\n"
	 "Enter открывает запись, F2 показывает, что с ней можно сделать. Срок исчезает сам, когда дело сделано: отчёт сдан, "
	 "документ утверждён, площадка продлена или завершена.",
	 "3.3 4.2 4.3 6.2"},
	{"calendar", "Календарь",
	 "Занятия и сроки по дням. v меняет вид тех же дней. Стрелки ходят по дням, PgUp и PgDn листают, t возвращает к сегодняшнему "
	 "дню, = спрашивает дату: 25.11, 25.11.2026, +14, завтра, пн (+14 можно набирать сразу).\n\n"
	 "В месяце точка — занятие, ·5 — пять занятий; ○ — срок, ● — срок сегодня, ! — просрочен; ~ — выходной, • — сегодня. Enter "
	 "переходит из дня к его списку, Esc — обратно. У занятия ✓ — проведено, ! — день прошёл, а оно не отмечено: отметьте через "
	 "F2.\n\n"
	 "F7 назначает занятие на день под курсором. l прячет и показывает сроки. y меняет учебный год, и календарь переходит в "
	 "него.",
	 "5.1 5.2"},
	{"records", "Список записей",
	 "Записи одного вида. Список следует за учебным годом из верхней строки (y — сменить); F6 показывает и другие годы, "
	 "архив или одно состояние.\n\n"
	 "e записывает список, как он стоит на экране, в файл Excel или CSV; i загружает записи из файла.",
	 ""},
	{"import", "Загрузка из файла",
	 "Пока вы не нажали F2, ничего не записано: экран показывает, что сделал бы файл. Сверху строки с ошибками и то, что "
	 "изменится; Enter показывает строку целиком, F6 оставляет строки одного рода.\n\n"
	 "Столбцы узнаются по названиям полей. Если файл назвал их по-своему, F4 — сказать, что значит каждый. Пробел решает, "
	 "меняют ли строки имеющиеся записи (по номеру или названию) или все заводятся как новые.\n\n"
	 "Загружается всё или ничего, и одно u берёт всю загрузку назад.",
	 ""},
	{"card", "Карточка",
	 "Сверху — где запись стоит в своей жизни и чего ей не хватает, ниже её сведения, под чертой — всё, что к ней относится. "
	 "F2 — действия с этой записью, F4 — правка, F7 — добавить в группу под курсором, Enter — открыть строку, пробел — отметить "
	 "пункт плана сделанным и обратно. Когда сведения не помещаются, → и ← листают их.\n\n"
	 "Жизнь площадки: черновик → подана → согласована → действует → завершена или прекращена. Действующей площадку делает "
	 "подписанный приказ, в котором она стоит.",
	 "3.1 3.2 3.3 3.4 4.1 7.1"},
	{"grid", "Диагностика группы",
	 "Строки — стажёры, столбцы — направления площадки. Наберите баллы и нажмите Enter: курсор пойдёт вниз, потом в следующий "
	 "столбец. «14/25» — 14 из 25, когда у одного человека можно было набрать не столько, сколько у всех. Del стирает.\n\n"
	 "F4 переходит от входной диагностики к промежуточной и итоговой. F2 записывает всё сразу, одним действием. Среднее стоит с "
	 "числом людей, по которым оно посчитано; у кого итоговой нет, тот в динамику не входит.",
	 "4.2 6.1"},
	{"clash", "Изменили двое",
	 "Пока вы правили запись, другой человек записал в то же поле другое. Слева — набранное вами, справа — то, что уже в базе. Стрелки "
	 "выбирают, Enter берёт, Esc возвращает к правке: набранное цело. Поля, которые изменил только один из вас, соединяются сами.",
	 ""},
	{"report", "Отчёт площадки",
	 "Слева — показатели, посчитанные по записям: их не набирают, они меняются вместе с группами, занятиями и планами. Справа — то, "
	 "что пишет руководитель: соответствие заявленным целям, динамика, выводы (F4).\n\n"
	 "Когда отчёт сдают (F2), показатели запоминаются. Если записи потом изменятся, рядом с нынешним числом будет видно то, что "
	 "было при сдаче.",
	 "4.3 6.1 6.2"},
	{"summary", "Свод за год",
	 "Все площадки, у которых в этом учебном году был статус или ожидается отчёт, с показателями и итогом по округу. Занятия без "
	 "площадки входят только в итог. Красным — те, кто отчёт не сдал. Enter открывает отчёт площадки.\n\n"
	 "В файл: stazh export report ГОД свод.xlsx.",
	 "4.3 6.1"},
	{"books", "Справочники", "Организации, педагоги и другие списки. Enter открывает список, F7 заводит запись. Последней стоит корзина: удалённое "
	 "можно вернуть.", "1.3 4.1"},
	{"trash", "Корзина",
	 "Всё удалённое, сначала последнее. Enter показывает, что было в записи, кто и когда её удалил; F2 возвращает её вместе с "
	 "тем, что ей принадлежит.",
	 ""},
	{"journal", "Журнал",
	 "Кто, когда и что изменил. Строки журнала нельзя ни исправить, ни удалить. Enter показывает, что было и что стало. "
	 "Взять своё последнее действие назад можно клавишей u.",
	 ""},
	{"find", "Поиск везде", "Ищутся начала слов в любом порядке; большие и малые буквы, е и ё не различаются.", ""},
	{"form:order", "Приказ",
	 "Что делает приказ, когда его подписывают, зависит от вида: «утверждение перечня» даёт площадкам статус, «продление» — новый "
	 "срок, «прекращение» завершает их по одному из трёх оснований.\n\n"
	 "Приказ, который уже подписан на бумаге, вносится как есть: поставьте «Введён с бумаги: да», и площадки станут "
	 "действующими, даже если заявка на них не заполнена.",
	 "3.3 3.4 7.1"},
	{"form:site", "Заявка на площадку",
	 "Для черновика достаточно организации и темы. Чтобы подать заявку, нужны инициатор, опыт и направления.",
	 "2.3 3.1 3.2 4.1"},
	{"form:person", "Педагог",
	 "Чтобы руководить площадкой, нужны подходящая должность, высшая или первая категория и достижения.", "4.1"},
};

static void add_keys(const struct app *app, struct buf *out)
{
	const struct screen *s = app->top;
	enum key_context context = s ? s->ops->context : IN_LIST;

	buf_add(out, "Клавиши\n\n");
	for (size_t i = 0; i < action_table_n; i++) {
		const struct action_def *d = &action_table[i];
		bool own_action = !d->title;

		if (!(d->contexts & (unsigned)context))
			continue;
		for (const struct screen_action *a = s ? s->ops->actions : NULL; a && a->action; a++)
			own_action |= a->action == d->action;
		if (!own_action && d->action != ACT_FIND && d->action != ACT_UNDO && d->action != ACT_YEAR &&
		    d->action != ACT_HELP && d->action != ACT_BACK)
			continue;
		buf_add(out, "  ");
		key_add_shown(d->keys, 3, out);
		buf_addf(out, " — %s\n", d->help);
	}
	buf_add(out, "\nБуквы работают и в русской раскладке. Где нет F-клавиш: Esc, затем цифра (Esc 2 — F2, Esc 0 — F10).\n");
}

static void add_clause(const struct app *app, const char *clause, struct buf *out)
{
	struct error e = {.code = OK};
	struct buf text = {0};

	if (regulation_clause(app->session->config, clause, &text, &e))
		buf_addf(out, "%s\n", e.text);
	else
		buf_addf(out, "%s\n", buf_text(&text));
	buf_free(&text);
}

static void show_clause(struct app *app, const char *clause)
{
	struct buf title = {0}, text = {0};

	buf_addf(&title, "Положение, п. %s", clause);
	add_clause(app, clause, &text);
	dialog_text(app, title.s, buf_text(&text), false);
	buf_free(&title);
	buf_free(&text);
}

/* "site.topic" */
static void show_field(struct app *app, const char *name)
{
	const char *dot = strchr(name, '.');
	char *kind_name = mem_strndup(name, dot ? (size_t)(dot - name) : strlen(name));
	const struct kind_def *k = kind_by_name(kind_name);
	const struct field *f = k && dot ? field_by_name(k, dot + 1) : NULL;
	struct buf text = {0};
	const char *const *words;
	size_t n = 0;

	free(kind_name);
	if (!f) {
		help_show(app, "");
		return;
	}
	buf_addf(&text, "%s\n", f->help ? f->help : "");
	if (f->example)
		buf_addf(&text, "\nНапример: %s\n", f->example);
	if (f->type == FT_CHOICE) {
		buf_add(&text, "\nИз чего выбирать (F4):\n");
		for (words = field_choices(f, app->session->config, &n); n--; words++)
			buf_addf(&text, "  %s\n", *words);
	}
	if (f->type == FT_DATE)
		buf_add(&text, "\nДату можно набрать так: 15.06.2027, 15.6, +14, сегодня, завтра, пн. F4 — календарь.\n");
	if (f->clause) {
		buf_add(&text, "\nПоложение:\n");
		add_clause(app, f->clause, &text);
	}
	dialog_text(app, f->title, text.s, false);
	buf_free(&text);
}

void help_show(struct app *app, const char *topic)
{
	struct buf text = {0};
	const char *title = "Помощь";

	if (!strncmp(topic, "clause:", 7)) {
		show_clause(app, topic + 7);
		return;
	}
	if (!strncmp(topic, "field:", 6)) {
		show_field(app, topic + 6);
		return;
	}
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++) {
		char *clauses, *rest, *clause;

		if (strcmp(topics[i].topic, topic))
			continue;
		title = topics[i].title;
		buf_addf(&text, "%s\n\n", topics[i].text);
		add_keys(app, &text);
		clauses = rest = mem_strdup(topics[i].clauses);
		if (*clauses)
			buf_add(&text, "\nЧто об этом говорит Положение\n\n");
		while ((clause = strsep(&rest, " ")))
			if (*clause)
				add_clause(app, clause, &text);
		free(clauses);
	}
	if (!text.n)
		add_keys(app, &text);
	dialog_text(app, title, buf_text(&text), false);
	buf_free(&text);
}
