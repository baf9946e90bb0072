# The whole build, in one file.  `make help` lists what it can do.
#
#	make				the program, at build/beffroi
#	make MODE=dev			dev release asan tsan fuzz cover
#	make CC=clang BUILD=/tmp/b	another compiler, another folder
#
# Nothing is written outside of build/ (or BUILD).  A .c file dropped into a
# folder of src/ is built; one dropped into an extension folder is listed too
# (tools/registry).  Warnings are errors in dev and with WERROR=1, as in CI.

MODE	?= release
ifeq ($(origin CC),default)
CC	:= $(if $(filter fuzz,$(MODE)),clang,gcc)
endif
KIND	:= $(MODE)$(if $(filter gcc,$(notdir $(CC))),,-$(notdir $(CC)))
BUILD	?= build/$(KIND)
WERROR	?= $(if $(filter dev,$(MODE)),1,)
# Where the program lies: `make` alone leaves it at build/beffroi.
PROGRAM	?= $(if $(filter build/release,$(BUILD)),build/beffroi,$(BUILD)/beffroi)

SHELL	:= /bin/sh
.SHELLFLAGS := -ec
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

# V=1 shows the commands.
Q	:= $(if $(V),,@)
say	= @$(if $(V),:,printf '  %-5s %s\n' '$(1)' '$(2)')

# --- how to compile -------------------------------------------------------

PKGS	:= libcrypto libzstd libisal libarchive yaml-0.1 libseccomp libmaxminddb
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

OPT_release := -O3 -g -fno-plt -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
OPT_dev	    := -O1 -g -fno-omit-frame-pointer -fPIE
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fPIE \
	       -fsanitize=address,undefined -fno-sanitize-recover=all
OPT_tsan    := -O1 -g -fno-omit-frame-pointer -fPIE -fsanitize=thread
OPT_fuzz    := -O1 -g -fno-omit-frame-pointer -fPIE \
	       -fsanitize=fuzzer-no-link,address,undefined \
	       -fno-sanitize-recover=all
OPT_cover   := -O0 -g --coverage -fprofile-update=atomic -fPIE -DROLES_COVERED
LINK_release := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
LINK_dev    := -pie
LINK_asan   := -pie -fsanitize=address,undefined
LINK_tsan   := -pie -fsanitize=thread
LINK_fuzz   := -pie -fsanitize=address,undefined
LINK_cover  := --coverage
ifeq ($(OPT_$(MODE)),)
$(error MODE=$(MODE) is none of: dev release asan tsan fuzz cover)
endif

WARN	:= -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes \
	   -Wmissing-prototypes -Wno-format-truncation \
	   $(if $(WERROR),-Werror)
ifneq ($(findstring clang,$(CC)),)
WARN	+= -Wno-unknown-warning-option
endif

CPPFLAGS_ALL := -D_GNU_SOURCE -Isrc -I$(BUILD)/gen -include base/banned.h \
	   $(PKG_CFLAGS) $(CPPFLAGS)
CFLAGS_ALL := -std=c17 $(OPT_$(MODE)) $(WARN) $(CFLAGS)
LDFLAGS_ALL := $(LINK_$(MODE)) -Wl,--as-needed $(LDFLAGS)
LIBS	:= $(PKG_LIBS) -ldl

# --- what to compile ------------------------------------------------------

FOUND	:= $(sort $(wildcard src/*/*.c src/*/*/*.c))
TESTS	:= $(filter %_test.c,$(FOUND))
ifdef ONLY				# make unit ONLY=src/parse
TESTS	:= $(foreach t,$(TESTS),$(if $(findstring $(ONLY),$(t)),$(t)))
endif
SOURCES	:= $(filter-out %_test.c,$(FOUND))
MAIN	:= src/app/main.c
TABLES	:= formats findings commands ready_checks
SHARED	:= $(sort $(shell find share -type f ! -name '.*' 2>/dev/null))

PARTS	:= $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(MAIN),$(SOURCES))) \
	   $(TABLES:%=$(BUILD)/gen/table_%.o) $(BUILD)/gen/embed.o
MAIN_O	:= $(BUILD)/obj/src/app/main.o
CASE	:= $(dir $(PROGRAM))demo-case
TEST_O	:= $(patsubst %.c,$(BUILD)/obj/%.o,$(TESTS) test/test.c)
UNIT	:= $(BUILD)/test-unit

# --- targets --------------------------------------------------------------

.PHONY: all
ifneq ($(wildcard $(MAIN)),)
all: $(PROGRAM)				## build the program (default)
else
all: $(PARTS) $(UNIT)
	@echo "no $(MAIN) yet: built the parts and their tests"
endif

.PHONY: parts unit
parts: $(PARTS)				## compile everything but the program
unit: $(UNIT)				## unit tests alone
	$(UNIT)

$(PROGRAM): $(MAIN_O) $(PARTS) $(BUILD)/gen/objects
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $(MAIN_O) $(PARTS) $(LIBS)

# The tests take from an archive, so one part's tests link without the others.
$(BUILD)/parts.a: $(PARTS) $(BUILD)/gen/objects
	$(Q)rm -f $@ && ar -rcs $@ $(PARTS)
$(UNIT): $(TEST_O) $(BUILD)/parts.a
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $(TEST_O) \
	    $(BUILD)/parts.a $(LIBS)

$(BUILD)/obj/%.o: %.c $(BUILD)/gen/flags
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(if $(filter %_test test/%,$*),-I.) \
	    $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/gen/flags
	$(call say,cc,$<)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The embedded files are read by the assembler, so the object depends on them.
$(BUILD)/gen/embed.o: $(SHARED)

# Made anew each time, replaced only when different: so a file that comes or
# goes, or another flag, rebuilds what it touches and nothing else.
.PHONY: FORCE
FORCE:
define replace
@mkdir -p $(@D)
@new=$@.$$$$; { $(1); } >$$new; \
  if cmp -s $$new $@; then rm $$new; else mv $$new $@; fi
endef
$(BUILD)/gen/table_%.c: FORCE
	$(call replace,sh tools/registry $*)
$(BUILD)/gen/embed.c: FORCE
	$(call replace,sh tools/embed $(SHARED))
$(BUILD)/gen/flags: FORCE
	@[ -n "$(PKG_LIBS)" ] || { echo "Libraries are missing:" \
	    "\`sh tools/deps\` installs them." >&2; exit 1; }
	$(call replace,echo '$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL)')
$(BUILD)/gen/objects: FORCE
	$(call replace,echo '$(PARTS) $(TEST_O) $(LDFLAGS_ALL) $(LIBS)')

-include $(patsubst %.o,%.d,$(PARTS) $(TEST_O) $(MAIN_O)) \
	 $(wildcard $(BUILD)/obj/test/fuzz/*.d)

CORES	:= $(shell nproc 2>/dev/null || echo 1)

# --- tests ----------------------------------------------------------------

# Libraries may be missing when this file is read, so what installs them
# calls make again.  TESTS_OF_USER runs on any machine, as any user.
RUN	:= BUILD=$(BUILD) PROGRAM=$(PROGRAM) CC=$(CC) MODE=$(MODE) sh

.PHONY: test demo test-now demo-now accept
test:					## unit, golden, truth and their like
	@sh tools/deps test
	@$(MAKE) -j$(CORES) test-now
demo:					## investigate the bundled logs
	@sh tools/deps build
	@$(MAKE) -j$(CORES) demo-now
test-now: all $(UNIT)
	@$(RUN) tools/test unit golden layers truth property schema ocsf ready
demo-now: all
	$(PROGRAM) investigate --site example/site.yml \
	    --case $(CASE) --force example/logs
accept: all				## take what is as what golden expects
	@$(RUN) tools/golden --accept

.PHONY: check-deep fuzz fresh cases bench cover duckdb range range-check \
	range-test
check-deep:				## compilers, sanitizers, fuzz, pages
	@sh tools/deps deep
	@$(MAKE) -j$(CORES) all
	@$(RUN) tools/test compilers sanitizers fuzz store \
	    manuals shell schema pages
fuzz:					## fuzz each target for SECONDS=60
	@$(MAKE) -j$(CORES) MODE=fuzz fuzz-now
fresh:					## bare Debian roots: CELL=bookworm-root ...
	@sh tools/deps deep
	@sh tools/fresh $(or $(CELL),all)
cases: all $(BUILD)/parts.a				## compare with CASES=dir, answers included
	@PARTS=$(BUILD)/parts.a $(RUN) test/cases/run $(CASES)
	@$(if $(SCHEMAS),CASES=$(CASES) $(RUN) test/ocsf/run $(SCHEMAS))
bench: all				## speed and memory, as ratios
	@$(RUN) test/bench/run
range:					## an estate lives and is robbed: SEED=7 SIZE=small
	@sh tools/deps deep
	@sh test/range/range --seed $(or $(SEED),1) --size $(or $(SIZE),small) \
	    build/range/$(or $(SEED),1)
range-check: all			## answers against truth: SEEDS="7 8 9"
	@PROGRAM=$(PROGRAM) sh test/range/check --size $(or $(SIZE),small) \
	    $(or $(SEEDS),1)
range-test: all				## one small estate, made and scored
	@sh tools/deps deep
	@PROGRAM=$(PROGRAM) sh test/range/test
cover:					## which lines the tests reach
	@$(MAKE) -j$(CORES) MODE=cover cover-now
duckdb:					## fetch DuckDB for `beffroi query`
	@sh tools/duckdb

# Fuzz targets: test/fuzz/NAME.c each, linked with all parts.
FUZZ	:= $(patsubst test/fuzz/%.c,$(BUILD)/fuzz-%,$(wildcard test/fuzz/*.c))
.PHONY: fuzz-now fuzz-build cover-now
fuzz-build: $(FUZZ)
fuzz-now: fuzz-build
	@$(RUN) test/fuzz/run $(or $(SECONDS),60)
$(BUILD)/fuzz-%: $(BUILD)/obj/test/fuzz/%.o $(BUILD)/parts.a
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $< \
	    $(BUILD)/parts.a $(LIBS)
cover-now: all $(UNIT)
	-@$(RUN) tools/test unit golden truth property schema ready store
	@$(RUN) tools/cover

.PHONY: clean help
clean:					## remove what this mode built
	rm -rf $(BUILD) $(PROGRAM)
help:					## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## *\(.*\)/\1	\2/p' Makefile | \
	    expand -t 16
