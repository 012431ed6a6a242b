// A kernel as the page worker sees it: a worker whose messages wait until somebody listens.
export class Kernel {
  constructor(parts) {
    this.waiting = [];
    this.listener = null;
    this.worker = new Worker(new URL("./kernel_worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => this.hear({ type: "broken", detail: event.message || "its worker failed" });
    parts.then(
      (parts) => this.worker?.postMessage({ type: "start", ...parts }),
      (error) => this.hear({ type: "broken", detail: String(error) }),
    );
  }
  hear(message) {
    if (this.listener) this.listener(message.type, message.detail);
    else this.waiting.push(message);
  }
  listen(listener) {
    this.listener = listener;
    for (const message of this.waiting.splice(0)) this.hear(message);
  }
  post(line) {
    this.worker?.postMessage({ type: "commands", line });
  }
  terminate() {
    this.listener = () => {};
    this.worker?.terminate();
    this.worker = null;
  }
}
