/* Keys and actions: one table says which key does what, what the key bar calls it and what the help says. Screens see
 * actions, never key codes. Every letter stands in it with the letter of the same key in the Russian layout. */
#ifndef STAZH_TUI_KEYS_H
#define STAZH_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/text.h"

/* A key is a character's code point (control keys: 1 … 26) or one of these. */
enum key_code {
	K_NONE = 0,
	K_TAB = 9,
	K_ENTER = 13,
	K_ESC = 27,
	K_BACKSPACE = 127,
	K_SPECIAL = 0x200000,
	K_F1 = K_SPECIAL,
	K_F10 = K_F1 + 9,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_HOME,
	K_END,
	K_INSERT,
	K_DELETE,
	K_SHIFT_TAB,
	K_CTRL_LEFT,
	K_CTRL_RIGHT,
	K_ALT_ENTER,
	K_CTRL_ENTER, /* Ctrl-J too */
};

/* Where an action applies: each screen stands in one of these contexts. */
enum key_context {
	IN_LIST = 1,   /* lists, cards, calendars: letters are searched for; commands where there is no list */
	IN_FORM = 2,   /* text is typed: letters are text */
	IN_DIALOG = 4, /* menus, questions, pictures of text: letters that move are commands, others text */
};

enum action {
	ACT_NONE,
	/* typed and pointed at */
	ACT_TEXT,  /* one character (in lists only those that are no command) */
	ACT_PASTE, /* pasted text */
	ACT_CLICK,
	/* F1 … F10 */
	ACT_HELP,
	ACT_ACTIONS, /* life cycle */
	ACT_OPEN,
	ACT_EDIT,
	ACT_COPY,
	ACT_FILTER,
	ACT_NEW,
	ACT_DELETE,
	ACT_MENU,
	ACT_BACK,
	ACT_SAVE,
	ACT_CHOOSE,
	ACT_BESIDE,  /* what is read while one writes */
	ACT_ENTER,   /* forms: next field, in the last one save; dialogs: this one */
	ACT_NEWLINE, /* in a long text */
	/* moving */
	ACT_UP,
	ACT_DOWN,
	ACT_LEFT,
	ACT_RIGHT,
	ACT_PAGE_UP,
	ACT_PAGE_DOWN,
	ACT_HOME,
	ACT_END,
	ACT_NEXT, /* forms: field */
	ACT_PREVIOUS,
	ACT_NEXT_SECTION,
	ACT_PREVIOUS_SECTION,
	ACT_SECTION_1,
	ACT_SECTION_8 = ACT_SECTION_1 + 7,
	/* Ctrl and a letter; the letter alone where letters are commands */
	ACT_SEARCH,
	ACT_FIND, /* everywhere */
	ACT_UNDO,
	ACT_REDO,
	ACT_MARK,    /* what is told of the row: done, was there; in dialogs: the row */
	ACT_TICK,    /* the row, for what is done to all marked ones */
	ACT_TICK_BY, /* by a condition */
	ACT_UNTICK_BY,
	ACT_TICK_INVERT,
	ACT_MINE,
	ACT_PERIOD, /* the window of deadlines, the span of a calendar */
	ACT_YEAR,   /* school year */
	ACT_TURN,   /* the year turns */
	ACT_SORT,
	ACT_ARCHIVED,
	ACT_PRINT,
	ACT_SUMMARY, /* of the year */
	ACT_EXPORT,  /* this list to a file */
	ACT_IMPORT,  /* records from a file */
	ACT_TODAY,
	ACT_DATE, /* a day that is typed */
	ACT_VIEW,
	ACT_DEADLINES,
	ACT_MOVE, /* to another day or hour */
	ACT_DEFER,
	ACT_REMIND,
	ACT_ROADMAP, /* its steps become deadlines */
	ACT_UNREACHED,
	ACT_REDRAW,
	/* editing text */
	ACT_BACKSPACE,
	ACT_ERASE,
	ACT_WORD_LEFT,
	ACT_WORD_RIGHT,
	ACT_ERASE_WORD,
	ACT_ERASE_START,
	ACT_ERASE_END,
	ACT_UNDO_EDIT,
	ACT_DRAFTS,
	ACT_COUNT
};

struct action_def {
	enum action action;
	unsigned contexts; /* enum key_context, or-ed */
	const char *keys;  /* names of the keys, parted by blanks, the one to show first */
	int bar;	   /* 1 … 10: its place in the key bar; 0: none */
	const char *label; /* in the key bar: at most 6 cells; "" without a place */
	const char *title; /* in the menu F9; NULL: not listed (moving, editing) */
	const char *help;  /* one sentence */
};

extern const struct action_def action_table[];
extern const size_t action_table_n;

/* The row of an action in a context; NULL: none. */
const struct action_def *action_def(enum action a, enum key_context context);
/* What a key does in a context; ACT_NONE: nothing (a printable character is then text). */
enum action action_of_key(enum key_context context, int key);

/* "F7", "Down", "Ctrl-F", "Space", "Пробел", "q", "й" -> key; K_NONE: unknown. */
int key_by_name(const char *name, size_t n);
/* Adds the name for people: «F7», «↓», «Ctrl-F», «Пробел»; of a list of names, the first n ones, parted by ", ".
 * letters: single letters too; without, they are left out, for they are typed. */
void key_add_shown(const char *names, size_t n, bool letters, struct buf *out);
/* Is it a character that begins a word: a letter of any alphabet? */
bool key_is_letter(int key);
/* The small Russian letter of that key on the keyboard, whatever the layout was: one who looks at the keys means it.
 * Others as they are. */
int key_in_russian(int key);

#endif
