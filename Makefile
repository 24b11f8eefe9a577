# The three things people do with this project: try it, test it, measure it.
# Everything lands in $(VENV); a stamp there makes the second run quick.

SHELL   := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON  ?= python3
VENV    ?= .venv
BIN     := $(VENV)/bin

# What pip cannot bring: WeasyPrint draws with Pango and HarfBuzz, pages are set in Inter or DejaVu.
PDF_PACKAGES  := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-inter fonts-dejavu-core
# What the tests use beside that: a browser, and a PostgreSQL server they start for themselves.
TEST_PACKAGES := $(PDF_PACKAGES) chromium postgresql

.PHONY: help demo test check bench pictures clean
.DEFAULT_GOAL := help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo  ## install, load the synthetic demo study, serve it on 127.0.0.1:8000
	@exec $(BIN)/interview-app demo

test: $(VENV)/.test  ## install what the tests need, run them all
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

check: $(VENV)/.test  ## style, types, import directions, and what the documents promise
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_docs.py tests/test_architecture.py

bench: $(VENV)/.test  ## print every figure beside its target, as ratios of one run
	$(BIN)/python -m benchmarks

pictures: $(VENV)/.test  ## draw the pictures of docs/reports anew (needs poppler-utils)
	$(BIN)/python -m tests.pictures

clean:  ## remove the virtual environment (instance/ and its data stay)
	rm -rf $(VENV) build dist *.egg-info

# Installs the Debian packages named in $(1) that are absent; without root it says which, and $(2) decides what follows.
define debian
	@missing=(); \
	if command -v dpkg-query >/dev/null; then for name in $(1); do \
	  dpkg-query -W -f '$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || missing+=($$name); done; \
	else echo 'This is not Debian: bring what these Debian packages hold by your own means: $(1)'; fi; \
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi; \
	export DEBIAN_FRONTEND=noninteractive; \
	if [ "$$(id -u)" -ne 0 ] || ! apt-get update -qq || \
	   ! apt-get install -y -qq --no-install-recommends $${missing[@]} >/dev/null; then \
	  echo "Missing system packages: run  sudo apt-get install $${missing[*]}  ($(3))"; $(2); fi
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || [ "$$(id -u)" -ne 0 ] || \
	  { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo 'Missing: run  sudo apt-get install python3-venv'; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: setup.cfg pyproject.toml | $(BIN)/python
	$(call debian,$(PDF_PACKAGES),true,only PDF reports wait for them)
	@echo 'Installing into $(VENV); this takes a minute or two, once.'
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: setup.cfg pyproject.toml | $(BIN)/python
	$(call debian,$(TEST_PACKAGES),exit 1,the tests need them)
	@echo 'Installing into $(VENV), with what the tests need; this takes a few minutes, once.'
	@$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ $(VENV)/.demo
