// The document's part: starts the page's Python before anything else, says how far it is, and draws what it sends.
(() => {
  const script = document.currentScript.src;
  const worker = new Worker(new URL("page_worker.js", script), { type: "module" });
  worker.postMessage({ type: "location", location: JSON.stringify(location) });
  const parsed = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  // Panel loads components through es-module-shims; every browser that runs WebAssembly modules needs none of it.
  window.importShim ??= Object.assign((url) => import(url), { addImportMap() {} });

  let page = null; // the Bokeh document
  let busy = false;
  let applying = 0;
  let queue = [];

  function status(text) {
    const line = document.getElementById("loading");
    if (line) line.textContent = text;
  }

  // The document is watched before it is drawn: components have something to say as soon as they are there.
  async function draw({ docs, roots }) {
    await parsed;
    const [contents] = Object.values(JSON.parse(docs));
    page = Bokeh.require("document").Document.from_json(contents);
    page.on_change(changed, false);
    const place = (name) => document.getElementById(`root-${name}`) ?? document.createElement("div");
    const places = JSON.parse(roots).map(place); // what shows nothing, the page's address, has no place
    for (const place of places) place.replaceChildren();
    document.getElementById("loading")?.remove();
    await Bokeh.embed.add_document_standalone(page, document.body, places);
  }

  // While Python works, only the newest value of each property is kept for it.
  function changed(event) {
    if (event.setter_id === "py" || applying) return;
    if (busy && event.model && event.attr) {
      queue = queue.filter((older) => older.model !== event.model || older.attr !== event.attr);
      queue.push(event);
    } else send([event]);
  }

  function send(events) {
    busy = true;
    worker.postMessage({ type: "patch", patch: page.create_json_patch(events) });
  }

  function idle() {
    busy = queue.length > 0;
    if (busy) send(queue.splice(0));
  }

  function apply({ patch, buffers }) {
    applying += 1;
    try {
      page.apply_json_patch(patch, buffers);
    } finally {
      applying -= 1;
    }
  }

  const broken = (message) => {
    console.error(message);
    status(`Loading failed: ${String(message).trim().split("\n").at(-1)} · reload the page to try again`);
  };
  const handlers = {
    loading: ({ text }) => status(text),
    draw,
    patch: apply,
    idle,
    broken: ({ message }) => broken(message),
  };
  let before = Promise.resolve();
  worker.onmessage = ({ data }) => {
    before = before.then(() => handlers[data.type](data)).catch(console.error);
  };
  worker.onerror = (event) => broken(event.message || "the page's files are not there");
})();
