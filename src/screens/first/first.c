/* The first start: no settings, no database. Four pages are asked, the way back loses nothing, and only the last one
 * writes. */
#include <stdlib.h>
#include <string.h>

#include "first.h"
#include "stazh/base/decline.h"

struct welcome {
	struct screen base;
	struct first *first;
	struct list list;
};

/* The screens have no arg of their own: the machinery opens a section by its name. */
struct first_app {
	struct app app;
	struct first first;
	enum err (*begin)(struct app *app, struct session *s, struct error *e);
};

/* ---- what is asked ---- */

struct asked {
	enum option_id option;
	enum page page;
	struct field field;
};

/* clang-format off */
static const struct asked questions[] = {
	{OPT_CENTRE_SHORT_NAME, PAGE_CENTRE,
	 {.name = "short_name", .title = "Краткое название", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Как центр называют в приказах и списках.", .example = "МБУ «ЦИМС»"}},
	{OPT_CENTRE_FULL_NAME, PAGE_CENTRE,
	 {.name = "full_name", .title = "Полное название", .type = FT_TEXT, .max = 600, .flags = FF_REQUIRED,
	  .help = "Название по уставу.", .example = "МБУ «Центр информационно-методического сопровождения»"}},
	{OPT_CENTRE_PLACE, PAGE_CENTRE,
	 {.name = "place", .title = "Место", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Где издаются приказы.", .example = "пгт. Верх-Чебула"}},
	{OPT_CENTRE_DISTRICT, PAGE_CENTRE,
	 {.name = "district", .title = "Муниципальный округ", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Округ или район, площадки которого ведёт центр.", .example = "Чебулинский муниципальный округ"}},
	{OPT_CENTRE_DIRECTOR, PAGE_PEOPLE,
	 {.name = "director", .title = "Руководитель центра", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Подписывает приказы: фамилия и имя с отчеством или инициалы.", .example = "Гусева И.Г."}},
	{OPT_CENTRE_DIRECTOR_POST, PAGE_PEOPLE,
	 {.name = "post", .title = "Должность", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Должность руководителя без названия центра.", .example = "директор, начальник"}},
	{OPT_CENTRE_METHODIST, PAGE_PEOPLE,
	 {.name = "methodist", .title = "Методист", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Кто ведёт площадки: фамилия и имя с отчеством или инициалы.", .example = "Морозова И.А."}},
	{OPT_CENTRE_NAME_GENITIVE, PAGE_WORDS,
	 {.name = "genitive", .title = "К приказу …", .type = FT_TEXT,
	  .help = "Краткое название в родительном падеже.", .example = "Управления образования"}},
	{OPT_CENTRE_NAME_DATIVE, PAGE_WORDS,
	 {.name = "dative", .title = "Поручить …", .type = FT_TEXT,
	  .help = "Оно же в дательном падеже.", .example = "Управлению образования"}},
	{OPT_CENTRE_NAME_INSTRUMENTAL, PAGE_WORDS,
	 {.name = "instrumental", .title = "Утверждён …", .type = FT_TEXT,
	  .help = "Оно же в творительном падеже.", .example = "Управлением образования"}},
	{OPT_CENTRE_DIRECTOR_POST_DATIVE, PAGE_WORDS,
	 {.name = "post_dative", .title = "Кому: должность", .type = FT_TEXT,
	  .help = "Должность руководителя в дательном падеже.", .example = "директору"}},
	{OPT_CENTRE_TITLE, PAGE_WORDS,
	 {.name = "title", .title = "Вверху экрана", .type = FT_TEXT,
	  .help = "Название в верхней строке экрана.", .example = "ЦИМС Чебулинского МО"}},
	{OPT_CENTRE_LETTERHEAD, PAGE_WORDS,
	 {.name = "letterhead", .title = "Шапка приказа", .type = FT_LONG, .max = 800,
	  .help = "Строки над приказом, справкой и письмом, как на бланке."}},
	{OPT_STORE_PATH, PAGE_PLACE,
	 {.name = "path", .title = "Папка базы", .type = FT_TEXT, .flags = FF_REQUIRED,
	  .help = "Где будут храниться записи: на диске этого компьютера. ~ — ваша домашняя папка."}},
};
/* clang-format on */

#define QUESTIONS (sizeof(questions) / sizeof(*questions))

static const struct asked *question_of(const char *name)
{
	size_t i = 0;

	while (strcmp(questions[i].field.name, name))
		i++;
	return &questions[i];
}

static void propose(const struct first *f, enum option_id id, struct buf *out)
{
	const char *name = first_text(f, OPT_CENTRE_SHORT_NAME);

	switch (id) {
	case OPT_CENTRE_NAME_GENITIVE:
		decline_thing(name, GENITIVE, out);
		break;
	case OPT_CENTRE_NAME_DATIVE:
		decline_thing(name, DATIVE, out);
		break;
	case OPT_CENTRE_NAME_INSTRUMENTAL:
		decline_thing(name, INSTRUMENTAL, out);
		break;
	case OPT_CENTRE_DIRECTOR_POST_DATIVE:
		decline_post(first_text(f, OPT_CENTRE_DIRECTOR_POST), DATIVE, out);
		break;
	case OPT_CENTRE_TITLE:
		buf_add(out, name);
		break;
	case OPT_CENTRE_LETTERHEAD:
		buf_add(out, first_text(f, OPT_CENTRE_FULL_NAME));
		break;
	case OPT_CENTRE_DIRECTOR_POST:
		buf_add(out, "директор");
		break;
	case OPT_STORE_PATH:
		buf_add(out, config_text(f->opening->config, OPT_STORE_PATH));
		break;
	default:
		break;
	}
}

static void set(char **to, const char *text)
{
	free(*to);
	*to = mem_strdup(text);
}

/* What was not changed by hand follows what it was proposed from. */
static void renew(struct first *f, enum option_id id)
{
	struct buf b = {0};

	propose(f, id, &b);
	if (!f->text[id] || (f->proposed[id] && !strcmp(f->text[id], f->proposed[id])))
		set(&f->text[id], buf_text(&b));
	set(&f->proposed[id], buf_text(&b));
	buf_free(&b);
}

/* ---- the pages ---- */

struct page_arg {
	struct first *first;
	enum page page;
	bool on; /* to the next one; else back */
};

static void open_page(struct app *app, struct first *f, enum page page);
static void finish(struct app *app, struct first *f);

static const char nothing_written[] = "Пока ничего не записано: ни настроек, ни базы.";

/* A text of several lines stands in the settings as one. */
static char *joined(const char *text, char from, char to)
{
	char *s = mem_strdup(text);

	for (char *c = s; (c = strchr(c, from));)
		*c = to;
	return s;
}

static void keep(struct first *f, const struct assign *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *text = joined(a[i].value, '\n', '|');
		const char *trimmed = text;
		size_t length = text_trim(&trimmed, strlen(text));
		char *clean = mem_strndup(trimmed, length);

		set(&f->text[question_of(a[i].name)->option], clean);
		free(clean);
		free(text);
	}
}

static bool keep_typed(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	struct page_arg *p = arg;

	(void)app;
	(void)step;
	keep(p->first, a, n);
	return true;
}

static void keep_existing(struct app *app, bool yes, void *arg)
{
	struct first *f = arg;

	f->keep = yes;
	if (yes)
		app_act(app, ACT_SAVE);
}

static void ask_to_keep(struct app *app, struct first *f, const char *path)
{
	struct buf text = {0};

	buf_addf(&text,
		 "В папке «%s» уже есть база. Работать с ней? Она останется, какая есть; запишутся только настройки.",
		 path);
	dialog_confirm(app, "База уже есть", text.s, "Работать с ней", keep_existing, f);
	buf_free(&text);
}

/* The folder is named whole, and has no database yet, or one that is wanted. */
static enum err check_folder(struct app *app, struct first *f, struct error *e)
{
	const char *typed = first_text(f, OPT_STORE_PATH);
	struct buf path = {0};
	bool asks, there;

	if (*typed != '/' && strncmp(typed, "~/", 2))
		return error_set(e, ERR_REFUSED, "Нужен путь от корня (/…) или от домашней папки (~/…)");
	config_add_path(typed, &path);
	there = !store_is_absent(path.s);
	asks = there && !f->keep;
	f->keep = there && f->keep;
	if (asks) {
		ask_to_keep(app, f, path.s);
		error_set(e, ERR_REFUSED, "%s", "");
	}
	buf_free(&path);
	return asks ? ERR_REFUSED : OK;
}

/* «Гусева И.Г.»: a surname alone is no name. */
static enum err check_person(const struct first *f, enum option_id id, struct error *e)
{
	const char *name = first_text(f, id);

	if (*name && !strchr(name, ' '))
		return error_set(e, ERR_REFUSED, "Нужны фамилия и имя с отчеством или инициалы: Гусева И.Г.");
	return OK;
}

static enum err check_question(struct app *app, struct first *f, const struct asked *q, struct error *e)
{
	enum err err = config_value_check(q->option, first_text(f, q->option), e);

	if (!err && (q->option == OPT_CENTRE_DIRECTOR || q->option == OPT_CENTRE_METHODIST))
		err = check_person(f, q->option, e);
	if (!err && q->option == OPT_STORE_PATH)
		err = check_folder(app, f, e);
	return err && *e->text ? error_at(e, q->field.name) : err;
}

static enum err save_page(struct app *app, struct form *form, const struct assign *a, size_t n, void *arg,
			  struct error *e)
{
	struct page_arg *p = arg;
	enum err err = OK;

	(void)form;
	keep(p->first, a, n);
	for (size_t i = 0; i < QUESTIONS && !err; i++)
		if (questions[i].page == p->page)
			err = check_question(app, p->first, &questions[i], e);
	if (!err && p->page == PAGE_PLACE)
		err = first_make(p->first, e);
	p->on = !err;
	return err;
}

static void page_closed(struct app *app, bool saved, void *arg)
{
	struct page_arg *p = arg;

	if (saved && p->page == PAGE_PLACE)
		finish(app, p->first);
	else if (saved && p->page == PAGE_WORDS && p->first->has_file)
		finish(app, p->first);
	else if (saved)
		open_page(app, p->first, p->page + 1);
	else if (p->page > PAGE_CENTRE)
		open_page(app, p->first, p->page - 1);
	else
		app_say(app, LOOK_PLAIN, "%s Набранное цело.", nothing_written);
}

static void add_intro(const struct first *f, enum page page, struct buf *out)
{
	if (page == PAGE_CENTRE)
		buf_add(out, "Эти слова станут в приказах и отчётах. Поправить их можно и потом, в файле настроек.");
	if (page == PAGE_PEOPLE)
		buf_add(out, "Оба появятся в справочнике; руководитель — в подписи приказов.");
	if (page == PAGE_WORDS)
		buf_add(out, "Программа просклоняла сама — проверьте. Название в кавычках и сокращения не склоняются.");
	if (page == PAGE_PLACE)
		buf_addf(out,
			 "F2 запишет настройки в новый файл «%s» и заведёт базу в этой папке. Больше нигде ничего не "
			 "меняется.",
			 f->file.s);
}

static void open_page(struct app *app, struct first *f, enum page page)
{
	static const char *const titles[PAGES] = {"Центр · 1 из 4", "Люди · 2 из 4", "Падежи и шапка · 3 из 4",
						  "Где хранить · 4 из 4"};
	struct form_item items[QUESTIONS];
	char *texts[QUESTIONS];
	struct buf intro = {0};
	struct page_arg *p = mem_alloc(sizeof(*p));
	size_t n = 0;

	*p = (struct page_arg){.first = f, .page = page};
	for (size_t i = 0; i < QUESTIONS; i++) {
		if (questions[i].page != page)
			continue;
		renew(f, questions[i].option);
		texts[n] = joined(first_text(f, questions[i].option), '|', '\n');
		items[n] = (struct form_item){.field = &questions[i].field, .text = texts[n]};
		n++;
	}
	add_intro(f, page, &intro);
	form_open(app, &(struct form_spec){.title = titles[page],
					   .intro = intro.s,
					   .save_label = page == PAGE_PLACE ? NULL : "Дальше",
					   .help = "first",
					   .items = items,
					   .n = n,
					   .save_always = true,
					   .keeps = true,
					   .save = save_page,
					   .draft = keep_typed,
					   .closed = page_closed,
					   .free_arg = free,
					   .arg = p});
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
	buf_free(&intro);
}

/* ---- the end ---- */

static void enter(struct app *app, struct session *s)
{
	struct error e = {0};

	if (((struct first_app *)app)->begin(app, s, &e))
		app_say(app, LOOK_ERROR, "%s", e.text);
}

static void show_lines(struct app *app, const struct first *f)
{
	struct buf text = {0};

	buf_addf(&text,
		 "Файл настроек «%s» уже был, и программа его не меняет. Чтобы в приказах, отчётах и наверху экрана "
		 "стояло то, что вы назвали, впишите в него эти строки:\n\n",
		 f->file.s);
	first_lines(f, &text);
	dialog_text(app, "Что вписать в настройки", text.s);
	buf_free(&text);
}

/* The database is there, or, where settings were there before, is made now. */
static void finish(struct app *app, struct first *f)
{
	struct error e = {0};

	if (f->has_file && first_make(f, &e)) {
		dialog_error(app, &e);
		return;
	}
	enter(app, f->session);
	if (f->has_file && f->text[OPT_CENTRE_SHORT_NAME])
		show_lines(app, f);
	app_say(app, LOOK_GOOD, "База готова. Enter — первый шаг, F1 — помощь, F9 — всё, что здесь можно.");
}

static void show_example(struct app *app, struct first *f)
{
	struct buf folder = {0}, text = {0};
	struct error e = {0};

	if (first_example(f, &folder, &e)) {
		dialog_error(app, &e);
	} else {
		enter(app, f->session);
		buf_addf(&text,
			 "Это выдуманный округ: в нём можно пробовать всё. Он лежит в своей папке «%s»; настроек и "
			 "базы для вашей работы программа не заводила и в следующий раз снова спросит, с чего начать.",
			 folder.s);
		dialog_message(app, "Пример", text.s);
	}
	buf_free(&folder);
	buf_free(&text);
}

/* ---- the first screen ---- */

enum { BEGIN, EXAMPLE, LEAVE, CHOICES };

static void welcome_row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct first *f = arg;

	(void)tx;
	if (n == BEGIN)
		buf_add(&out->cell[0], f->has_file && config_own_centre(f->opening->config)
					       ? "Завести базу: центр и люди — как в настройках"
					       : "Начать: центр, директор, методист");
	else
		buf_add(&out->cell[0], n == EXAMPLE ? "Посмотреть на примере: округ в отдельной папке" : "Выйти");
}

static const char way_on[] = "Попросите администратора это исправить и запустите программу снова.";

static void add_welcome(const struct first *f, struct buf *out)
{
	const struct config *c = f->opening->config;

	if (f->has_file)
		buf_addf(out, "Файл настроек есть: «%s». Базы в папке «%s» ещё нет.", f->file.s,
			 config_text(c, OPT_STORE_PATH));
	else
		buf_add(out, "Здравствуйте! Это первый запуск: ни настроек, ни базы ещё нет.");
	buf_add(out, "\n\n");
	if (*f->hindered.text)
		buf_addf(out, "Но настройки записать некуда: %s. %s", f->hindered.text, way_on);
	else if (f->has_file && config_own_centre(c))
		buf_addf(out, "Центр назван в настройках: %s.", config_text(c, OPT_CENTRE_SHORT_NAME));
	else
		buf_add(out, "Программа спросит о центре и его людях — для приказов и отчётов — и заведёт базу. До "
			     "последней страницы не записывается ничего, Esc — на страницу назад.");
}

static void welcome_draw(struct app *app, struct screen *s, struct area a)
{
	struct welcome *w = (struct welcome *)s;
	struct area top = {a.y + 1, a.x + 2, a.h - 1, a.w - 4};
	struct buf text = {0};
	int h;

	add_welcome(w->first, &text);
	h = draw_wrapped(top, 0, LOOK_PLAIN, text.s) + 2;
	h = h > a.h - CHOICES ? a.h - CHOICES : h;
	list_draw(app, &w->list, (struct area){a.y + h, a.x + 2, a.h - h, a.w - 4}, true);
	buf_free(&text);
}

static enum next welcome_move(struct app *app, struct screen *s, const struct input *in)
{
	(void)app;
	list_move(&((struct welcome *)s)->list, in->action);
	return SCREEN_DONE;
}

static void leave_answered(struct app *app, bool yes, void *arg)
{
	(void)arg;
	app->quit = yes;
}

static enum next welcome_leave(struct app *app, struct screen *s)
{
	(void)s;
	dialog_confirm(app, "Выход", "Закрыть программу? Ничего не записано: ни настроек, ни базы.", "Закрыть",
		       leave_answered, NULL);
	return SCREEN_DONE;
}

static enum next welcome_open(struct app *app, struct screen *s)
{
	struct welcome *w = (struct welcome *)s;
	struct first *f = w->first;

	if (w->list.selected == LEAVE)
		return welcome_leave(app, s);
	if (*f->hindered.text)
		dialog_message(app, "Записать некуда", way_on);
	else if (w->list.selected == EXAMPLE)
		show_example(app, f);
	else if (f->has_file && config_own_centre(f->opening->config))
		finish(app, f);
	else
		open_page(app, f, PAGE_CENTRE);
	return SCREEN_DONE;
}

static void welcome_hint(struct screen *s, struct buf *out)
{
	(void)s;
	buf_add(out, "↑ ↓ — выбрать, Enter — дальше, F10 — выйти");
}

static void welcome_done(struct app *app, struct screen *s)
{
	(void)app;
	list_release(&((struct welcome *)s)->list);
	free(s);
}

static const struct screen_action welcome_actions[] = {
	{.action = ACT_OPEN, .label = "Дальше", .title = "Дальше", .run = welcome_open},
	{.action = ACT_BACK, .run = welcome_leave},
	MOVE_ACTIONS(welcome_move),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops welcome_ops = {
	.context = IN_LIST, .actions = welcome_actions, .help = "first", .name = "Первый запуск", .hint = welcome_hint,
	.draw = welcome_draw, .done = welcome_done,
};
/* clang-format on */

static struct screen *welcome(struct app *app)
{
	static const struct list_column column = {.title = "", .min = 20, .want = 70, .grow = 1};
	struct welcome *w = mem_alloc(sizeof(*w));

	w->base.ops = &welcome_ops;
	w->first = &((struct first_app *)app)->first;
	w->list = (struct list){
		.columns = &column, .columns_n = 1, .row = welcome_row, .arg = w->first, .headless = true, .empty = ""};
	list_set_count(&w->list, CHOICES);
	return &w->base;
}

static void heading(struct app *app, struct buf *left, struct buf *middle, struct buf *right)
{
	(void)app;
	(void)middle;
	buf_add(left, "Стажировочные площадки");
	buf_add(right, "первый запуск");
}

static void help(struct app *app, const char *topic)
{
	(void)topic;
	dialog_text(app, "Первый запуск",
		    "Программа ведёт стажировочные площадки округа: заявки, приказы, программы и планы, группы и "
		    "стажёров, занятия, отчёты — и помнит все сроки.\n\n"
		    "Сначала она спросит, чей это центр: эти слова печатаются в приказах и отчётах. На последней "
		    "странице видно, куда запишутся настройки и где будет база; до F2 на ней не записывается ничего. "
		    "Файл настроек, который уже есть, не меняется никогда.\n\n"
		    "«Посмотреть на примере» заводит выдуманный округ в отдельной папке. Своя работа с ним не "
		    "смешается.");
}

enum err first_run(struct session *s, const struct opening *o,
		   enum err (*begin)(struct app *app, struct session *s, struct error *e), struct error *e)
{
	static const struct section sections[] = {{"Первый запуск", welcome}};
	static const struct app_ops ops = {
		.sections = sections, .sections_n = 1, .heading = heading, .help = help, .menu = palette_open};
	struct first_app a = {.app = {.ops = &ops, .config = o->config, .linear = s->linear},
			      .first = {.session = s, .opening = o},
			      .begin = begin};
	const char *file = config_file(o->config);
	enum err err;

	a.first.has_file = file;
	if (file)
		buf_add(&a.first.file, file);
	else
		config_own_place(&a.first.file);
	if (!file)
		config_place_check(a.first.file.s, &a.first.hindered);
	err = app_run(&a.app, e);
	for (size_t i = 0; i < OPT_END; i++) {
		free(a.first.text[i]);
		free(a.first.proposed[i]);
	}
	buf_free(&a.first.file);
	return err;
}
