# SPDX-License-Identifier: MIT
#
# Every verb runs alone, from a fresh clone. `make` prints what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

# Settings, for the command line: `make fuzz FUZZ_SECONDS=20`.
FUZZ_SECONDS ?= 60
COVERAGE_FLOOR ?= 85
CUTS ?= 20
BENCH_OPTIONS ?=
BENCHMARK ?=
OPTIONS ?=
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT_OPTIONS ?=

# Debian packages, a variable for each purpose.
APT_BUILD := pkg-config libsodium-dev libssl-dev zlib1g-dev libhttp-parser-dev libnice-dev libusrsctp-dev
APT_PYTHON := python3
APT_INTEROP := python3 python3-venv openssl curl
APT_RTC := iproute2 nftables python3 python3-venv
APT_RTC_PEERS := coturn chromium
APT_BENCH := valgrind python3
APT_BENCH_GATEWAY := openssl

# Packages that ship; Tests is a package of its own, for what spans them.
PACKAGES := $(patsubst %/Package.swift,%,$(wildcard Packages/*/Package.swift Gateway/Package.swift))
LIBRARIES_WITH_DOCUMENTATION := $(wildcard Packages/*/Sources/*/*.docc Gateway/Sources/*/*.docc)

# One scratch folder for all packages, so that a module is compiled once, and one more for each set of flags.
SCRATCH := $(CURDIR)/.build

# $(call each,PACKAGES,COMMAND): COMMAND with --package-path for each of PACKAGES; stops at the first failure.
each = @for package in $(1); do echo "==> $$package"; $(2) --package-path "$$package" $(3) $(SWIFT_OPTIONS); done
# The scratch folder is shared, so no package may take the cached plan of the one before it for its own.
swift-build = swift build --disable-build-manifest-caching
# Swift Testing only: the XCTest runner has nothing to run, and leaks under the address sanitizer.
swift-test = swift test --disable-xctest --disable-build-manifest-caching
# $(call sanitized,OPTIONS,ENVIRONMENT): the tests of all packages, one target after another: under a sanitizer those that
# keep all threads busy take so long that the others' time limits pass.
sanitized = @for package in $(PACKAGES); do for target in "$$package"/Tests/*; do \
	echo "==> $$target"; \
	$(2) $(swift-test) --package-path "$$package" --filter "^$${target\#\#*/}\." $(1) $(SWIFT_OPTIONS); \
	done; done
# $(call hostile,EXTENT,OPTIONS,ENVIRONMENT): the hostile clients, apart from tests that mind a busy machine.
hostile = @AICONEXUS_HOSTILE=$(1) $(3) $(swift-test) --package-path Gateway --filter HostileTests $(2) $(SWIFT_OPTIONS)
without-foreign-leaks = LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Checks/leaks.supp:print_suppressions=0

##@ Every day
.PHONY: help deps build install uninstall demo run test lint format clean
help: ## print this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: ## install the Debian packages the build needs, where missing
	@Tests/Checks/deps.sh $(APT_BUILD)

build: toolchain deps ## build everything in release mode; programs are in .build/release/release
	$(call each,$(PACKAGES),$(swift-build) -c release --scratch-path $(SCRATCH)/release)

# The Swift runtime inside, so that the program runs where there is no Swift.
install: toolchain deps ## install the command line under PREFIX (/usr/local) with its manual and completions
	@$(swift-build) -c release --static-swift-stdlib --product aiconexus --package-path Packages/AIConexusSDK \
		--scratch-path $(SCRATCH)/static $(SWIFT_OPTIONS)
	install -D --strip -m 755 $(SCRATCH)/static/release/aiconexus $(installed-program)
	install -d $(dir $(installed-manual) $(installed-completions))
	$(installed-program) man > $(installed-manual)
	$(installed-program) completion bash > $(word 1,$(installed-completions))
	$(installed-program) completion zsh > $(word 2,$(installed-completions))

uninstall: ## remove what install put there; keys and known gateways stay
	rm -f $(installed-program) $(installed-manual) $(installed-completions)

installed-program = $(DESTDIR)$(PREFIX)/bin/aiconexus
installed-manual = $(DESTDIR)$(PREFIX)/share/man/man1/aiconexus.1
installed-completions = $(DESTDIR)$(PREFIX)/share/bash-completion/completions/aiconexus \
	$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_aiconexus

demo: toolchain deps ## watch two agents find each other, call, stream, and move to a direct path
	@echo "building the programs: a few minutes the first time"
	@$(swift-build) -c release --product aiconexus-gateway --package-path Gateway --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS)
	@$(swift-build) -c release --product aiconexus --package-path Packages/AIConexusSDK --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS)
	@$(SCRATCH)/release/release/aiconexus demo

run: toolchain deps ## start a gateway on 127.0.0.1:8000, with OPTIONS
	@$(swift-build) -c release --product aiconexus-gateway --package-path Gateway --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS)
	@exec $(SCRATCH)/release/release/aiconexus-gateway $(OPTIONS)

test: toolchain deps ## unit tests of all packages, debug build; and the SDK without its trait WebRTC
	$(call each,$(PACKAGES),$(swift-test) --scratch-path $(SCRATCH)/debug)
	$(call each,$(filter %/AIConexusSDK,$(PACKAGES)),$(swift-build) --disable-default-traits --scratch-path $(SCRATCH)/relay-only)

lint: toolchain deps-python ## format, manifests, file headers and Python, without changing anything
	@swift format lint --strict --parallel $(swift-files)
	@python3 Tests/Checks/repository.py

format: toolchain ## put all Swift files in the house format
	@swift format --in-place --parallel $(swift-files)

clean: ## remove everything that was built
	rm -rf $(SCRATCH)

##@ Before a release
.PHONY: release-test integration hostile standalone outside interop conformance interop-rtc swarm tsan asan docs coverage check
release-test: toolchain deps ## the unit tests, compiled as they ship
	$(call each,$(PACKAGES),$(swift-test) -c release --scratch-path $(SCRATCH)/release-test)

integration: toolchain deps ## tests that span packages
	$(call each,Tests,$(swift-test) --scratch-path $(SCRATCH)/debug)

hostile: toolchain deps ## clients that mean harm, each against a gateway of its own whose heap and descriptors are looked at
	$(call hostile,full,--scratch-path $(SCRATCH)/debug)

standalone: toolchain deps deps-python ## a release archive of the gateway from a copy of its own, unpacked and started
	@Tests/Checks/standalone.sh

interop: toolchain deps $(SCRATCH)/venv/requirements.txt ## against the independent implementation in Python (uses PyPI)
	$(call each,$(filter %/AIConexusSDK,$(PACKAGES)),$(swift-build) --product aiconexus --scratch-path $(SCRATCH)/debug)
	$(call each,$(filter Gateway,$(PACKAGES)),$(swift-build) --product aiconexus-gateway --scratch-path $(SCRATCH)/debug)
	@$(SCRATCH)/venv/bin/python Tests/Interop/interop.py --cli $(SCRATCH)/debug/debug/aiconexus
	@$(swift-build) --product schema-judge --package-path Tests --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS)
	@$(SCRATCH)/venv/bin/python Tests/Interop/schema_interop.py --judge $(SCRATCH)/debug/debug/schema-judge
	@$(SCRATCH)/venv/bin/python Tests/Interop/gateway_interop.py --gateway $(SCRATCH)/debug/debug/aiconexus-gateway
	@$(SCRATCH)/venv/bin/python Tests/Interop/agent_interop.py --gateway $(SCRATCH)/debug/debug/aiconexus-gateway \
		--cli $(SCRATCH)/debug/debug/aiconexus

conformance: toolchain deps $(SCRATCH)/venv/requirements.txt ## RFC 6455 and 7692, as server and as client, against Python (uses PyPI)
	@$(swift-build) --product websocket-peer --package-path Tests --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS)
	@$(SCRATCH)/venv/bin/python Tests/Conformance/conformance.py --peer $(SCRATCH)/debug/debug/websocket-peer

interop-rtc: toolchain deps $(SCRATCH)/venv-rtc/requirements.txt deps-rtc-peers ## WebRTC against aiortc and Chromium, through NATs, loss and CUTS cuts (uses PyPI)
	@for product in rtcpeer direct-soak; do \
		$(swift-build) --product $$product --package-path Tests --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS); \
	done
	@$(swift-build) --product aiconexus-gateway --package-path Gateway --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS)
	@$(swift-build) --product aiconexus --package-path Packages/AIConexusSDK --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS)
	@$(SCRATCH)/venv-rtc/bin/python Tests/InteropRTC/interop_rtc.py --peer $(SCRATCH)/debug/debug/rtcpeer \
		--gateway $(SCRATCH)/debug/debug/aiconexus-gateway --agent $(SCRATCH)/debug/debug/aiconexus \
		--soak $(SCRATCH)/debug/debug/direct-soak \
		--json $(SCRATCH)/interop-rtc.json --record $(SCRATCH)/interop-rtc $(OPTIONS)
	@$(SCRATCH)/venv-rtc/bin/python Tests/Interop/direct_interop.py --gateway $(SCRATCH)/debug/debug/aiconexus-gateway \
		--cli $(SCRATCH)/debug/debug/aiconexus
	@Tests/InteropRTC/cuts.sh $(SCRATCH)/debug/debug $(CUTS)
	@Tests/InteropRTC/reasons.sh $(SCRATCH)/debug/debug

outside: toolchain deps ## Packages/ copied alone to an empty folder: an agent that depends on the SDK builds and serves
	@$(swift-build) --product aiconexus-gateway --package-path Gateway --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS)
	@$(swift-build) --product aiconexus --package-path Packages/AIConexusSDK --scratch-path $(SCRATCH)/debug $(SWIFT_OPTIONS)
	@Tests/Checks/outside.sh $(SCRATCH)/debug/debug

swarm: toolchain deps ## 1000 agents at one gateway, 20 fully meshed, 100 with four direct peers each; release build
	$(call each,Tests,$(swift-test) -c release --scratch-path $(SCRATCH)/release-test --filter SwarmTests)

tsan: toolchain deps ## the unit tests and hostile clients under the thread sanitizer
	$(call sanitized,--sanitize=thread --scratch-path $(SCRATCH)/tsan)
	$(if $(filter Gateway,$(PACKAGES)),$(call hostile,quick,--sanitize=thread --scratch-path $(SCRATCH)/tsan))

asan: toolchain deps ## the unit tests and hostile clients under the address sanitizer
	$(call sanitized,--sanitize=address --scratch-path $(SCRATCH)/asan,$(without-foreign-leaks))
	$(if $(filter Gateway,$(PACKAGES)),$(call hostile,quick,--sanitize=address --scratch-path $(SCRATCH)/asan,$(without-foreign-leaks)))

docs: toolchain deps deps-python ## the reference in .build/docs; a broken link or an unlisted type is an error
	@for catalog in $(LIBRARIES_WITH_DOCUMENTATION); do Tests/Checks/docs.sh "$$catalog" $(SCRATCH); done

coverage: toolchain deps deps-python ## lines covered by the unit tests, by folder; fails under COVERAGE_FLOOR percent
	@COVERAGE_FLOOR=$(COVERAGE_FLOOR) Tests/Checks/coverage.sh $(SCRATCH)/coverage $(PACKAGES)

check: test release-test integration hostile standalone outside interop conformance interop-rtc swarm tsan asan docs ## all of these, and 20 s of each fuzz target
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=20

##@ Longer
.PHONY: fuzz bench bench-instructions bench-gateway bench-calls bench-rtc
fuzz: toolchain deps ## libFuzzer on every reader of a peer's bytes, FUZZ_SECONDS each (60)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/Fuzz/run.sh $(SCRATCH)/fuzz $(FUZZ_TARGETS)

bench: toolchain deps ## time and allocations; a table, and .build/bench.json
	@$(build-benchmarks)
	@$(benchmarks) --json $(SCRATCH)/bench.json --thresholds $(thresholds) $(BENCH_OPTIONS)

bench-calls: toolchain deps ## calls and streams between processes through a gateway, with OPTIONS (--quick, --json)
	@$(swift-build) -c release --product call-benchmark --package-path Tests --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS)
	@$(SCRATCH)/release/release/call-benchmark $(OPTIONS)

bench-rtc: toolchain deps $(SCRATCH)/venv-rtc/requirements.txt ## data channels beside aiortc's, with OPTIONS (--quick, --json, setup, …; uses PyPI)
	@$(swift-build) -c release --product rtc-benchmark --package-path Tests --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS)
	@$(SCRATCH)/venv-rtc/bin/python Tests/Benchmarks/RTC/compare.py $(SCRATCH)/release/release/rtc-benchmark $(OPTIONS)

bench-instructions: toolchain deps deps-bench ## processor instructions of one operation (of BENCHMARK), by callgrind
	@$(build-benchmarks)
	@python3 Tests/Checks/instructions.py $(benchmarks) $(thresholds) $(if $(BENCHMARK),"$(BENCHMARK)")

bench-gateway: toolchain deps deps-bench-gateway ## what a gateway costs under load; tables, and .build/bench-gateway.json
	@for program in aiconexus-gateway unverified-gateway; do \
		$(swift-build) -c release --product $$program --package-path Gateway --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS); \
	done
	@$(swift-build) -c release --product gateway-benchmark --package-path Tests --scratch-path $(SCRATCH)/release $(SWIFT_OPTIONS)
	@$(SCRATCH)/release/release/gateway-benchmark --json $(SCRATCH)/bench-gateway.json $(BENCH_OPTIONS)

benchmarks := $(SCRATCH)/release/release/benchmarks
thresholds := Tests/Benchmarks/Thresholds/protocol.json
build-benchmarks = $(swift-build) -c release --product benchmarks --package-path Tests --scratch-path $(SCRATCH)/release \
	$(SWIFT_OPTIONS)

# Not verbs: what the verbs stand on.
.PHONY: toolchain deps-python deps-interop deps-rtc deps-rtc-peers deps-bench deps-bench-gateway
toolchain:
	@command -v swift > /dev/null || { echo "Swift 6.3 or later is needed and not on PATH: see swift.org/install" >&2; exit 1; }

deps-python:
	@Tests/Checks/deps.sh $(APT_PYTHON)

deps-interop:
	@Tests/Checks/deps.sh $(APT_INTEROP)

deps-rtc:
	@Tests/Checks/deps.sh $(APT_RTC)

# Large, and not everywhere to be had: what cannot be tested without them is skipped, and named.
deps-rtc-peers:
	@for package in $(APT_RTC_PEERS); do Tests/Checks/deps.sh $$package || true; done

deps-bench:
	@Tests/Checks/deps.sh $(APT_BENCH)

deps-bench-gateway:
	@Tests/Checks/deps.sh $(APT_BENCH_GATEWAY)

# Python environments of our own; made again when the list changes.
make-venv = python3 -m venv --clear $(@D) && \
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< && cp $< $@

$(SCRATCH)/venv/requirements.txt: Tests/Interop/requirements.txt | deps-interop
	@$(make-venv)

$(SCRATCH)/venv-rtc/requirements.txt: Tests/InteropRTC/requirements.txt | deps-rtc
	@$(make-venv)

swift-files = $(shell find $(wildcard Packages Gateway Examples Tests) -name .build -prune -o -name '*.swift' -print)
