# stazh: `make run` to look at it, `make check` to test it. Everything else is a detail.
#   make            build/stazh
#   make run        installs what is missing, builds, opens the demonstration database
#   make check      installs what the tests need, runs them all
#   make check-peers  khal, calcurse and others read what is exported
#   make selftest impostors  whether the tests can fail: without a run bit, without cases, with other programs
#   make asan       the same tests under AddressSanitizer and UBSan
#   make check-conditions  10,000 random conditions as Python evaluates them over the exported records (300 in check)
#   make check-recur  2,000 series and 200 files of other calendars as python3-dateutil and others read them (440 in check)
#   make check-sheets  100,000 rows to .xlsx and back (2,000 in check)
#   make bench      measures and writes the tables of docs/benchmarks.md; bench-live, bench-year: one of them alone
#   make check-ssh  behind a real sshd: roles, hostile clients; a short form is in check
#   make faults     every call of 36 commands fails, one by one (some of them in check)
#   make crash load fuzz  longer runs; a short form of each is in check
#   make mail-year  a year of letters, day by day, with a mail program that fails (some days in check)
#   make fuzz-formats   libFuzzer over the readers (clang); FUZZ_SECONDS=60 for each
#   make mutants    small faults in a copy of the code: do the tests notice?
#   make check-machines  check with gcc and clang, root and user, on bare machines of 64 and 32 bits (needs root)
#   make check-office  LibreOffice opens every kind of document, and saves every kind of table (a heavy package; a short form is in check)
#   make format     lays the code out by .clang-format (check looks whether it is)
#   make graph      who calls whom, folder by folder, as the linker sees it
#   make picture    the same as a table, drawn in docs/architecture.md
#   make templates  config/templates/*.txt and *.odt out of config/templates/src
#   make install    to PREFIX (/usr/local); DESTDIR is respected
#   make deb        Debian packages build/stazh_*.deb for amd64 and i386 (the other one's needs root: a bare Debian); ARCHES=amd64: that alone
#   make check-deb  the packages on bare Debians: installed, docs/deploy.md word by word, removed, purged (needs root)
#   V=1 shows commands; B=dir builds elsewhere; CC=clang; WERROR=1 as in CI.

B       ?= build
CC      ?= cc
PREFIX  ?= /usr/local
DESTDIR ?=
V       ?= 0
WERROR  ?= 0
Q        = $(if $(filter 0,$(V)),@)

ifneq ($(words $(B)),1)
$(error B: the name of one folder, without blanks)
endif

VERSION := 0.1.0
WARN     = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(if $(filter 1,$(WERROR)),-Werror)
OPT     ?= -O2 -g
SAN     ?=
LINK    ?=
CURSES  ?=
CPPFLAGS = -Iinclude -I$(B) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -DSTAZH_VERSION='"$(VERSION)"' -DSTAZH_SHARE='"$(PREFIX)/share/stazh"'
CFLAGS   = -std=c11 $(OPT) $(WARN) $(SAN)
LDFLAGS  = $(SAN) $(LINK) -Wl,--as-needed -static-libgcc # the unwinder of base/crash.c

SRC  := $(sort $(wildcard src/*/*.c src/*/*/*.c))
OBJ  := $(SRC:src/%.c=$(B)/obj/%.o)
UNIT := $(sort $(wildcard tests/unit/test_*.c))
comma := ,
HELPERS := $(patsubst tests/crash/%.c,$(B)/crash_%,$(sort $(filter-out %/delay.c,$(wildcard tests/crash/*.c)))) $(B)/crash_delay.so $(B)/fuzz_replay $(B)/conditions_print
UNITS := $(UNIT:tests/unit/%.c=$(B)/%)

all: $(B)/stazh

# Libraries that are loaded when first used (base/library.h): their sonames, and the packages that have them, are those of the
# machine that builds.
LOADED = zip expat xlsxwriter ical

$(B)/sonames.h: Makefile
	@mkdir -p $(@D)
	$(Q)for l in $(LOADED); do \
		file=$$($(CC) -print-file-name=lib$$l.so); \
		name=$$(LC_ALL=C readelf -d "$$file" 2>/dev/null | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p'); \
		[ -n "$$name" ] || { echo "lib$$l: not found, is its -dev package installed?" >&2; exit 1; }; \
		package=$$(dpkg-query -S "*/$$name" 2>/dev/null | sed -n '1s/[:,].*//p'); \
		printf '#define SONAME_%s "%s"\n#define PACKAGE_%s "%s"\n' $$l "$$name" $$l "$${package:-$$name}"; \
	done >$@.tmp && mv $@.tmp $@

$(B)/obj/%.o: src/%.c Makefile | $(B)/sonames.h
	@mkdir -p $(@D)
	$(if $(filter 0,$(V)),@echo "  CC    $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/libstazh.a: $(OBJ)
	$(Q)rm -f $@; ar rcs $@ $(OBJ)

# The small libraries are linked in: `stazh due` then starts with a fraction of the relocations.
# CURSES=-Wl,-Bdynamic leaves ncurses to the system, as Debian wants it of a package.
# LMDB asks src/store/wait.c for its locks, also where nothing else of ours does.
LIBS = -Wl,--wrap=pthread_mutex_lock -Wl,-u,__wrap_pthread_mutex_lock -Wl,-Bstatic -llmdb -liniparser -lutf8proc -lmd -ljansson $(CURSES) -lncursesw -ltinfo -Wl,-Bdynamic -lpthread -lm

# What is delivered with the program is beside it too.
$(B)/config:
	@mkdir -p $(@D)
	$(Q)ln -sfnr config $@

$(B)/stazh: $(B)/obj/main.o $(B)/libstazh.a | $(B)/config
	$(if $(filter 0,$(V)),@echo "  LD    $@")
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/obj/test/%.o: tests/unit/%.c Makefile
	@mkdir -p $(@D)
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/test_%: $(B)/obj/test/test_%.o $(B)/libstazh.a | $(B)/config
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(B)/libstazh.a -lcmocka -lcbor $(LIBS)

.SECONDARY: $(UNIT:tests/unit/%.c=$(B)/obj/test/%.o)

# Its system calls are killed or fail one after the other.
$(B)/test_restore: LDFLAGS += $(addprefix -Wl$(comma)--wrap=,mkdir write fsync rename link unlink rmdir open open64 close renameat2 flock)

# It notes what is brought to the disk, and when.
$(B)/test_durable: LDFLAGS += $(addprefix -Wl$(comma)--wrap=,fsync rename renameat2 write)

# Helpers of the longer tests.
$(B)/crash_%: tests/crash/%.c $(B)/libstazh.a Makefile
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libstazh.a $(LIBS)

$(B)/conditions_print: tests/conditions/print.c $(B)/libstazh.a Makefile
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libstazh.a $(LIBS)

# Preloaded into the program: one of its calls fails.
$(B)/faults.so: tests/faults/faults.c
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) -D_GNU_SOURCE -std=c11 -O2 -g $(WARN) -shared -fPIC -o $@ $<

# Preloaded: it makes the locks slow.
$(B)/crash_delay.so: tests/crash/delay.c
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) -D_GNU_SOURCE -std=c11 $(OPT) $(WARN) -shared -fPIC -o $@ $< -ldl

# It is a stranger, with LMDB alone.
$(B)/crash_hold: tests/crash/hold.c
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -llmdb

# The readers of what comes from outside: each file of a corpus once, or (clang) with libFuzzer.
$(B)/fuzz_replay: tests/fuzz/formats.c tests/unit/database.h $(B)/libstazh.a | $(B)/config
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit -DREPLAY $(CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libstazh.a -lcmocka $(LIBS)

$(B)/fuzz_formats: tests/fuzz/formats.c tests/unit/database.h $(B)/libstazh.a | $(B)/config
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(B)/libstazh.a -lcmocka $(LIBS)

# Its writes to the data file are noted.
$(B)/crash_power: LDFLAGS += $(addprefix -Wl$(comma)--wrap=,pwrite write writev fdatasync fsync)

format:
	$(Q)find src include tests -name '*.[ch]' -print0 | xargs -0 clang-format -i

picture: $(B)/stazh
	$(Q)tests/layers.py --draw $<

graph: $(B)/stazh
	@tests/layers.py --print $<

units: $(UNITS) $(HELPERS)
helpers: $(HELPERS)
units helpers: $(B)/faults.so

# ---- packages: nothing is asked of the network when all are there ----

PACKAGES_BUILD = gcc $(if $(findstring clang,$(CC)),clang) make libc6-dev liblmdb-dev libiniparser-dev libncurses-dev libutf8proc-dev libmd-dev libjansson-dev \
	libxlsxwriter-dev libzip-dev libexpat1-dev libical-dev
PACKAGES_CHECK = $(PACKAGES_BUILD) libcmocka-dev libcbor-dev jq tmux python3 python3-openpyxl python3-xlsxwriter python3-dateutil python3-icalendar python3-recurring-ical-events tzdata ncurses-bin ncurses-term \
	openssh-server openssh-client clang-format
PACKAGES_FUZZ  = $(PACKAGES_CHECK) clang
PACKAGES_PEERS = $(PACKAGES_CHECK) khal calcurse
PACKAGES_BENCH = $(PACKAGES_BUILD) valgrind binutils calcurse tmux python3 python3-openpyxl strace jq sqlite3
PACKAGES_MACHINES = debootstrap util-linux
PACKAGES_DEB = $(PACKAGES_BUILD) debhelper dpkg-dev $(if $(filter-out $(shell dpkg --print-architecture),$(ARCHES)),$(PACKAGES_MACHINES))
PACKAGES_SHEETS = libreoffice-calc-nogui
PACKAGES_OFFICE = $(PACKAGES_CHECK) libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-liberation netpbm
SUDO = $(if $(filter-out 0,$(shell id -u)),sudo)
define install_packages
	@missing=$$(for p in $(1); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	[ -n "$$missing" ] || exit 0; \
	if [ -z "$(SUDO)" ] || command -v sudo >/dev/null; then \
		echo "Installing:" $$missing; \
		$(SUDO) apt-get -q update >/dev/null && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get -qq install -y --no-install-recommends $$missing >/dev/null && exit 0; \
	fi; \
	echo "These packages are missing and could not be installed from here. As root:" >&2; \
	echo "    apt-get install --no-install-recommends" $$missing >&2; \
	exit 1
endef

packages-build: ; $(call install_packages,$(PACKAGES_BUILD))
packages-check: ; $(call install_packages,$(PACKAGES_CHECK))
packages-fuzz: ; $(call install_packages,$(PACKAGES_FUZZ))
packages-peers: ; $(call install_packages,$(PACKAGES_PEERS))
packages-office: ; $(call install_packages,$(PACKAGES_OFFICE))
packages-machines: ; $(call install_packages,$(PACKAGES_MACHINES))
packages-deb: ; $(call install_packages,$(PACKAGES_DEB))
packages-check-deb: ; $(call install_packages,$(PACKAGES_DEB) $(PACKAGES_CHECK) $(PACKAGES_MACHINES) lintian shellcheck systemd systemd-container)
packages-bench: ; $(call install_packages,$(PACKAGES_BENCH))
packages-sheets: ; $(call install_packages,$(PACKAGES_SHEETS))

# ---- run ----

run: packages-build
	@$(MAKE) --no-print-directory all
	@B=$(B) DEMO=$(B)/demo tests/demo.sh

# ---- tests ----

# ASAN=short: with a short form of asan, as on every change.
check: packages-check
	@$(MAKE) $(SIDE_BY_SIDE) all units
	$(if $(ASAN),@$(MAKE) $(SIDE_BY_SIDE) $(SANITIZE) all units)
	@tests/check.sh $(if $(ASAN),$(B)-asan $(ASAN) 'unit/.*' --) $(B) check

SIDE_BY_SIDE = --no-print-directory -j$(shell nproc)

# RUNS="i386/root/gcc …": some of them; MACHINES=folder keeps what can be used again.
check-machines: packages-machines
	@tests/machines.sh $(RUNS)

# PAGES=docs/pages makes the pictures of docs/ anew.
check-office: packages-office
	@$(MAKE) --no-print-directory all
	@PAGES=$(PAGES) $(LONG) $(B) office

# Hours at most, with the figures that the suites tell.
LONG = LIMIT=20000 FIGURES=1 tests/check.sh

SANITIZE = B=$(B)-asan OPT="-O1 -g1" SAN="-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined"

asan: packages-check
	@$(MAKE) $(SIDE_BY_SIDE) $(SANITIZE) all units
	@LIMIT=7200 tests/check.sh $(B)-asan check

check-ssh: packages-office
	@$(MAKE) --no-print-directory all
	@$(LONG) $(B) ssh

check-peers: packages-peers
	@$(MAKE) --no-print-directory all
	@$(LONG) $(B) peers

check-recur: packages-check
	@$(MAKE) --no-print-directory all
	@$(LONG) $(B) recur

check-conditions: packages-check
	@$(MAKE) --no-print-directory all helpers
	@$(LONG) $(B) conditions

check-sheets: packages-check packages-bench packages-sheets
	@$(MAKE) --no-print-directory all
	@$(LONG) $(B) sheets

# Small faults put into a copy of the code one by one: the named suite has to notice.
mutants: packages-check
	@CC="$(CC)" tests/mutants/run.py

crash: packages-check
	@$(MAKE) --no-print-directory all helpers
	@$(LONG) $(B) crash

faults: packages-check
	@$(MAKE) --no-print-directory all helpers
	@$(LONG) $(B) faults

# Can the tests fail? And do they, when another program stands in the place of this one?
selftest: packages-check
	@$(MAKE) --no-print-directory all units
	@$(LONG) $(B) selftest

impostors: packages-check
	@$(MAKE) --no-print-directory all units
	@$(LONG) $(B) impostors

# TERM x locale x size.
terminals: packages-check
	@$(MAKE) --no-print-directory all
	@$(LONG) $(B) terminals

load: packages-check
	@$(MAKE) --no-print-directory all
	@$(LONG) $(B) load

# A year of letters; 13 days of it in check.
mail-year: all
	@$(LONG) $(B) mail

fuzz: packages-check
	@$(MAKE) --no-print-directory $(SANITIZE) all $(B)-asan/test_ics $(B)-asan/test_derive
	@STAZH_FUZZ=50000 STAZH_ACTS=5000 $(LONG) $(B)-asan fuzz
	@$(MAKE) --no-print-directory fuzz-formats

# libFuzzer, $(FUZZ_SECONDS) s for each reader; what it finds worth keeping: KEEP=1.
FUZZ_SECONDS ?= 60
fuzz-formats: packages-fuzz
	@$(MAKE) $(SIDE_BY_SIDE) B=$(B)-fuzz CC=clang OPT="-O1 -g" SAN="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fsanitize-coverage-ignorelist=tests/fuzz/unwatched" $(B)-fuzz/fuzz_formats
	@tests/fuzz/formats.sh $(B)-fuzz/fuzz_formats $(FUZZ_SECONDS)

bench: packages-bench
	@$(MAKE) --no-print-directory all
	@tests/bench/run.sh $(B) docs/benchmarks.md

bench-live: packages-bench
	@$(MAKE) --no-print-directory all
	@tests/bench/live.py $(B)/stazh

bench-year: all
	@tests/bench/year.py $(B)/stazh

templates: ; $(Q)python3 config/templates/src/build.py

# ---- install ----

# What is delivered, and where; packages are made of it too. Where it names the program's own place, that is PREFIX.
AT = "$(DESTDIR)$(PREFIX)/$(1)"
define installed
	install -d $(call AT,$(1))
	install -m 644 $(2) $(call AT,$(1))
endef

install: all
	@$(MAKE) --no-print-directory install-files

install-files:
	install -d $(call AT,bin)
	install -m 755 $(B)/stazh $(call AT,bin/stazh)
	$(call installed,share/stazh,config/regulation.txt config/seed-order.stazh config/stazh.ini)
	$(call installed,share/stazh/templates,config/templates/*.txt config/templates/*.odt)
	$(call installed,share/stazh/examples,config/examples/*)
	$(call installed,share/man/man1,docs/stazh.1)
	$(call installed,share/doc/stazh,docs/guide.md docs/deploy.md docs/format.md)
	$(call installed,lib/systemd/system,config/systemd/*)
	install -d $(call AT,share/bash-completion/completions)
	install -m 644 config/stazh.completion $(call AT,share/bash-completion/completions/stazh)
	sed -i 's!/usr/local/\(bin/stazh\|share\)!$(PREFIX)/\1!g' $(call AT,share/man/man1/stazh.1) \
		$(call AT,share/stazh/examples)/* $(call AT,lib/systemd/system)/stazh-*

# ---- packages ----

.PHONY: install-files deb check-deb packages-deb packages-check-deb
ARCHES ?= amd64 i386
deb: packages-deb
	@config/debian/build.sh $(B) $(VERSION) $(ARCHES)

check-deb: packages-check-deb
	@$(MAKE) --no-print-directory all deb
	@$(LONG) $(B) deb

-include $(shell find $(B) -name '*.d' 2>/dev/null)

clean:
	rm -rf build build-asan build-fuzz

.PHONY: all format graph picture selftest impostors units helpers templates run check check-conditions check-peers check-recur check-ssh check-office check-sheets check-machines asan crash faults terminals load mail-year fuzz fuzz-formats mutants \
	bench bench-live bench-year install clean packages-build packages-check packages-fuzz packages-peers packages-ssh packages-office packages-machines packages-bench packages-sheets
