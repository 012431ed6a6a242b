// The kernel: an interpreter of its own in which the learner's programs run. It is thrown away when a program does
// not yield to Stop, or breaks what the next program needs. It knows nothing of the page.
//
// In:  {type: "start", core} with what the build says of the picture (snapshot.js), or without; {type: "commands", line};
//      after "start" each part when it is there, {type, value} or {type, problem}: "module", and "sides" and "picture",
//      packed or opened, or "archive"; "files", the answer to "files"
// Out: {type, detail}: "loading" phase, "ready" pausable, "events" line, "done" intact, "broken" message, "files" when a
//      program needs what is not in the picture, "arithmetic" why NumPy does plans alone, or "" where it need not
import { compiledArithmetic, inMemory } from "./arithmetic.js";
import { manifest } from "./manifest.js";
import { openPicture, scripts, startPython, unpack } from "./python.js";
import { Unpacker } from "./unpacking.js";

scripts(new URL(manifest.core, import.meta.url).href).catch(() => {}); // whoever needs them says what is wrong
const compiled = compiledArithmetic(new URL("arithmetic.wasm", import.meta.url).href);
compiled.catch(() => {});

const inbox = [];
let wake = null;
let asked = 0;
const turn = new MessageChannel();
turn.port1.onmessage = ({ data }) => data === asked && wake?.(true);

// For Python: the next line of commands, or null when none has come after `seconds`: 0 is one turn of the event loop,
// undefined (Python's None) is for ever.
function next(seconds) {
  asked += 1;
  return new Promise((resolve) => {
    const timer = seconds ? setTimeout(() => wake?.(true), 1000 * seconds) : 0;
    wake = (late) => {
      if (!inbox.length && !late) return;
      wake = null;
      clearTimeout(timer);
      resolve(inbox.shift() ?? null);
    };
    if (inbox.length) wake();
    else if (seconds === 0) turn.port2.postMessage(asked);
  });
}

const post = (type, detail) => self.postMessage({ type, detail });

// A program is somebody's text, maybe out of a link: it gets no way to the network or to what the site has stored.
function seal() {
  const doors = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "Worker"];
  doors.push("indexedDB", "caches", "BroadcastChannel", "importScripts");
  for (const name of doors) Object.defineProperty(self, name, { value: undefined });
  Object.defineProperty(navigator, "storage", { value: undefined });
}

// What is on its way: a promise by the type of its message.
const arriving = new Map();
function arrival(type) {
  if (!arriving.has(type)) {
    const found = {};
    found.promise = new Promise((resolve, reject) => Object.assign(found, { resolve, reject }));
    found.promise.catch(() => {}); // it may fail before anybody waits for it
    arriving.set(type, found);
  }
  return arriving.get(type);
}

let python = null;

// For Python: puts the files in place that are not in the picture.
async function fetchFiles() {
  post("files");
  await unpack(python.FS, await arrival("files").promise);
}

// `said`: what the build says of the picture.
async function arrivedPicture(said) {
  const found = await arrival("picture").promise;
  if (!(found instanceof Blob)) return found;
  const packed = new Uint8Array(await found.arrayBuffer());
  const unpacker = new Unpacker();
  return openPicture(unpacker, packed, said).finally(() => unpacker.close());
}

// Lets plans be done in WebAssembly. Whatever comes of it, programs run.
async function useArithmetic(kernel) {
  try {
    const { bind, workspace } = await inMemory(await compiled, python._module.memory);
    return kernel.arithmetic.use(bind, workspace);
  } catch (error) {
    return String(error.message ?? error);
  }
}

async function start({ core, facts, ...said }) {
  try {
    post("loading", "Python for your program");
    const [module, sides] = ["module", "sides"].map((type) => arrival(type).promise);
    const pictures = facts && [arrivedPicture(said)];
    pictures?.[0].catch(() => {});
    const source = facts ? { sides, facts, pictures } : { archives: [arrival("archive").promise] };
    python = await startPython({ core, module, ...source });
    post("loading", "NumPy and the engine");
    if (facts) await python.pyimport("playground.runners.restored").wake(fetchFiles);
    const kernel = await python.runPythonAsync("from playground.runners import page_kernel; page_kernel");
    post("arithmetic", await useArithmetic(kernel));
    seal();
    await kernel.serve(post, next);
  } catch (error) {
    console.warn(error); // not the page's failure: the learner's program may have broken its own interpreter
    post("broken", String(error));
  }
}

self.onmessage = ({ data }) => {
  const { type, line, value, problem } = data;
  if (type === "start") start(data);
  else if (type === "commands") inbox.push(line), wake?.();
  else if (problem) arrival(type).reject(new Error(problem));
  else arrival(type).resolve(value);
};
