// The technical part of "About this page": where programs run, how Python started, whether the page opens without a network, what this
// browser lacks, and the licences. The facts are data attributes of the page that start.js sets.
addEventListener("DOMContentLoaded", () => {
  const { dataset } = document.documentElement;
  const make = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };
  const seconds = () => (dataset.startSeconds ? `, ${dataset.startSeconds} s after the page was opened` : "");

  function facts() {
    const { start, offline, cannot, arithmetic } = dataset;
    const { WebAssembly } = globalThis;
    return {
      "Your program": "It runs in this page, in a worker of its own. What you write does not leave this browser.",
      Python: cannot
        ? `It cannot start: ${cannot}`
        : { snapshot: `From a snapshot${seconds()}.`, compiled: `From compiled files${seconds()}.` }[start] ??
          (offline ? "It has started." : "It is loading."),
      Arithmetic:
        arithmetic === undefined
          ? "It is loading."
          : arithmetic
            ? `NumPy’s, which takes longer: ${arithmetic}`
            : "NumPy’s; what it does in a recorded step is computed by WebAssembly’s vectors (SIMD).",
      Network: !offline
        ? "The page is being loaded."
        : offline === "kept"
          ? "Not needed any more: this browser keeps the page."
          : `Needed for every visit, because the page is ${offline}`,
      Pause: WebAssembly?.Suspending
        ? "A fit can be paused and stepped."
        : "A program can be stopped, not paused: this browser lacks JSPI (WebAssembly’s promise integration).",
      Version: document.querySelector("meta[name=generator]")?.content ?? "",
    };
  }

  const list = document.getElementById("about-facts");
  const show = () => {
    const rows = Object.entries(facts());
    list.replaceChildren(
      ...rows.flatMap(([name, text]) => [make("dt", { textContent: name }), make("dd", { textContent: text })]),
    );
  };
  list.after(make("a", { href: "./licences/index.html", target: "_blank", textContent: "Licences" }));
  document.getElementById("about-button").addEventListener("click", show);
});
