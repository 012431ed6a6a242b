// The page's own arithmetic (arithmetic.c), in the memory of an interpreter that has started. The module is compiled while the
// interpreter is on its way.
export async function compiledArithmetic(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} is not there`);
  const bytes = await answer.arrayBuffer();
  if (!WebAssembly.validate(bytes)) throw new Error("this browser lacks WebAssembly’s vectors (SIMD)");
  return WebAssembly.compile(bytes);
}

// For Python: `bind(address)` is a function without arguments that runs the program there, as arithmetic.c's `run` does.
export async function inMemory(module, memory) {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return { workspace: exports.workspace(), bind: (address) => exports.run.bind(null, address) };
}
