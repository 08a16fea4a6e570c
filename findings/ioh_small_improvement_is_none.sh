#!/bin/sh
# ioh 0.4.2: ioh.logger.Analyzer takes an improvement of less than about 1e-10 for none.
#
# One would guess: the logger's default trigger writes a row at every improvement, and the index (the JSON file) has
# each run's best value; both are double precision, as problem.state.current_best.y is, which is right.
# What happens: a value lower by 1e-10 or more is an improvement, one lower by less is not, whatever its size. A run
# that goes from 1e-10 down to 1e-300 has "best" 1e-10 for good, in the index too. In the .dat file values have ten
# decimals, so that 1e-12 and 1e-16 are both 0.0000000000. COCO's last target, 1e-8, is not concerned; targets below
# 1e-10, or functions whose values are all small, are.
# The trigger says of itself that it reacts "to a strict improvement" (OnImprovement in ioh/logger/triggers.hpp); the
# tolerance was seen as below. The last evaluation of a run has a row in any case.
#
# Seen, of runs on the line f(x) = x, with the rows that were logged and the best of the index:
#   state: 1e-12; index: 1e-10 at 3; rows: 1 1.0000000000 2 0.0000000010 3 0.0000000001 5 0.0000000000
#   state: 0.499999999999; index: 0.5 at 2; rows: 1 1.0000000000 2 0.5000000000 3 0.5000000000
#   state: 0.499999999; index: 0.499999999 at 3; rows: 1 1.0000000000 2 0.5000000000 3 0.4999999990
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ioh==0.4.2 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import glob
import json
import shutil

import ioh

ioh.problem.wrap_real_problem(lambda x: float(x[0]), "line", lb=-5, ub=5)
for values in ((1.0, 1e-9, 1e-10, 1e-11, 1e-12), (1.0, 0.5, 0.5 - 1e-12), (1.0, 0.5, 0.5 - 1e-9)):
    logger = ioh.logger.Analyzer(root=".", folder_name="data", algorithm_name="walk")
    problem = ioh.get_problem("line", 0, 1)
    problem.attach_logger(logger)
    for value in values:
        problem([value])
    best = problem.state.current_best.y
    problem.reset()
    logger.close()
    rows = open(glob.glob("data/*/*.dat")[0]).read().split()[2:]
    (run,) = json.load(open(glob.glob("data/*.json")[0]))["scenarios"][0]["runs"]
    shutil.rmtree("data")
    print(f"state: {best!r}; index: {run['best']['y']!r} at {run['best']['evals']}; rows: {' '.join(rows)}")
END
cd "$folder"
venv/bin/python show.py | tee seen
cat >expected <<'END'
state: 1e-12; index: 1e-10 at 3; rows: 1 1.0000000000 2 0.0000000010 3 0.0000000001 5 0.0000000000
state: 0.499999999999; index: 0.5 at 2; rows: 1 1.0000000000 2 0.5000000000 3 0.5000000000
state: 0.499999999; index: 0.499999999 at 3; rows: 1 1.0000000000 2 0.5000000000 3 0.4999999990
END
diff expected seen
