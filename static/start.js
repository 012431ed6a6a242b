// The document's part: starts the page's Python before anything else, says how far it is, and draws what it sends.
// Until Python has answered, one thing after the other: changes made meanwhile wait in a queue.
(() => {
  const script = document.currentScript.src;
  const worker = new Worker(new URL("page_worker.js", script), { type: "module" });
  const parsed = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  let page = null; // the Bokeh document
  let busy = false;
  let applying = 0;
  let queue = [];

  function status(text) {
    const line = document.getElementById("loading");
    if (line) line.textContent = text;
  }

  async function draw({ docs, roots }) {
    await parsed;
    const contents = JSON.parse(docs);
    const ids = JSON.parse(roots);
    const places = Object.fromEntries(ids.map((id, at) => [id, `root-${at}`]));
    for (const place of Object.values(places)) document.getElementById(place).replaceChildren();
    document.getElementById("loading")?.remove();
    const [docid] = Object.keys(contents);
    const [views] = await Bokeh.embed.embed_items(contents, [{ docid, roots: places, root_ids: ids }]);
    page = [...views.roots.values()][0].model.document;
    page.on_change(changed, false);
    worker.postMessage({ type: "drawn", location: JSON.stringify(location) });
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
  worker.onmessage = ({ data }) => handlers[data.type](data);
  worker.onerror = (event) => broken(event.message || "the page's files are not there");
})();
