#!/bin/sh
# cocopp 2.9.1: DataSet.maxevals of a run that reaches 1e-8 is the evaluation at which it did, not the number of
# evaluations that it made.
#
# One would guess: "maximum number of function evaluations (array)", as the class says of maxevals, is what the
# .info file has of each run (1:50|0.0e+00) and the last row of its data (50).
# What happens: rows are read up to the first one at or below the last target, and maxevals is where reading ended.
# For runs that did not get there it is the number of evaluations. A budget taken from it (mean evaluations of an
# algorithm, evaluations per dimension) mixes the two; .readmaxevals has the numbers of the .info file.
# Follows from align_data and the readers in cocopp/readalign.py, which stop at the final target.
#
# Seen, of 50 evaluations on each of 15 instances of the sphere, the fourth of which is its minimum:
#   made: 50
#   maxevals: {4.0}
#   readmaxevals: {50}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet coco-experiment==2.8.2 cocopp==2.9.1 six==1.17.0 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import contextlib
import io
import warnings

warnings.simplefilter("ignore")  # cocopp looks for its archive on the network

import cocoex
import cocopp

cocoex.log_level("warning")
suite = cocoex.Suite("bbob", "", "function_indices:1 dimensions:2 instance_indices:1-15")
observer = cocoex.Observer("bbob", "result_folder:exact")
for problem in suite:
    problem.observe_with(observer)
    level = problem([0, 0])
    minimum = [(1 - (problem(point) - level)) / 2 for point in ([1, 0], [0, 1])]
    problem(minimum)
    for k in range(46):
        problem([k / 100, 0])
    evaluations = problem.evaluations
    problem.free()
with contextlib.redirect_stdout(io.StringIO()):
    (data,) = cocopp.load("exdata/exact")
print(f"made: {evaluations}")
print(f"maxevals: {set(data.maxevals.tolist())}")
print(f"readmaxevals: {set(data.readmaxevals)}")
END
cd "$folder"
venv/bin/python show.py | tee seen
cat >expected <<'END'
made: 50
maxevals: {4.0}
readmaxevals: {50}
END
diff expected seen
