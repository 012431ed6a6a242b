// A kernel as the page worker sees it: a worker whose messages wait until somebody listens.
//
// It goes on from a picture when there is one. When that fails, another worker starts from the compiled files, and so
// does every kernel after it.
export class Kernel {
  // `parts`: {core: URL; restored: promise of what the build says of the picture, or of null; module: promise of the
  // compiled interpreter; with a picture, sides and picture: promises of NumPy's modules and of a blob; files(): promise of
  // an archive; arithmetic(problem): is told who does plans}. `opened`: a promise of the picture opened, where somebody has it.
  constructor(parts, opened = null) {
    this.parts = parts;
    this.picture = opened ?? parts.picture;
    this.waiting = [];
    this.listener = null;
    this.ended = false;
    this.begin();
  }
  async begin() {
    this.employ();
    const { core, restored, module, sides, files } = this.parts;
    this.restoring = await restored;
    this.send({ type: "start", core, ...this.restoring });
    this.sendLater("module", module);
    if (!this.restoring) return this.sendLater("archive", files());
    this.sendLater("sides", sides);
    this.sendLater("picture", this.picture);
  }
  employ() {
    this.worker = new Worker(new URL("./kernel_worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => this.hear({ type: "broken", detail: event.message || "its worker failed" });
  }
  hear(message) {
    if (message.type === "ready") this.restoring = null;
    if (message.type === "broken" && this.restoring) {
      console.warn(`Python for your program is started anew: ${message.detail}`);
      this.worker.terminate();
      this.parts.restored = Promise.resolve(null);
      this.begin();
    } else if (message.type === "files") {
      this.sendLater("files", this.parts.files());
    } else if (message.type === "arithmetic") {
      this.parts.arithmetic(message.detail);
    } else if (this.listener) this.listener(message.type, message.detail);
    else this.waiting.push(message);
  }
  listen(listener) {
    this.listener = listener;
    for (const message of this.waiting.splice(0)) this.hear(message);
  }
  send(message) {
    if (!this.ended) this.worker.postMessage(message);
  }
  sendLater(type, promise) {
    const { worker } = this; // by then it may be another, which did not ask
    promise.then(
      (value) => worker.postMessage({ type, value }),
      (error) => worker.postMessage({ type, problem: String(error) }),
    );
  }
  post(line) {
    this.send({ type: "commands", line });
  }
  terminate() {
    this.ended = true;
    this.listener = () => {};
    this.worker.terminate();
  }
}
