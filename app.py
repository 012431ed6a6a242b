"""`panel serve app.py`: one Session per visitor."""

from playground.serving.visitors import serve_visitor

serve_visitor()
