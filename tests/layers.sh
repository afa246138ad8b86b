#!/bin/sh
# Includes go downwards only: base, store, domain, exchange, then cli, tui, screens beside and above each other.
# Prints each include that does not, and each clause of the regulation that stands in the code. LMDB is included in store alone, curses in tui and screens.
set -u
bad=0 files=0
check() { # layer, what it may include
	for f in src/"$1"/*.[ch] include/stazh/"$1"/*.h; do
		[ -e "$f" ] || continue
		files=$((files + 1))
		for used in $(sed -n 's|^#include "stazh/\([a-z]*\)/.*|\1|p' "$f" | sort -u); do
			case " $2 " in
			*" $used "*) ;;
			*) echo "$f includes $used"; bad=1 ;;
			esac
		done
	done
}
check base "base"
check store "base store"
check domain "base store domain"
check exchange "base store domain exchange"
check cli "base store domain exchange cli"
check tui "base store domain tui"
check screens "base store domain exchange tui screens"
[ $files -gt 100 ] || { echo "only $files files were looked at"; bad=1; }
if grep -ln '<lmdb.h>' src/*/*.[ch] include/stazh/*/*.h | grep -v '^src/store/'; then bad=1; fi
if grep -lnE '<(curses|ncurses|panel|term)[a-z/]*\.h>' src/*/*.[ch] include/stazh/*/*.h | grep -vE '^src/(tui|screens)/'; then bad=1; fi
# A clause is the district's: outside the table of [clauses] none stands in a string, and none is put together.
if grep -nE '"[^"]*(п|пп)\. ?[0-9]|"[1-9](\.[0-9])+"|"[^"]*(п|пп)\. ?%' src/*/*.[ch] |
	grep -vE '^src/domain/config\.c:[0-9]+:	\[RULE_[A-Z_]+\] = \{"clauses"|^src/(domain/rule|base/err)\.c:'; then bad=1; fi
echo "layers: $((1 - bad)) passed, $bad failed, 0 skipped"
exit $bad
