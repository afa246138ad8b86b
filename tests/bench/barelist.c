/* The floor for the start of the screen: barelist FOLDER TODAY FRAME shows by ncurses what Сроки shows on a terminal of
 * 80x24: the rows of its list from LMDB, all around them as it stands in the file FRAME. `q` ends it. */
#include <locale.h>

#include "floor.h"

#include <curses.h> /* its OK is a macro, ours a constant */

enum { FIRST = 7, ROWS = 8, DAY = 3, WHAT = 13, WHAT_WIDTH = 66 }; /* those of the week */

static const char *const weekdays[] = {"вс", "пн", "вт", "ср", "чт", "пт", "сб"};

/* At most so many cells, each character being one. */
static void put_fit(int y, int x, const char *s, unsigned width, unsigned room)
{
	size_t n = 0;

	mvaddstr(y, x, "");
	if (width <= room) {
		addstr(s);
		return;
	}
	for (unsigned cells = 0; cells < room; n++)
		cells += (s[n] & 0xC0) != 0x80;
	addnstr(s, (int)n - 1);
	addstr("…");
}

int main(int argc, char **argv)
{
	MDB_cursor *cursor;
	MDB_val key, value;
	int32_t today;
	int row = 0;
	char around[400];
	FILE *frame;

	if (argc < 4 || !day_read(argv[2], &today) || !setlocale(LC_ALL, "C.UTF-8"))
		return 2;
	frame = fopen(argv[3], "r");
	cursor = lines_open(argv[1]);
	if (!cursor || !frame)
		return 5;
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	for (int y = 0; fgets(around, sizeof(around), frame); y++)
		if (y < FIRST || y >= FIRST + ROWS)
			mvaddnstr(y, 0, around, (int)strcspn(around, "\n"));
	for (; row < ROWS && !mdb_cursor_get(cursor, &key, &value, MDB_NEXT); row++) {
		struct line l;
		struct tm tm;

		line_read(&l, &key, &value);
		tm = day_split(l.due);
		mvprintw(FIRST + row, DAY, "%s %02d.%02d", weekdays[tm.tm_wday], tm.tm_mday, tm.tm_mon + 1);
		put_fit(FIRST + row, WHAT, l.text[0], l.width[0], WHAT_WIDTH);
	}
	mvaddstr(FIRST, 0, "▸");
	refresh();
	while (getch() != 'q')
		;
	endwin();
	return 0;
}
