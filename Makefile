# Each target does all the set-up it needs on a machine with Python >= 3.11, make and git.
# make run [ARGS=PATH]   make test [ARGS=...]   make check   make bench   make sheets [ARGS=DIR]
# make fuzz [ARGS="SECONDS FIRST"]

SETUP := sh .ci/setup.sh
PY     := .venv/bin/python
SCREEN := sh .ci/screen.sh

.PHONY: setup run test check bench fuzz sheets nightly clean

setup:
	@$(SETUP)

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(PY) main.py $(ARGS); \
	else $(SCREEN) $(PY) main.py $(if $(ARGS),$(ARGS),demonstrate --out demo-output); fi

test: setup
	@QT_QPA_PLATFORM=xcb $(PY) -m pytest $(if $(ARGS),$(ARGS),-n 2)

check: setup
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: setup
	@$(SCREEN) $(PY) -m tests.benchmarks $(ARGS)

fuzz: setup
	@$(PY) -m tests.fuzz $(ARGS)

# Every display set of ../shared/corpus on a few sheets, to be looked at.
sheets: setup
	@$(PY) -m tests.corpus.contact_sheets $(if $(ARGS),$(ARGS),demo-output/sheets)

# Every way of writing is killed fifty times instead of ten.
nightly: setup
	@OVERREAD_KILLS=50 QT_QPA_PLATFORM=xcb $(PY) -m pytest -n 2 -k "kill or crash or synchronisation or lost" \
	    tests/app/library tests/app/readings tests/reporting/store tests/stories $(ARGS)

clean:
	rm -rf .venv .venv-uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache demo-output
