# Every verb of Nightdesk. Each installs what it needs into .venv first: only make, Python 3.11+ and pip are presumed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# What a verb takes, all optional but FROM and TO of a backfill, TO of an export, and CORPUS of eval.
OUTLET ?=
FROM ?=
TO ?=
FORMAT ?=
BODY ?=
WHERE ?=
REPLAY ?=
WARC ?=
Q ?= FROM articles LIMIT 10
URL ?=
ID ?=
CRON ?=
ZONE ?=
CORPUS ?=
WORST ?=
AGAINST ?=
REPORT ?=

outlets = $(foreach outlet,$(OUTLET),--outlet $(outlet))
replays = $(foreach file,$(REPLAY),--replay $(file))

.PHONY: help setup demo nightly backfill rebuild probe sql search export explain diff raw doctor eval schedule test e2e bench soak check lint types docs lock clean

help: ## print every verb
	@echo "Nightdesk: the night's news, in DuckDB"
	@echo
	@awk '/^[a-z0-9]+:.*## / { \
	    verb = $$1; sub(/:.*/, "", verb); text = $$0; sub(/^[^#]*## /, "", text); line = sprintf("  make %-9s", verb); \
	    words = split(text, word, " "); \
	    for (i = 1; i <= words; i++) { \
	      if (length(line) + length(word[i]) > 78) { print line; line = sprintf("%16s", "") } \
	      line = line " " word[i] \
	    } \
	    print line }' $(MAKEFILE_LIST)

setup: $(READY) ## install into .venv and do nothing else

# Two steps, so that an edit of pyproject.toml does not install everything anew.
$(READY): .venv/.installed pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Nightdesk needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Installing into .venv (once, about a minute) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements.lock
	@touch $@

demo: $(READY) ## two recorded nights of made-up news, into data/demo: no network, no server
	@$(BIN)/nightdesk demo

nightly: $(READY) ## crawl every outlet, parse, load, check, publish, report  [OUTLET=presstv] [REPLAY=FILE]
	@$(BIN)/nightdesk nightly $(outlets) $(replays)

backfill: $(READY) ## any days gone by: FROM=2017-01-01 TO=2017-01-08 [OUTLET=presstv] [REPLAY=FILE], or WARC=FILE
	@$(BIN)/nightdesk backfill $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO)) $(if $(WARC),--warc $(WARC)) $(outlets) $(replays)

rebuild: $(READY) ## the warehouse again, from the captures
	@$(BIN)/nightdesk rebuild

probe: $(READY) ## try each source of an outlet and three articles of each: OUTLET=presstv [REPLAY=FILE]
	@$(BIN)/nightdesk probe $(OUTLET) $(replays)

sql: $(READY) ## ad-hoc SQL on the published copy: Q="FROM daily_counts"
	@$(BIN)/nightdesk sql "$$Q"
sql: export Q := $(Q)

explain: $(READY) ## what happened to an address or an article, and why one is missing: URL=presstv:780227
	@$(BIN)/nightdesk explain "$$URL"
explain: export URL := $(URL)

diff: $(READY) ## what an outlet changed in an article, word by word: ID=presstv:780227
	@$(BIN)/nightdesk diff "$$ID"
diff: export ID := $(ID)

raw: $(READY) ## the capture of an article as it was served: ID=presstv:780227
	@$(BIN)/nightdesk raw "$$ID"
raw: export ID := $(ID)

doctor: $(READY) ## a check-up: what is wrong, and what to do; changes nothing
	@$(BIN)/nightdesk doctor

search: $(READY) ## full text over headlines and bodies, best first: Q="harbour bridge -fire"  [OUTLET=presstv]
	@$(BIN)/nightdesk search $(outlets) "$$Q"
search: export Q := $(if $(filter file,$(origin Q)),,$(Q))

export: $(READY) ## articles as files, with manifest and card: TO=DIR  [FORMAT=parquet|jsonl|csv|warc] [BODY=markdown] [WHERE=SQL]
	@$(BIN)/nightdesk export $(if $(TO),--to "$$TO") $(if $(FORMAT),--format $(FORMAT)) $(if $(BODY),--body $(BODY)) $(if $(WHERE),--where "$$WHERE")
export: export TO := $(TO)
export: export WHERE := $(WHERE)

eval: $(READY) ## how well and how fast a corpus is read, beside plain trafilatura: CORPUS=FOLDER  [WORST=5 AGAINST=readability REPORT=FILE.md]
	@$(BIN)/nightdesk eval $(if $(CORPUS),"$$CORPUS") $(if $(WORST),--worst $(WORST)) $(if $(AGAINST),--against "$$AGAINST") $(if $(REPORT),--report "$$REPORT")
eval: export CORPUS := $(CORPUS)
eval: export AGAINST := $(AGAINST)
eval: export REPORT := $(REPORT)

schedule: $(READY) ## a Prefect server and the nightly run on its clock  [CRON="30 2 * * *"] [ZONE=Europe/Berlin]
	@$(BIN)/nightdesk serve $(if $(CRON),--cron '$(CRON)') $(if $(ZONE),--zone $(ZONE)) $(outlets) $(replays)

# Bytecode is kept whatever the shell says: each of the many processes would compile anew all that it imports.
TEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile

test: $(READY) ## the tests that are quick, on both cores; two minutes
	@$(TEST) -m "not e2e"

e2e: $(READY) ## the other tests: whole crawls and nights, killed runs, the demo; five minutes
	@RESOLVE=1 $(TEST) -m e2e

bench: $(READY) ## speed and memory against their floors, on real pages where they are at hand; some minutes
	@$(BIN)/python tests/bench

soak: $(READY) ## crawls killed and stopped at twenty random moments each, loads at fifty, runs at thirty, every file damaged, a month of nights; half an hour
	@SOAK=20 $(BIN)/python -m pytest tests/flows/test_kills.py tests/flows/test_kill_matrix.py tests/flows/test_damage_matrix.py tests/flows/test_month.py \
	  tests/warehouse/test_hammer.py tests/warehouse/test_load.py

lint: $(READY) ## ruff: lint and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy, strict, on the four rooms
	@$(BIN)/mypy

check: lint types ## what CI runs: ruff, mypy, pytest (every test)
	@$(TEST)

docs: $(READY) ## docs/schema.md again, from the database's own comments
	@$(BIN)/python -m warehouse.db.schema > docs/schema.md

lock: $(READY) ## resolve the dependencies again into requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --extra dev --upgrade \
	  pyproject.toml --output-file requirements.lock
	@! grep -n '://' requirements.lock

clean: ## remove .venv and caches; data/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache build *.egg-info
