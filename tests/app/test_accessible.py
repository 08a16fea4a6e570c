"""Every control says what it is: to the eye, or to a screen reader."""

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

INTERACTIVE = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit,
)  # fmt: skip


def nameless(widget):
    """The interactive widgets inside another one that have neither a name nor words."""
    found = []
    for child in widget.findChildren(object):
        if not isinstance(child, INTERACTIVE) or isinstance(child, QScrollBar):
            continue
        parent = child.parent()
        is_part = isinstance(parent, QComboBox | QLineEdit | QAbstractItemView) or isinstance(
            parent.parent(), QComboBox
        )  # of Qt's own: a list's popup, a field's button, a table's corner and header
        is_part |= child.objectName().startswith("qt_")
        words = child.text() if isinstance(child, QAbstractButton) else ""
        if not is_part and not (child.accessibleName() or words):
            found.append(f"{type(child).__name__} in {type(parent).__name__}: {child.toolTip()}")
    return found


def tour(window):
    """Open everything that the window has."""
    panel = window.panel
    for section in panel._folding:
        section.unfold(True)
    for row in panel.optimizers.rows:
        row.unfold(True)
    panel.optimizers.rows[0].rename()
    panel.optimizers.rows[0].pop_up_colours()
    panel.optimizers.rows[0].swatches.close()
    for pop_up, control in (
        (panel.optimizers._pop_up, panel.optimizers),
        (panel.objective._pop_up, panel.objective),
        (panel.schedule.editor.pop_up, panel.schedule.editor),
    ):
        pop_up()
        control.picker.hide()


def test_no_tip_is_wider_than_can_be_read(window):
    tour(window)
    tips = [each.toolTip() for each in window.findChildren(QWidget)]
    assert max(len(line) for tip in tips for line in tip.split("\n")) <= 80
    assert any("\n" in tip for tip in tips)


def test_every_control_has_a_name_with_a_function(window):
    tour(window)
    faults = nameless(window)
    window.go_to("map")
    window.search()
    window.commands.picker.hide()
    window.show_keys()
    window.keys.close()
    faults += nameless(window)
    assert "\n".join(sorted(set(faults))) == ""


def test_every_control_has_a_name_with_a_network(open_window, training):
    window = open_window(training)
    for section in window.panel._folding:
        section.unfold(True)
    assert "\n".join(sorted(set(nameless(window)))) == ""
