// The document's part. It starts the page's Python before anything else, draws the page as the build left it, and
// exchanges patches with Python as soon as that is there. What is typed or clicked before waits in the worker's
// inbox. Only if Python makes another page than the build did, the page is drawn again.
(() => {
  const { src: script, dataset: given } = document.currentScript;
  const course = given.lessons ? new URL(given.lessons, location.href).href : ""; // its list of lessons
  const cannot = whyNot();
  const name = new URLSearchParams(location.search).get("start") ?? "";
  const worker = cannot
    ? { postMessage() {} }
    : new Worker(new URL("page_worker.js", script), { type: "module", name });
  worker.postMessage({ type: "location", location: JSON.stringify(location), course });
  const parsed = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve))
    .then(painted)
    .then(libraries);
  // Panel loads components through es-module-shims; every browser that runs WebAssembly modules needs none of it.
  window.importShim ??= Object.assign((url) => import(url), { addImportMap() {} });

  // When what the build wrote into the page can be read. A hidden tab paints nothing.
  function painted() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve));
      setTimeout(resolve, 300);
    });
  }

  // Bokeh and Panel, which keep the browser busy for half a second: fetched from the beginning, run after the first
  // paint. One that is missing is missed, and reported, where the page is drawn.
  function libraries() {
    const links = [...document.querySelectorAll('link[rel="preload"][as="script"]')];
    return Promise.all(
      links.map(
        ({ href: src }) =>
          new Promise((resolve) => {
            const settings = { src, async: false, onload: resolve, onerror: resolve };
            document.head.append(Object.assign(document.createElement("script"), settings));
          }),
      ),
    );
  }

  // Why Python cannot run here at all, or "".
  function whyNot() {
    const advice = "you can read the lesson; to run programs, try a current Firefox, Chrome, Edge or Safari";
    if (location.protocol === "file:")
      return (
        "browsers run this page only from a web server, not from a file. " +
        "In the folder with index.html run: python -m http.server · then open http://localhost:8000"
      );
    if (self.origin === "null")
      return (
        "it is in a frame with the attribute sandbox, where browsers start no worker. Whoever made the frame " +
        "adds allow-scripts and allow-same-origin · or open the page by itself"
      );
    if (!globalThis.WebAssembly) return `this browser does not run WebAssembly, and Python needs it · ${advice}`;
    if (!globalThis.DecompressionStream) return `this browser is too old · ${advice}`;
    return "";
  }

  const LATER_MS = 3000; // the learner's first program goes first
  let page = null; // the Bokeh document
  let busy = false;
  let applying = 0;
  let queue = [];

  // Before the status line is drawn, its place holds a line of its own.
  function status(text) {
    const line = document.getElementById("loading-text");
    if (line) line.textContent = text;
    const drawn = page?.get_model_by_name("status");
    if (drawn) silently(() => drawn.data.setv({ line: text }));
  }

  // The document is watched before it is drawn: components have something to say as soon as they are there. Where
  // Python says "editor.bundle.js", the editor's script goes.
  async function draw(json) {
    const script = JSON.stringify(await editor);
    await parsed;
    const { document: contents, roots } = JSON.parse(json.replace('"editor.bundle.js"', () => script));
    page = Bokeh.require("document").Document.from_json(contents);
    page.on_change(changed, false);
    const place = (name) => document.getElementById(`root-${name}`) ?? document.createElement("div");
    const places = roots.map(place); // what shows nothing, the page's address, has no place
    await Bokeh.embed.add_document_standalone(page, document.body, places);
    for (const early of document.querySelectorAll(".early")) early.remove(); // the same, as the build wrote it
  }

  // A file of ours: the compressed copy of it, unless the host has none or unzips it on the way. A page ("<") is what
  // some hosts send instead of saying that they have no such file.
  async function text(name) {
    const url = new URL(name, script).href;
    for (const at of [url + ".gz", url]) {
      const answer = await fetch(at);
      const blob = await answer.blob();
      const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
      if (!answer.ok || first === 0x3c) continue;
      if (first !== 0x1f || second !== 0x8b) return blob.text();
      return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).text();
    }
    throw new Error(`${url} is not there`);
  }

  // From the second visit on, the site needs no network. Registered late: the first visit's downloads come first, and
  // the browser still has them. `data-offline` says how it went: "kept", or why not.
  async function keepOffline() {
    const { dataset } = document.documentElement;
    try {
      if (!navigator.serviceWorker) throw new Error("this browser, or this address, allows no service worker");
      const options = { updateViaCache: "none" };
      const registration = await navigator.serviceWorker.register("./service_worker.js", options);
      await Promise.race([navigator.serviceWorker.ready, cut(registration)]);
      dataset.offline = "kept";
      dispatchEvent(new CustomEvent("playground:kept", { detail: registration })); // newer.js
    } catch (error) {
      dataset.offline = `not kept: ${error.message}`;
      console.info(`The page works, but only with a network; ${dataset.offline}`);
    }
  }

  // Fails when not every file of the first version arrived. (`ready` would then wait for ever.)
  const cut = ({ active, installing }) =>
    new Promise((_, reject) => {
      installing?.addEventListener("statechange", () => {
        const why = "not all of it could be downloaded; the next visit goes on from there";
        if (!active && installing.state === "redundant") reject(new Error(why));
      });
    });

  // Python has the page. `start` says how it got there: "snapshot" or "compiled"; from a snapshot it has the very page
  // that the build drew.
  async function compare({ json, start }) {
    const seconds = (performance.now() / 1000).toFixed(1);
    Object.assign(document.documentElement.dataset, { start, startSeconds: seconds });
    setTimeout(keepOffline, LATER_MS);
    if (json === null || json === (await drawn)) return;
    if (!course) console.warn("Python made another page than the build did; it is drawn again.");
    for (const model of page?.roots() ?? []) Bokeh.index.find_one(model)?.remove();
    queue = [];
    await draw(json);
  }

  // While Python works, only the newest value of each property is kept for it.
  function changed(event) {
    if (event.setter_id === "py" || applying || event.sync === false) return; // the last is for the browser alone
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

  function silently(change) {
    applying += 1;
    try {
      change();
    } finally {
      applying -= 1;
    }
  }

  const broken = (message) => {
    console.error(message);
    const last = String(message).trim().split("\n").at(-1);
    document.documentElement.dataset.broken = last;
    const forbidden = /WebAssembly.*(unsafe-eval|Content Security Policy)/.test(last);
    const policy = "a security policy of this site forbids WebAssembly: script-src must allow 'wasm-unsafe-eval'";
    status(`Loading failed: ${forbidden ? policy : `${last} · reload the page to try again`}`);
  };
  const handlers = {
    loading: ({ text }) => {
      if (!document.documentElement.dataset.broken) status(text); // files may go on arriving
    },
    page: compare,
    patch: ({ json }) => silently(() => page.apply_json_patch(JSON.parse(json))),
    idle,
    broken: ({ message }) => broken(message),
    arithmetic: ({ problem }) => (document.documentElement.dataset.arithmetic = problem),
  };
  let before = Promise.resolve();
  worker.onmessage = ({ data }) => {
    before = before.then(() => handlers[data.type](data)).catch(console.error);
  };
  window.playgroundFile = text; // for what is loaded when it is first needed
  const editor = text("editor.bundle.js");
  // A course has lessons that the build did not know: its page comes from Python.
  const drawn = course
    ? Promise.resolve()
    : Promise.all([text("page.json"), editor])
        .then(([json]) => draw(json).then(() => json))
        .catch(console.warn);
  if (cannot) {
    document.documentElement.dataset.cannot = cannot;
    Promise.all([parsed, drawn]).then(() => {
      status(`Loading failed: ${cannot}`);
      const lesson = document.getElementById("lesson");
      if (!page && lesson) lesson.textContent = `Python cannot start: ${cannot}`;
    });
  }
  worker.onerror = (event) => broken(event.message || "the page's files are not there");
})();
