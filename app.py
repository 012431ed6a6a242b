"""`panel serve app.py`: one Session per visitor."""

from bokeh.io import curdoc

from playground.serving import guard
from playground.serving.visitors import serve_page

guard.install()
serve_page(curdoc())
