// Starts a Python interpreter (Pyodide) from parts that are already here. The page worker fetches them once;
// the page's interpreter and every kernel start from the same compiled module and the same archive.
import { opened, restoring } from "./snapshot.js";

const EMPTY_ZIP = Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]);

// A picture of memory (snapshot.js) from its file, which is given away. The build says its `size`, unpacked, and its `sum`:
// what Zstandard writes at the end, and compares with the contents when it unpacks.
export async function openPicture(unpacker, packed, { size, sum }) {
  const end = new DataView(packed.slice(-4).buffer);
  if (end.byteLength < 4 || end.getUint32(0, true) !== sum) throw new Error("it is not the picture that was meant");
  return opened(await unpacker.contents(packed, size));
}

// The files of a tar archive (USTAR, regular files only): [path from "/", contents].
export function* filesOf(bytes) {
  const text = new TextDecoder();
  const field = (at, length) => text.decode(bytes.subarray(at, at + length)).replace(/\0.*/s, "");
  for (let at = 0; bytes[at]; ) {
    const prefix = field(at + 345, 155);
    const size = parseInt(field(at + 124, 12), 8);
    yield ["/" + (prefix && prefix + "/") + field(at, 100), bytes.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

// Writes the files of an archive below "/".
export async function unpack(FS, archive) {
  const made = new Set();
  for (const [path, contents] of filesOf(new Uint8Array(await archive.arrayBuffer()))) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) FS.mkdirTree(folder), made.add(folder);
    FS.writeFile(path, contents, { canOwn: true });
  }
}

// Pyodide's own scripts; asked for early, they are there when the rest is.
export const scripts = (core) => Promise.all([import(core + "pyodide.js"), import(core + "pyodide.asm.js")]);

// `core`: URL of the folder with Pyodide's own files. `module`: a promise of the compiled interpreter. `archives`: promises
// of blobs; the first holds the standard library. Or, instead of them, `facts`, `pictures` and `sides` (snapshot.js), the
// last two promises, too: the interpreter goes on from there. What needs none of them is done while they are on the way.
export async function startPython({ core, module, archives, facts, pictures, sides }) {
  const [{ loadPyodide }, { default: createPyodideModule }] = await scripts(core);
  // Pyodide fetches its parts itself and offers no way to hand them over; for the moment, fetching finds ours. What else
  // is on its way meanwhile, a course's lessons, is really fetched.
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  const fsInit = async (FS) => {
    for (const archive of archives) await unpack(FS, await archive);
  };
  const isPyodides = (url) => new URL(url, self.location).href.startsWith(new URL(core, self.location).href);
  self.fetch = async (asked, ...given) =>
    isPyodides(asked.url ?? asked) ? new Response(EMPTY_ZIP) : fetch(asked, ...given);
  const parts = Promise.all([module, sides]);
  const missing = parts.then(() => new Promise(() => {})); // or fails; Pyodide would wait for ever
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const [compiled] = await parts;
    return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
  };
  try {
    const started = loadPyodide({
      indexURL: core,
      packageBaseUrl: core,
      ...(pictures ? restoring({ facts, pictures, sides, createPyodideModule }) : { createPyodideModule, fsInit }),
      lockFileContents: {
        info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.0" },
        packages: {},
      },
      env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0", PANEL_CDN_ROOT: "./pn/" },
    });
    return await Promise.race([started, missing]);
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}
