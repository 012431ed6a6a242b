// The runs before this one as a list. Pointing at one, or reaching it with the keyboard, lights its curve: the numbers are
// in the browser, so nothing is asked of Python.
const FAINT = 0.22

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "run-list"
  el.innerHTML = `<p class="runs-head"><span>Runs</span><span class="value-name"></span></p><ul class="runs"></ul>`
  const list = el.querySelector("ul"), valueName = el.querySelector(".value-name")
  const part = document.getElementById("runs")
  let lit = 0

  const find = id => { for (const doc of Bokeh.documents) { const found = doc.get_model_by_id(id); if (found) return found } }
  const light = number => {
    if (number === lit) return
    lit = number
    for (const id of model.sources) {
      const source = find(id)
      if (!source?.data.number?.length) continue
      const {number: numbers, pinned} = source.data
      const alpha = Array.from(numbers, each => !number || each === number ? 1 : FAINT)
      const width = Array.from(numbers, (each, i) => each === number ? 3 : pinned?.[i] ? 2.2 : 1.4)
      source.setv({data: {...source.data, alpha, width}}, {sync: false})
    }
    for (const id of model.lines) find(id)?.setv({line_alpha: number ? FAINT : 1}, {sync: false})
  }
  const row = run => {
    const item = document.createElement("li")
    item.dataset.number = run.number
    item.style.setProperty("--run", run.colour)
    const pin = document.createElement("button"), gone = document.createElement("button")
    pin.type = gone.type = "button"
    pin.className = "run"
    pin.innerHTML = `<b></b> <span class="run-name"></span> <span class="run-value"></span><svg viewBox="0 0 12 12" aria-hidden="true"><path d="M4 1.5h4M4.7 1.5v3.2L3 7h6L7.3 4.7V1.5M6 7v4"/></svg>`
    pin.addEventListener("click", () => model.send_msg({action: "pin", value: run.number}))
    gone.className = "run-gone"
    gone.textContent = "×"
    gone.addEventListener("click", () => {
      const next = item.nextElementSibling ?? item.previousElementSibling
      next?.querySelector("button")?.focus()
      light(0)
      model.send_msg({action: "remove", value: run.number})
    })
    item.append(pin, gone)
    item.addEventListener("pointerenter", () => light(run.number))
    item.addEventListener("pointerleave", () => light(0))
    item.addEventListener("focusin", () => light(run.number))
    item.addEventListener("focusout", () => light(0))
    return item
  }
  const show = () => {
    const {runs, now} = model
    document.documentElement.toggleAttribute("data-runs", runs.length > 0)
    if (part) part.hidden = !runs.length
    valueName.textContent = model.value_name
    const had = new Map([...list.querySelectorAll("[data-number]")].map(item => [Number(item.dataset.number), item]))
    let first = list.querySelector(".run-now")
    if (!first) {
      first = document.createElement("li")
      first.className = "run-now"
      first.innerHTML = "<b>now</b> <span class='run-name'></span>"
    }
    first.lastElementChild.textContent = first.title = now
    const items = runs.map(run => {
      const item = had.get(run.number) ?? row(run)
      const [pin, gone] = item.children
      pin.querySelector("b").textContent = run.number
      pin.querySelector(".run-name").textContent = run.name
      pin.querySelector(".run-value").textContent = run.value
      pin.setAttribute("aria-pressed", String(run.pinned))
      pin.title = `${run.name}: ${run.said}. ${run.pinned ? "Pinned: it stays." : "Press to pin it."}`
      pin.setAttribute("aria-label", `Pin run ${run.number}, ${run.name}: ${run.said}`)
      gone.setAttribute("aria-label", `Remove run ${run.number}`)
      gone.title = gone.getAttribute("aria-label")
      return item
    })
    const wanted = [first, ...items]
    for (const item of [...list.children]) if (!wanted.includes(item)) item.remove()
    wanted.forEach((item, i) => { if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null) })
  }
  for (const name of ["runs", "now", "value_name"]) model.on(name, show)
  model.on("runs", () => { lit = -1; light(Number(list.querySelector("li:hover, li:focus-within")?.dataset.number) || 0) })
  show()
}
