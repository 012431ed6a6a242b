// The page's Python: Panel, the session and the views. It fetches everything once, starts the first kernel before
// its own interpreter, and then exchanges Bokeh's patches with the document (start.js). Both interpreters go on from
// pictures of their memory (snapshot.js); where that is not possible, they start from the compiled files. With
// `?start=compiled` in the page's address they always do.
//
// In:  {type: "location", location}, {type: "patch", patch}
// Out: {type: "loading", text}, {type: "page", json, start}, {type: "patch", json}, {type: "idle"},
//      {type: "broken", message}
import { Kernel } from "./kernel.js";
import { manifest } from "./manifest.js";
import { filesOf, openPicture, scripts, startPython, unpack, unzipping } from "./python.js";
import { Unpacker } from "./unpacking.js";

const post = (type, rest) => self.postMessage({ type, ...rest });
const here = (path) => new URL(path, import.meta.url).href;
const core = here(manifest.core);

scripts(core).catch(() => {}); // whoever needs them says what is wrong
const compiled = self.name === "compiled" || !manifest.pictures || !("Suspending" in WebAssembly) || frugal();

// Pictures start sooner and are eight megabytes more to download: not for who saves data or has a slow network. (What
// browsers say of Mbit/s, `downlink`, is no measure: of a host on the same machine some say two.)
function frugal() {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return Boolean(saveData) || /2g|3g/.test(effectiveType);
}

// Progress: of what is needed before the page can be used.
let expected = 0;
let received = 0;
let told = 0;
const expect = (...names) => names.forEach((name) => (expected += manifest.sizes[name]));
function count(bytes) {
  received += bytes;
  const now = performance.now();
  if (linked || now - told < 100) return;
  told = now;
  const [part, whole] = [received, expected].map((bytes) => Math.ceil(bytes / 1e6));
  post("loading", { text: `Loading Python ${Math.min(part, whole)} of ${whole} MB` });
}

// A file as the host has it.
async function fetched(url) {
  const found = await fetch(url);
  if (!found.ok) throw new Error(`${url} is not there`);
  const parts = [];
  for (const reader = found.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    count(value.byteLength);
    parts.push(value);
  }
}

// Browsers compile while it arrives only what is called application/wasm; the name comes from here, not from the host.
// The compressed copy saves two thirds on hosts that do not compress; a host may have no such copies. What the service
// worker has kept is unzipped and has its name.
async function compile(url) {
  const headers = { "Content-Type": "application/wasm" };
  const transform = (chunk, controller) => {
    count(chunk.byteLength);
    controller.enqueue(chunk);
  };
  for (const at of [url + ".gz", url]) {
    const found = await fetch(at);
    if (found.headers.has("Layer-Playground")) return WebAssembly.compileStreaming(found);
    const stream = found.ok && (await unzipping(found.body.pipeThrough(new TransformStream({ transform }))));
    if (stream) return WebAssembly.compileStreaming(new Response(stream, { headers }));
  }
  throw new Error(`${url} is not there`);
}

const once = (make) => {
  let made;
  return () => (made ??= make());
};
const unpacker = compiled ? null : new Unpacker();
async function archive(name) {
  const blob = await fetched(here(name));
  const own = new Unpacker();
  return new Blob([await own.contents(blob, manifest.unpacked[name]).finally(() => own.close())]);
}
const kernelPack = once(() => archive("kernel.pack"));
const pagePack = once(() => archive("page.pack"));

// [path, module] of NumPy's own WebAssembly, in the order in which the build loaded it.
async function sideModules() {
  const packed = await fetched(here("sides.pack"));
  const files = [...filesOf(new Uint8Array(await unpacker.contents(packed, manifest.unpacked["sides.pack"])))];
  return Promise.all(files.map(async ([path, contents]) => [path, await WebAssembly.compile(contents)]));
}

const module = compile(core + "pyodide.asm.wasm");
expect("pyodide.asm.wasm", ...(compiled ? ["kernel.pack", "page.pack"] : ["sides.pack", "kernel.image", "page.image"]));
let linked = false;
// The pictures stay packed: every kernel unpacks its own, and none but the browser holds them.
const [sides, kernelPicture, pagePicture] = compiled
  ? [null, null, null]
  : [sideModules(), fetched(here("kernel.image")), fetched(here("page.image"))];
const open = async (name, blob) => openPicture(unpacker, await blob, manifest.pictures[name]);
const openedPictures = compiled ? [] : [open("kernel.image", kernelPicture), open("page.image", pagePicture)];
// All are asked for below, later.
Promise.allSettled([sides, kernelPicture, ...openedPictures]).then(() => unpacker?.close());

async function restoredKernel() {
  if (compiled) return null;
  try {
    return { core, module: await module, sides: await sides, ...manifest.pictures["kernel.image"] };
  } catch (error) {
    console.warn(error);
    return null;
  }
}

const kernelParts = {
  restored: restoredKernel(),
  picture: kernelPicture,
  compiled: async () => ({ core, module: await module, archive: await kernelPack() }),
  files: kernelPack,
};
if (compiled) kernelPack(), pagePack();
// The learner's first program is ready sooner when its kernel starts before anybody asks for one, and gets a copy of what
// the page's interpreter needs opened anyway.
let first = new Kernel(kernelParts, openedPictures[0]);

function newKernel() {
  const kernel = first ?? new Kernel(kernelParts);
  first = null;
  return kernel;
}

// The interpreter in which the page was made when the site was built.
async function restore() {
  const { facts } = manifest.pictures["page.image"];
  const python = await startPython({ core, module: await module, sides: await sides, facts, pictures: openedPictures });
  const files = once(async () => {
    for (const pack of [kernelPack, pagePack]) await unpack(python.FS, await pack());
  });
  await python.pyimport("playground.runners.restored").wake(files);
  setTimeout(() => files().catch(console.warn), LATER_MS);
  return { app: python.pyimport("playground.site.page_app"), json: null, start: "snapshot" };
}

const LATER_MS = 4000; // what the page does not need at once gives way to what it does

async function startCompiled() {
  const python = await startPython({ core, module: await module, archives: [kernelPack(), pagePack()] });
  post("loading", { text: "Loading Panel" });
  const app = await python.runPythonAsync(IMPORT);
  post("loading", { text: "Loading the page" });
  return { app, json: await app.open_page(), start: "compiled" };
}

async function openPage() {
  post("loading", { text: "Loading Python" });
  let page = null;
  if (!compiled) {
    page = await restore().catch((error) => {
      console.warn(`The page's Python is started anew: ${error}`);
      expect("kernel.pack", "page.pack");
    });
  }
  const { app, json, start } = page ?? (await startCompiled());
  linked = true;
  const spares = (navigator.deviceMemory ?? 8) < 4 ? 0 : 1;
  post("page", { json, start });
  const send = (json) => post("patch", { json });
  await call(app.link, newKernel, spares, send, await location);
  return app;
}

// Python may have to wait for the files of what it imports only now.
const call = (method, ...values) => (compiled ? method(...values) : method.callPromising(...values));

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
const app = openPage();
app.catch((error) => post("broken", { message: String(error) }));

self.onmessage = async ({ data }) => {
  if (data.type === "location") return located(data.location);
  const python = await app;
  try {
    await call(python.apply, data.patch);
  } finally {
    post("idle");
  }
};
