// "Of the last run": one band, and an attribute of the page by which everything that belongs to that run is paled.
export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "stale-band"
  el.innerHTML = `<p><b>Of the last run.</b> <span></span></p><button type="button" class="chip">Run again</button>`
  const said = el.querySelector("span")
  el.querySelector("button").addEventListener("click", () => model.send_msg({action: "run"}))
  const show = () => {
    el.hidden = !model.since
    said.textContent = model.since ? `Changed since: ${model.since}` : ""
    document.documentElement.toggleAttribute("data-stale", Boolean(model.since))
  }
  model.on("since", show)
  show()
}
