# Thin: each target is one call. `make run` and `make test` set up a fresh Debian 12.
.PHONY: help run build test bench fmt tidy asan fuzz fresh clean
JOBS ?= $(shell nproc)
CONFIGURE = cmake -S . -B $(1) -G Ninja -DCMAKE_BUILD_TYPE=Release $(2) >/dev/null

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: build ## set up, build, and open the example in the browser
	build/release/accord demo $(ARGS)

build: ## set up and build build/release/accord
	tools/setup.sh build
	$(call CONFIGURE,build/release)
	ninja -j $(JOBS) -C build/release accord

test: ## set up, build, and run every test
	tests/run

bench: build ## the figures, one JSON line each
	tools/setup.sh bench
	bench/run

fmt: ## format the sources
	tools/setup.sh clang
	find src tests bench -name '*.cc' -o -name '*.h' | xargs clang-format-19 -i

tidy: build ## clang-tidy over the sources
	tools/setup.sh clang
	run-clang-tidy-19 -p build/release -quiet src/

asan: ## unit tests under AddressSanitizer and UndefinedBehaviorSanitizer
	tools/setup.sh test
	$(call CONFIGURE,build/asan,-DACCORD_SANITIZE=ON)
	ninja -j $(JOBS) -C build/asan unit_tests
	for t in build/asan/*_test; do $$t || exit 1; done

fuzz: ## every fuzz target for a minute (SECONDS=...)
	tests/fuzz/run $(SECONDS)

fresh: ## prove both commands in a new Debian 12 (debootstrap; root)
	tools/fresh.sh

clean:
	rm -rf build
