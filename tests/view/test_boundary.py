"""The decision boundary in colours, in a sentence and in a table."""

import numpy as np

from playground.events import Array, Data, Finished, FitChanged, FitStarted, Picture, Started
from playground.session import Edited
from playground.view.boundary import (
    CLASS_COLOURS,
    Boundary,
    diverging_palette,
    point_colours,
    points_html,
    summary_text,
    table_html,
)

RANGE = (-1.0, 1.0)


def picture(surface: np.ndarray, classes: int = 2, low: float = 0.0, high: float = 1.0) -> Picture:
    return Picture(1, Array.of(surface.astype("uint8")), low, high, classes, RANGE, RANGE)


def test_a_sentence_for_each_kind_of_model() -> None:
    half = np.repeat([[0], [255]], 10, axis=1)
    assert summary_text(picture(half), half) == "Class 1 is more likely in 50% of the plane."
    assert "class 2: 100%" in summary_text(picture(half * 0 + 2, 3), half * 0 + 2)
    assert summary_text(picture(half, 0, -2, 2), half) == "Outputs from -2.00 to 2.00."


def test_the_table_has_high_y_on_top_as_the_picture_has() -> None:
    surface = np.zeros((50, 50), "uint8")
    surface[-1] = 255  # the row of the highest y
    table = table_html(picture(surface), surface)
    first_row = table.split("<tbody>")[1].split("</tr>")[0]
    assert first_row.count("<td>1.00</td>") == 5 and "y 1" in first_row


def test_the_palette_runs_from_class_0_to_class_1_through_a_pale_middle() -> None:
    palette = diverging_palette(3)
    assert len(palette) == 3 and palette[1] == "#f0f0f2"
    assert int(palette[0][1:3], 16) > int(palette[0][5:7], 16)  # orange: more red than blue
    assert int(palette[2][1:3], 16) < int(palette[2][5:7], 16)


def test_points_have_the_colour_of_their_class_whatever_the_labels_are() -> None:
    labels = np.array([0, 1, np.nan, -5, 99], "float32")
    colours = point_colours(labels, 2, 0, 1)
    assert colours[:2] == list(CLASS_COLOURS[:2])
    assert len(point_colours(np.array([np.nan, 0.5], "float32"), 0, 0, 1)) == 2


def test_the_points_are_counted_by_class() -> None:
    table = points_html(np.array([0, 1, 1], "float32"), np.array([1], "float32"), 2)
    assert '<th scope="row">class 1</th><td>2</td><td>1</td>' in table
    assert '<th scope="row">all</th><td>3</td><td>1</td>' in table
    assert (
        "class"
        not in points_html(np.array([0.5], "float32"), np.zeros(0, "float32"), 0).split("<tbody>")[
            1
        ]
    )


def fit(**points: Array) -> FitStarted:
    return FitStarted(1, 1, 1, "sgd", 0.1, "mse", (), True, x_range=RANGE, y_range=RANGE, **points)


def test_points_and_surface_reach_the_plane() -> None:
    view = Boundary(None)  # type: ignore[arg-type]  # a session is not needed to draw
    xy = Array.of(np.zeros((4, 2), "float32"))
    view.show([fit(points=xy, labels=Array.of(np.zeros(4, "float32"))), picture(np.zeros((5, 4)))])
    plane = view.chart_panel
    assert plane.ranges == {"x": [-1.0, 1.0], "y": [-1.0, 1.0]}
    assert plane.points["train"]["x"] == [0.0] * 4 and plane.points["held_out"]["x"] == []
    assert (plane.surface["rows"], plane.surface["columns"]) == (5, 4)
    assert Array("uint8", (5, 4), plane.surface["data"]).numpy().sum() == 0


def data(label: float, classes: int = 2) -> list[object]:
    """A check that comes to a fit on four points."""
    points, labels = np.zeros((4, 2), "float32"), np.arange(4, dtype="float32") * label
    seen = Data(Array.of(points), Array.of(labels), None, None, RANGE, RANGE, classes)
    return [Started("shapes"), seen, Finished(0.1)]


def test_the_data_are_there_before_the_first_run() -> None:
    view = Boundary(None)  # type: ignore[arg-type]
    view.show(data(label=0.5, classes=0))
    assert view.chart_panel.ranges == {"x": [-1.0, 1.0], "y": [-1.0, 1.0]}
    assert len(set(view.chart_panel.points["train"]["colour"])) == 4
    assert "1.5</li>" in view.panel.html and view.chart_panel.surface == {}
    view.show([Started("shapes"), Finished(0.1)])  # the program has no fit any more
    assert view.chart_panel.points == {} and "What the model says" in view.panel.html


def test_what_a_run_has_drawn_goes_when_a_control_changes_its_data() -> None:
    view = Boundary(None)  # type: ignore[arg-type]
    [_, same, _], other = data(label=0), data(label=1)
    assert isinstance(same, Data)
    view.show(data(label=0))
    view.show([fit(points=same.points, labels=same.labels), picture(np.zeros((5, 4)))])
    surface = view.chart_panel.surface
    view.show([Edited("epochs=5", "form"), *data(label=0)])
    view.show([Edited("x, y = other", "editor"), *other])
    assert surface and view.chart_panel.surface == surface
    view.show([Edited("x, y = another", "form"), *other])
    assert view.chart_panel.surface == {} and len(view.chart_panel.points["train"]["x"]) == 4


def test_points_that_join_a_fit_are_drawn_and_its_picture_stays() -> None:
    view = Boundary(None)  # type: ignore[arg-type]
    [_, before, _], [_, after, _] = data(label=0), data(label=1)
    assert isinstance(before, Data) and isinstance(after, Data)
    view.show([fit(points=before.points, labels=before.labels), picture(np.zeros((5, 4)))])
    surface = view.chart_panel.surface
    view.show([Edited("x, y = more", "form")])
    longer = Array.of(np.ones((6, 2), "float32")), Array.of(np.ones(6, "float32"))
    view.show([FitChanged(2, fit(points=longer[0], labels=longer[1]), joined=True)])
    assert view.chart_panel.points["train"]["x"] == [1.0] * 6
    view.show(data(label=1))  # of the check when the run has ended
    assert surface and view.chart_panel.surface == surface
    assert view.chart_panel.points["train"]["x"] == [1.0] * 6


def test_the_table_is_written_while_somebody_looks_at_it() -> None:
    view = Boundary(None)  # type: ignore[arg-type]
    xy = Array.of(np.zeros((4, 2), "float32"))
    view.show([fit(points=xy, labels=Array.of(np.zeros(4, "float32"))), picture(np.zeros((5, 5)))])
    assert "Class 1 is more likely" not in view.panel.html
    view.panel._handle_msg({"action": "table", "value": "open"})
    assert "Class 1 is more likely in 0% of the plane" in view.panel.html
    assert '<th scope="row">class 0</th><td>4</td>' in view.panel.html
    view.panel._handle_msg({"action": "table", "value": ""})
    assert "Class 1 is more likely" not in view.panel.html


def test_forged_arrays_draw_nothing_and_break_nothing() -> None:
    view = Boundary(None)  # type: ignore[arg-type]
    flat, odd = Array.of(np.zeros(4, "float32")), Array.of(np.zeros((4, 3), "float32"))
    view.show([fit(points=odd, labels=flat)])
    view.show(
        [fit(points=Array.of(np.zeros((4, 2), "float32")), labels=Array.of(np.zeros(2, "float32")))]
    )
    assert view.chart_panel.points["train"]["x"] == []
    view.show([Picture(1, Array.of(np.zeros(9, "uint8")), 0, 1, 2, RANGE, RANGE)])
    view.show([Picture(1, Array.of(np.zeros((3, 3), "float32")), 0, 1, 2, RANGE, RANGE)])
    assert view.chart_panel.surface == {}


def test_data_of_many_features_have_no_legend_of_a_plane() -> None:
    view = Boundary(None)  # type: ignore[arg-type]
    view.show(data(label=1))
    assert "class 1" in view.panel.html
    view.show([FitStarted(1, 1, 1, "sgd", 0.1, "mse", (), True)])
    assert "two features" in view.panel.html and "class 1" not in view.panel.html
    assert view.chart_panel.points == {}


def test_of_more_than_two_features_two_are_drawn_and_the_visitor_chooses() -> None:
    class Chosen:
        features = None

        def draw_features(self, across: int, up: int) -> None:
            self.features = (across, up)

    session = Chosen()
    boundary = Boundary(session)  # type: ignore[arg-type]
    points, labels = Array.of(np.zeros((3, 2), "float32")), Array.of(np.zeros(3, "float32"))
    data = Data(points, labels, None, None, RANGE, RANGE, 2, (1, 3, 4))
    boundary.show([Started("shapes"), data, Finished(0)])
    assert boundary.chart_panel.features == {"across": 1, "up": 3, "count": 4}
    for wild in ([0], [0, "1"], [0, -1], [0, 10**9], [True, 1], None, [0, 1, 2]):
        boundary._chosen({"action": "features", "value": wild})
    assert session.features is None
    boundary._chosen({"action": "features", "value": [0, 2]})
    assert session.features == (0, 2)
    for forged in ((5, 0, 4), (-1, 0, 4), (0, 1, 2), (0, 1, 10**9)):
        boundary._tell_features(forged)
        assert boundary.chart_panel.features == {}
