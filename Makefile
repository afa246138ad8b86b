# stazh: `make run` to look at it, `make check` to test it. Everything else is a detail.
#   V=1 shows commands; B=dir builds elsewhere; CC=clang; WERROR=1 as in CI.

B       ?= build
CC      ?= cc
PREFIX  ?= /usr/local
V       ?= 0
WERROR  ?= 0
Q        = $(if $(filter 0,$(V)),@)

VERSION := 0.1.0
WARN     = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(if $(filter 1,$(WERROR)),-Werror)
OPT     ?= -O2 -g
SAN     ?=
CPPFLAGS = -Iinclude -D_GNU_SOURCE -DSTAZH_VERSION='"$(VERSION)"' -DSTAZH_SHARE='"$(PREFIX)/share/stazh"'
CFLAGS   = -std=c11 $(OPT) $(WARN) $(SAN)
LDFLAGS  = $(SAN) -Wl,--as-needed

SRC  := $(sort $(wildcard src/*/*.c))
OBJ  := $(SRC:src/%.c=$(B)/obj/%.o)
UNIT := $(sort $(wildcard tests/unit/test_*.c))
UNITS := $(UNIT:tests/unit/%.c=$(B)/%)

all: $(B)/stazh

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(if $(filter 0,$(V)),@echo "  CC    $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/libstazh.a: $(OBJ)
	$(Q)rm -f $@; ar rcs $@ $(OBJ)

LIBS = -llmdb -liniparser -lutf8proc -lmd -ljansson -lncursesw -ltinfo

$(B)/stazh: $(B)/obj/main.o $(B)/libstazh.a
	$(if $(filter 0,$(V)),@echo "  LD    $@")
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/test_%: tests/unit/test_%.c $(B)/libstazh.a
	$(if $(filter 0,$(V)),@echo "  TEST  $<")
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libstazh.a -lcmocka -lcbor $(LIBS)

units: $(UNITS)

-include $(shell find $(B) -name '*.d' 2>/dev/null)

clean:
	rm -rf build

.PHONY: all units clean
