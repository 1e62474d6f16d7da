# Targets are named in README.md; the figures of the measuring ones stand in docs/performance.md.

GO       ?= go
BIN      := bin/camnang
VERSION  := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
PACKAGES := ./...
FUZZTIME ?= 20s
LISTEN   ?= 127.0.0.1:8080
DATA_DIR ?= data

# The race detector needs a C compiler; without one the tests run without it.
RACE := $(shell command -v $${CC:-cc} >/dev/null 2>&1 && echo -race)
export CGO_ENABLED = 0
test: export CGO_ENABLED = $(if $(RACE),1,0)

.PHONY: run build test lint check eval bench chaos fuzz talk clean

# Starts everything on this machine: no key, no server, no account.
run: build
	$(BIN) try --listen $(LISTEN) --data-dir $(DATA_DIR)

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/camnang

# All tests. What needs a program that is missing says so and is skipped; with STRICT=1 that is a failure.
# The second run is in another time zone and another order.
test:
	@test -n "$(RACE)" || echo "no C compiler found: the race detector is off"
	TZ=Asia/Ho_Chi_Minh $(GO) test $(RACE) -shuffle=on -timeout 10m $(PACKAGES)
	TZ=America/Los_Angeles $(GO) test -short -shuffle=on -timeout 10m $(PACKAGES)

lint:
	@out=$$(gofmt -l cmd bot retrieval corpus); test -z "$$out" || { echo "gofmt would change:"; echo "$$out"; exit 1; }
	$(GO) vet $(PACKAGES)
	$(GO) tool -modfile=.ci/tools/go.mod gofumpt -l -extra cmd bot retrieval corpus | (! grep .)
	$(GO) tool -modfile=.ci/tools/go.mod staticcheck $(PACKAGES)

# What CI runs.
check: lint
	STRICT=1 $(MAKE) test

# Writes the statistics of ranking and answers, so that a change is a diff.
eval:
	$(GO) test ./retrieval/eval -run TestStatistics -update
	@head -20 retrieval/eval/testdata/statistics.txt

# The benchmarks behind docs/performance.md.
bench:
	$(GO) test -run '^$$' -bench . -benchmem ./retrieval/... ./bot/... ./cmd/...

# What survives when things break: prints its figures and fails when one misses its bound. CHAOS narrows it, for
# example CHAOS="-scenario pace". The two runs of kills go side by side.
chaos: build
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/chaos ./cmd/chaos
	@if [ -n "$(CHAOS)" ]; then bin/chaos -program $(BIN) $(CHAOS); else \
	  bin/chaos -program $(BIN) -scenario kills-embedded & first=$$!; \
	  bin/chaos -program $(BIN) -scenario kills-redis; second=$$?; \
	  wait $$first && [ $$second = 0 ] && \
	  bin/chaos -program $(BIN) -scenario redis-killed,redis-away,faults,replicas,sentinel,pace,latency,deadlines,year,push; fi

# Every fuzz target for FUZZTIME.
fuzz:
	@for p in $$($(GO) list $(PACKAGES)); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; done

# A conversation in the terminal, no Telegram.
talk: build
	$(BIN) talk

clean:
	rm -rf bin
