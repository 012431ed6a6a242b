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

const post = (type, rest) => self.postMessage({ type, ...rest });
const here = (path) => new URL(path, import.meta.url).href;
const core = here(manifest.core);

scripts(core).catch(() => {}); // whoever needs them says what is wrong
const compiled = self.name === "compiled" || !manifest.pictures || !("Suspending" in WebAssembly) || frugal();

// Pictures start sooner and are ten megabytes more to download: not for who saves data or has a slow network.
function frugal() {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return Boolean(saveData) || /2g|3g/.test(effectiveType);
}

// Progress: of what is needed before the page can be used.
let expected = 0;
let received = 0;
let told = 0;
const expect = (...names) => names.forEach((name) => (expected += manifest.sizes[name]));
const counting = () =>
  new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      if (linked) return controller.enqueue(chunk);
      const now = performance.now();
      if (now - told > 100) {
        told = now;
        const [part, whole] = [received, expected].map((bytes) => Math.ceil(bytes / 1e6));
        post("loading", { text: `Loading Python ${Math.min(part, whole)} of ${whole} MB` });
      }
      controller.enqueue(chunk);
    },
  });

// The first of these files that the host has, unzipped on the way.
async function download(...urls) {
  for (const url of urls) {
    const found = await fetch(url);
    const stream = found.ok && (await unzipping(found.body.pipeThrough(counting())));
    if (stream) return stream;
  }
  throw new Error(`${urls.at(-1)} is not there`);
}

// A file as the host has it.
async function fetched(url) {
  const found = await fetch(url);
  if (!found.ok) throw new Error(`${url} is not there`);
  return new Response(found.body.pipeThrough(counting()));
}

// Browsers compile while it arrives only what is called application/wasm; the name comes from here, not from the host.
// The compressed copy saves two thirds on hosts that do not compress; a host may have no such copies.
async function compile(url) {
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(await download(url + ".gz", url), { headers }));
}

const once = (make) => {
  let made;
  return () => (made ??= make());
};
const whole = async (name) => new Response(await download(here(name))).blob();
const packed = (name) => once(() => whole(name));
const kernelPack = packed("kernel.pack");
const pagePack = packed("page.pack");

// [path, module] of NumPy's own WebAssembly, in the order in which the build loaded it.
async function sideModules() {
  const bytes = new Uint8Array(await (await whole("sides.pack")).arrayBuffer());
  const files = [...filesOf(bytes)];
  return Promise.all(files.map(async ([path, contents]) => [path, await WebAssembly.compile(contents)]));
}

const module = compile(core + "pyodide.asm.wasm");
expect("pyodide.asm.wasm", ...(compiled ? ["kernel.pack", "page.pack"] : ["sides.pack", "kernel.image", "page.image"]));
let linked = false;
// The pictures stay zipped: every kernel unzips its own, and none but the browser holds them.
const zipped = async (name) => (await fetched(here(name))).blob();
const [sides, kernelPicture, pagePicture] = compiled
  ? [null, null, null]
  : [sideModules(), zipped("kernel.image"), zipped("page.image")];
for (const promise of [sides, kernelPicture, pagePicture]) promise?.catch(() => {}); // asked for below, later

async function restoredKernel() {
  if (compiled) return null;
  try {
    return { core, module: await module, sides: await sides, ...manifest.pictures["kernel.image"] };
  } catch (error) {
    console.warn(error);
    return null;
  }
}

const open = async (name, blob) => openPicture(await blob, manifest.pictures[name].sum);
const openedKernelPicture = compiled ? null : open("kernel.image", kernelPicture);
openedKernelPicture?.catch(() => {});

const kernelParts = {
  restored: restoredKernel(),
  picture: kernelPicture,
  compiled: async () => ({ core, module: await module, archive: await kernelPack() }),
  files: kernelPack,
};
if (compiled) kernelPack(), pagePack();
// The learner's first program is ready sooner when its kernel starts before anybody asks for one, and gets a copy of what
// the page's interpreter needs unzipped anyway.
let first = new Kernel(kernelParts, openedKernelPicture);

function newKernel() {
  const kernel = first ?? new Kernel(kernelParts);
  first = null;
  return kernel;
}

// The interpreter in which the page was made when the site was built.
async function restore() {
  const pictures = [openedKernelPicture, open("page.image", pagePicture)];
  for (const promise of pictures) promise.catch(() => {}); // it may fail before anybody waits for it
  const { facts } = manifest.pictures["page.image"];
  const python = await startPython({ core, module: await module, sides: await sides, facts, pictures });
  const files = once(async () => {
    for (const pack of [kernelPack, pagePack]) await unpack(python.FS, await pack());
  });
  await python.pyimport("playground.runners.restored").wake(files);
  setTimeout(() => files().catch(console.warn), LATER_MS);
  return { app: python.pyimport("playground.site.page_app"), json: null, start: "snapshot" };
}

const LATER_MS = 3000; // what the page does not need at once gives way to what it does

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
