// The microscope: a table whose columns are the units of a layer and whose rows are read downwards, first what the layer
// computes for one sample, then the chain rule. Which rows there are Python says (microscope_rows.py).
const floats = text => new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer)
const written = value => {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return "0"
  const size = Math.abs(value)
  const text = size >= 1000 || (size && size < 0.005) ? value.toExponential(0) : value.toFixed(size >= 100 ? 0 : 2)
  return text.replace("-", "−").replace("e-", "e−").replace("e+", "e")
}
const BEND = { // value and slope
  tanh: [Math.tanh, z => 1 - Math.tanh(z) ** 2],
  sigmoid: [z => 1 / (1 + Math.exp(-z)), z => { const a = 1 / (1 + Math.exp(-z)); return a * (1 - a) }],
  relu: [z => Math.max(z, 0), z => z > 0 ? 1 : 0],
  sin: [Math.sin, Math.cos],
  cos: [Math.cos, z => -Math.sin(z)],
  exp: [Math.exp, Math.exp],
  softplus: [z => Math.log1p(Math.exp(z)), z => 1 / (1 + Math.exp(-z))],
  square: [z => z * z, z => 2 * z],
}
const precise = value => !Number.isFinite(value) ? String(value) : (Math.abs(value) < 0.0005 && value ? value.toExponential(1) : value.toFixed(4)).replace("-", "−").replace("e-", "e−")
const PLAY_MS = 1100
const MOST_ROWS = 16 // weights of a unit that are written out
const FEW = 7 // units: then the drawings stand beside the table
const WIDE = 132, HIGH = 132 // of the two small drawings

const FRAME = `
  <div class="scope" role="group" aria-label="One sample in one layer">
    <div class="scope-bar">
      <label><span class="unseen">Layer</span><select class="field" data-name="layer"></select></label>
      <code class="scope-formula"></code><p class="scope-loss"></p>
      <span class="scope-samples"><button type="button" class="chip" data-step="-1" aria-label="Sample before">‹</button>
        <span class="scope-sample"></span><button type="button" class="chip" data-step="1" aria-label="Next sample">›</button></span>
      <button type="button" class="chip" data-play>Play</button>
    </div>
    <div class="scope-body"><div class="scope-tables" tabindex="0" role="group" aria-label="Numbers of the layer"></div>
    <div class="scope-foot" tabindex="0" role="group" aria-label="One unit, and the sample among the others"><div class="scope-sum"></div><div class="scope-update"></div>
      <figure class="scope-bend" hidden><svg viewBox="0 0 ${WIDE} ${HIGH}" role="img"></svg><figcaption></figcaption></figure>
      <figure class="scope-plane" hidden><canvas width="${WIDE * 2}" height="${HIGH * 2}" role="img" aria-label="The points; press one to choose it"></canvas><figcaption>press a point</figcaption></figure>
    </div></div>
    <p class="unseen" aria-live="polite" data-voice></p>
  </div>`

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "scope-view"
  el.innerHTML = FRAME
  const find = name => el.querySelector(name)
  const picker = find("[data-name=layer]"), tables = find(".scope-tables"), voice = find("[data-voice]")
  const section = document.getElementById("microscope"), opener = document.getElementById("open-microscope")
  let layers = [], node = "", sample = 0, unit = 0, losses = null, timer = 0, playing = -1, known = ""

  const layer = () => layers.find(each => each.node === node) ?? layers[0]
  const read = () => {
    const {layers: given = [], samples = [], losses: told = ""} = model.trace
    layers = given.map(each => ({...each, quantities: each.quantities.map(q => ({
      ...q, values: q.values ? floats(q.values) : null, gradient: q.gradient ? floats(q.gradient) : null,
      width: q.shape.reduce((a, b) => a * b, 1),
    }))}))
    losses = told ? floats(told) : null
    const before = JSON.stringify(samples) === known
    known = JSON.stringify(samples)
    if (!before) sample = losses ? losses.indexOf(Math.max(...losses.filter(Number.isFinite))) : 0 // the hardest one
    sample = Math.max(0, sample)
  }
  const own = (q, values) => values?.subarray(sample * q.width, (sample + 1) * q.width)

  // ------------------------------------------------------------------------------------------- rows and cells
  const factor = ({factor: [at, i]}, quantities) => own(quantities[at], quantities[at].values)[i]
  const cells = (row, quantities) => {
    const q = quantities[row.of]
    if (!q) return []
    if (row.kind === "weight") {
      const units = q.shape.length ? q.shape[q.shape.length - 1] : 1
      return q.values ? [...q.values.subarray(row.row * units, (row.row + 1) * units)] : []
    }
    if (row.kind === "value") return [...own(q, q.values) ?? []]
    if (row.kind === "gradient") return [...own(q, q.gradient) ?? []]
    if (row.kind === "slope") return [...own(q, q.values) ?? []].map(BEND[row.bend][1])
    if (row.kind === "outer") { const x = factor(row, quantities); return [...own(q, q.gradient)].map(g => g * x) }
    if (row.kind === "passed") { // g @ W transposed
      const g = own(q, q.gradient), w = quantities[row.weights], units = g.length
      return w.values ? Array.from({length: w.shape[0]}, (_, i) => g.reduce((sum, each, u) => sum + each * w.values[i * units + u], 0)) : []
    }
    return []
  }
  const columns = () => {
    const {forward, quantities} = layer()
    const result = forward.filter(row => row.result).pop()
    return result ? quantities[result.of].width : 1
  }
  const cell = (value, most, at, row) => {
    const box = document.createElement(row.result ? "th" : "td")
    box.textContent = written(value)
    box.title = String(value)
    box.style.setProperty("--much", `${Math.round(70 * Math.min(1, Math.abs(value) / most) || 0)}%`)
    box.dataset.sign = value < 0 ? "negative" : "positive"
    if (at === unit && row.kind !== "passed") box.className = "chosen"
    return box
  }
  const line = (row, quantities, number) => {
    const made = document.createElement("tr")
    made.className = `${row.kind}${row.result ? " result" : ""}`
    made.dataset.row = number
    if (row.line) made.dataset.line = row.line
    const head = document.createElement("th")
    head.scope = "row"
    head.title = row.said ?? ""
    head.append(row.label)
    if (row.factor) head.append(" ", Object.assign(document.createElement("b"), {textContent: written(factor(row, quantities))}))
    if (row.factor && row.kind === "weight") head.append(" ×")
    made.append(head)
    const numbers = cells(row, quantities), most = Math.max(1e-9, ...numbers.map(Math.abs).filter(Number.isFinite))
    made.append(...numbers.map((value, at) => cell(value, most, at, row)))
    return made
  }
  const part = (name, rows, first) => {
    const made = document.createElement("tbody"), title = document.createElement("tr")
    title.className = "part-name"
    title.innerHTML = `<th scope="rowgroup" colspan="${columns() + 1}">${name}</th>`
    made.append(title, ...rows.map((row, i) => line(row, layer().quantities, first + i)))
    return made
  }
  const head = () => {
    const units = document.createElement("tr")
    units.append(Object.assign(document.createElement("th"), {scope: "col", textContent: "unit"}))
    for (let at = 0; at < columns(); at++) {
      const button = Object.assign(document.createElement("button"), {type: "button", textContent: at, tabIndex: at === unit ? 0 : -1})
      button.dataset.unit = at
      button.setAttribute("aria-pressed", String(at === unit))
      button.setAttribute("aria-label", `Unit ${at}`)
      const column = Object.assign(document.createElement("th"), {scope: "col"})
      column.append(button)
      units.append(column)
    }
    const made = document.createElement("thead")
    made.append(units)
    return made
  }

  // ------------------------------------------------------------------------------------------------- drawing
  const draw = () => {
    const has = layers.length > 0, {epoch = 0, step = 0, samples = [], of = 0, every = 1} = model.trace
    opener.hidden = !has
    document.documentElement.toggleAttribute("data-traced", has)
    if (!has) { close(false); return }
    const {forward, backward, formula, quantities} = layer(), count = columns()
    unit = Math.min(unit, count - 1)
    find(".scope-body").classList.toggle("few", count <= FEW)
    picker.replaceChildren(...layers.map(each => new Option(each.title, each.node)))
    picker.value = layer().node
    find(".scope-formula").textContent = formula
    const when = step ? `epoch ${epoch}, batch ${step}` : epoch ? `after ${epoch} epochs` : ""
    find(".scope-sample").innerHTML = `sample <b>${samples[sample] * every}</b> of ${of * every}`
    find(".scope-loss").innerHTML = [when, losses ? `the loss of this sample <b>${written(losses[sample])}</b>` : ""].filter(Boolean).join(" · ")
    const focused = el.getRootNode().activeElement?.dataset?.unit !== undefined
    const all = document.createElement("table"), chain = "of the loss of this one sample; multiply downwards"
    all.append(head(), part("<b>Forward</b> each column is one unit; read it downwards", forward, 0))
    all.append(part(`<b>Gradient</b> ${backward.length ? chain : "there is no loss here to take it of"}`, backward, forward.length))
    tables.replaceChildren(all)
    if (focused) tables.querySelector(`[data-unit="${unit}"]`)?.focus()
    mark()
    sum(forward, quantities)
    update()
    bend(forward, backward, quantities)
    plane()
  }
  // One unit, written out as one would on paper.
  const sum = (forward, quantities) => {
    const terms = [], at = row => cells(row, quantities)[unit]
    for (const row of forward) {
      if (row.kind === "weight" && row.factor) terms.push(`${written(factor(row, quantities))} × ${bracket(at(row))}`)
      else if (row.kind === "weight") terms.push(written(at(row)))
      else if (row.result) break
    }
    const result = forward.find(row => row.result)
    const box = find(".scope-sum")
    box.replaceChildren()
    if (!terms.length || !result) return
    const lines = [`Unit ${unit}, written out`, ...terms.map((term, i) => `${i ? "+ " : "  "}${term}`), `= ${written(at(result))}`]
    box.append(...lines.map((text, i) => Object.assign(document.createElement(i ? "div" : "h3"), {textContent: text, className: i === lines.length - 1 ? "total" : ""})))
  }
  // What the last batch did to the weights of one unit, where training goes batch by batch.
  const update = () => {
    const box = find(".scope-update"), {updates = []} = layer()
    const known = updates.filter(({shape}) => shape.length && unit < shape[shape.length - 1])
    box.replaceChildren()
    if (!known.length) return
    const names = known[0].columns.map(([name]) => name), made = document.createElement("table"), head = document.createElement("tr")
    made.createCaption().textContent = `The last batch changed unit ${unit}`
    head.append(...["weight", ...names].map(name => Object.assign(document.createElement("th"), {scope: "col", textContent: name})))
    made.createTHead().append(head)
    const body = made.createTBody()
    for (const {name, shape, columns} of known) {
      const units = shape[shape.length - 1], rows = shape.length > 1 ? shape[0] : 1
      for (let i = 0; i < Math.min(rows, MOST_ROWS); i++) {
        const row = body.insertRow(), values = columns.map(([, data]) => floats(data)[i * units + unit])
        row.append(Object.assign(document.createElement("th"), {scope: "row", textContent: shape.length > 1 ? `${name}[${i}, ${unit}]` : `${name}[${unit}]`}))
        for (const value of values) Object.assign(row.insertCell(), {textContent: precise(value), title: String(value)})
      }
    }
    box.append(made)
  }
  const bracket = value => value < 0 ? `(${written(value)})` : written(value)
  const bend = (forward, backward, quantities) => {
    const row = backward.find(each => each.kind === "slope"), figure = find(".scope-bend")
    const z = row && own(quantities[row.of], quantities[row.of].values)[unit]
    figure.hidden = !Number.isFinite(z) // of a training that has diverged
    if (figure.hidden) return
    const [value, slope] = BEND[row.bend]
    const reach = Math.max(3, Math.abs(z) * 1.2), places = Array.from({length: 61}, (_, i) => -reach + i * reach / 30)
    const heights = places.map(value).filter(Number.isFinite), low = Math.min(...heights, 0), high = Math.max(...heights, low + 1e-6)
    const x = at => 6 + (at + reach) / (2 * reach) * (WIDE - 12), y = a => HIGH - 8 - (a - low) / (high - low) * (HIGH - 16)
    const part = reach / 4, a = value(z), m = slope(z)
    find(".scope-bend svg").innerHTML = `<path class="axis" d="M0 ${y(0)}H${WIDE}M${x(0)} 0V${HIGH}"/>
      <path class="bend" d="M${places.map(at => `${x(at).toFixed(1)} ${y(value(at)).toFixed(1)}`).join("L")}"/>
      <path class="slope" d="M${x(z - part)} ${y(a - part * m)}L${x(z + part)} ${y(a + part * m)}"/><circle cx="${x(z)}" cy="${y(a)}" r="4"/>`
    const said = `${row.bend} at ${written(z)} is ${written(a)}, its slope ${written(m)}`
    find(".scope-bend svg").setAttribute("aria-label", said)
    find(".scope-bend figcaption").textContent = said
  }
  const plane = () => {
    const figure = find(".scope-plane"), {points, labels} = model.plane
    figure.hidden = !points
    if (!points) return
    const at = floats(points), kinds = floats(labels), canvas = figure.querySelector("canvas"), ink = canvas.getContext("2d")
    const style = getComputedStyle(el), chosen = model.trace.samples[sample]
    const spans = [0, 1].map(axis => { let low = Infinity, high = -Infinity; for (let i = axis; i < at.length; i += 2) { low = Math.min(low, at[i]); high = Math.max(high, at[i]) } return [low, high - low || 1] })
    const place = i => [0, 1].map(axis => { const share = (at[2 * i + axis] - spans[axis][0]) / spans[axis][1]; return 16 + (axis ? 1 - share : share) * (2 * WIDE - 32) })
    ink.clearRect(0, 0, canvas.width, canvas.height)
    const known = new Set(model.trace.samples), colours = [style.getPropertyValue("--negative"), style.getPropertyValue("--positive")]
    const draws = (i, size) => { const [x, y] = place(i); ink.beginPath(); ink.arc(x, y, size, 0, 7); ink.fillStyle = colours[kinds[i] > 0.5 ? 1 : 0]; ink.fill() }
    ink.globalAlpha = 0.3
    for (let i = 0; i < at.length / 2; i++) if (!known.has(i)) draws(i, 3)
    ink.globalAlpha = 1
    for (const i of known) draws(i, 6)
    const [x, y] = place(chosen)
    ink.beginPath(); ink.arc(x, y, 12, 0, 7); ink.lineWidth = 4; ink.strokeStyle = style.getPropertyValue("--ink"); ink.stroke()
    canvas.place = place
  }

  // ------------------------------------------------------------------------------------------ choosing, playing
  const say = text => { voice.textContent = text }
  const light = () => {
    const {forward = [], line} = isOpen() ? layer() ?? {} : {}
    const row = (playing >= 0 ? forward.slice(0, playing + 1) : forward).filter(each => each.line).pop()
    model.send_msg({action: "lines", value: [...new Set([row?.line, line].filter(Boolean))]})
  }
  const mark = () => {
    for (const row of tables.querySelectorAll("tr[data-row]")) {
      row.classList.toggle("playing", Number(row.dataset.row) === playing)
      row.classList.toggle("coming", playing >= 0 && Number(row.dataset.row) > playing)
    }
  }
  const play = () => {
    const rows = [...layer().forward, ...layer().backward]
    playing++
    if (playing >= rows.length) { stop(); return }
    mark()
    tables.querySelector("tr.playing")?.scrollIntoView({block: "nearest"})
    const row = rows[playing], value = cells(row, layer().quantities)[unit]
    say(`${row.said ?? row.label}${value === undefined ? "" : `: ${written(value)} in unit ${unit}`}`)
    light()
    timer = setTimeout(play, PLAY_MS)
  }
  const stop = () => { clearTimeout(timer); timer = 0; playing = -1; find("[data-play]").textContent = "Play"; mark(); light() }
  const pick = next => {
    const count = model.trace.samples.length
    sample = (next + count) % count
    draw()
    say(find(".scope-sample").textContent + (losses ? `, loss ${written(losses[sample])}` : ""))
  }
  const choose = next => { node = next; unit = 0; if (timer) stop(); draw(); light(); say(layer().title) }
  picker.addEventListener("change", () => choose(picker.value))
  el.addEventListener("click", event => {
    const button = event.target.closest("button")
    if (button?.dataset.step) pick(sample + Number(button.dataset.step))
    else if (button?.dataset.unit) { unit = Number(button.dataset.unit); draw(); tables.querySelector(`[data-unit="${unit}"]`).focus() }
    else if (button && "play" in button.dataset) { if (timer) stop(); else { button.textContent = "Stop"; play() } }
    else if (event.target.matches?.(".scope-plane canvas")) {
      const box = event.target.getBoundingClientRect(), x = (event.clientX - box.left) * event.target.width / box.width, y = (event.clientY - box.top) * event.target.height / box.height
      const far = model.trace.samples.map(i => { const [a, b] = event.target.place(i); return (a - x) ** 2 + (b - y) ** 2 })
      pick(far.indexOf(Math.min(...far)))
    }
  })
  el.addEventListener("keydown", event => {
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key]
    if (by && event.target.dataset?.unit !== undefined) {
      event.preventDefault()
      unit = (unit + by + columns()) % columns()
      draw()
    }
  })

  // ------------------------------------------------------------------------------------------ opening, closing
  const isOpen = () => document.documentElement.hasAttribute("data-microscope")
  const open = wanted => {
    if (!layers.length) return
    if (wanted && layers.some(each => each.node === wanted)) node = wanted
    document.documentElement.setAttribute("data-microscope", "")
    section.hidden = false
    opener.setAttribute("aria-expanded", "true")
    draw()
    light()
    picker.focus()
  }
  const close = (back = true) => {
    if (!isOpen()) return
    if (timer) stop()
    document.documentElement.removeAttribute("data-microscope")
    section.hidden = true
    opener.setAttribute("aria-expanded", "false")
    light()
    if (back) opener.focus()
  }
  const toggle = () => isOpen() ? close() : open()
  const look = event => open(event.detail)
  const escape = event => { if (event.key === "Escape" && !event.defaultPrevented) { event.stopPropagation(); close() } }
  opener.addEventListener("click", toggle)
  section.querySelector("[data-close]").addEventListener("click", close)
  section.addEventListener("keydown", escape)
  document.addEventListener("playground-look", look)
  model.on("trace", () => { read(); draw() })
  model.on("plane", () => { if (isOpen()) plane() })
  model.on("remove", () => {
    clearTimeout(timer)
    opener.removeEventListener("click", toggle)
    section.removeEventListener("keydown", escape)
    document.removeEventListener("playground-look", look)
  })
  read()
  draw()
}
