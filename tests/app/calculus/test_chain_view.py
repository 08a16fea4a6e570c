"""The chain rule as a graph, stepped with the keys: the numbers of the founding text."""

import pytest
from PySide6.QtCore import Qt

from gdsim.app.calculus.graph_layout import layout
from gdsim.app.calculus.worked import with_numbers
from gdsim.learn.derivatives.chain_rule import chain_rule
from tests.app.by_hand import enter, tick

NEURON = "(w*x + b - y)**2; x = 2, y = 3"


def walk(view, qtbot):
    """Step to the end with the right key; what each stage says."""
    said = [view.worked.text]
    while view.forward.isEnabled():
        qtbot.keyClick(view.graph, Qt.Key.Key_Right)
        said.append(view.worked.text)
    return said


def test_a_neuron_is_worked_forward_backward_and_updated(look, qtbot):
    view = look("chain", NEURON, w=0.5, b=0.1)
    assert view.graph.values() == {"w": 0.5, "b": 0.1, "u1": 1.0}
    assert view.graph.adjoints() == {}
    said = walk(view, qtbot)
    for line, stage in (
        ("du1/dw = x = 2", 0),  # how the prediction changes with w
        ("u2 = u1 + b = 1 + 0.1 = 1.1", 1),  # the prediction
        ("∂u2/∂b = 1", 1),
        ("f = u3**2 = (−1.9)^2 = 3.61", 3),  # the loss
        ("df/du2 = df/du3 * du3/du2 = −3.8 · 1 = −3.8", 5),
        ("df/db = df/du2 * ∂u2/∂b = −3.8 · 1 = −3.8", 7),
        ("df/dw = df/du1 * du1/dw = −3.8 · 2 = −7.6", 8),
        ("new b = b - lr * df/db = 0.1 − 0.01 · (−3.8) = 0.138", 10),
        ("new w = w - lr * df/dw = 0.5 − 0.01 · (−7.6) = 0.576", 11),
    ):
        assert line in said[stage], said[stage]
    assert len(said) == 12
    made = chain_rule(NEURON, {"w": 0.5, "b": 0.1}, single=True, lr=0.01)
    wanted = {each["name"]: each["adjoint"] for each in
              (*made.data["variables"], *made.data["quantities"])}  # fmt: skip
    assert view.graph.adjoints() == wanted


def test_a_square_of_a_sum_is_the_product_of_its_two_derivatives(look, qtbot):
    view = look("chain", "(2*x + 3)**2", x=1.0)
    tick(qtbot, view.single)
    qtbot.waitUntil(lambda: len(view.explanation.data["quantities"]) == 2)
    said = walk(view, qtbot)
    assert "u = 2*x + 3 = 2·1 + 3 = 5" in said[0] and "du/dx = 2" in said[0]
    assert "df/du = 2*u = 2·5 = 10" in said[1]
    assert "df/dx = df/du * du/dx = 10 · 2 = 20" in said[3]


def test_a_value_that_is_used_twice_has_a_sum(look, qtbot):
    view = look("chain", "exp(x)*sin(exp(x))", x=0.5)
    said = walk(view, qtbot)
    (sums,) = [each for each in said if "acts along 2 paths" in each]
    step = next(s for s in view.explanation.steps if s.name == "df/du1" and " + " in s.formula)
    assert with_numbers(step) in sums


def test_left_home_and_end_and_clicks_go_to_stages(look, qtbot):
    view = look("chain", NEURON, w=0.5, b=0.1)
    qtbot.keyClick(view.graph, Qt.Key.Key_End)
    assert view.stage == 11 and view.title.text().startswith("Update 2 of 2")
    qtbot.keyClick(view.graph, Qt.Key.Key_Left)
    assert view.stage == 10
    qtbot.keyClick(view.graph, Qt.Key.Key_Home)
    assert view.stage == 0 and "Forward 1 of 4: the value of u1" in view.title.text()
    for wanted in ("forward", "backward"):  # the second click goes on to the backward pass
        qtbot.mouseClick(
            view.graph, Qt.MouseButton.LeftButton, pos=view.graph.place_of("u2").toPoint()
        )
        now = view.explanation.data["stages"][view.stage]
        assert (now["pass"], now["quantity"]) == (wanted, "u2")
    qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)
    assert view.explanation.data["stages"][view.stage]["quantity"] == "u3"


def test_another_point_or_rate_keeps_the_stage(look, page, qtbot):
    view = look("chain", NEURON, w=0.5, b=0.1)
    qtbot.keyClick(view.graph, Qt.Key.Key_End)
    enter(qtbot, view.rate, "0.1")
    qtbot.waitUntil(lambda: "1.26" in view.worked.text)  # 0.5 + 0.1 * 7.6
    enter(qtbot, page.head.fields["w"], "1")
    qtbot.waitUntil(lambda: view.explanation.data["point"] == [0.1, 1.0])
    assert view.stage == 11
    assert chain_rule(NEURON, {"w": 1, "b": 0.1}).data["gradient"] == pytest.approx(
        view.explanation.data["gradient"]
    )


def test_an_undefined_point_keeps_the_last_good_graph(look, page, qtbot):
    view = look("chain", "log(x)*x", x=2.0)
    page.move_to((-1.0,))
    qtbot.waitUntil(lambda: "has no finite value at x = -1" in page.head.error.text())
    assert view.graph.values()["x"] == 2.0
    page.move_to((3.0,))
    qtbot.waitUntil(lambda: view.graph.values()["x"] == 3.0)
    assert page.head.error.text() == ""


def test_every_input_is_left_of_what_uses_it():
    data = chain_rule("(x*y + exp(x))**2/(x*y) + z", (1.0, 2.0, 3.0), single=True).data
    names = [each["name"] for each in data["variables"]]
    made = layout(names, data["quantities"])
    assert set(made.nodes) == {*names, *(each["name"] for each in data["quantities"])}
    taken = {(node.column, node.row) for node in made.nodes.values()}
    for edge in made.edges:
        columns = [made.nodes[edge.source].column, *(node.column for node in edge.via)]
        columns.append(made.nodes[edge.user].column)
        assert columns == list(range(columns[0], columns[-1] + 1))
        assert taken.isdisjoint((node.column, node.row) for node in edge.via)
    places = [(node.column, node.row) for node in made.nodes.values()]
    assert len(set(places)) == len(places)
    assert made.nodes["z"].column == made.nodes["f"].column - 1  # next to what uses it


def test_a_key_stops_what_plays_and_so_does_another_view(page, qtbot, look):
    view = look("chain", "(2*x + 3)**2", x=1.0)
    drawn = lambda: view.play.icon().pixmap(16).toImage()  # noqa: E731
    still = drawn()
    for leave in (
        lambda: qtbot.keyClick(view.graph, Qt.Key.Key_Right), lambda: page.choose("derivative")
    ):  # fmt: skip
        qtbot.mouseClick(view.play, Qt.MouseButton.LeftButton)
        assert view._pace.isActive() and drawn() != still
        leave()
        assert not view._pace.isActive() and drawn() == still
