# Zhanggui: the team's commands. `make help` prints the line behind each ##.
# Nothing is needed but Python 3.11-3.14, make and a package registry; everything else is made here.

PYTHON ?= python3
FILE ?=
WHAT ?=
OUT ?=
ARGS ?=
DEPLOY ?= sam
PARAMETERS ?=
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENVS := .local/venv
UV := $(VENVS)/uv/bin/uv
SAM := SAM_CLI_TELEMETRY=0 __SAM_CLI_APP_DIR=.local/build/sam AWS_DEFAULT_REGION=ap-southeast-1 $(VENVS)/sam/bin/sam
PINS := infra/requirements

# Without bytecode every process compiles all that it imports, and tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

DEV := .venv/.made
CHALICE := $(VENVS)/chalice/.made
TOOLS := $(DEV) $(VENVS)/cloud/.made $(VENVS)/sam/.made $(if $(filter chalice,$(DEPLOY)),$(CHALICE))

.PHONY: help
help: ## print these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile
	@echo "  With PYTHON=python3.12 (3.11 to 3.14) all of it runs on that one; the environments are made again for it."

# --- the shop ------------------------------------------------------------------------------------

.PHONY: serve run demo replay simulate redrive salts
serve: $(TOOLS) ## start the shop on this machine and serve until Ctrl-C (ARGS="--port 4566 --state DIR", DEPLOY=chalice)
	@.venv/bin/python -m infra.local up --deploy $(DEPLOY) $(ARGS)

run: $(TOOLS) ## the same, and play a day in it (ARGS as above)
	@.venv/bin/python -m infra.local up --deploy $(DEPLOY) --demo $(ARGS)

demo: $(TOOLS) ## play a day and end; fails if the day did not go well (ARGS as above)
	@.venv/bin/python -m infra.local up --deploy $(DEPLOY) --demo --exit $(ARGS)

replay: $(TOOLS) ## place every order of a real month: FILE=month.csv.gz (ARGS=--help; docs/replay.md)
	@test -n "$(FILE)$(ARGS)" || { echo "Which file? make replay FILE=path/to/month.csv.gz" >&2; exit 2; }
	@.venv/bin/python -m infra.replay $(if $(FILE),"$(FILE)") $(ARGS)

simulate: $(DEV) $(VENVS)/cloud/.made ## play a month in the shop: WHAT=stock FILE=month.csv.gz OUT=folder (docs/simulate.md)
	@test -n "$(WHAT)" -a -n "$(FILE)" -a -n "$(OUT)" || { \
		echo "Say what, of which file, and where to: make simulate WHAT=stock FILE=path/to/month.csv.gz OUT=folder" >&2; exit 2; }
	@.venv/bin/python -m infra.simulate "$(WHAT)" "$(FILE)" --out "$(OUT)" $(ARGS)

redrive: $(DEV) ## publish events again from the ledger (ARGS=--help tells what)
	@.venv/bin/python -m infra.redrive $(ARGS)

salts: $(DEV) ## show, rotate or end a carrier's salt: make salts ARGS="rotate shunfeng"
	@.venv/bin/python -m infra.salts $(ARGS)

# --- the shop by Chalice (README: which way is for what) -------------------------------------------

.PHONY: chalice-package chalice-deploy chalice-local
chalice-package: $(DEV) $(CHALICE) ## write Chalice's package of the shop and its template; needs no AWS account
	@.venv/bin/python -m infra.chalice package

OVERRIDES = $(if $(PARAMETERS),--parameter-overrides $(PARAMETERS))
chalice-deploy: chalice-package $(VENVS)/sam/.made ## deploy it to AWS (PARAMETERS="DeletionProtection=false", ARGS: of sam deploy)
	$(SAM) build --template-file .local/build/chalice/package/sam.json --base-dir . --build-dir .local/build/chalice/out $(OVERRIDES)
	SAM_CLI_TELEMETRY=0 $(VENVS)/sam/bin/sam deploy --template-file .local/build/chalice/out/template.yaml --stack-name zhanggui \
		--resolve-s3 --capabilities CAPABILITY_IAM $(OVERRIDES) $(ARGS)

chalice-local: $(DEV) $(CHALICE) ## a quick try: `chalice local` on the stores of `make serve`; verifies no tokens (ARGS=--help)
	@.venv/bin/python -m infra.chalice local $(ARGS)

# --- its quality ---------------------------------------------------------------------------------

.PHONY: test test-in-process test-deployed test-around test-chalice check bench format
test: check ## everything CI runs: checks, then the three below at once, as those on the local cloud mostly wait
	@$(MAKE) --no-print-directory -j 3 test-deployed test-around test-in-process

test-in-process: $(TOOLS) $(CHALICE) ## the fast tests: rules, rooms on stores in memory, the template
	.venv/bin/python -m pytest -q -n 2 -m "not local_cloud"

test-deployed: $(TOOLS) $(CHALICE) ## the tests of the deployed shop
	E2E_DEPLOY=sam .venv/bin/python -m pytest -q -m local_cloud tests/e2e

test-around: $(TOOLS) $(CHALICE) ## those of them that the shop by Chalice has to pass, too, and the tests of the local cloud itself
	E2E_DEPLOY=chalice .venv/bin/python -m pytest -q -m by_chalice tests/e2e
	.venv/bin/python -m pytest -q -m local_cloud --ignore=tests/e2e

test-chalice: $(TOOLS) $(CHALICE) ## all tests of the deployed shop on the one that Chalice deploys; `make test` runs some
	E2E_DEPLOY=chalice .venv/bin/python -m pytest tests/e2e $(ARGS)

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

bench: $(TOOLS) $(CHALICE) ## measure the performance budgets; the last line is JSON (ARGS=--help tells what)
	@.venv/bin/python -m infra.bench $(ARGS)

# --- what is generated ---------------------------------------------------------------------------

.PHONY: openapi requirements clean
openapi: $(DEV) ## write docs/openapi.json from the code
	.venv/bin/python -m infra.openapi

# Every pin for every Python the project runs on. No index address may enter the files.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --custom-compile-command "make requirements"
requirements: $(VENVS)/uv/.made ## pin the newest versions of all dependencies, with hashes
	$(COMPILE) layers/deps/requirements.in -o layers/deps/requirements.txt
	for name in uv dev cloud sam chalice; do $(COMPILE) $(PINS)/$$name.in -o $(PINS)/$$name.txt || exit 1; done

clean: ## remove environments, builds and the local cloud with its state
	rm -rf .venv .local .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# --- environments --------------------------------------------------------------------------------

.PHONY: .venv tools
.venv: $(DEV)
tools: $(TOOLS) $(CHALICE) ## make the environments of the code and of its tools

# What a PYTHON that was asked for is, and what the environments were made with: another one makes them again.
WHICH := import sys; print("%d.%d.%d" % sys.version_info[:3], sys.base_prefix)
ifneq ($(origin PYTHON),file)
ASKED := $(shell $(PYTHON) -c '$(WHICH)' 2>/dev/null)
ifneq ($(ASKED),$(shell cat $(VENVS)/uv/python 2>/dev/null))
.PHONY: $(VENVS)/uv/.made
endif
endif

LOG := $(VENVS)/install.log
NO_PACKAGES := { echo "The packages cannot be had; is there a network, and a package registry? $(LOG) says more." >&2; exit 2; }
define FILL
@echo "Filling $(@D) …"
@$(UV) venv --quiet --clear --no-project --python $(VENVS)/uv/bin/python $(@D)
@$(UV) pip sync --quiet --require-hashes --python $(@D)/bin/python $< >$(LOG) 2>&1 || $(NO_PACKAGES)
endef

$(DEV): $(PINS)/dev.txt $(VENVS)/uv/.made
	$(FILL)
	@# Where our own packages are.
	@for packages in $(@D)/lib/python3.*/site-packages; do \
		printf '%s\n' "$(CURDIR)" "$(CURDIR)/functions" "$(CURDIR)/layers/shop/python" >"$$packages/zhanggui.pth"; done
	@touch $@

# sam builds with its own Python; ministack pins its own botocore; chalice brings an installer of packages.
$(VENVS)/cloud/.made $(VENVS)/sam/.made $(CHALICE): $(VENVS)/%/.made: $(PINS)/%.txt $(VENVS)/uv/.made
	$(FILL)
	@touch $@

$(VENVS)/uv/.made: $(PINS)/uv.txt
	@command -v $(PYTHON) >/dev/null || { echo "Zhanggui needs Python 3.11 to 3.14; there is no '$(PYTHON)' here." >&2; exit 2; }
	@said=$$($(PYTHON) -V 2>&1) || { \
		echo "Zhanggui needs Python 3.11 to 3.14, and '$(PYTHON)' does not run here: $$(echo "$$said" | head -n 1)" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || { \
		echo "Zhanggui needs Python 3.11 to 3.14, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1); say which: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make environments; install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; exit 2; }
	@mkdir -p $(VENVS) 2>/dev/null || { echo "The folder $(VENVS) cannot be made here; may you write to it?" >&2; exit 2; }
	@$(PYTHON) -m venv --clear $(VENVS)/uv
	@$(VENVS)/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(PINS)/uv.txt >$(LOG) 2>&1 || $(NO_PACKAGES)
	@$(PYTHON) -c '$(WHICH)' >$(@D)/python
	@touch $@
