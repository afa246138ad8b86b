#!/bin/bash
# tests/recur/run.sh BUILD/stazh: repeat rules against python3-dateutil.
cd "$(dirname "$0")/../.." && exec /usr/bin/python3 tests/recur/compare.py "$(dirname "$1")/test_recur" tests/data/recur.txt
