# `make demo` and `make test` need Python 3.11 or later and nothing else. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help demo run dev test lint types pytest check package lock translations bench trials clean
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
WORKERS ?= 2
export PYTHON

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: run ## the press release of 6 May 2019 replayed, then a whole life of a dossier, in the folder demo/
	@$(BIN)/python examples/demo.py demo

run: ## .venv with what Jalon needs, and the command .venv/bin/jalon
	@requirements/install.sh run

dev: ## the same with what its tests need
	@requirements/install.sh dev

test: lint types pytest ## style, types and every test

lint: dev ## ruff: rules and layout
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: dev ## mypy, strict
	$(BIN)/mypy

pytest: dev ## the tests alone, on WORKERS processes (2)
	$(BIN)/pytest --numprocesses $(WORKERS)

check: ## what a submission must pass
	bash .ci/run

package: dev ## the wheel and the source archive, in dist/
	$(BIN)/hatchling build

lock: dev ## resolve the dependencies anew; UPGRADE=1 takes the newest that fit
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'
	$(RESOLVE) requirements/dev.txt --group dev --all-extras
	$(RESOLVE) requirements/run.txt --group build --constraint requirements/dev.txt

# One resolution for every system and every Python from 3.11 on.
RESOLVE = $(BIN)/python -m uv pip compile pyproject.toml $(if $(UPGRADE),--upgrade) --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --output-file

translations: dev ## compile the sentences of workflow/locale
	$(BIN)/pybabel --quiet compile --directory workflow/locale

bench: dev ## the measures of docs/performance.md; takes minutes
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit; done

trials: dev ## what takes too long for every day: 20,000 texts in every format, 4,000 damages to a database
	JALON_FUZZ=20000 $(BIN)/pytest tests/test_formats_fuzz.py
	$(BIN)/python bench/campaign.py

clean: ## remove .venv, demo/ and all that the tools left; never a workspace of yours
	rm -rf .venv demo dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
