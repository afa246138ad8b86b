#!/bin/bash
# Is the tree as .clang-format wants it? tests/format.sh BUILD/stazh; `make format` makes it so.
# Another version of clang-format breaks lines otherwise: then there is nothing to be told.
cd "$(dirname "$0")/.." || exit 2
wanted=14
has=$(clang-format --version 2>/dev/null | sed -n 's/.*version \([0-9]*\)\..*/\1/p')
if [ "$has" != $wanted ]; then
	echo "skipped: clang-format $wanted is not here (${has:-none})"
	echo "format: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
if find src include tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror >/dev/null 2>&1; then
	echo "format: 1 passed, 0 failed, 0 skipped"
else
	find src include tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror 2>&1 | grep 'error:' | head -20
	echo "not ok the tree is not formatted: make format"
	echo "format: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
