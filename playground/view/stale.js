// "Of the last run": one band, a word in the heading of every part that shows something of that run, and an attribute of
// the page by which it is paled. While the connection to the server is lost, nobody can compare: then all of it is.
export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  const root = document.documentElement
  el.className = "stale-band"
  el.innerHTML = `<p><b>Of the last run.</b> <span></span></p><button type="button" class="chip">Run again</button>`
  const said = el.querySelector("span")
  el.querySelector("button").addEventListener("click", () => model.send_msg({action: "run"}))
  const show = () => {
    el.hidden = !model.since && !model.untrained
    said.textContent = model.since ? `Changed since: ${model.since}` : model.untrained ? "The newest one ended before it trained." : ""
    const parts = root.hasAttribute("data-lost") ? [...new Set([...model.parts, ...model.results])] : model.parts
    root.toggleAttribute("data-stale", !el.hidden)
    if ((root.dataset.lastRun ?? "") !== parts.join(" ")) root.dataset.lastRun = parts.join(" ")
    for (const word of document.querySelectorAll("[data-of-run]")) word.hidden = !parts.includes(word.dataset.ofRun)
  }
  const lost = new MutationObserver(show)
  lost.observe(root, {attributeFilter: ["data-lost"]})
  model.on("remove", () => lost.disconnect())
  model.on(["since", "untrained", "parts", "results"], show)
  show()
}
