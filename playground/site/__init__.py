"""The static build: `python -m playground build --out site` writes the page as files for any static host."""
