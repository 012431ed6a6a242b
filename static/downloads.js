// A file of the site as the host has it, as a blob. `heard(bytes)` is called for each piece that arrives.
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
