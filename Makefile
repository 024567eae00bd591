# `make run` and `make test` do all set-up: nothing else is needed between a clone and either.
.PHONY: run test check bench lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODE ?= auto
export PIP_DISABLE_PIP_VERSION_CHECK = 1

run: $(VENV)/.run
	@$(BIN)/praiseworthy run --mode $(MODE) $(if $(PORT),--port $(PORT))

# Three at once on any machine: tests wait for databases, sockets and a browser more than they compute.
test: check
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile

check: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

# Writes the hashed requirement files anew (needs uv: https://docs.astral.sh/uv/).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade pyproject.toml --group build --extra postgresql --extra playground --output-file requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet pyproject.toml --group build --group dev --extra postgresql --extra playground --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Praiseworthy needs into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/run.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing what the tests and checks need …"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@
