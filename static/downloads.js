// A file of the site as the host has it, an Uint8Array. `heard(bytes)` is called for each piece that arrives.
export async function fetched(url, heard) {
  const found = await fetch(url);
  if (!found.ok) throw new Error(`${url} is not there`);
  const parts = [];
  for (const reader = found.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    heard(value.byteLength);
    parts.push(value);
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let at = 0;
  for (const part of parts) whole.set(part, at), (at += part.byteLength);
  return whole;
}
