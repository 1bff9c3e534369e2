# Zhanggui: the team's commands. `make help` prints the line behind each ##.
# Nothing is needed but Python 3.11-3.14, make and a package registry; everything else is made here.

PYTHON ?= python3
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENVS := .local/venv
UV := $(VENVS)/uv/bin/uv
SAM := SAM_CLI_TELEMETRY=0 __SAM_CLI_APP_DIR=.local/build/sam AWS_DEFAULT_REGION=ap-southeast-1 $(VENVS)/sam/bin/sam
PINS := infra/requirements

DEV := .venv/.made
TOOLS := $(DEV) $(VENVS)/cloud/.made $(VENVS)/sam/.made

.PHONY: help
help: ## print these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

# --- the shop ------------------------------------------------------------------------------------

.PHONY: run demo replay redrive salts
run: $(TOOLS) ## start the shop on this machine, play a day in it, serve until Ctrl-C
	@.venv/bin/python -m infra.local up --demo

demo: $(TOOLS) ## the same, but stop after the day; fails if the day did not go well
	@.venv/bin/python -m infra.local up --demo --exit

replay: $(TOOLS) ## place every order of a real month: make replay FILE=…csv.gz
	@test -n "$(FILE)" || { echo "Which file? make replay FILE=path/to/month.csv.gz" >&2; exit 2; }
	@.venv/bin/python -m infra.replay "$(FILE)"

redrive: $(DEV) ## publish events again from the ledger: make redrive ARGS=--help
	@.venv/bin/python -m infra.redrive $(ARGS)

salts: $(DEV) ## show, rotate or end a carrier's salt: make salts ARGS="rotate shunfeng"
	@.venv/bin/python -m infra.salts $(ARGS)

# --- its quality ---------------------------------------------------------------------------------

.PHONY: test check bench format
test: check ## everything CI runs: checks, tests in process, tests on the local cloud
	.venv/bin/python -m pytest -n 2 -m "not local_cloud"
	.venv/bin/python -m pytest -m local_cloud

check: $(TOOLS) ## style, types, the rooms' independence, the template, openapi.json
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/python -m infra.imports
	$(SAM) validate --lint
	.venv/bin/python -m infra.openapi --check

format: $(DEV) ## put code into the house style
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: $(TOOLS) ## measure the performance budgets; the last line is JSON
	@.venv/bin/python -m infra.bench

# --- what is generated ---------------------------------------------------------------------------

.PHONY: openapi requirements clean
openapi: $(DEV) ## write docs/openapi.json from the code
	.venv/bin/python -m infra.openapi

# Every pin for every Python the project runs on. No index address may enter the files.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --custom-compile-command "make requirements"
requirements: $(VENVS)/uv/.made ## pin the newest versions of all dependencies, with hashes
	$(COMPILE) layers/deps/requirements.in -o layers/deps/requirements.txt
	for name in uv dev cloud sam; do $(COMPILE) $(PINS)/$$name.in -o $(PINS)/$$name.txt || exit 1; done

clean: ## remove environments, builds and the local cloud with its state
	rm -rf .venv .local .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# --- environments --------------------------------------------------------------------------------

.PHONY: .venv tools
.venv: $(DEV)
tools: $(TOOLS) ## make the environments of the code and of its tools

define FILL
@echo "Filling $(@D) …"
@$(UV) venv --quiet --clear --no-project --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(@D)
@$(UV) pip sync --quiet --require-hashes --python $(@D)/bin/python $<
endef

$(DEV): $(PINS)/dev.txt | $(VENVS)/uv/.made
	$(FILL)
	@# Where our own packages are.
	@for packages in $(@D)/lib/python3.*/site-packages; do \
		printf '%s\n' "$(CURDIR)" "$(CURDIR)/functions" "$(CURDIR)/layers/shop/python" >"$$packages/zhanggui.pth"; done
	@touch $@

# sam builds with its own Python; ministack pins its own botocore.
$(VENVS)/cloud/.made $(VENVS)/sam/.made: $(VENVS)/%/.made: $(PINS)/%.txt | $(VENVS)/uv/.made
	$(FILL)
	@touch $@

$(VENVS)/uv/.made: $(PINS)/uv.txt
	@command -v $(PYTHON) >/dev/null || { echo "Zhanggui needs Python 3.11 to 3.14; there is no '$(PYTHON)' here." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || { \
		echo "Zhanggui needs Python 3.11 to 3.14, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1); say which: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make environments; install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; exit 2; }
	@mkdir -p $(VENVS)
	@$(PYTHON) -m venv --clear $(VENVS)/uv
	@$(VENVS)/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(PINS)/uv.txt
	@touch $@
