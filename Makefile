# `make play` and `make test` need Python 3.11 or newer and make. What they make is in .venv and .var.

PORT ?= 8000
TIMES ?= 10
LOAD ?= 2
PARTS ?= doctests unit faults browser
SEEDS ?= 0 2000
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start hundreds of processes: what one has compiled the next need not.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: play play-scaled demo test check doctests unit faults browser test-under-load simulate soak bench group-losses format messages lock sbom audit clean

# Play: on this machine, and on phones in the same network. PORT=8001 for another port.
play:
	@.ci/venv requirements.txt
	@exec $(BIN)/python manage.py play --port $(PORT)

# The same, at a table with bots.
demo:
	@.ci/venv requirements.txt
	@exec $(BIN)/python manage.py demo --port $(PORT)

# PostgreSQL, Redis, two server processes and nginx in front, on this machine.
play-scaled:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@exec $(BIN)/python -m tests.scaled --port $(PORT)

# All checks, then all tests, faults beside the others; what was found is in the last lines.
test:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python .ci/suite

# A part of it.
check:
	@.ci/venv requirements.txt tests/requirements.txt
	@$(BIN)/python .ci/suite $@

doctests unit faults browser:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python .ci/suite $@

# Tests (all, or PARTS of them) TIMES times over, while LOAD cores are kept busy with something else.
test-under-load:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@exec $(BIN)/python .ci/under-load --times $(TIMES) --load $(LOAD) $(PARTS)

# Simulated worlds, SEEDS of them (first and last); then planted faults, and how soon each is found.
simulate:
	@.ci/venv requirements.txt tests/requirements.txt
	@$(BIN)/python -m tests.simulation --seeds $(SEEDS)
	@$(BIN)/python -m tests.simulation --planted

# 20,000 simulated worlds; the fault tests with all the figures of the table, and half an hour of
# play at the end.
soak:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	$(BIN)/python -m tests.simulation --seeds 0 20000
	$(BIN)/python -m tests.simulation --planted
	FAULTS=long $(PYTEST) -s -o faulthandler_timeout=0 tests/faults tests/simulation \
		tests/server/test_lost_events.py tests/engine/test_random_play.py

# Speed beside its goals, in about four minutes; BENCH=long also tries 500 rooms.
bench:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python -m tests.bench

# What a large Channels group loses when several talk at once: here, and as tutorials make it.
group-losses:
	@.ci/venv requirements.txt tests/requirements.txt
	@.ci/needs
	@$(BIN)/python -m tests.bench.group_losses

format:
	@.ci/venv requirements.txt tests/requirements.txt
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djlint --quiet --reformat templates

# After a change of any text: brings the catalogs in colorclues/locale up to date. Needs GNU gettext.
messages:
	@.ci/venv requirements.txt tests/requirements.txt
	$(BIN)/python .ci/messages

# Known holes in what the server runs on; asks the package index.
audit:
	@.ci/venv requirements.txt tests/requirements.txt
	@$(BIN)/python .ci/audit

# After a change of the requirements: what they need, with the hashes of all files that the index has.
lock:
	@.ci/lock

# What the server is made of, in the form of CycloneDX: .var/sbom.json.
sbom:
	@.ci/venv requirements.txt tests/requirements.txt
	@$(BIN)/python .ci/sbom

clean:
	rm -rf .venv .var
