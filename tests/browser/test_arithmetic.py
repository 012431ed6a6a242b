"""The static build's own arithmetic: programs use it, with NumPy's numbers, and the page says so."""

import re

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from playground import engine
from tests.browser.host import Host
from tests.browser.visits import about, visit

PROGRAM = """
import numpy as np
import keras

x = np.random.default_rng(0).standard_normal((200, 20)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("int32")
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.layers.Dense(48, "tanh"), keras.layers.Dense(2)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile("adam", loss, metrics=["accuracy"])
history = model.fit(x, y, batch_size=32, epochs=20, verbose=0).history
"""
TEXT = """element => {
  const inside = root => [...root.querySelectorAll("*")].flatMap(
    e => e.shadowRoot ? [e.shadowRoot.textContent, ...inside(e.shadowRoot)] : [])
  return inside(element).join("\\n")
}"""
PRINTING = """
print("losses", *history["loss"], "end")
model.explain_step()
"""


def said(host: Host, context: BrowserContext, forgive: str = "") -> tuple[str, str]:
    """How the page's plan of the program is explained, and what the page says about itself."""
    learner = visit(context, host.url, forgive)
    learner.write(PROGRAM + PRINTING)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect(learner.output).to_contain_text("update:")
    printed = learner.output.evaluate(TEXT)
    found = [float(x) for x in printed.split("losses")[1].split("end")[0].split()]
    scope = {}
    exec(PROGRAM.replace("import keras", ""), {"keras": engine}, scope)
    np.testing.assert_allclose(found, scope["history"]["loss"], rtol=1e-3)
    return printed, about(learner)


def test_the_page_computes_in_webassembly(host: Host, context: BrowserContext) -> None:
    explained, about_it = said(host, context)
    assert "in WebAssembly, for all batches in one call" in explained
    assert "computed by WebAssembly" in about_it


@pytest.mark.parametrize("broken", ["missing", "no module"])
def test_without_it_the_page_computes_with_numpy_and_says_why(
    host: Host, context: BrowserContext, broken: str
) -> None:
    (module,) = host.site.rglob("arithmetic.wasm")
    if broken == "missing":
        for file in module.parent.glob("arithmetic.wasm*"):
            file.unlink()
    else:
        module.write_bytes(b"no module")
    explained, about_it = said(host, context, forgive="404")
    assert "in WebAssembly" not in explained
    assert "NumPy’s, which takes longer: " in about_it
