# SPDX-License-Identifier: PostgreSQL
# The front door. What is built, and how, is in CMakeLists.txt; this file calls it, installs the
# result and starts tests, benches and the demo. `make help` lists the targets.
#
# PG_CONFIG  the server to build for and to install into
# DESTDIR    put before every installed path
# BUILD      folder of the build            JOBS  how many commands at once

# Deferred: `make test` may install the server that this finds. Debian's own /usr/bin/pg_config
# only serves clients, so the one of the server comes first.
PG_CONFIG ?= $(shell test -x /usr/lib/postgresql/15/bin/pg_config \
                 && echo /usr/lib/postgresql/15/bin/pg_config || echo pg_config)
DESTDIR ?=
BUILD ?= build
JOBS ?= 2
PREFIX = /usr/local

PKGLIBDIR = $(DESTDIR)$(shell $(PG_CONFIG) --pkglibdir)
EXTENSIONDIR = $(DESTDIR)$(shell $(PG_CONFIG) --sharedir)/extension
BINDIR = $(DESTDIR)$(PREFIX)/bin
EXAMPLEDIR = $(DESTDIR)$(PREFIX)/share/pg_tend
# One install script a version, of the parts in its folder in order; update scripts as they are.
VERSION = 1.0
INSTALL_PARTS = $(sort $(wildcard extension/install/$(VERSION)/*.sql))
UPDATE_SCRIPTS = $(wildcard extension/install/*.sql)

CONFIGURE = cmake -S . -B $(BUILD) -G Ninja -DPG_CONFIG=$(PG_CONFIG) --log-level=WARNING >/dev/null
COMPILE = cmake --build $(BUILD) -j $(JOBS) --target
WITH_BUILD = BUILD=$(BUILD) PG_CONFIG=$(PG_CONFIG) JOBS=$(JOBS)

.DEFAULT_GOAL := all
.PHONY: all build-tests build-sanitized deps test test-long install install-files uninstall \
        installcheck demo format tidy clean help

all: ## build the extension and the program (the default)
	@for tool in cmake ninja g++; do command -v $$tool >/dev/null || \
	  { echo "$$tool is missing: run make deps first (installs what the build needs)" >&2; exit 1; }; done
	@$(CONFIGURE)
	@$(COMPILE) pg_tend tend

build-tests: all
	@$(COMPILE) tend_unit

build-sanitized:
	@cmake -S . -B $(BUILD)/sanitize -G Ninja -DTEND_SANITIZE=ON -DTEND_SERVER=OFF \
	  -DTEND_PROGRAM=OFF --log-level=WARNING >/dev/null
	@cmake --build $(BUILD)/sanitize -j $(JOBS) --target tend_unit

deps: ## install the Debian packages that are missing (root or sudo; starts no service)
	@.ci/deps

# Lines of one recipe, not prerequisites: packages first, whatever -j says.
test: ## every suite on private servers; ends with "N passed, N failed"
	@.ci/deps
	@$(MAKE) --no-print-directory build-tests
	@$(WITH_BUILD) tests/run

test-long: ## test, then sanitizers, clang-tidy and the long tests
	@.ci/deps tidy
	@$(MAKE) --no-print-directory build-tests build-sanitized
	@$(WITH_BUILD) tests/run --long

install: all install-files ## install extension and program (DESTDIR is honoured)

# Without the build before it: what tests/lib/cluster.sh stages.
install-files:
	install -d $(PKGLIBDIR) $(EXTENSIONDIR) $(BINDIR) $(EXAMPLEDIR)
	install -m 755 $(BUILD)/pg_tend.so $(PKGLIBDIR)/
	install -m 644 extension/pg_tend.control $(UPDATE_SCRIPTS) $(EXTENSIONDIR)/
	cat $(INSTALL_PARTS) >$(EXTENSIONDIR)/pg_tend--$(VERSION).sql
	chmod 644 $(EXTENSIONDIR)/pg_tend--$(VERSION).sql
	install -m 755 $(BUILD)/advisor/tend $(BINDIR)/
	install -m 644 advisor/tend.toml.example $(EXAMPLEDIR)/

uninstall: ## remove what install put there
	rm -f $(PKGLIBDIR)/pg_tend.so $(EXTENSIONDIR)/pg_tend.control
	rm -f $(addprefix $(EXTENSIONDIR)/,pg_tend--$(VERSION).sql $(notdir $(UPDATE_SCRIPTS)))
	rm -f $(BINDIR)/tend $(EXAMPLEDIR)/tend.toml.example
	-rmdir $(EXAMPLEDIR) 2>/dev/null

installcheck: ## regression tests on a running server (PG* say which; superuser); uses database contrib_regression
	@PG_CONFIG=$(PG_CONFIG) BUILD=$(BUILD) tests/lib/installcheck

demo: ## the main job on a private server: before, advice, apply, after (KEEP=1 leaves it up)
	@.ci/deps
	@$(MAKE) --no-print-directory all
	@$(WITH_BUILD) KEEP=$(KEEP) tests/demo/run

# A bench is a program to build, or a script tests/bench/NAME/run.pl.
bench-%: ## bench-whatif, -complexity, -overhead, -index: one bench on a private server; fails below its bar
	@.ci/deps
	@$(MAKE) --no-print-directory all
	@test -f tests/bench/$*/run.pl || $(COMPILE) bench_$*
	@$(WITH_BUILD) tests/lib/bench $*

format: ## clang-format over the C++ files
	@.ci/deps tidy
	find core extension advisor tests -name '*.h' -o -name '*.cpp' | xargs clang-format -i

tidy: ## clang-tidy over core/; must be clean
	@.ci/deps tidy
	@$(MAKE) --no-print-directory build-tests
	@$(WITH_BUILD) tests/run tidy

clean: ## remove the build folder
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z%-]*\):.* *## /\1\t/p' $(MAKEFILE_LIST) | sort | \
	  awk -F'\t' '{printf "  %-14s %s\n", $$1, $$2}'
