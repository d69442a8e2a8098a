# `make play` and `make test` need nothing but Python 3.11+ and make. Everything goes to .venv and .var.

PORT ?= 8000
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: play demo test check unit browser bench format clean

play: .venv/play.stamp
	@exec $(BIN)/python manage.py play --port $(PORT)

demo: .venv/play.stamp
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: check unit browser
	@echo "All checks passed."

# Cheapest first.
check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --check --lint templates
	@.ci/javascript static/js/*.js
	$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0
	$(BIN)/python manage.py check

unit: .venv/test.stamp
	@.ci/needs
	$(BIN)/python -m pytest -q -p no:playwright --ignore=tests/browser --ignore=tests/bench --doctest-glob=README.md tests game_engine README.md --doctest-modules

# Playwright's loop and pytest-asyncio's cannot share a process.
browser: .venv/test.stamp
	@.ci/needs
	DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/python -m pytest -q -p no:asyncio -p no:playwright tests/browser

bench: .venv/test.stamp
	$(BIN)/python -m tests.bench

format: .venv/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates || true

clean:
	rm -rf .venv .var

.venv/bin/pip:
	@.ci/venv

.venv/play.stamp: requirements.txt .venv/bin/pip
	@echo "Installing what the server needs (once) ..."
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

.venv/test.stamp: requirements.txt tests/requirements.txt .venv/bin/pip
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	@touch $@ .venv/play.stamp
