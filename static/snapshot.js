// Memory snapshots of Pyodide: a picture of the interpreter's memory, taken when the site is built, takes the place of
// starting and importing. Pyodide knows how to go on from such a picture, but not that NumPy's side modules were loaded;
// what is in here gives them the same place in memory, and in the table of functions, both times.
//
// A picture (file *.image, packed: unpacking.js) is: number of pages, their addresses, their contents; numbers are uint32. Pages that
// hold what the memory holds anyway are left out. The kernel's picture replaces pages; the page's, of the same
// interpreter some imports later, is combined with the kernel's by exclusive or. What belongs to an interpreter and is
// not in its memory, the facts, stands in manifest.js: so an interpreter starts while its picture is still on the way.
export const PAGE = 4096;

// A `preRun` of Emscripten's: loads side modules, [path, WebAssembly.Module], before anything else asks for memory.
// What they ask of each other, and of Emscripten, is looked up once, when all are there.
export const preloading = (sides) => (Module) => {
  for (const [path, module] of sides) {
    const library = Module.newDSO(path, undefined, "loading");
    Object.assign(library, { global: false, refcount: Infinity });
    const flags = { global: false, nodelete: true, loadAsync: false, allowUndefined: true };
    library.exports = Module.loadWebAssemblyModule(module, flags, path, {}, 0);
  }
  Module.reportUndefinedSymbols();
};

// What belongs to an interpreter and is not in its memory: the length of the table, functions put there while it ran,
// libraries by handle, addresses of symbols (their hash, in the order in which they were asked for).
export function recorded(Module, tableStart) {
  const { loadedLibsByName, loadedLibsByHandle } = Module.LDSO;
  const origins = new Map();
  for (const [library, { exports }] of Object.entries(loadedLibsByName).reverse()) {
    for (const [name, value] of Object.entries(exports ?? {})) {
      if (typeof value === "function") origins.set(value, [library, name]);
    }
  }
  const slots = [];
  for (let at = tableStart; at < Module.wasmTable.length; at++) {
    const entry = Module.wasmTable.get(at);
    if (entry && !origins.has(entry)) throw new Error(`function ${at}, ${entry.name}, comes from nowhere`);
    slots.push(entry && origins.get(entry));
  }
  const handles = Object.entries(loadedLibsByHandle).map(([handle, { name }]) => [handle, name]);
  return { tableStart, slots, handles, symbols: symbols(Module) };
}

function symbols(Module) {
  let hash = 0x811c9dc5; // FNV-1a, of numbers instead of bytes
  for (const name in Module.GOT) hash = Math.imul(hash ^ Module.GOT[name].value, 0x01000193) >>> 0;
  return hash;
}

// Brings a new interpreter to where the recorded one was; throws when something has another place.
function replay(Module, facts) {
  const { wasmTable: table, LDSO } = Module;
  if (table.length !== facts.tableStart) throw new Error(`${table.length} functions, not ${facts.tableStart}`);
  for (const [offset, slot] of facts.slots.entries()) {
    if (!slot) table.grow(1);
    else if (Module.addFunction(LDSO.loadedLibsByName[slot[0]].exports[slot[1]]) !== facts.tableStart + offset) {
      throw new Error(`${slot[1]} has another place`);
    }
  }
  for (const [handle, name] of facts.handles) LDSO.loadedLibsByHandle[handle] = LDSO.loadedLibsByName[name];
  if (symbols(Module) !== facts.symbols) throw new Error("symbols have other addresses");
}

// The parts of a picture that is unpacked.
export function opened(buffer) {
  const words = new Uint32Array(buffer);
  return { pages: words.subarray(1, 1 + words[0]), contents: words.subarray(1 + words[0]) };
}

function write(memory, { pages, contents }, combined) {
  const size = PAGE / 4;
  for (let at = 0; at < pages.length; at++) {
    const from = at * size;
    const to = pages[at] / 4;
    if (combined) for (let word = 0; word < size; word++) memory[to + word] ^= contents[from + word];
    else memory.set(contents.subarray(from, from + size), to);
  }
}

// Options for loadPyodide that make it go on from `pictures`, promises (the kernel's; for the page, the page's after it).
// Of `sides`, a promise, there must be a result when the interpreter is instantiated.
export function restoring({ facts, pictures, sides, createPyodideModule }) {
  let loaded;
  const keep = (found) => (loaded = found);
  sides.then(keep, () => {}); // when they are missing, nothing is instantiated
  return {
    _loadSnapshot: Uint8Array.from(atob(facts.head), (char) => char.charCodeAt(0)),
    // Panel makes this function by evaluating its text, too.
    _snapshotDeserializer: ({ source }) => (source ? (0, eval)(`(${source})`) : undefined),
    async createPyodideModule(settings) {
      settings.preRun.push((Module) => preloading(loaded)(Module));
      const Module = await createPyodideModule(settings);
      replay(Module, facts);
      Module.growMemory(facts.memory);
      if (Module.HEAPU8.length !== facts.memory) throw new Error("the memory has another size");
      for (const [at, picture] of pictures.entries()) write(Module.HEAPU32, await picture, at > 0);
      return Module;
    },
  };
}
