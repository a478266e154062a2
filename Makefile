# A thin front: everything is in make.py, which also runs without make.
# Another Python: make PYTHON=python3.12 lab. Options: make test ARGS="-k merkle".
PYTHON ?= python3
COMMANDS = lab test soak interop lint types build check-course release release-check mutants gallery links lock bench docs clean

help:
	@$(PYTHON) make.py help

$(COMMANDS):
	@$(PYTHON) make.py $@ $(ARGS)

restore:
	@$(PYTHON) make.py restore "$(NB)"

.PHONY: help restore $(COMMANDS)
