// node --experimental-wasm-jspi snapshot.mjs CORE SNAPSHOT.JS OUT KERNEL_FOLDERS PAGE_FOLDERS STAND_INS (three in JSON: two
// lists, and sources by path)
// Starts Pyodide twice over: first with what runs a learner's program, then with the page made; writes a picture of
// its memory each time (OUT/kernel.image, OUT/page.image, not yet packed), their facts (OUT/pictures.json)
// and OUT/page.json.
import nodeCrypto from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

// Two builds of the same files make the same pictures: here, clocks tick when they are read, and chance is none. Who goes
// on from a picture gets new random numbers.
let clock = 0;
const tick = () => (clock += 1 / 128); // ms
const began = Date.UTC(2026, 0);
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length ? given : [began + tick()]));
  }
  static now() {
    return Math.floor(began + tick());
  }
};
performance.now = tick;
Math.random = () => 0.5;
crypto.getRandomValues = nodeCrypto.randomFillSync = (array) => array.fill(7);
syncBuiltinESMExports();

const [core, library, out, ...lists] = process.argv.slice(2);
process.argv[1] = "./this.program"; // Python knows what started it: no folder of this machine, but what a browser says
const [kernelFolders, pageFolders, standIns] = lists.map((list) => JSON.parse(list));
const load = (file) => import(pathToFileURL(file).href);
const { PAGE, preloading, recorded } = await load(library);
const { loadPyodide } = await load(`${core}/pyodide.mjs`);
const { default: createPyodideModule } = await load(`${core}/pyodide.asm.mjs`);
globalThis.XMLHttpRequest ??= class XMLHttpRequest {}; // panel.io.pyodide imports the name

function* filesBelow(folder, inside = "") {
  for (const name of fs.readdirSync(path.join(folder, inside)).sort()) {
    const inner = `${inside}/${name}`;
    if (fs.statSync(path.join(folder, inner)).isDirectory()) yield* filesBelow(folder, inner);
    else yield [inner, path.join(folder, inner)];
  }
}

// WebAssembly is loaded already, see preloading; here it is just known to exist: dlopen would keep a copy of the file.
function copyInto(FS, folders) {
  for (const folder of folders) {
    for (const [name, file] of filesBelow(folder)) {
      FS.mkdirTree(path.posix.dirname(name));
      FS.writeFile(name, name.endsWith(".so") ? "" : fs.readFileSync(file));
    }
  }
}

const sides = kernelFolders
  .flatMap((folder) => [...filesBelow(folder)])
  .filter(([name]) => name.endsWith(".so"))
  .sort(([a], [b]) => (a < b ? -1 : 1)) // as in the archive
  .map(([name, file]) => [name, new WebAssembly.Module(fs.readFileSync(file))]);
// The standard library comes with the other files, compiled.
const stdLibURL = `${out}/empty.zip`;
fs.writeFileSync(stdLibURL, Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]));
const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0", PANEL_CDN_ROOT: "./pn/" };

// What the memory holds in an interpreter that is about to be given a picture.
async function memoryBefore() {
  let memory;
  const before = async (settings) => {
    settings.noInitialRun = true;
    settings.preRun.push(preloading(sides));
    memory = (await createPyodideModule(settings)).HEAPU8.slice();
    throw new Error("that is all");
  };
  await loadPyodide({ indexURL: core, stdLibURL, env, createPyodideModule: before }).catch(() => {});
  return Buffer.from(memory.buffer);
}

let tableStart;
const python = await loadPyodide({
  indexURL: core,
  stdLibURL,
  env,
  _makeSnapshot: true,
  async fsInit(FS) {
    copyInto(FS, kernelFolders);
    for (const [name, source] of Object.entries(standIns)) FS.writeFile(name, source);
  },
  createPyodideModule(settings) {
    settings.preRun.push(preloading(sides), ({ wasmTable }) => (tableStart = wasmTable.length));
    return createPyodideModule(settings);
  },
});
const Module = python._module;
if (!Module.jspiSupported) throw new Error("this Node has no JavaScript Promise Integration");

// From now on, whoever imports one of these gets the real one.
for (const name of Object.keys(standIns)) python.FS.unlink(name);
python.runPython(`
import sys
for name, module in list(sys.modules.items()):
    if getattr(module, "__file__", None) in ${JSON.stringify(Object.keys(standIns))}:
        del sys.modules[name]
        package, _, last = name.rpartition(".")
        if package:
            delattr(sys.modules[package], last)
sys.path_importer_cache.clear()
`);

// What was freed still holds what it held; zeros need no room in a picture.
function clearFreed() {
  python.runPython("from playground.runners import restored; restored.clear_freed()");
  const end = Module.HEAPU32[Module._emscripten_get_sbrk_ptr() >> 2];
  const taken = [];
  for (let size = 1 << 22; size >= 32; size >>= 1) {
    for (;;) {
      const at = Module._malloc(size);
      taken.push(at);
      Module.HEAPU8.fill(0, Math.min(at, end), Math.min(at + size, end));
      if (at + size > end) break;
    }
  }
  for (const at of taken) Module._free(at);
}

function takePicture() {
  for (const name in python.loadedPackages) delete python.loadedPackages[name];
  clearFreed();
  const gone = {};
  const get = Module.__hiwire_get;
  Module.__hiwire_get = (at) => (get(at) === undefined ? gone : get(at));
  const serializer = (value) => {
    if (value === gone) return {};
    if (typeof value === "function") return { source: String(value) };
    throw new Error(`an object of JavaScript cannot be part of a picture: ${value}`);
  };
  const whole = Buffer.from(python.makeMemorySnapshot({ serializer }));
  Module.__hiwire_get = get;
  const head = whole.subarray(0, whole.readUInt32LE(4));
  const memory = whole.subarray(head.length);
  const facts = { ...recorded(Module, tableStart), memory: memory.length, head: head.toString("base64") };
  return { facts, memory };
}

// The pages of `memory` that differ from those of `before`; as they are, or combined with it.
function writePicture(file, { facts, memory }, before, combined) {
  const addresses = [];
  const contents = [];
  const empty = Buffer.alloc(PAGE);
  for (let at = 0; at < memory.length; at += PAGE) {
    const page = memory.subarray(at, at + PAGE);
    const old = at < before.length ? before.subarray(at, at + PAGE) : empty;
    if (page.equals(old)) continue;
    addresses.push(at);
    contents.push(combined ? Buffer.from(page.map((byte, index) => byte ^ old[index])) : page);
  }
  const numbers = Buffer.from(Uint32Array.from([addresses.length, ...addresses]).buffer);
  fs.writeFileSync(`${out}/${file}`, Buffer.concat([numbers, ...contents]));
  return { facts };
}

await python.runPythonAsync("from playground.runners import restored; restored.prepare_kernel()");
const kernel = takePicture();
copyInto(python.FS, pageFolders);
python.runPython("import sys; sys.path_importer_cache.clear()"); // importlib's own way imports half of the mail library
const page = await python.runPythonAsync("from playground.site import page_app\nawait page_app.open_page()");
await new Promise((resolve) => setTimeout(resolve, 100)); // whatever the event loop still holds
const whole = takePicture();
const pictures = {
  "kernel.image": writePicture("kernel.image", kernel, await memoryBefore(), false),
  "page.image": writePicture("page.image", whole, kernel.memory, true),
};
fs.writeFileSync(`${out}/pictures.json`, JSON.stringify(pictures));
fs.writeFileSync(`${out}/page.json`, page);
process.exit(0);
