#!/bin/sh
# `make run`: the program on a demonstration database of its own. Without a terminal: its deadlines.
set -e
mkdir -p "$DEMO"
ini=$DEMO/stazh.ini
printf '[store]\npath = db\n' >"$ini"
if [ ! -e "$DEMO/db/data.mdb" ]; then
	"$B/stazh" --config "$ini" init >/dev/null 2>&1
	"$B/stazh" --config "$ini" demo --scale 60 >/dev/null 2>&1
fi
if [ -t 0 ] && [ -t 1 ]; then
	exec "$B/stazh" --config "$ini"
fi
"$B/stazh" --config "$ini" due || [ $? -eq 1 ]
