# make run | test | quick | docs | docs-test | bench | speed | lint | stubs | sketches | installer |
# installer-test | clean
# Each sets up what it needs in .venv first, and skips that when nothing has changed.

VENV := .venv
PYTHON := $(VENV)/bin/python
# Compiled on all cores, and without the tests of packages, mypy (which is compiled) and the 250 lexers
# of Pygments; pip would compile all on one core.
# Its status says nothing: PySide6 brings a template whose name ends in .py and which is no Python.
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile -c packaging/constraints.txt
COMPILE := $(PYTHON) -m compileall -qq -j 0 -x '/(tests?|mypyc?|lexers)/' $(VENV)/lib || true
SPHINX := $(PYTHON) -m sphinx -E -W --keep-going -q -b html docs docs/_build/html
PINS := pyproject.toml packaging/constraints.txt

.PHONY: run test quick docs docs-test bench speed lint stubs sketches installer installer-test clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	@$(PYTHON) -m gdsim

# Some of it only: make test TESTS="tests/cli -k interrupt"
test: $(VENV)/.installed-dev
	@$(PYTHON) -m pytest -n 2 $(TESTS)

# What experiments and files may say, without compiling anything.
quick: $(VENV)/.installed-dev
	@$(PYTHON) -m pytest -q -m "not slow" tests/base/test_axes.py tests/catalogue/test_choices.py \
	    tests/experiment/test_experiment.py tests/experiment/toml/test_experiment_file.py \
	    tests/catalogue/plugins/test_refusing.py tests/project/test_setup.py

# Some of it only, and what else it can: make bench BENCH="race memory_use", BENCH=--help
bench: $(VENV)/.installed-bench
	@$(PYTHON) tests/benchmarks $(BENCH)

# What docs/speed.md shows; make speed BENCH=--quick takes up to an hour.
speed: $(VENV)/.installed-bench
	@$(PYTHON) tests/benchmarks published --json docs/speed.json $(BENCH)
	@$(PYTHON) tests/benchmarks/report.py

lint: $(VENV)/.installed-dev
	@failed=0; \
	for check in "ruff check" "ruff format --check" mypy "lint-imports --no-logo"; do \
	    $(VENV)/bin/$$check || failed=1; \
	done; exit $$failed

# What type checkers, and editors of experiment files, read of the catalogue's names and settings.
stubs: $(VENV)/.installed-dev
	@$(PYTHON) packaging/stubs.py

# The small pictures of experiments and lessons that the window shows at its start.
sketches: $(VENV)/.installed-dev
	@$(PYTHON) packaging/sketches.py

installer: $(VENV)/.installed-installer
	@sh packaging/build.sh $(PYTHON)

# The .deb on a bare Debian 12; needs root and debootstrap.
installer-test: $(VENV)/.installed-installer
	@sh packaging/installer_test.sh $(PYTHON)

# The documentation, in docs/_build/html. Every example is executed, and its numbers and pictures
# are written into the pages; docs-test compares them with what the pages have, and follows links.
docs: $(VENV)/.installed-docs
	@$(PYTHON) docs/building/executed.py --write $(PAGES)
	@$(SPHINX)
	@echo "docs/_build/html/index.html is the first page."

docs-test: $(VENV)/.installed-docs
	@$(PYTHON) docs/building/executed.py $(PAGES)
	@$(SPHINX)
	@$(PYTHON) docs/building/links.py docs/_build/html

clean:
	rm -rf $(VENV) build dist assets/kernels docs/_build docs/made .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.environment: packaging/environment.sh packaging/system_libraries.sh
	@sh packaging/environment.sh $(VENV)
	@sh packaging/system_libraries.sh $(PYTHON)
	@touch $@

$(VENV)/.installed: $(VENV)/.environment $(PINS)
	@echo "Installing gdsim and what it needs into $(VENV) (about 900 MB; a minute or two, once)."
	@$(PIP) -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.environment $(PINS)
	@echo "Installing gdsim and its test tools into $(VENV) (about 1 GB; a minute or two, once)."
	@$(PIP) -e '.[dev]'
	@$(COMPILE)
	@touch $@ $(VENV)/.installed

# The peers are big and not to be had everywhere; the benchmark says which are missing.
$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@echo "Installing the peers to compare with: torch, jax, optax."
	@$(PIP) -e '.[bench]' || echo "The peers could not be installed; going on without them."
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	@echo "Installing what writes the documentation: Sphinx, MyST, Furo; and DuckDB, which it shows."
	@$(PIP) -e '.[docs,parquet]'
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-installer: $(VENV)/.installed
	@$(PIP) -e '.[installer]'
	@$(COMPILE)
	@touch $@
