# Two commands do everything: `make serve` and `make test`. See README.md.
PYTHON ?= python3
PY := .venv/bin/python
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get
INSTALLED := .venv/installed
BUNDLE := playground/view/editor.bundle.js playground/view/files.bundle.js
REFERENCE := playground/view/reference.json
MEASURED := playground/datasets/measured_values.py
SITE_SOURCES := $(shell find playground static app.py -type f -not -name '*.pyc' -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help setup sandbox serve test test-unit test-keras test-browser test-firefox release pictures reproducible site bench fuzz fuzz-events attack check format chromium firefox clean

help:
	@echo "make serve   set up and open the app at http://localhost:5006/app"
	@echo "make test    set up and pass all tests, browser included"
	@echo "make site    write the static build into site/"
	@echo "make test-firefox   the browser tests in Firefox ESR; make reproducible   build twice and compare"
	@echo "make attack  try to break out of the sandbox, and print what came of it"
	@echo "make bench   measure training side by side with its peers (PARITY=1: with Keras, too)"
	@echo "make fuzz N=2000   random Keras programs, plan against eager step (AGAINST=jax or tensorflow: against Keras)"
	@echo "make fuzz-events   bytes that a program may write into its channel, against the reader (atheris)"
	@echo "make release   the static build as dist/site.zip, and the wheel"
	@echo "make check   format, lint, types, import rules"
	@echo "make setup   what the others need, into .venv"

setup: $(INSTALLED) $(BUNDLE) $(MEASURED) $(REFERENCE)

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; try make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(APT) update -q && $(APT) install -yq python3-venv; }
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[site,test]'
	@touch $@

$(BUNDLE): $(INSTALLED) $(filter-out $(BUNDLE),$(wildcard playground/view/*.js)) playground/view/package.json playground/view/bundle.py
	$(PY) -m playground.view.bundle
	@touch $@

$(MEASURED): $(INSTALLED) playground/site/measured.py
	$(PY) -m playground.site.measured

$(REFERENCE): $(INSTALLED) $(MEASURED) playground/view/reference.py playground/training_options.py $(shell find playground/datasets playground/engine playground/tensorflow_names -name '*.py')
	$(PY) -m playground.view.reference
	@touch $@

chromium:
	@command -v chromium >/dev/null || { $(APT) update -q && $(APT) install -yq --no-install-recommends chromium fonts-dejavu-core; }

firefox:
	@command -v firefox-esr >/dev/null || command -v firefox >/dev/null || { $(APT) update -q && $(APT) install -yq --no-install-recommends firefox-esr fonts-dejavu-core; }

# What the strongest sandbox needs beside the kernel. Without it (or the right to install it) the server says what is missing.
sandbox:
	@[ "$$(uname)" != Linux ] || ldconfig -p 2>/dev/null | grep -q 'libseccomp\.so\.2' \
	|| { $(APT) update -q && $(APT) install -yq --no-install-recommends libseccomp2; } \
	|| echo "libseccomp2 could not be installed: programs will be refused, and the page says why"

serve: setup sandbox
	$(PY) -m playground serve

site: site/index.html

site/index.html: $(INSTALLED) $(BUNDLE) $(MEASURED) $(SITE_SOURCES)
	$(PY) -m playground build --out site

test: check test-unit test-keras test-browser

test-unit: setup sandbox
	$(PY) -m pytest -n auto -q tests --ignore=tests/browser

# Keras's own unit tests, from its wheel. The ratchet: this number may only rise.
test-keras: setup
	$(PY) -m tests.keras_suite --min-passed 2210

# Two processes, side by side. A browser on a busy machine may be late: what failed is tried once more, alone.
test-browser: setup sandbox chromium site
	$(PY) -m pytest -n 2 -q tests/browser || $(PY) -m pytest --last-failed --last-failed-no-failures none -q tests/browser

# The same tests in Debian's Firefox ESR. Apart, because installing it takes as long as a third of the tests.
test-firefox: setup firefox site
	PLAYGROUND_BROWSER=firefox $(PY) -m pytest -n 2 -q tests/browser

# What a release consists of: dist/site.zip and the wheel.
release: setup site
	$(PY) -m playground.site.release --out dist

# The README's pictures, of the static build.
pictures: setup chromium site
	$(PY) -m docs.pictures

# Two builds of one commit are the same to the byte: one from scratch, one from what earlier builds kept.
reproducible: setup site
	$(PY) -m playground build --afresh --out build/site-again
	diff -r site build/site-again

# Attacks on the sandbox and the web side: what came through, and what was left. TIER=namespaces or landlock: in a weaker one.
attack: setup sandbox
	$(PY) -m tests.attack $(if $(TIER),--tier $(TIER))

bench: setup  # PARITY=1: with Keras on JAX
	@test -z '$(PARITY)' || $(PY) -m pip install --quiet --disable-pip-version-check --editable '.[parity]'
	$(PY) -m benchmarks

# SEED=… says where to begin; AGAINST=jax or tensorflow compares with Keras, which the extra `parity` installs.
fuzz: setup
	@test -z '$(AGAINST)' || $(PY) -m pip install --quiet --disable-pip-version-check --editable '.[parity]'
	nice $(PY) -m tests.fuzz $(or $(N),200) $(if $(SEED),--seed $(SEED)) $(if $(AGAINST),--against $(AGAINST))

# What a program may write into its channel, found by atheris; N inputs.
fuzz-events: setup
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	nice $(PY) -m tests.fuzz_events -runs=$(or $(N),200000)

check: $(INSTALLED) $(MEASURED)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/pyright
	$(PY) -m pytest -q tests/test_imports.py

format: $(INSTALLED)
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

clean:
	rm -rf .venv site build dist *.egg-info $(BUNDLE) $(REFERENCE) $(MEASURED)
