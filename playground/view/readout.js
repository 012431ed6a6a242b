// The numbers of all curves at one epoch. A slider for the keyboard and screen readers; the pointer over a chart moves it.
export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "readout"
  el.innerHTML = `<input type="range" min="0" max="0" step="any" aria-label="Read the curves at epoch"><span class="readout-text"></span>`
  const [slider, output] = el.children
  const charts = document.querySelector("#training .charts")
  const line = document.createElement("i")
  line.className = "crosshair"
  line.hidden = true
  charts?.append(line)

  const sources = () => model.curves.map(curve => ({...curve, data: find(curve.points)?.data})).filter(curve => curve.data?.x?.length)
  const find = id => { if (id) for (const doc of Bokeh.documents) { const found = doc.get_model_by_id(id); if (found) return found } }
  const figures = () => Bokeh.documents.flatMap(doc => [...doc._all_models.values()])
    .filter(made => made.type === "Figure" && made.tags.includes("curves")).map(made => Bokeh.index.find_one(made)).filter(Boolean)

  // The index of the point nearest to x; points are in order.
  const nearest = (xs, x) => {
    let low = 0, high = xs.length - 1
    while (high - low > 1) { const middle = (low + high) >> 1; if (xs[middle] < x) low = middle; else high = middle }
    return Math.abs(xs[low] - x) <= Math.abs(xs[high] - x) ? low : high
  }
  const short = value => Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "–"
  const epochText = x => Number.isInteger(x) ? x.toLocaleString("en") : x.toFixed(2)

  const read = wanted => {
    const curves = sources()
    if (!curves.length) return
    const xs = curves[0].data.x
    const x = xs[nearest(xs, wanted)]
    const value = (data, log) => { const y = data.y[nearest(data.x, x)]; return short(log ? 10 ** y : y) }
    const values = curves.map(({label, data, validation, log}) => {
      const held = find(validation)?.data
      return `${label} ${value(data, log)}${held?.x?.length ? ` (val ${value(held, log)})` : ""}`
    })
    const said = `epoch ${epochText(x)} · ${values.join(" · ")}`
    output.textContent = said
    slider.setAttribute("aria-valuetext", said.replaceAll(" · ", ", "))
    slider.value = String(x)
    const [figure] = figures()
    const frame = figure?.frame
    if (frame) {
      const left = figure.el.getBoundingClientRect().left - charts.getBoundingClientRect().left
      line.style.left = `${left + frame.x_scale.compute(x)}px`
      line.hidden = false
    }
  }
  const sync = () => {
    const end = model.newest
    const axis = figures()[0]?.frame?.x_range.end
    slider.max = String(Math.max(end, Number.isFinite(axis) ? axis : 0)) // on the scale of the charts above it
    slider.step = end > 2 ? "1" : "any"
    if (!slider.matches(":focus") && line.hidden) slider.value = String(end) // it rests at what is newest
    el.classList.toggle("nothing", !end)
  }
  const leave = () => { if (!slider.matches(":focus")) { line.hidden = true; output.textContent = "" } }
  const follow = event => {
    const figure = figures().find(found => {
      const box = found.el.getBoundingClientRect()
      return event.clientX >= box.left && event.clientX <= box.right
    })
    if (!figure) return
    sync()
    read(figure.frame.x_scale.invert(event.clientX - figure.el.getBoundingClientRect().left))
  }
  charts?.addEventListener("pointermove", follow)
  charts?.addEventListener("pointerdown", follow)
  charts?.addEventListener("pointerleave", leave)
  slider.addEventListener("focus", () => { sync(); read(Number(slider.value)) })
  slider.addEventListener("input", () => read(Number(slider.value)))
  slider.addEventListener("blur", leave)
  // A low chart has room for few numbers beside it, a narrow one below it. Python need not know: it follows from the window.
  const thin = () => {
    const few = (axis, room) => axis?.ticker.setv({desired_num_ticks: Math.max(2, Math.min(6, Math.floor(room)))}, {sync: false})
    for (const {model, el} of figures()) {
      few(model.left[0], el.clientHeight / 26)
      few(model.below[0], (el.clientWidth - 30) / 46)
    }
  }
  const resized = new ResizeObserver(thin)
  if (charts) for (const chart of charts.children) resized.observe(chart)
  const room = () => charts?.classList.toggle("loss-only", !model.metrics)
  model.on("metrics", room)
  room()
  model.on("newest", sync)
  model.on("remove", () => { line.remove(); resized.disconnect() })
  sync()
}
