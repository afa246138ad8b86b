#include <stdint.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/tui/keys.h"

#define ALL (IN_LIST | IN_FORM | IN_DIALOG)

const struct action_def action_table[] = {
	/* the key bar */
	{ACT_HELP, ALL, "F1", 1, "Помощь", "Помощь", "Что здесь можно сделать и какие пункты Положения за этим стоят."},
	{ACT_ACTIONS, IN_LIST, "F2", 2, "Действ", "Действия",
	 "Что можно сделать с записью сейчас, а чего нельзя и почему."},
	{ACT_OPEN, IN_LIST, "Enter F3", 3, "Просм", "Открыть", "Открывает запись под курсором."},
	{ACT_EDIT, IN_LIST, "F4", 4, "Правка", "Править", "Открывает запись для правки."},
	{ACT_COPY, IN_LIST, "F5", 5, "Копия", "Копия как новая", "Новая запись с такими же значениями."},
	{ACT_FILTER, IN_LIST, "F6", 6, "Фильтр", "Фильтр, порядок, столбцы",
	 "Какие записи показать, в каком порядке и что о них."},
	{ACT_NEW, IN_LIST, "F7", 7, "Новая", "Новая запись", "Заводит новую запись."},
	{ACT_DELETE, IN_LIST, "F8 Del", 8, "Удал", "Удалить", "Убирает запись в корзину, откуда её можно вернуть."},
	{ACT_DELETE, IN_DIALOG, "Del F8", 8, "Стерет", NULL, "Стирает строку под курсором."},
	{ACT_MENU, ALL, "F9 Ctrl-P", 9, "Меню", NULL,
	 "Всё, что можно сделать здесь, с клавишами; буквы находят действие, раздел, запись, документ."},
	{ACT_BACK, IN_LIST, "F10 Esc", 10, "Назад", "Назад",
	 "Возвращает на шаг назад; с первого экрана — выход, о нём спросит."},
	{ACT_BACK, IN_DIALOG, "Esc F10", 10, "Назад", NULL, "Закрывает окно."},
	{ACT_BACK, IN_FORM, "Esc F10", 10, "Отмена", "Выйти без сохранения", "Закрывает; об изменениях спросит."},
	{ACT_SAVE, IN_FORM, "F2", 2, "Сохран", "Сохранить", "Записывает то, что изменено."},
	{ACT_CHOOSE, IN_FORM, "F4", 4, "Выбор", "Выбрать из списка", "Список значений или календарь для этого поля."},
	{ACT_BESIDE, IN_FORM, "F3", 3, "Рядом", "Что стоит рядом",
	 "Показывает то, на что смотрят, когда пишут; Esc — обратно."},
	{ACT_ENTER, IN_FORM, "Enter", 0, "", NULL, "Следующее поле, в последнем — сохранить; в окне — принять."},
	{ACT_ENTER, IN_DIALOG, "Enter", 0, "", NULL, "Принять."},
	{ACT_NEWLINE, IN_FORM, "Alt-Enter Ctrl-Enter", 0, "", NULL, "Новая строка в длинном тексте."},
	/* moving */
	{ACT_UP, IN_LIST | IN_DIALOG, "Up k л", 0, "", NULL, "На строку вверх."},
	{ACT_UP, IN_FORM, "Up", 0, "", NULL, "На строку вверх."},
	{ACT_DOWN, IN_LIST | IN_DIALOG, "Down j о", 0, "", NULL, "На строку вниз."},
	{ACT_DOWN, IN_FORM, "Down", 0, "", NULL, "На строку вниз."},
	{ACT_LEFT, ALL, "Left", 0, "", NULL, "Влево."},
	{ACT_RIGHT, ALL, "Right", 0, "", NULL, "Вправо."},
	{ACT_PAGE_UP, ALL, "PgUp", 0, "", NULL, "На экран вверх."},
	{ACT_PAGE_DOWN, ALL, "PgDn", 0, "", NULL, "На экран вниз."},
	{ACT_HOME, IN_LIST | IN_DIALOG, "Home g п", 0, "", NULL, "В начало."},
	{ACT_HOME, IN_FORM, "Home", 0, "", NULL, "В начало строки."},
	{ACT_END, IN_LIST | IN_DIALOG, "End G П", 0, "", NULL, "В конец."},
	{ACT_END, IN_FORM, "End", 0, "", NULL, "В конец строки."},
	{ACT_NEXT, IN_FORM | IN_DIALOG, "Tab", 0, "", NULL, "Следующее поле."},
	{ACT_PREVIOUS, IN_FORM | IN_DIALOG, "Shift-Tab", 0, "", NULL, "Предыдущее поле."},
	{ACT_NEXT_SECTION, IN_LIST, "Tab", 0, "", NULL, "Следующий раздел."},
	{ACT_PREVIOUS_SECTION, IN_LIST, "Shift-Tab", 0, "", NULL, "Предыдущий раздел."},
	{ACT_SECTION_1, IN_LIST, "1", 0, "", NULL, "Раздел 1."},
	{ACT_SECTION_1 + 1, IN_LIST, "2", 0, "", NULL, "Раздел 2."},
	{ACT_SECTION_1 + 2, IN_LIST, "3", 0, "", NULL, "Раздел 3."},
	{ACT_SECTION_1 + 3, IN_LIST, "4", 0, "", NULL, "Раздел 4."},
	{ACT_SECTION_1 + 4, IN_LIST, "5", 0, "", NULL, "Раздел 5."},
	{ACT_SECTION_1 + 5, IN_LIST, "6", 0, "", NULL, "Раздел 6."},
	{ACT_SECTION_1 + 6, IN_LIST, "7", 0, "", NULL, "Раздел 7."},
	{ACT_SECTION_8, IN_LIST, "8", 0, "", NULL, "Раздел 8."},
	/* with Ctrl, and letters for where these are commands */
	{ACT_SEARCH, IN_LIST | IN_DIALOG, "/ .", 0, "", "Поиск здесь",
	 "Оставляет строки, в которых есть слова с таким началом."},
	{ACT_FIND, IN_LIST, "Ctrl-F", 0, "", "Поиск везде", "Ищет во всех записях сразу."},
	{ACT_UNDO, IN_LIST, "Ctrl-Z", 0, "", "Взять назад последнее действие",
	 "Берёт назад последнее, что вы записали с тех пор, как открыли программу; назовёт его и спросит. Прежнее — из "
	 "журнала."},
	{ACT_REDO, IN_LIST, "Ctrl-R", 0, "", "Провести взятое назад снова",
	 "Проводит снова то, что вы взяли назад последним."},
	{ACT_DRAFTS, IN_LIST, "Ctrl-K D В", 0, "", "Черновики", "Формы, которые вы не дописали: открыть или стереть."},
	{ACT_MARK, IN_LIST, "Space", 0, "", "Отметить", "Ставит и снимает отметку о том, что сделано."},
	{ACT_MARK, IN_DIALOG, "Space Ins Ctrl-T", 0, "", "Отметить", "Ставит и снимает отметку."},
	{ACT_TICK, IN_LIST, "Ins Ctrl-T", 0, "", "Отметить строку",
	 "Отмечает строку и идёт к следующей: F2, F8 и прочее делается потом со всеми отмеченными. Esc снимает "
	 "отметки."},
	{ACT_TICK_BY, IN_LIST, "+", 0, "", "Отметить по условию…", "Отмечает те записи списка, которые подходят."},
	{ACT_UNTICK_BY, IN_LIST, "-", 0, "", "Снять отметки по условию…", "Снимает отметки с тех, которые подходят."},
	{ACT_TICK_INVERT, IN_LIST, "*", 0, "", "Отметить остальные",
	 "Меняет местами отмеченные и неотмеченные; где отметок нет, отмечает весь список."},
	{ACT_MINE, IN_LIST, "Ctrl-A m ь", 0, "", "Мои или все", "Показывает только своё или всё."},
	{ACT_PERIOD, IN_LIST, "Ctrl-N d в", 0, "", "Сколько дней вперёд", "Меняет срок, на который смотрит список."},
	{ACT_YEAR, IN_LIST, "Ctrl-Y y н", 0, "", "Учебный год",
	 "Меняет учебный год, за которым следует всё остальное."},
	{ACT_TURN, IN_LIST, "Ctrl-V", 0, "", "Новый учебный год…",
	 "Что подготовить к новому учебному году по прошлому: показывает всё и делает одним действием."},
	{ACT_SORT, IN_LIST, "Ctrl-S s ы", 0, "", "Порядок строк", "Меняет поле, по которому стоят строки."},
	{ACT_ARCHIVED, IN_LIST, "Ctrl-X a ф", 0, "", "С архивом", "Показывает и прячет записи в архиве."},
	{ACT_PRINT, IN_LIST, "Ctrl-D p з", 0, "", "Документы", "Показывает документ так, как он печатается."},
	{ACT_SUMMARY, IN_LIST, "Ctrl-W w ц", 0, "", "Свод за год",
	 "Все площадки года с показателями и кто не сдал отчёт."},
	{ACT_EXPORT, IN_LIST, "Ctrl-E e у", 0, "", "Выгрузить список…",
	 "Записывает список, как он стоит на экране, в файл Excel или CSV."},
	{ACT_IMPORT, IN_LIST, "Ctrl-U i ш", 0, "", "Загрузить из файла…",
	 "Показывает, что изменит файл Excel, CSV или JSON, и загружает его."},
	{ACT_TODAY, IN_LIST | IN_DIALOG, "t е", 0, "", "Сегодня", "Возвращает к сегодняшнему дню."},
	{ACT_DATE, IN_LIST, "= c с", 0, "", "Перейти к дате",
	 "Спрашивает день: 25.11, 25.11.2026, +14, завтра, пн. +14 можно набирать сразу."},
	{ACT_VIEW, IN_LIST, "v м", 0, "", "Другой вид", "Показывает те же дни по-другому."},
	{ACT_DEADLINES, IN_LIST, "l д", 0, "", "Сроки показать или спрятать",
	 "Показывает и прячет сроки рядом с занятиями."},
	{ACT_MOVE, IN_LIST, "x ч", 0, "", "Перенести",
	 "Берёт занятие: поставьте курсор на другой день и нажмите Enter."},
	{ACT_DEFER, IN_LIST, "Ctrl-O", 0, "", "Отложить или снять срок…",
	 "Срок покажется снова в другой день, или его больше не ждут: с причиной, которая останется в записи."},
	{ACT_REMIND, IN_LIST, "Ctrl-G", 0, "", "Напомнить письмом…",
	 "Показывает письма ответственным об этих сроках и отправляет их."},
	{ACT_ROADMAP, IN_LIST, "Ctrl-B", 0, "", "Дорожная карта…",
	 "Заводит сроки по шагам дорожной карты: к занятию, площадке, сроку статуса; отмеченным — всем."},
	{ACT_UNREACHED, IN_LIST, "Ctrl-Q", 0, "", "Кому не написать…",
	 "Кому нельзя отправить письмо о сроках, и почему; о каких письмах неизвестно, ушли ли они."},
	{ACT_REDRAW, ALL, "Ctrl-L", 0, "", "Перерисовать экран", "Рисует весь экран заново."},
	/* editing */
	{ACT_BACKSPACE, ALL, "Backspace", 0, "", NULL, "Стирает знак слева."},
	{ACT_ERASE, IN_FORM, "Del", 0, "", NULL, "Стирает знак под курсором."},
	{ACT_WORD_LEFT, IN_FORM, "Ctrl-Left", 0, "", NULL, "На слово влево."},
	{ACT_WORD_RIGHT, IN_FORM, "Ctrl-Right", 0, "", NULL, "На слово вправо."},
	{ACT_ERASE_WORD, IN_FORM, "Ctrl-W", 0, "", NULL, "Стирает слово слева."},
	{ACT_ERASE_START, IN_FORM, "Ctrl-U", 0, "", NULL, "Стирает до начала строки."},
	{ACT_ERASE_END, IN_FORM, "Ctrl-K", 0, "", NULL, "Стирает до конца строки."},
	{ACT_UNDO_EDIT, IN_FORM, "Ctrl-Z", 0, "", "Вернуть как было в поле",
	 "Отменяет последнюю правку в поле; ещё раз — возвращает."},
};
const size_t action_table_n = sizeof action_table / sizeof *action_table;

/* clang-format off */
static const struct {
	const char *name, *shown;
	int key;
} names[] = {
	{"Tab", NULL, K_TAB},	      {"Enter", NULL, K_ENTER},	   {"Esc", NULL, K_ESC},
	{"Backspace", NULL, K_BACKSPACE}, {"Space", "Пробел", ' '}, {"Up", "↑", K_UP},
	{"Down", "↓", K_DOWN},	      {"Left", "←", K_LEFT},	   {"Right", "→", K_RIGHT},
	{"PgUp", NULL, K_PAGE_UP},    {"PgDn", NULL, K_PAGE_DOWN}, {"Home", NULL, K_HOME},
	{"End", NULL, K_END},	      {"Ins", NULL, K_INSERT},	   {"Del", NULL, K_DELETE},
	{"Shift-Tab", NULL, K_SHIFT_TAB}, {"Ctrl-Left", "Ctrl-←", K_CTRL_LEFT}, {"Ctrl-Right", "Ctrl-→", K_CTRL_RIGHT},
	{"Alt-Enter", NULL, K_ALT_ENTER}, {"Ctrl-Enter", NULL, K_CTRL_ENTER},
};
/* clang-format on */

int key_by_name(const char *name, size_t n)
{
	uint32_t cp;

	if (!n)
		return K_NONE;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if ((strlen(names[i].name) == n && !memcmp(names[i].name, name, n)) ||
		    (names[i].shown && strlen(names[i].shown) == n && !memcmp(names[i].shown, name, n)))
			return names[i].key;
	if (n == 6 && !memcmp(name, "Ctrl-", 5) && name[5] >= 'A' && name[5] <= 'Z')
		return name[5] - 'A' + 1;
	if (n == 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9')
		return K_F1 + name[1] - '1';
	if (n == 3 && !memcmp(name, "F10", 3))
		return K_F10;
	return utf8_decode(name, n, &cp) == n ? (int)cp : K_NONE;
}

/* Next word of a list of names from *at on; its length, 0 at the end. */
static size_t name_next(const char *list, size_t *at, const char **name)
{
	*at += strspn(list + *at, " ");
	*name = list + *at;
	size_t n = strcspn(*name, " ");

	*at += n;
	return n;
}

int key_in_russian(int key)
{
	static const char latin[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
	static const uint16_t russian[] = {0x439, 0x446, 0x443, 0x43A, 0x435, 0x43D, 0x433, 0x448, 0x449, 0x437, 0x445,
					   0x44A, 0x444, 0x44B, 0x432, 0x430, 0x43F, 0x440, 0x43E, 0x43B, 0x434, 0x436,
					   0x44D, 0x44F, 0x447, 0x441, 0x43C, 0x438, 0x442, 0x44C, 0x431, 0x44E, 0x451};
	const char *at;

	if (key >= 'A' && key <= 'Z')
		key += 'a' - 'A';
	at = key > ' ' && key < 0x7F ? strchr(latin, key) : NULL;
	return at ? russian[at - latin] : key >= 0x410 && key <= 0x42F ? key + 0x20 : key;
}

bool key_is_letter(int key)
{
	return (key >= 'a' && key <= 'z') || (key >= 'A' && key <= 'Z') || (key > 0xA0 && key < K_SPECIAL);
}

void key_add_shown(const char *list, size_t n, bool letters, struct buf *out)
{
	size_t len, before = out->n;
	const char *name;

	for (size_t at = 0, i = 0; i < n && (len = name_next(list, &at, &name)); i++) {
		const char *shown = NULL;
		uint32_t cp;

		if (!letters && utf8_decode(name, len, &cp) == len && key_is_letter((int)cp))
			continue;
		if (out->n > before)
			buf_add(out, ", ");
		for (size_t j = 0; j < sizeof names / sizeof *names && !shown; j++)
			if (strlen(names[j].name) == len && !memcmp(names[j].name, name, len))
				shown = names[j].shown;
		if (shown)
			buf_add(out, shown);
		else
			buf_addn(out, name, len);
	}
}

const struct action_def *action_def(enum action a, enum key_context context)
{
	for (size_t i = 0; i < action_table_n; i++)
		if (action_table[i].action == a && action_table[i].contexts & context)
			return &action_table[i];
	return NULL;
}

enum action action_of_key(enum key_context context, int key)
{
	for (size_t i = 0; i < action_table_n; i++) {
		const char *name;
		size_t len;

		if (!(action_table[i].contexts & context))
			continue;
		for (size_t at = 0; (len = name_next(action_table[i].keys, &at, &name));)
			if (key_by_name(name, len) == key)
				return action_table[i].action;
	}
	return key == K_CTRL_ENTER ? action_of_key(context, K_ENTER) : ACT_NONE; /* where it is nothing else */
}
