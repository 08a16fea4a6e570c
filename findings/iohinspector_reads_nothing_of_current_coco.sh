#!/bin/sh
# iohinspector 0.0.8: data that coco-experiment 2.8.2 writes is read as nothing, with a warning only.
#
# One would guess: DataManager.add_folder reads COCO's data, as its documentation says, and what it cannot read it
# refuses.
# What happens: the pattern for the header of an .info file ends at data_format, and today's headers go on with
# settings = ''. The rest does not match, each file is given up with a warning ("'NoneType' object has no attribute
# 'replace'"), and the manager is empty: no error comes before something asks for its rows. Without that field the
# same files are read, with instance 0 for every run, which it does not take from the file.
# Follows from Dataset.from_coco_text in iohinspector/data.py; the header from coco-experiment's logger_bbob.
#
# Seen, of one function in one dimension with three instances, logged by coco-experiment itself:
#   as written: 0 runs, instances [], 1 warning(s)
#   without settings: 3 runs, instances [0, 0, 0], 0 warning(s)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet coco-experiment==2.8.2 iohinspector==0.0.8 polars==2.1.0 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import pathlib
import warnings

import cocoex
import iohinspector

cocoex.log_level("warning")
suite = cocoex.Suite("bbob", "", "function_indices:1 dimensions:2 instance_indices:1-3")
observer = cocoex.Observer("bbob", "result_folder:walk")
for problem in suite:
    problem.observe_with(observer)
    for k in range(5):
        problem([k, k])
    problem.free()
info = pathlib.Path("exdata/walk/bbobexp_f1.info")
for what in ("as written", "without settings"):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        manager = iohinspector.DataManager()
        manager.add_folder("exdata/walk")
    instances = manager.overview["instance"].to_list()
    print(f"{what}: {len(manager.overview)} runs, instances {instances}, {len(said)} warning(s)")
    info.write_text(info.read_text().replace(", settings = ''", ""))
END
cd "$folder"
venv/bin/python show.py | tee seen
cat >expected <<'END'
as written: 0 runs, instances [], 1 warning(s)
without settings: 3 runs, instances [0, 0, 0], 0 warning(s)
END
diff expected seen
