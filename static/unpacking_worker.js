// In:  {id, packed, size}: an Uint8Array, and how many bytes are in it
// Out: {id, contents}, an ArrayBuffer, or {id, problem}
import { ZSTDDecoder } from "./zstddec.js";

const decoder = new ZSTDDecoder();
const ready = decoder.init();
ready.catch(() => {}); // said to whoever asks

self.onmessage = async ({ data: { id, packed, size } }) => {
  try {
    await ready;
    const contents = decoder.decode(packed, size);
    if (contents.length !== size) throw new Error("it is damaged"); // then the decoder gives an error for a length
    self.postMessage({ id, contents: contents.buffer }, [contents.buffer]);
  } catch (error) {
    self.postMessage({ id, problem: String(error) });
  }
};
