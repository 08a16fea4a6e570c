"""A page in a real browser, opened as a file: it is scrubbed, played and pointed at.

No test of it needs a network, and it makes no request but for itself.
"""

import json

import pytest

import gdsim as gd
from tests.learn.page.chromium import Browser, chromium

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")
EXPERIMENT = gd.Experiment(
    gd.Function("x**2 + 3*y**2", domain=((-2, 3), (-1, 2))),
    [gd.SGD(lr=0.05), gd.Momentum(lr=2.0, momentum=0.9)], start=(1.5, 1.0), steps=40,
    title="<b>Two</b></script>",
)  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    gd.page(EXPERIMENT, path)
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("browser"))
    yield browser
    browser.close()


@pytest.fixture
def page(browser, file):
    browser.view(1280, 900)
    browser.open(file)
    yield browser
    events = browser.events
    assert not events["Runtime.exceptionThrown"] and not events["Log.entryAdded"]
    asked = [each["request"]["url"] for each in events["Network.requestWillBeSent"]]
    assert asked == [file.absolute().as_uri()]


def place(page, canvas, point):
    """Where a point of a picture is in the view, in px."""
    text = f"""(() => {{
      const canvas = document.getElementById("{canvas}"), box = canvas.getBoundingClientRect();
      const [left, right, low, high] = {json.dumps(point[2])};
      const wide = box.width - 52 - 24, tall = box.height - 8 - 28;
      return [box.left + 52 + (({point[0]} - left) / (right - left)) * wide,
              box.top + 8 + (1 - ({point[1]} - low) / (high - low)) * tall];
    }})()"""
    return page.value(text)


def on_map(page, x, y):
    return place(page, "map", (x, y, [-2, 3, -1, 2]))


def test_the_title_is_text_and_the_pictures_are_drawn(page):
    assert page.text("h1") == page.value("document.title") == EXPERIMENT.title
    for name in ("map", "curves"):
        colours = f"""(() => {{
          const canvas = document.getElementById("{name}"), pen = canvas.getContext("2d");
          const {{ data }} = pen.getImageData(0, 0, canvas.width, canvas.height), seen = new Set();
          for (let at = 0; at < data.length; at += 4) seen.add(data.slice(at, at + 3).join());
          return seen.has("0,114,178") && seen.size > 20;
        }})()"""
        assert page.value(colours), name


def test_keys_go_through_the_steps(page):
    assert page.text("#at") == "step 40"
    page.press("ArrowLeft")
    page.press("ArrowLeft")
    assert page.text("#at") == "step 38"
    page.press("Home")
    assert page.text("#at") == "step 0"
    losses = "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[1].textContent)"
    assert page.value(losses) == ["5.25", "5.25"]
    page.press("ArrowRight")
    wanted = EXPERIMENT.replace(record="loss").run()["trace_loss"].values[:, 1]
    shown = [float(each) for each in page.value(losses)]
    assert shown == pytest.approx(wanted.tolist(), rel=1e-3)
    page.press("End")
    assert page.text("#at") == "step 40"


def test_the_mouse_scrubs_over_the_curves(page):
    box = [0, 40, 0, 1]
    page.mouse("Pressed", *place(page, "curves", (10, 0.5, box)))
    assert page.text("#at") == "step 10"
    page.mouse("Moved", *place(page, "curves", (25.3, 0.5, box)), held=True)
    assert page.text("#at") == "step 25" and page.value("Number(step.value)") == 25
    page.mouse("Released", *place(page, "curves", (25.3, 0.5, box)))


def test_a_run_is_pointed_at_on_the_map_and_in_the_list(page):
    wanted = EXPERIMENT.replace(record="params").run()["trace_params"].values[0]
    x, y = wanted[6].tolist()
    page.mouse("Moved", *on_map(page, x, y))
    said = page.text("#said")
    assert said.startswith("SGD, step 6: x ") and f"x {x:.4g}, y {y:.4g}, loss " in said
    assert page.value("document.querySelector('tbody tr').className") == "lit"
    page.mouse("Moved", *on_map(page, 2.9, 1.9))
    assert page.text("#said").startswith("Point at a run")
    page.value("document.querySelectorAll('tbody input')[1].focus()")
    page.settle()
    assert page.text("#said").startswith("Momentum, step ")


def test_it_plays_to_the_end_and_can_be_stopped(page):
    page.press("Home")
    page.click("#play")
    assert page.text("#play") == "Pause"
    page.press(" ")
    assert page.text("#play") == "Play"
    page.value(
        "new Promise((done) => { find = setInterval(() => {"
        "if (document.getElementById('at').textContent === 'step 40') {"
        "clearInterval(find); done(); } }, 20); document.getElementById('play').click(); })"
    )
    page.settle()
    assert page.text("#play") == "Play" and page.text("#at") == "step 40"


def test_a_quantity_and_the_runs_that_are_shown_are_chosen(page):
    page.value("quantity.selectedIndex = 1; quantity.dispatchEvent(new Event('change'))")
    page.settle()
    assert page.text("#value") == "gradient norm"
    page.click("tbody input")
    page.mouse("Moved", *on_map(page, 1.5, 1.0))
    assert page.text("#said").startswith("Momentum, step 0")  # the other run is hidden


def test_both_appearances_are_there_and_the_button_changes_them(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.value(ground) == "rgb(255, 255, 255)" and page.text("#theme") == "Dark"
    page.click("#theme")
    assert page.value(ground) == "rgb(20, 23, 28)" and page.text("#theme") == "Light"
    page.value("delete document.documentElement.dataset.theme")
    page.view(1280, 900, "dark")
    assert page.value(ground) == "rgb(20, 23, 28)"


def test_a_phone_shows_all_without_scrolling_sideways(page):
    page.view(390, 844, mobile=True)
    assert page.value("document.documentElement.scrollWidth") <= 390
    assert page.value("map.getBoundingClientRect().right") <= 390
    assert page.value("map.width / map.getBoundingClientRect().width") == pytest.approx(2, rel=0.01)


def test_what_is_printed_is_light(page):
    page.click("#theme")
    corner = (
        "(() => { dispatchEvent(new Event('beforeprint'));"
        "const seen = getComputedStyle(document.documentElement).getPropertyValue('--background');"
        "const pixel = [...document.getElementById('map').getContext('2d')"
        ".getImageData(56 * devicePixelRatio, 12 * devicePixelRatio, 1, 1).data];"
        "dispatchEvent(new Event('afterprint')); return [seen, pixel[0] > 200]; })()"
    )
    assert page.value(corner) == ["#14171C", True]
    assert page.do("Page.printToPDF")["data"]


def test_everything_has_a_name(page):
    tree = page.do("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "slider", "combobox", "checkbox", "img", "image"}
    named = [
        (node["role"]["value"], node["name"]["value"])
        for node in tree
        if node.get("role", {}).get("value") in roles and not node.get("ignored")
    ]
    assert {role for role, _ in named} >= {"button", "slider", "checkbox"}
    assert all(name for _, name in named), named
    assert ("slider", "Step") in named and ("checkbox", "SGD") in named
