"""The web side of `panel serve app.py`: which requests are answered, and where a visitor's programs run."""
