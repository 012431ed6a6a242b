"""`panel serve app.py`: one Session per visitor."""

import panel as pn

from playground.lesson import load_lessons
from playground.serving import guard
from playground.serving.visitors import runner_for_visitor
from playground.session import Session
from playground.view.page import make_page

guard.install()
make_page(Session(runner_for_visitor(pn.state.curdoc), load_lessons())).servable()
