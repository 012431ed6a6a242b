// The page's Python: Panel, the session and the views. It fetches everything once, starts the first kernel before
// its own interpreter, and then exchanges Bokeh's patches with the document (start.js).
//
// In:  {type: "location", location}, {type: "patch", patch}
// Out: {type: "loading", text}, {type: "page", json}, {type: "patch", patch, buffers}, {type: "idle"},
//      {type: "broken", message}
import { Kernel } from "./kernel.js";
import { manifest } from "./manifest.js";
import { gunzipped, startPython, unzipping } from "./python.js";

const post = (type, rest) => self.postMessage({ type, ...rest });
const here = (path) => new URL(path, import.meta.url).href;
const core = here(manifest.core);

const expected = Object.values(manifest.sizes).reduce((sum, size) => sum + size);
let received = 0;
let told = 0;
const counting = () =>
  new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      const now = performance.now();
      if (now - told > 100) {
        told = now;
        const [part, whole] = [received, expected].map((bytes) => Math.ceil(bytes / 1e6));
        post("loading", { text: `Loading Python ${Math.min(part, whole)} of ${whole} MB` });
      }
      controller.enqueue(chunk);
    },
  });

async function response(url) {
  const found = await fetch(url);
  if (!found.ok) throw new Error(`${url} is not there (${found.status})`);
  return found;
}

const download = async (url) => (await response(url)).body.pipeThrough(counting());

// The compressed copy of a file, which saves two thirds on hosts that do not compress; the file itself if a host has no
// such copies. What arrives is unzipped here, unless it is plain.
async function plain(url) {
  const copy = await fetch(url + ".gz");
  return unzipping((copy.ok ? copy : await response(url)).body.pipeThrough(counting()));
}

// Browsers compile while it arrives only what is called application/wasm; the name comes from here, not from the host.
async function compile(url) {
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(await plain(url), { headers }));
}

const module = compile(core + "pyodide.asm.wasm");
const kernelPack = download(here("kernel.pack")).then(gunzipped);
const pagePack = download(here("page.pack")).then(gunzipped);
const parts = Promise.all([module, kernelPack]).then(([module, archive]) => ({ core, module, archive }));
let first = new Kernel(parts);

// The learner's first program is ready sooner when its kernel starts before anybody asks for one.
function newKernel() {
  const kernel = first ?? new Kernel(parts);
  first = null;
  return kernel;
}

async function open() {
  post("loading", { text: "Loading Python" });
  const env = { PANEL_CDN_ROOT: "./pn/", PYTHONHASHSEED: "0" };
  const python = await startPython({ core, module: await module, archives: [kernelPack, pagePack], env });
  post("loading", { text: "Loading Panel" });
  const app = await python.runPythonAsync(IMPORT);
  post("loading", { text: "Loading the page" });
  const spares = (navigator.deviceMemory ?? 8) < 4 ? 0 : 1;
  post("page", { json: await app.open_page(newKernel, spares) });
  app.link((patch, buffers) => post("patch", { patch, buffers }), await location);
  return app;
}

// Nothing that an import makes is garbage, so the collector may rest meanwhile.
const IMPORT = `
import gc
gc.disable()
from playground.site import page_app
gc.freeze()
gc.enable()
page_app`;

let located;
const location = new Promise((resolve) => (located = resolve));
const app = open();
app.catch((error) => post("broken", { message: String(error) }));

self.onmessage = async ({ data }) => {
  if (data.type === "location") return located(data.location);
  const python = await app;
  try {
    python.apply(data.patch);
  } finally {
    post("idle");
  }
};
