// In:  {id, blob, size}: what is packed, and how many bytes are in it
// Out: {id, contents}, an ArrayBuffer, or {id, problem}
import { ZSTDDecoder } from "./zstddec.js";

const decoder = new ZSTDDecoder();
const ready = decoder.init();
ready.catch(() => {}); // said to whoever asks

self.onmessage = async ({ data: { id, blob, size } }) => {
  try {
    const [packed] = await Promise.all([blob.arrayBuffer(), ready]);
    const contents = decoder.decode(new Uint8Array(packed), size);
    if (contents.length !== size) throw new Error("it is damaged"); // then the decoder gives an error for a length
    self.postMessage({ id, contents: contents.buffer }, [contents.buffer]);
  } catch (error) {
    self.postMessage({ id, problem: String(error) });
  }
};
