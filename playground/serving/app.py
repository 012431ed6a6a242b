"""The app of an installed playground, for `panel serve`: `layer-playground serve --where` says where this file is."""

from playground.serving.visitors import serve_visitor

serve_visitor()
