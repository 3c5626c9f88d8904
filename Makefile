# The commands of this repository. `make help` prints them.
#
# Each target does all the set-up it needs: scripts/setup installs Debian packages where they are
# missing, scripts/find-jdk finds a JDK 25, scripts/mvn runs Maven on it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

MVN := scripts/mvn -B -ntp

# Namespaces, bpffs and the loading of BPF programs are root's.
define need_root
@if [[ $$(id -u) -ne 0 ]]; then \
	echo "make $@: needs root, to load BPF programs and make network namespaces: sudo make $@" >&2; \
	exit 1; \
fi
endef

# Says so first: Maven is silent while it fetches what is not on the machine yet.
define build
@echo "make $@: building; the first time Maven fetches about 120 MB, which may take minutes"
@$(MVN) -q package -DskipTests
endef

.PHONY: help
help: ## print this table
	@echo 'usage: make TARGET'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'demo, demo-stop, test, hitless, flood and bench need root: sudo make demo'

.PHONY: demo
demo: ## see HTTP requests spread over three backends (KEEP=1 leaves it up, DATAPLANE=p4)
	$(need_root)
	@scripts/setup
	$(build)
	@KEEP="$(KEEP)" DATAPLANE="$(or $(DATAPLANE),xdp)" hw-tests/demo/run

.PHONY: demo-stop
demo-stop: ## remove what KEEP=1 left up
	$(need_root)
	@hw-tests/demo/run stop

.PHONY: test
test: ## build everything and run every test
	$(need_root)
	@scripts/setup
	@scripts/format-c --check
	@scripts/test

.PHONY: hitless
hitless: ## change everything under live connections, and write a page (DATAPLANE=p4)
	$(need_root)
	@scripts/setup
	$(build)
	@DATAPLANE="$(or $(DATAPLANE),xdp)" hw-tests/hitless/run

.PHONY: flood
flood: ## flood a service with new flows, and write docs/reference/flood.md
	$(need_root)
	@scripts/setup
	$(build)
	@hw-tests/flood/run

.PHONY: bench
bench: ## measure, and write docs/reference/benchmarks.md
	$(need_root)
	@scripts/setup
	$(build)
	@hw-tests/bench/run

.PHONY: format
format: ## format Java and C
	@scripts/setup
	@scripts/format-c
	@$(MVN) -q spotless:apply
