// A kernel as the page worker sees it: a worker whose messages wait until somebody listens.
//
// It goes on from a picture when there is one. When that fails, another worker starts from the compiled files, and so
// does every kernel after it.
export class Kernel {
  // `parts`: {restored: promise of what going on from a picture needs, or of null; picture: promise of a blob;
  // compiled() and files(): promises of an archive}. `opened`: a promise of the picture opened, where somebody has it.
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
    try {
      this.restoring = await this.parts.restored;
      this.send({ type: "start", ...(this.restoring ?? (await this.parts.compiled())) });
      if (this.restoring) this.sendLater("picture", "picture", this.picture);
    } catch (error) {
      this.hear({ type: "broken", detail: String(error) });
    }
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
      this.sendLater("files", "archive", this.parts.files());
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
  sendLater(type, name, promise) {
    const { worker } = this; // by then it may be another, which did not ask
    promise.then(
      (value) => worker.postMessage({ type, [name]: value }),
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
