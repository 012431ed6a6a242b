// Keeps one whole version of the site in the browser. The build writes, above this, FILES: path → SHA-256 of the file's
// contents. A version is installed when every file of it has arrived and is the one that was meant; until then, the
// version before it answers. Files are kept by their hash, so an update, or a download that was cut, fetches
// only what is not there yet.
const SCOPE = registration.scope;
const STORE = `layer-playground ${SCOPE}`;
const keyOf = (sha256) => `${SCOPE}kept/${sha256}`;

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Some hosts unzip *.gz on the way, so such a file is known by what is in it.
function unzipped(bytes) {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first !== 0x1f || second !== 0x8b) return bytes;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

// The file from the host: what the browser remembers of it will do, if it is the right one. Of a host that has no
// compressed copies, the file that x.gz is a copy of.
async function download(path) {
  const zipped = path.endsWith(".gz");
  for (const name of zipped ? [path, path.slice(0, -3)] : [path]) {
    for (const cache of ["default", "reload"]) {
      const answer = await fetch(new URL(name, SCOPE), { cache });
      const bytes = answer.ok && (await answer.arrayBuffer());
      if (bytes && (await sha256(zipped ? await unzipped(bytes) : bytes)) === FILES[path]) {
        return new Response(bytes, { headers: { "Content-Type": answer.headers.get("Content-Type") ?? "" } });
      }
    }
  }
  throw new Error(`${path} is not the file that belongs to this version`);
}

async function install() {
  const store = await caches.open(STORE);
  for (const [path, hash] of Object.entries(FILES)) {
    if (!(await store.match(keyOf(hash)))) await store.put(keyOf(hash), await download(path));
  }
}

async function forgetOthers() {
  const store = await caches.open(STORE);
  const wanted = new Set(Object.values(FILES).map(keyOf));
  for (const { url } of await store.keys()) if (!wanted.has(url)) await store.delete(url);
}

async function answer(path, request) {
  if (path === "index.html" && registration.waiting && (await clients.matchAll({ type: "window" })).length <= 1) {
    // Nobody else is looking at the older version: the newer one takes over and answers the same question. It can do so
    // when this one has nothing to do, so the question is asked again after a second and not at once.
    registration.waiting.postMessage("take over");
    return new Response("", { headers: { Refresh: "1", "Content-Type": "text/html" } });
  }
  try {
    const kept = await (await caches.open(STORE)).match(keyOf(FILES[path]));
    return kept ?? (await download(path));
  } catch (error) {
    await registration.unregister(); // what was kept is not whole any more: back to the host
    return fetch(request);
  }
}

self.oninstall = (event) => event.waitUntil(install());
self.onactivate = (event) => event.waitUntil(forgetOthers());
// This version waits, and somebody who looks at the older one wants it. It says how many others look at that.
async function takeOver(port) {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const others = windows.filter(({ url }) => url.startsWith(SCOPE)).length - 1;
  port.postMessage(Math.max(0, others));
  if (others <= 0) await self.skipWaiting();
}

self.onmessage = (event) => {
  if (event.data === "take over") self.skipWaiting();
  else if (event.ports[0]) event.waitUntil(takeOver(event.ports[0]));
};
self.onfetch = (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !(origin + pathname).startsWith(SCOPE)) return;
  const path = decodeURI((origin + pathname).slice(SCOPE.length)) || "index.html";
  if (Object.hasOwn(FILES, path)) event.respondWith(answer(path, event.request));
};
