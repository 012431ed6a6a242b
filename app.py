"""`panel serve app.py`: one Session per visitor."""

import panel as pn

from playground.serving import guard
from playground.serving.visitors import serve_page

guard.install()
serve_page(pn.state.curdoc)
