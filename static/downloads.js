// Files of the site on their way here. `heard(bytes)` is called for each piece that arrives.

// A file as the host has it, as a blob.
export async function fetched(url, heard) {
  const found = await fetch(url);
  if (!found.ok) throw new Error(`${url} is not there`);
  const parts = [];
  for (const reader = found.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    heard(value.byteLength);
    parts.push(value);
  }
}

// A WebAssembly.Module. Browsers compile while it arrives only what is called application/wasm; the name comes from here,
// not from the host. The compressed copy saves two thirds on hosts that do not compress; a host may have no such copies.
// What the service worker has kept is unzipped and has its name.
export async function compiling(url, heard) {
  const headers = { "Content-Type": "application/wasm" };
  const transform = (chunk, controller) => {
    heard(chunk.byteLength);
    controller.enqueue(chunk);
  };
  for (const at of [url + ".gz", url]) {
    const found = await fetch(at);
    if (found.headers.has("Layer-Playground")) return WebAssembly.compileStreaming(found);
    const stream = found.ok && (await unzipping(found.body.pipeThrough(new TransformStream({ transform }))));
    if (stream) return WebAssembly.compileStreaming(new Response(stream, { headers }));
  }
  throw new Error(`${url} is not there`);
}

// The body of a response, unzipped on the way unless the host has already done that; null when it is a page ("<"), which
// some hosts send instead of saying that they have no such file.
async function unzipping(stream) {
  const reader = stream.getReader();
  const first = await reader.read();
  if (first.value?.[0] === 0x3c) return reader.cancel().then(() => null);
  const whole = new ReadableStream({
    start(controller) {
      if (first.value) controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      done ? controller.close() : controller.enqueue(value);
    },
  });
  const zipped = first.value?.[0] === 0x1f && first.value?.[1] === 0x8b;
  return zipped ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}
