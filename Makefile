# Two commands matter: `make demo` to see it, `make test` to check it.
# Both need only make and Python 3.11 or newer; everything else goes into .boot and .venv.
# Another interpreter: make PYTHON=/path/to/python3 demo

export PYTHON

BIN := .venv/bin
CODE := analysis survey_api survey_ui $(wildcard tests benchmarks tools)
REFERENCE = $(wildcard docs/reference/*.md docs/asvs.md README.md)
WORKERS := 2

.DEFAULT_GOAL := help
.PHONY: help demo test check static bench memory soak accessibility docs phrases lock clean dev-env run-env train-env

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: run-env ## Fill a made-up survey, release its tables and serve it all on this machine
	@$(BIN)/survey demo --store sqlite:///demo.db --all-waves --serve

# pytest comes last, so that its closing line is the last thing printed.
test: dev-env train-env static ## Check everything: style, types, imports, docs and every test
	@tools/install-for-tests.sh
	@$(BIN)/pytest -n $(WORKERS)

check: dev-env static ## The quick half of `test`: no browser, nothing slow
	@$(BIN)/pytest -n $(WORKERS) -q -m "not slow and not browser"

static: dev-env
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Mend with: $(BIN)/ruff format $(CODE)"; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy $(CODE)
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo
	@if [ -d docs/reference ]; then $(BIN)/cog --check $(REFERENCE); fi

bench: dev-env ## Measure speed against the goals
	@$(BIN)/python -m benchmarks $(if $(MILLION),--million) $(if $(LONG),--long)

memory: dev-env ## Measure what a server and a worker hold in memory, for an hour
	@$(BIN)/python -m benchmarks.memory $(MINUTES)

accessibility: dev-env ## Look at every page with axe, and write down what it finds
	@$(BIN)/pytest -q -n 0 --write-accessibility tests/accessibility/test_every_page.py -k "what_everybody_sees or what_staff_see"

soak: dev-env ## The long form of the fault tests: ten to fifteen minutes
	@$(BIN)/pytest -n $(WORKERS) --soak tests/faults

phrases: dev-env ## Bring the catalogues of phrases up to date with the code
	@$(BIN)/pybabel -q extract -F survey_ui/phrases/babel.cfg -k say -k _ -k safe -k 'Mistake:1' \
		-k ngettext:1,2 --no-wrap --sort-output --no-location -o survey_ui/phrases/survey.pot .
	@for file in survey_ui/phrases/*.po; do $(BIN)/pybabel -q update -i survey_ui/phrases/survey.pot \
		-l "$$(basename $$file .po | sed s/-x-.*//)" -o $$file --no-wrap --no-fuzzy-matching; done

docs: dev-env ## Write the generated parts of the documentation anew
	@$(BIN)/cog -r $(REFERENCE)

train-env: ## Make .venv-train, to train the sentiment scorer in
	@tools/setup.sh train

lock: ## Move every locked version to the newest that fits pyproject.toml
	@tools/lock.sh

clean: ## Remove environments, caches and the demo's files
	rm -rf .boot .venv .venv-train .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f demo.db demo.db-shm demo.db-wal demo.db.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

run-env:
	@tools/setup.sh runtime

dev-env:
	@tools/setup.sh dev
