/* The floor for the start of the screen: ncurses, the same deadlines from LMDB, one list, nothing else. */
#include <curses.h>
#include <lmdb.h>
#include <locale.h>
#include <stdint.h>

int main(int argc, char **argv)
{
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;
	MDB_cursor *cursor;
	MDB_val key, value;
	int row = 1, c;

	if (argc < 2 || !setlocale(LC_ALL, "C.UTF-8"))
		return 2;
	if (mdb_env_create(&env) || mdb_env_set_maxdbs(env, 16) || mdb_env_set_mapsize(env, 1u << 30) ||
	    mdb_env_open(env, argv[1], MDB_RDONLY, 0) || mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) ||
	    mdb_dbi_open(txn, "due", 0, &dbi) || mdb_cursor_open(txn, dbi, &cursor))
		return 5;
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	mvaddstr(0, 0, "Сроки");
	while (row < LINES - 1 && !mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
		mvaddnstr(row++, 2, (const char *)value.mv_data + 30, 100);
	mdb_txn_abort(txn);
	mvaddstr(LINES - 1, 0, "1Помощь 2Действ 3Просм 4Правка 10Выход");
	refresh();
	while ((c = getch()) != 'q')
		;
	endwin();
	mdb_env_close(env);
	return 0;
}
