"""Build the page once, in Node, with the files that the page worker will have.

What it prints is what the page worker will say, so the document can draw it before Python has started.
"""

import shutil
import sys


async def prerender(folders):
    """JSON of the page made from the files below `folders`."""
    for folder in folders:
        shutil.copytree(folder, "/", dirs_exist_ok=True)
    sys.path_importer_cache.clear()
    sys.path = [path for path in sys.path if not path.endswith(".zip")]
    from playground.site import page_app

    return await page_app.open_page()
