"""The experiment file: exact round trips, and a sentence with file, line and key for the rest."""

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.ranges import Flag
from gdsim.catalogue.choices import methods
from gdsim.experiment.toml import lines
from gdsim.experiment.toml.lines import line_of

WELCOME = """\
gdsim = 1
title = "Welcome"
steps = 1000
dtype = "float32"
lr = { logspace = [1e-4, 1.0, 512] }
start = { uniform = 64, seed = 0 }
objective = { function = "rosenbrock", parameters = { b = 100.0 } }
schedule = { name = "cosine", warmup = 50 }

[[optimizers]]
name = "momentum"
momentum = 0.9

[[optimizers]]
name = "adam"
beta2 = 0.99
"""


def test_a_file_a_person_wrote_is_the_experiment_they_meant():
    assert gd.Experiment.from_toml(WELCOME) == gd.Experiment(
        gd.Function("rosenbrock", b=100),
        [gd.Momentum(momentum=0.9), gd.Adam(beta2=0.99)],
        lr=gd.logspace(1e-4, 1.0, 512),
        start=gd.uniform(64, seed=0),
        schedule=gd.Cosine(warmup=50),
        title="Welcome",
    )


# --- Random experiments come back equal ---------------------------------------------------------


def numbers(low, high):
    return st.floats(low, high, allow_nan=False)


def axes(low, high):
    """A number or any form of several, between two positive ends."""
    ends = st.tuples(numbers(low, high), numbers(low, high), st.integers(2, 50))
    return st.one_of(
        numbers(low, high),
        st.lists(numbers(low, high), min_size=1, max_size=4),
        ends.map(lambda args: gd.logspace(*args)),
        ends.map(lambda args: gd.linspace(*args)),
    )


@st.composite
def choices(draw, kind):
    known = methods(kind).values()
    for_functions = [m for m in known if not getattr(m.definition, "tensor", False)]
    method = draw(st.sampled_from(for_functions))
    settings = {}
    for name, hyper in method.hyper.items():
        if not draw(st.booleans()):
            continue
        if isinstance(hyper, Flag):
            settings[name] = draw(st.booleans())
        elif hyper.whole:
            low = max(int(hyper.range.low), 0) + 1
            value = draw(st.integers(low, min(int(min(hyper.range.high, 1e6)), low + 100)))
            if value in hyper.range:
                settings[name] = value
        elif 0.25 in hyper.range and 0.5 in hyper.range:
            # Only one optimizer may bring axes, or they would disagree.
            settings[name] = draw(numbers(0.25, 0.5))
    if kind == "optimizer":
        settings["schedule"] = draw(st.none() | choices("schedule"))
    return method(**settings)


starts = st.one_of(
    st.none(),
    st.tuples(numbers(-2, 2), numbers(-2, 2)),
    st.lists(st.tuples(numbers(-2, 2), numbers(-2, 2)), min_size=1, max_size=4),
    st.tuples(axes(0.5, 2), axes(0.5, 2)).filter(lambda pair: not isinstance(pair[0], list)),
    st.builds(gd.uniform, st.integers(1, 10**9), st.integers(0, 2**53)),
    st.builds(lambda n, m: gd.grid(n, m, domain=[(-1, 1), (0.1, 0.7)]), *[st.integers(2, 9)] * 2),
)
functions = st.one_of(
    st.builds(lambda b: gd.Function("rosenbrock", b=b), axes(0.5, 1e3)),
    st.builds(
        lambda c, low, width: gd.Function(
            "c*x**2 + y**2", domain=[(low, low + width), (-1, 1)], start=(0.3, 0.1), c=c
        ),
        *(axes(1e-3, 1e3), numbers(-5, 5), numbers(0.1, 9)),
    ),
)


def _with_one_schedule(**fields):
    """The experiment; it has one schedule where an optimizer has its own."""
    if any(choice.schedule for choice in fields["optimizers"]) and fields["schedule"]:
        fields["schedule"] = fields["schedule"][:1]
    return gd.Experiment(**fields)


experiments = st.builds(
    _with_one_schedule,
    objective=functions,
    optimizers=st.lists(choices("optimizer"), min_size=1, max_size=4),
    lr=st.none() | axes(1e-6, 10),
    start=starts.filter(lambda value: not _mixed(value)),
    schedule=st.none() | st.lists(choices("schedule"), min_size=1, max_size=3),
    steps=st.integers(1, 2**24),
    noise=axes(1e-3, 9),
    clip_value=st.none() | axes(0.1, 9) | st.just(math.inf),
    clip_norm=st.none() | axes(0.1, 9),
    seed=st.integers(0, 2**31) | st.lists(st.integers(0, 99), min_size=1, max_size=5),
    target=st.none() | numbers(-1e300, 1e300),
    tolerance=st.none() | numbers(0, 1e300),
    limit=numbers(1e-3, 1e300) | st.just(math.inf),
    record=st.lists(st.sampled_from(["loss", "params", "grad_norm", "lr"])),
    every=st.integers(1, 99)
    | st.builds("{}:{}".format, st.sampled_from(["log", "linear"]), st.integers(2, 999)),
    dtype=st.sampled_from(["float32", "float64"]),
    title=st.text(st.characters(exclude_categories=["Cs"])),
)


def _mixed(value):
    """Tuples with a list but no axis in them, which are no start in Python either."""
    return isinstance(value, tuple) and isinstance(value[1], list) and isinstance(value[0], float)


@given(experiments)
def test_every_experiment_comes_back_equal_from_its_file(experiment):
    text = experiment.to_toml()
    again = gd.Experiment.from_toml(text)
    assert again == experiment
    assert again.to_toml() == text
    assert again.hash == experiment.hash
    assert tomllib.loads(text)["gdsim"] == 1


# --- Whatever else the text is, the answer is one sentence ---------------------------------------

scalars = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["adam", "cosine", "rosenbrock", "x**2", "loss", 1, 0.5]),
)  # fmt: skip
WORDS = (
    "objective optimizers lr start schedule steps noise clip_norm seed record every dtype title "
    "function parameters domain name logspace linspace values uniform grid momentum b x"
)
keys = st.sampled_from(WORDS.split())
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
)


def toml_text(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_text, value)) + "]"
    if isinstance(value, str):
        return "'''" + "".join(c for c in value if c.isprintable() and c != "'") + "'''"
    return str(value).lower() if isinstance(value, bool | float) else str(value)


def reads_or_refuses(text):
    try:
        gd.Experiment.from_toml(text)
    except ValueError as error:
        assert str(error) and "\n" not in str(error)
        return str(error)
    return None


@given(st.dictionaries(keys, values, max_size=5), st.booleans())
@example({"start": {"grid": []}}, True)
@example({"objective": {"function": "x", "parameters": {"domain": 1}}}, True)
def test_any_table_is_read_or_refused_in_a_sentence(fields, complete):
    sound = {"objective": "rosenbrock", "optimizers": ["adam"]} if complete else {}
    lines = [f"{key} = {toml_text(value)}" for key, value in (sound | fields).items()]
    reads_or_refuses("\n".join(["gdsim = 1", *lines]))


@given(st.text(max_size=200))
def test_any_text_is_refused_in_a_sentence(text):
    assert reads_or_refuses(text) is not None


@given(st.integers(0, len(WELCOME)), st.integers(0, 20), st.text(max_size=5))
def test_a_damaged_file_is_read_or_refused_in_a_sentence(place, length, inserted):
    reads_or_refuses(WELCOME[:place] + inserted + WELCOME[place + length :])


# --- Errors say where ---------------------------------------------------------------------------

WRONG = [
    (("momentum = 0.9", "momentum = -1"), 12, "optimizers[0].momentum", "at least 0, got -1"),
    (("beta2 = 0.99", "betta = 0.99"), 16, "optimizers[1].betta", "did you mean beta2 or beta1"),
    (("beta2 = 0.99", "beta2 = 'x'"), 16, "optimizers[1].beta2", "must be a number, got 'x'"),
    (('"adam"', '"adem"'), 15, "optimizers[1].name", "unknown optimizer 'adem'; did you mean"),
    (("steps = 1000", "steps = 0"), 3, "steps", "steps must be a whole number"),
    (("steps", "stepps"), 3, "stepps", "unknown key 'stepps'; did you mean steps?"),
    (("1e-4, 1.0, 512", "1e-4, 1.0"), 5, "lr", "logspace takes [low, high, count]"),
    (("1e-4, 1.0, 512", "-1, 1.0, 512"), 5, "lr", "needs two ends above 0"),
    (("logspace", "logspaces"), 5, "lr.logspaces", "did you mean logspace"),
    (("uniform = 64", "uniform = 0.5"), 6, "start", "uniform: n must be a whole number"),
    (("seed = 0", "sead = 0"), 6, "start.sead", "did you mean seed?"),
    (("b = 100.0", "c = 100.0"), 7, "objective.parameters.c", "no parameter 'c'; known: a, b"),
    (("rosenbrock", "rosenbrok"), 7, "objective", "did you mean rosenbrock"),
    (("rosenbrock", "x**2 + b*"), 7, "objective.function", "column 10"),
    (("function", "functoin"), 7, "objective.functoin", "did you mean function"),
    (("cosine", "cosin"), 8, "schedule.name", "unknown schedule 'cosin'; did you mean"),
    (("warmup = 50", "warmup = -5"), 8, "schedule.warmup", "warmup must be a whole number"),
    (("gdsim = 1", "gdsim = 2"), 1, "gdsim", "unknown format version 2: this gdsim reads 1"),
    (("gdsim = 1", "gdsim = true"), 1, "gdsim", "unknown format version True"),
    (
        ('[[optimizers]]\nname = "adam"', '[["opt\\u0069mizers"]]\nname = 3'),
        14,
        "optimizers[1]",
        "an optimizer needs a name",
    ),
    (("beta2 = 0.99", '"a\\nb" = 0.99'), 16, "'optimizers[1].a\\nb'", "no setting 'a\\nb'"),
]


@pytest.mark.parametrize(("change", "line", "key", "sentence"), WRONG)
def test_an_error_names_file_line_and_key(tmp_path, change, line, key, sentence):
    path = tmp_path / "mine.toml"
    path.write_text(WELCOME.replace(*change))
    with pytest.raises(ValueError) as caught:
        gd.Experiment.load(path)
    assert str(caught.value).startswith(f"{path}, line {line} ({key}): ")
    assert sentence in str(caught.value)


def test_a_wrong_type_is_a_type_error_too():
    with pytest.raises(TypeError, match="line 3"):
        gd.Experiment.from_toml(WELCOME.replace("1000", "'many'"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 'x'", "not an experiment file: the line 'gdsim = 1'"),
        ("gdsim = 1\noptimizers = ['adam']", "the key 'objective' is missing"),
        ("gdsim = 1\nobjective = 'x'", "the key 'optimizers' is missing"),
        ("gdsim = 1\nobjective = {}\noptimizers = 'adam'", "the key 'function' or 'network' is"),
        ("gdsim = = 1", "line 1, column 9: not valid TOML"),
        ("gdsim = 1\n\nx = [1", "not valid TOML"),
        ("a = " + "[" * 10_000, "not valid TOML"),
    ],
)
def test_what_is_no_experiment_is_refused(text, sentence):
    with pytest.raises(ValueError) as caught:
        gd.Experiment.from_toml(text)
    assert sentence in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path):
    missing = tmp_path / "missing.toml"
    with pytest.raises(ValueError, match=r"missing\.toml: cannot be read \(No such file"):
        gd.Experiment.load(missing)
    with pytest.raises(ValueError, match="cannot be read"):
        gd.Experiment.load(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00gdsim")
    with pytest.raises(ValueError, match="not a text file in UTF-8"):
        gd.Experiment.load(binary)
    large, endless = tmp_path / "large.toml", Path("/dev/urandom")
    with large.open("wb") as file:
        file.truncate(2**26 + 1)
    with pytest.raises(ValueError, match="larger than 64 MiB"):
        gd.Experiment.load(large)
    if endless.is_char_device():
        with pytest.raises(ValueError, match="it is a device"):
            gd.Experiment.load(endless)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("objective.parameters.b", 4),
        ("objective.domain", 5),
        ("optimizers[1].beta1", 9),
        ("optimizers[2].lr", 12),
        ("optimizers[2].missing", 10),
        ("steps", None),
        ("", None),
    ],
)
def test_keys_are_found_in_tables_written_out(key, line):
    text = """gdsim = 1
[objective]
function = "rosenbrock"
parameters.b = 3
domain = [[0, 1], [0, 1]]
[[optimizers]]
name = "sgd"
[[optimizers]]
beta1 = 0.5
[[optimizers]]
name = "adam"
lr = 0.1
"""
    assert line_of(text, key) == line


NESTED = (
    """gdsim = 1 # optimizers[1].beta1 = 3
modifiers = [
  "cautious", { name = "clip_norm", bound = 1 },
  { name = "x = [1, 2]", floor = [1,
    2], 'the "last"' = 1979-05-27 07:32:00 },
]
schedule = { name = "cosine", warmup = 5 }
title = '''
gamma = 1
[[optimizers]]
'''
[[optimizers]]
name = "sgd"
schedule = { name = "step", gamma = 1 }

[[optimizers]]
schedule.gamma = 3
name = "adam"

[[optimizers]]
name = "adam"
[optimizers.schedule]
name = "step"
gamma = 0.5
[[ window.views ]]
x = 1
"y" = """
    + '"""a\n]\n"""'
    + """
[window.views.z]
range = [1, 2]
[[window.views]]
x = { setting = "y = 3", range = [
  0, 1] }
y.setting = "a"
y.range = 3
"""
)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("modifiers[0]", 3), ("modifiers[1].bound", 3), ("modifiers[2].floor", 4),
        ("modifiers[2].floor[1]", 5), ("modifiers[3]", 2), ("schedule.warmup", 7),
        ("schedule[0].warmup", 7), ("title", 8), ("optimizers[0]", 12),
        ("optimizers[0].schedule.gamma", 14), ("optimizers[1].schedule.gamma", 17),
        ("optimizers[2].schedule", 22), ("optimizers[2].schedule.gamma", 24),
        ("optimizers[2].schedule.gone", 22), ("optimizers[3].lr", 12), ("window.views[0].y", 27),
        ("window.views[0].z.range", 31), ("window.views[1]", 32), ("window.views[1].x.range", 33),
        ("window.views[1].y.range", 36), ("window.views[1].y.gone", 35),
    ],
)  # fmt: skip
def test_keys_are_found_however_tables_are_nested(key, line):
    tomllib.loads(NESTED)  # a text that is TOML
    assert line_of(NESTED, key) == line


@given(st.integers(0, len(NESTED)), st.integers(0, 9), st.text(max_size=5))
def test_a_line_is_looked_for_in_any_text(place, length, inserted):
    text = NESTED[:place] + inserted + NESTED[place + length :]
    assert line_of(text, "window.views[1].y.range") in (None, *range(1, text.count("\n") + 2))


def test_a_line_is_found_without_reading_on(monkeypatch):
    read, tokens = [], lines._tokens
    monkeypatch.setattr(lines, "_tokens", lambda text: (read.append(t) or t for t in tokens(text)))
    assert line_of("steps = 3\nlr = -1\nstart = [" + "1, " * 1000 + "]", "lr") == 2
    assert len(read) < 20


def test_saving_replaces_a_file_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "e.toml"
    experiment = gd.Experiment.from_toml(WELCOME)
    experiment.save(path)
    assert gd.Experiment.load(path) == experiment
    before = path.read_bytes()

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fails)
    with pytest.raises(ValueError, match=r"cannot write .*: No space left on device"):
        experiment.replace(steps=5).save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_saving_into_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot write"):
        gd.Experiment.from_toml(WELCOME).save(tmp_path / "no" / "e.toml")
