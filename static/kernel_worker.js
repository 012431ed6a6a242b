// The kernel: an interpreter of its own in which the learner's programs run. It is thrown away when a program does
// not yield to Stop, or breaks what the next program needs. It knows nothing of the page.
//
// In:  {type: "start", core, module, archive}, then {type: "commands", line}
// Out: {type, detail}: "loading" phase, "ready" pausable, "events" line, "done" intact, "broken" message
import { startPython } from "./python.js";

const inbox = [];
let wake = null;
const turn = new MessageChannel();
turn.port1.onmessage = () => wake?.();

// For Python: the next line of commands. Without `wait`, null after one turn of the event loop with nothing in it.
function next(wait) {
  return new Promise((resolve) => {
    wake = () => {
      if (wait && !inbox.length) return;
      wake = null;
      resolve(inbox.shift() ?? null);
    };
    if (inbox.length) wake();
    else if (!wait) turn.port2.postMessage(null);
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

async function start({ core, module, archive }) {
  try {
    post("loading", "Python for your program");
    const python = await startPython({ core, module, archives: [archive] });
    post("loading", "NumPy and the engine");
    const kernel = await python.runPythonAsync("from playground.runners import page_kernel; page_kernel");
    seal();
    await kernel.serve(post, next);
  } catch (error) {
    console.error(error);
    post("broken", String(error));
  }
}

self.onmessage = ({ data }) => {
  if (data.type === "start") return start(data);
  inbox.push(data.line);
  wake?.();
};
