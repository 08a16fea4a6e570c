"""A user's methods are found, and behave like gdsim's own, everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.catalogue.choices import find, methods
from gdsim.catalogue.discovery import discover
from gdsim.catalogue.plugins import in_use
from gdsim.cli import run_command
from tests.catalogue.plugins.conftest import EXAMPLE, FUNCTION, OPTIMIZER

Written = Callable[..., Path]
BOUNDED = ("optimizer", "bounded")
BOTH = (BOUNDED, ("function", "bowl"))
ROOT = Path(__file__).resolve().parents[3]


def test_nothing_is_loaded_unless_someone_says_so(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(bounded=OPTIMIZER + "raise SystemExit('it ran')\n")
    file = folder / "experiment.toml"
    file.write_text('gdsim = 1\nobjective = "sphere"\noptimizers = "bounded"\n')
    monkeypatch.chdir(folder)
    with pytest.raises(SettingError, match=r"unknown optimizer 'bounded'.*needs its catalogue"):
        gd.Experiment.load(file)


def test_a_method_of_ones_own_is_listed_called_and_run() -> None:
    assert "SignMomentum" not in dir(gd)
    found = gd.use_catalogue(EXAMPLE)
    assert found.name == "catalogue_example" and found.source == str(EXAMPLE)
    assert found.methods == {
        "function": ("crater",), "optimizer": ("sign_momentum",), "schedule": ("staircase",),
    }  # fmt: skip
    assert "SignMomentum" in dir(gd) and "Staircase" in dir(gd)
    assert list(methods("optimizer")) == sorted(methods("optimizer"))
    assert repr(gd.SignMomentum(beta=0.5)) == "SignMomentum(beta=0.5)"
    assert find("schedule", "Stair-Case").name == "staircase"
    assert gd.Function("crater", radius=2).minimum is None
    assert gd.Function("crater").minimum == pytest.approx(-0.152177)
    with pytest.raises(SettingError, match="SignMomentum: beta must be a number in"):
        gd.SignMomentum(beta=1.5)
    with pytest.raises(
        SettingError, match="unknown optimizer 'sing_momentum'; did you mean sign_momentum"
    ):
        find("optimizer", "sing_momentum")


def test_an_experiment_file_names_it_as_any_other(tmp_path: Path) -> None:
    gd.use_catalogue(EXAMPLE)
    experiment = gd.Experiment(
        gd.Function("crater", radius=[1.0, 2.0]),
        [gd.SignMomentum(beta=[0.5, 0.9]), "adam"],
        schedule=gd.Staircase(stairs=3),
        steps=30,
    )
    experiment.save(tmp_path / "crater.toml")
    assert gd.Experiment.load(tmp_path / "crater.toml") == experiment


def test_a_result_says_what_it_was_made_with() -> None:
    gd.use_catalogue(EXAMPLE)
    experiment = gd.Experiment("crater", [gd.SignMomentum(), gd.SGD()], steps=5)
    result = experiment.run()
    assert result.attrs["catalogues"] == "catalogue_example"
    sources = json.loads(result.attrs["catalogue_sources"])
    assert sources == in_use.fingerprint(experiment.methods)
    assert list(sources) == ["function crater", "optimizer sign_momentum"]
    assert all(len(each) == 64 for each in sources.values())
    usual = gd.Experiment("sphere", "adam", steps=5)
    assert in_use.fingerprint(usual.methods) == {} and in_use.origins(usual.methods) == ()
    assert "catalogues" not in usual.run().attrs


def test_the_fingerprint_is_that_of_the_sources_wherever_they_lie(written: Written) -> None:
    folder = written(bounded=OPTIMIZER, bowl=FUNCTION)
    gd.use_catalogue(folder)
    before = in_use.fingerprint([*BOTH, ("optimizer", "adam")])
    assert list(before) == ["function bowl", "optimizer bounded"]
    moved = folder.rename(folder.with_name("moved"))
    in_use.set_aside()
    assert in_use.fingerprint([BOUNDED]) == {}
    gd.use_catalogue(moved)
    assert in_use.fingerprint(BOTH) == before
    (moved / "bounded.py").write_text(OPTIMIZER.replace("1 + bend", "2 + bend"))
    gd.use_catalogue(moved)
    after = in_use.fingerprint(BOTH)
    assert after["function bowl"] == before["function bowl"]
    assert after["optimizer bounded"] != before["optimizer bounded"]


def test_the_fingerprint_knows_what_a_file_imports(written: Written) -> None:
    importing = "from ._parts import scaled\nfrom .deep import inner\n" + OPTIMIZER
    files = {"_parts": "from . import _more\nscaled = _more.HALF\n", "_more": "HALF = 0.5\n"}
    files |= {"deep__inner": "DEPTH = 1\n", "other": FUNCTION, "_unused": "X = 1\n"}

    def digest(**changed: str) -> str:
        gd.use_catalogue(written(bounded=importing, **{**files, **changed}))
        return in_use.fingerprint([BOUNDED])["optimizer bounded"]

    usual = digest()
    assert digest(other=FUNCTION + "\n") == digest(_unused="X = 2\n") == usual
    changes = {"_parts": files["_parts"] + "\n", "_more": "HALF = 0.4\n", "deep__inner": ""}
    assert len({usual, *(digest(**{name: text}) for name, text in changes.items())}) == 4
    assert digest() == usual


def test_definitions_may_stand_in_folders_and_share_what_has_none(written: Written) -> None:
    folder = written(
        optimizers__bounded=OPTIMIZER.replace("1 + bend", "shared(bend)").replace(
            "from gdsim.lanes", "from ..half import shared\nfrom gdsim.lanes", 1
        ),
        functions__bowl=FUNCTION,
        half="def shared(bend):\n    return 1 + bend\n",
        functions___drafts="raise RuntimeError('not to be run')",
    )
    assert gd.use_catalogue(folder).methods == {"function": ("bowl",), "optimizer": ("bounded",)}


def test_a_single_file_is_a_catalogue_and_its_neighbours_are_not_run(written: Written) -> None:
    folder = written(bounded=OPTIMIZER, other="raise RuntimeError('not to be run')")
    found = gd.use_catalogue(folder / "bounded.py")
    assert found.name == "bounded" and found.methods == {"optimizer": ("bounded",)}


def test_it_can_be_set_aside_and_leaves_nothing() -> None:
    before = {kind: dict(discover(kind)) for kind in ("function", "optimizer")}
    found = gd.use_catalogue(EXAMPLE)
    assert in_use.in_use() == (found,)
    in_use.set_aside(found)
    assert in_use.in_use() == ()
    assert {kind: dict(discover(kind)) for kind in before} == before
    assert os.environ.get(in_use.VARIABLE, "") == ""


def test_what_a_catalogue_was_stays_where_its_new_files_cannot_be_used(written: Written) -> None:
    folder = written(bounded=OPTIMIZER)
    first = gd.use_catalogue(folder)
    digests = in_use.fingerprint([BOUNDED])
    written(bounded=OPTIMIZER.replace("1 + bend", "2 + bend"), worse="DEFINITION = 3\n")
    with pytest.raises(SettingError, match=r"worse\.py: DEFINITION must be one of"):
        gd.use_catalogue(folder)
    assert in_use.in_use() == (first,)
    assert in_use.fingerprint([BOUNDED]) == digests
    assert gd.Bounded().method.definition.step(1.0, 0.0, 0.1, 1.0) == 1.0


SCRIPT = """
import json, sys
import gdsim as gd
from gdsim.catalogue.plugins import in_use
print(json.dumps([sorted(in_use.fingerprint([("optimizer", "bounded"), ("function", "crater")])),
                  [each.source for each in in_use.in_use()]]))
"""


def child(script: str = SCRIPT, folder: Path = ROOT, **changes: str) -> tuple[int, str, str]:
    """Status, output and errors of a new process of this one's environment, with changes."""
    environment = {**os.environ, **changes}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=folder, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_processes_started_later_have_it_too(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(bounded=OPTIMIZER)
    gd.use_catalogue(folder)
    monkeypatch.chdir(ROOT)
    gd.use_catalogue(os.path.relpath(EXAMPLE))
    status, out, errors = child(folder=tmp_path)
    assert status == 0, errors
    names, sources = json.loads(out)
    assert names == ["function crater", "optimizer bounded"]
    assert sources == [str(folder), str(EXAMPLE)] == [each.source for each in in_use.in_use()]


def test_a_bad_catalogue_of_the_environment_is_refused_where_it_is_first_asked_for() -> None:
    script = "import gdsim as gd\ntry:\n    gd.Adam\nexcept ValueError as error:\n    print(error)"
    status, out, errors = child(script, GDSIM_CATALOGUES="nowhere/at_all")
    assert status == 0, errors
    assert (
        out
        == "GDSIM_CATALOGUES: catalogue 'nowhere/at_all': no file or folder exists at this path\n"
    )


def announced(folder: Path) -> None:
    """Lay out a package like an installed one that announces two catalogues."""
    for name, text in {
        "their_methods/__init__.py": "",
        "their_methods/shelf/__init__.py": "",
        "their_methods/shelf/bounded.py": "from their_methods.shared import ONE\n" + OPTIMIZER,
        "their_methods/shared.py": "ONE = 1\n",
        "their_methods/alone.py": "",
        "their_methods-1.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: their-methods\n",
        "their_methods-1.2.dist-info/entry_points.txt": "[gdsim.catalogues]\n"
        "theirs = their_methods.shelf\nempty = their_methods.alone\nlost = their_methods.lost\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_an_installed_package_announces_its_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "cwd" / "theirs").mkdir(parents=True)  # the name that is announced comes first
    monkeypatch.chdir(tmp_path / "cwd")
    found = gd.use_catalogue("theirs")
    assert (found.name, found.source) == ("theirs", "theirs")
    assert found.methods == {"optimizer": ("bounded",)}
    assert gd.Bounded().method.definition is sys.modules["their_methods.shelf.bounded"].DEFINITION
    script = SCRIPT.replace(
        "import json, sys", f"import json, sys\nsys.path.append({str(tmp_path)!r})"
    )
    status, out, errors = child(script)
    assert status == 0 and json.loads(out) == [["optimizer bounded"], ["theirs"]], errors
    with pytest.raises(SettingError, match=r"cwd/theirs: has no file with a DEFINITION"):
        gd.use_catalogue("./theirs")
    with pytest.raises(SettingError, match=r"their_methods\.alone is not a package of files"):
        gd.use_catalogue("empty")
    with pytest.raises(SettingError, match="'lost': importing it raises ModuleNotFoundError"):
        gd.use_catalogue("lost")
    with pytest.raises(SettingError, match=r"has this name \(installed: theirs, empty, lost\)"):
        gd.use_catalogue("thiers")


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_the_command_line_takes_it_anywhere(
    before: bool, together: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    option = [f"--catalogue={EXAMPLE}"] if together else ["--catalogue", str(EXAMPLE)]
    command = ["list", "schedules", "--json"]
    assert run_command([*option, *command] if before else [*command, *option]) == 0
    assert "staircase" in [row["name"] for row in json.loads(capsys.readouterr().out)]


def test_the_command_line_takes_several_and_runs_them(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(bounded=OPTIMIZER)
    (folder / "both.toml").write_text(
        'gdsim = 1\nobjective = "crater"\nsteps = 40\nschedule = "staircase"\n'
        'optimizers = ["sign_momentum", "sgd"]\n'
    )
    options = ["--catalogue", str(folder), "--catalogue", str(EXAMPLE)]
    assert run_command(["run", str(folder / "both.toml"), *options]) == 0
    assert "SignMomentum" in capsys.readouterr().out
    assert [each.name for each in in_use.in_use()] == ["shelf", "catalogue_example"]
    assert run_command(["explain", "--optimizer", "bounded", "--set", "bend=2"]) == 0
    assert "lr * g / sqrt(1 + bend * g * g)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["list", "optimizers", "--catalogue"], "--catalogue needs a folder, a file or the name"),
        (["--catalogue", "--json", "list"], "--catalogue needs a folder, a file or the name"),
        (["--catalogue=", "list"], "--catalogue needs a folder, a file or the name"),
        (["list", "--catalogue", "README.md"], "is neither a folder nor a .py file"),
        (
            ["list", "--catalogue", "no_such"],
            "'no_such': no file or folder exists at this path, and",
        ),
    ],
)
def test_the_command_line_refuses_what_is_no_catalogue(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    assert run_command(arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1


def test_the_window_lists_it() -> None:
    from gdsim.app.controls import catalogue_items

    before = [item.name for item in catalogue_items.optimizers()]
    gd.use_catalogue(EXAMPLE)
    assert {item.name for item in catalogue_items.optimizers()} - {*before} == {"sign_momentum"}
    assert "crater" in [item.name for item in catalogue_items.functions()]
    assert "staircase" in [item.name for item in catalogue_items.schedules()]


def test_the_parts_of_networks_may_be_ones_own(written: Written) -> None:
    said = 'summary="S.", source="T.", formula="x"'
    folder = written(
        bump=f"from gdsim.catalogue import Activation\n"
        f"DEFINITION = Activation('z*exp(-z**2)', name='Bump', {said})\n",
        cubic=f"from gdsim.catalogue import Loss\n"
        f"DEFINITION = Loss('abs(y - t)**3', name='Cubic', targets='values',"
        f" outputs=('identity', 'bump'), {said})\n",
        spread=f"from gdsim.catalogue import Hyper, Initializer\n"
        f"DEFINITION = Initializer('uniform', lambda fan_in, gain: gain / fan_in, name='Spread',"
        f" hyper={{'gain': Hyper(2.0)}}, {said})\n",
        pairs="import numpy as np\nfrom gdsim.catalogue import DataSet, Hyper\n"
        "def make(samples):\n    x = np.linspace(-1, 1, int(samples))\n"
        "    return np.stack([x, x**2], 1), x[:, None]**3\n"
        "DEFINITION = DataSet(make, summary='S.', source='T.', name='Pairs',"
        " hyper={'samples': Hyper(8, whole=True)})\n",
        count=f"from gdsim.catalogue import Measure\n"
        f"DEFINITION = Measure(lambda losses, converged: losses[:, 0], name='Count', {said})\n",
    )
    gd.use_catalogue(folder)
    network = gd.Network(
        [2, 3, 1], activation="bump", loss="cubic", data=gd.datasets.pairs(samples=12, test=0.0),
        init=gd.inits.spread(gain=1.5),
    )  # fmt: skip
    params = network.initial(4)
    (w1, b1), (w2, b2) = network.weights(params)
    z = network.data.inputs @ w1.T + b1
    outputs = z * np.exp(-(z**2)) @ w2.T + b2
    expected = np.mean(np.abs(outputs - network.data.targets) ** 3)
    assert network.evaluate(params)[0] == pytest.approx(expected, rel=1e-12)
    assert np.abs(w1).max() <= 1.5 / 2
    experiment = gd.Experiment(network, "sgd", measures="count")
    assert list(in_use.fingerprint(experiment.methods)) == [
        "activation bump", "loss cubic", "initializer spread", "data set pairs", "measure count",
    ]  # fmt: skip
