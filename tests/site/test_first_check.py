"""What the page knows of its first program before there is a Python."""

import dataclasses

import pytest

from playground import events as ev
from playground.lesson import load_lessons
from playground.site.first_check import first_check


def test_network_and_shapes_of_the_starter():
    [lesson, *_] = load_lessons()
    began, *told, ended = first_check(lesson)
    [built] = [event for event in told if isinstance(event, ev.Built)]
    assert [(n.name, n.output_shapes) for n in built.nodes] == [
        ("input", ((2, 784),)),
        ("simple_dense", ((2, 32),)),
    ]
    assert (began, ended) == (ev.Started("shapes"), ev.Finished(0.0))


def test_every_time_the_same_and_whole_after_the_way_through_a_file():
    [lesson, *_] = load_lessons()
    line = ev.to_json(first_check(lesson))
    assert line == ev.to_json(first_check(lesson))
    assert ev.events_from_json(line) == first_check(lesson)


def test_a_starter_that_fails_is_an_error_of_the_build():
    lesson = dataclasses.replace(load_lessons()[0], starter="1 / 0")
    with pytest.raises(RuntimeError, match=r"expected to pass its check.*ZeroDivisionError"):
        first_check(lesson)
