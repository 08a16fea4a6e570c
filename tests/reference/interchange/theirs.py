"""The other programs' side: cocopp and iohinspector read, coco-experiment and ioh write."""

import json
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")  # cocopp looks for its archive on the network

import cocoex  # noqa: E402
import cocopp  # noqa: E402
import ioh  # noqa: E402
import iohinspector  # noqa: E402

EXPECTED = json.loads(Path("expected.json").read_text())


def read_coco() -> None:
    for folder, expected in zip(sorted(Path("race-coco").iterdir()), EXPECTED["runs"], strict=True):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            (data,) = cocopp.load(str(folder))
        assert not [each for each in said if "consistent" in str(each.message)]
        assert data.instancenumbers == list(range(1, 16)) and data.dim == 2
        # cocopp counts to the last target, 1e-8, where a run reached it.
        both = zip(expected["evaluations"], expected["hits"], strict=True)
        ends = [min(evaluations, hits[-1]) for evaluations, hits in both]
        assert data.maxevals.tolist() == ends
        np.testing.assert_allclose(data.finalfunvals, expected["best"], rtol=1e-8, atol=1e-15)
        hits = np.array(data.detEvals(EXPECTED["targets"])).T
        ours = np.array(expected["hits"], float)
        np.testing.assert_array_equal(np.where(np.isnan(hits), np.inf, hits), ours)
    print("cocopp reads gdsim's evaluations, final values and hits")


def read_ioh() -> None:
    for name, runs in (("race", 60), ("equal", 15)):
        manager = iohinspector.DataManager()
        manager.add_folder(f"{name}-ioh")
        assert len(manager.overview) == runs
        rows = manager.load(include_meta_data=True)
        assert rows.filter(rows["evaluations"] == 1).height == runs  # none is dropped
    manager = iohinspector.DataManager()
    for folder in sorted(Path("race-ioh").iterdir()):
        manager.add_folder(str(folder))
    rows, about = manager.load(), manager.overview
    names = [folder.name.split("_", 1)[1] for folder in sorted(Path("race-ioh").iterdir())]
    for name, expected in zip(names, EXPECTED["runs"], strict=True):
        own = about.filter(about["algorithm_name"] == name).sort("run_id")
        assert own["evals"].to_list() == expected["evaluations"]
        np.testing.assert_allclose(own["best_y"], expected["best"], rtol=1e-12, atol=1e-300)
        for number, hits in zip(own["data_id"], expected["hits"], strict=True):
            run = rows.filter(rows["data_id"] == number)
            for target, hit in zip(EXPECTED["targets"], hits, strict=True):
                under = run.filter(run["raw_y"] <= target)["evaluations"]
                assert (under.min() if under.len() else np.inf) == hit
    print("iohinspector reads gdsim's evaluations, best values and hits, and drops no run")


def write_coco() -> None:
    generator = np.random.default_rng(1)
    suite = cocoex.Suite("bbob", "", "function_indices:1,3 dimensions:2,5 instance_indices:1-3")
    observer = cocoex.Observer("bbob", "result_folder:RS algorithm_name:RS")
    runs: dict[str, list[list[float]]] = {}
    for problem in suite:
        problem.observe_with(observer)
        values = [problem(generator.uniform(-4, 4, problem.dimension)) for _ in range(90)]
        key = f"f{problem.id_function} in {problem.dimension}-D"
        runs.setdefault(key, []).append([value - _fopt(problem) for value in values])
        problem.free()
    told = {"folder": "exdata/RS", "runs": runs}
    Path("coco.json").write_text(json.dumps(told))


def _fopt(problem: "cocoex.Problem") -> float:
    """The least value, which coco-experiment writes into its own data only."""
    by_ioh = ioh.get_problem(problem.id_function, problem.id_instance, problem.dimension)
    return by_ioh.optimum.y


def write_ioh() -> None:
    generator = np.random.default_rng(2)
    logger = ioh.logger.Analyzer(root=".", folder_name="bbob", algorithm_name="RS")
    runs: dict[str, list[list[float]]] = {}
    for function in (1, 3):
        for instance in (1, 2):
            problem = ioh.get_problem(function, instance, 2)
            problem.attach_logger(logger)
            for _ in range(2):
                values = [problem(generator.uniform(-4, 4, 2)) for _ in range(80)]
                above = [value - problem.optimum.y for value in values]
                runs.setdefault(f"{problem.meta_data.name} in 2-D", []).append(above)
                problem.reset()
    logger.close()
    Path("ioh.json").write_text(json.dumps({"folder": "bbob", "runs": runs}))

    def valley(x: "np.ndarray") -> float:
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2 - 2.5

    ioh.problem.wrap_real_problem(valley, "valley", lb=-2, ub=2)
    logger = ioh.logger.Analyzer(root=".", folder_name="mine", algorithm_name="ES")
    problem = ioh.get_problem("valley", 0, 2)
    problem.attach_logger(logger)
    runs = {"valley in 2-D": []}
    for _ in range(3):
        runs["valley in 2-D"].append([problem(generator.uniform(-2, 2, 2)) for _ in range(70)])
        problem.reset()
    logger.close()
    Path("mine.json").write_text(json.dumps({"folder": "mine", "runs": runs}))


read_coco()
read_ioh()
write_coco()
write_ioh()
