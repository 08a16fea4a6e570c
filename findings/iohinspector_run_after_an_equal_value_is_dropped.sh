#!/bin/sh
# iohinspector 0.0.8: DataManager.load() drops the first row of a run that begins at the value at which the run
# before it ended, and with it the whole run if it never improved.
#
# One would guess: monotonic=True, the default, makes the values of each run the best so far, and leaves out rows
# that change nothing within a run.
# What happens: "changes nothing" is asked of the whole file, across runs. Repeated runs from one start do it: where
# a run does not improve, the next one's first evaluation is gone, and a run that does not improve either has no row
# at all, while the overview still lists it. Curves, ECDFs and attainment are then of fewer runs, without a warning.
# load(monotonic=False) has every row.
# Follows from Scenario.load in iohinspector/data.py: cum_min() is .over("run_id"), and the diff() of the filter after
# it is not.
#
# Seen, of four runs of two evaluations each on x^2, logged by ioh 0.4.2 itself:
#   overview: 4 runs
#   monotonic=False, run 1: [(1, 9.0), (2, 4.0)]
#   monotonic=False, run 2: [(1, 4.0), (2, 1.0)]
#   monotonic=False, run 3: [(1, 4.0), (2, 9.0)]
#   monotonic=False, run 4: [(1, 4.0), (2, 9.0)]
#   monotonic=True, run 1: [(1, 9.0), (2, 4.0)]
#   monotonic=True, run 2: [(2, 1.0)]
#   monotonic=True, run 3: [(1, 4.0)]
#   monotonic=True, run 4: []
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ioh==0.4.2 iohinspector==0.0.8 polars==2.1.0 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import ioh
import iohinspector

ioh.problem.wrap_real_problem(lambda x: float(x[0] ** 2), "square", lb=-5, ub=5)
logger = ioh.logger.Analyzer(root=".", folder_name="data", algorithm_name="walk")
problem = ioh.get_problem("square", 0, 1)
problem.attach_logger(logger)
for points in ((3, 2), (2, 1), (2, 3), (2, 3)):
    for x in points:
        problem([x])
    problem.reset()
logger.close()
manager = iohinspector.DataManager()
manager.add_folder("data")
print(f"overview: {len(manager.overview)} runs")
for monotonic in (False, True):
    rows = manager.load(monotonic=monotonic)
    for run in (1, 2, 3, 4):
        own = rows.filter(rows["run_id"] == run)[["evaluations", "raw_y"]].rows()
        print(f"monotonic={monotonic}, run {run}: {own}")
END
cd "$folder"
venv/bin/python show.py | tee seen
cat >expected <<'END'
overview: 4 runs
monotonic=False, run 1: [(1, 9.0), (2, 4.0)]
monotonic=False, run 2: [(1, 4.0), (2, 1.0)]
monotonic=False, run 3: [(1, 4.0), (2, 9.0)]
monotonic=False, run 4: [(1, 4.0), (2, 9.0)]
monotonic=True, run 1: [(1, 9.0), (2, 4.0)]
monotonic=True, run 2: [(2, 1.0)]
monotonic=True, run 3: [(1, 4.0)]
monotonic=True, run 4: []
END
diff expected seen
