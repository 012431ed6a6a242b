// The page's Python: Panel, the session and the views. It fetches everything once, starts the first kernel before
// its own interpreter, and then exchanges Bokeh's patches with the document (start.js). Both interpreters go on from
// pictures of their memory (snapshot.js); where that is not possible, they start from the compiled files. With
// `?start=compiled` in the page's address they always do.
//
// In:  {type: "location", location, course}, {type: "patch", patch}
// Out: {type: "loading", text}, {type: "page", json, start}, {type: "patch", json}, {type: "idle"},
//      {type: "broken", message}, {type: "arithmetic", problem}
import { fetched } from "./downloads.js";
import { Kernel } from "./kernel.js";
import { Line } from "./line.js";
import { manifest } from "./manifest.js";
import { filesOf, openPicture, scripts, startPython, unpack } from "./python.js";
import { Unpacker } from "./unpacking.js";

const post = (type, rest) => self.postMessage({ type, ...rest });
const here = (path) => new URL(path, import.meta.url).href;
const core = here(manifest.core);

scripts(core).catch(() => {}); // whoever needs them says what is wrong

// Pictures start sooner and are four megabytes more to download: not for who saves data or has a slow network. What
// browsers know of it comes first, then what the first megabyte tells. (What they say of Mbit/s, `downlink`, is no
// measure: of a host on the same machine some say two.)
function frugal() {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return Boolean(saveData) || /2g|3g/.test(effectiveType);
}
const restorable = self.name !== "compiled" && manifest.pictures && "Suspending" in WebAssembly && !frugal();
const line = new Line();

// Progress: of what is needed before the page can be used.
const WASM = "pyodide.asm.wasm.zst";
const PACKS = ["kernel.pack", "page.pack"];
const PICTURES = ["sides.pack", "kernel.image", "page.image"];
let expected = 0;
let received = 0;
let told = 0;
let linked = false;
const expect = (...names) => names.forEach((name) => (expected += manifest.sizes[name]));
expect(WASM, ...(restorable ? PICTURES : PACKS));
function count(bytes) {
  received += bytes;
  const now = performance.now();
  if (linked || now - told < 100) return;
  told = now;
  const [part, whole] = [received, expected].map((bytes) => Math.ceil(bytes / 1e6));
  post("loading", { text: `Loading Python ${Math.min(part, whole)} of ${whole} MB` });
}

const once = (make) => {
  let made;
  return () => (made ??= make());
};
// For what is needed at once; what comes later gets one of its own.
const unpacker = new Unpacker();
const unpacked = (packed, name, by = unpacker) => by.contents(packed, manifest.unpacked[name]);
async function archive(name) {
  const packed = await fetched(here(name), count);
  const own = new Unpacker();
  return new Blob([await unpacked(packed, name, own).finally(() => own.close())]);
}
const kernelPack = once(() => archive("kernel.pack"));
const pagePack = once(() => archive("page.pack"));

// [path, module] of NumPy's own WebAssembly, in the order in which the build loaded it.
async function sideModules() {
  const files = await unpacked(await fetched(here("sides.pack"), count), "sides.pack");
  const modules = [...filesOf(new Uint8Array(files))];
  return Promise.all(modules.map(async ([path, contents]) => [path, await WebAssembly.compile(contents)]));
}

const interpreter = fetched(core + WASM, (bytes) => {
  line.arrived(bytes);
  count(bytes);
});
interpreter.catch(() => {}).then(() => line.ended()); // what is wrong is said to whoever needs it
const module = interpreter.then((packed) => unpacked(packed, WASM)).then((bytes) => WebAssembly.compile(bytes));
module.catch(() => {});
const compiled = restorable ? line.slow : Promise.resolve(true);

// The kernel's picture is kept, packed, as a blob: every kernel unpacks its own, and none but the browser holds it.
function fetchPictures() {
  const sides = sideModules();
  const names = ["kernel.image", "page.image"];
  const packed = names.map((name) => fetched(here(name), count));
  const kernel = packed[0].then((bytes) => new Blob([bytes])); // before the unpacker gets the bytes
  const opened = packed.map(async (bytes, at) => openPicture(unpacker, await bytes, manifest.pictures[names[at]]));
  Promise.allSettled([module, sides, kernel, ...opened]).then(() => unpacker.close()); // all are asked for below, later
  return { sides, kernel, opened };
}
function fetchPacks() {
  module.catch(() => {}).then(() => unpacker.close());
  if (restorable) expected = manifest.sizes[WASM], expect(...PACKS);
  for (const pack of [kernelPack, pagePack]) pack().catch(() => {});
  return null;
}
const pictures = compiled.then((slow) => (slow ? fetchPacks() : fetchPictures()));

// A part of the pictures, for a kernel that asks for it when it knows that there are some.
function ofPictures(part) {
  const promise = pictures.then((found) => found && part(found));
  promise.catch(() => {});
  return promise;
}
const kernelParts = {
  core,
  restored: compiled.then((slow) => (slow ? null : manifest.pictures["kernel.image"])),
  module,
  sides: ofPictures((found) => found.sides),
  picture: ofPictures((found) => found.kernel),
  files: kernelPack,
  arithmetic: (problem) => post("arithmetic", { problem }),
};
// The learner's first program is ready sooner when its kernel starts before anybody asks for one, and gets a copy of what
// the page's interpreter needs opened anyway.
let first = new Kernel(
  kernelParts,
  ofPictures((found) => found.opened[0]),
);

function newKernel() {
  const kernel = first ?? new Kernel(kernelParts);
  first = null;
  return kernel;
}

// What the files of a course's lessons hold, as a JSON list, and the page with them; null for the site's own lessons.
const lessons = once(async () => {
  const { course } = await asked;
  if (!course) return null;
  const json = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the lessons of this course are not all there: ${url}`);
    return answer.json();
  };
  const listed = await json(course);
  return JSON.stringify(await Promise.all(listed.lessons.map(({ file }) => json(new URL(file, course)))));
});
async function ofCourse(app) {
  const contents = await lessons();
  return contents && (await call(app.open_course, contents));
}

// The interpreter in which the page was made when the site was built.
async function restore() {
  const { facts } = manifest.pictures["page.image"];
  const { sides, opened } = await pictures;
  const python = await startPython({ core, module, sides, facts, pictures: opened });
  const files = once(async () => {
    for (const pack of [kernelPack, pagePack]) await unpack(python.FS, await pack());
  });
  await python.pyimport("playground.runners.restored").wake(files);
  setTimeout(() => files().catch(console.warn), LATER_MS);
  const app = python.pyimport("playground.site.page_app");
  if (await lessons()) await files(); // a course's page is made anew, and reads what the picture's had read already
  return { app, json: await ofCourse(app), start: "snapshot" };
}

const LATER_MS = 4000; // what the page does not need at once gives way to what it does

async function startCompiled() {
  const python = await startPython({ core, module, archives: [kernelPack(), pagePack()] });
  post("loading", { text: "Loading Panel" });
  const app = await python.runPythonAsync(IMPORT);
  post("loading", { text: "Loading the page" });
  return { app, json: (await ofCourse(app)) ?? (await app.open_page()), start: "compiled" };
}

async function openPage() {
  post("loading", { text: "Loading Python" });
  let page = null;
  if (!(await compiled)) {
    page = await restore().catch((error) => {
      console.warn(`The page's Python is started anew: ${error}`);
      expect(...PACKS);
    });
  }
  const { app, json, start } = page ?? (await startCompiled());
  linked = true;
  const spares = (navigator.deviceMemory ?? 8) < 4 ? 0 : 1;
  post("page", { json, start });
  const send = (json) => post("patch", { json });
  await call(app.link, newKernel, spares, send, (await asked).location);
  return app;
}

// Python may have to wait for the files of what it imports only now.
const call = async (method, ...values) => ((await compiled) ? method(...values) : method.callPromising(...values));

// Nothing that an import makes is garbage, so the collector may rest meanwhile.
const IMPORT = `
import gc
gc.disable()
from playground.site import page_app
gc.freeze()
gc.enable()
page_app`;

let answered;
const asked = new Promise((resolve) => (answered = resolve));
lessons().catch(() => {}); // what is wrong is said where they are needed
const app = openPage();
app.catch((error) => post("broken", { message: String(error) }));

self.onmessage = async ({ data }) => {
  if (data.type === "location") return answered(data);
  const python = await app;
  try {
    await call(python.apply, data.patch);
  } finally {
    post("idle");
  }
};
