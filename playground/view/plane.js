// The plane of two features: the model's answers as colours, the data on top, numbers along the sides. Of other data
// curves and points. What is under the pointer, or where the arrow keys have gone, is said in numbers.
// A new surface costs one small putImageData; points and numbers are drawn again only when they or the size change.
const LEFT = 26, BOTTOM = 20, TOP = 5, RIGHT = 6, NAME = 14
const NEAR = 12 // pixels: so close a point is meant
const STRETCH = 3 // how far two axes' units may differ in size before each fills its side
const FINE = 4 // a hard edge is drawn this much finer than the surface is known
const SVG = "http://www.w3.org/2000/svg"

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0))
const rgb = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16))

// Round numbers from low to high, about `count` of them, two at least: one alone is no scale.
function ticks(low, high, count) {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough) ?? 10 * power
  const found = []
  const first = Math.ceil(low / step)
  for (let i = 0; i < 30 && (first + i) * step <= high + step * 1e-9; i++) found.push((first + i) * step)
  if (found.length < 2 && count < 20) return ticks(low, high, count * 1.6)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return found.map(at => [at, Math.abs(at) >= 1e5 ? at.toExponential(0) : at.toFixed(Math.min(digits, 6)).replace("-", "−")])
}

// The surface with `factor` times as many pixels a side, values between its points in proportion.
function finer(values, rows, columns, factor) {
  const high = rows * factor, wide = columns * factor, out = new Uint8Array(high * wide)
  for (let i = 0; i < high; i++) {
    const y = Math.min(Math.max((i + 0.5) / factor - 0.5, 0), rows - 1), y0 = Math.floor(y), y1 = Math.min(y0 + 1, rows - 1), fy = y - y0
    for (let j = 0; j < wide; j++) {
      const x = Math.min(Math.max((j + 0.5) / factor - 0.5, 0), columns - 1), x0 = Math.floor(x), x1 = Math.min(x0 + 1, columns - 1), fx = x - x0
      const below = values[y0 * columns + x0] * (1 - fx) + values[y0 * columns + x1] * fx
      const above = values[y1 * columns + x0] * (1 - fx) + values[y1 * columns + x1] * fx
      out[i * wide + j] = below * (1 - fy) + above * fy
    }
  }
  return out
}

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "plane-view"
  el.innerHTML = `
    <div class="plane-picture" tabindex="0" role="group" aria-label="Points: arrow keys go from one to the next"><canvas class="plane-surface" aria-hidden="true"></canvas><canvas class="plane-points" aria-hidden="true"></canvas><svg aria-hidden="true"></svg><i class="plane-mark" hidden></i><p class="plane-said" hidden></p></div>
    <div class="chips">
      <span class="labelled" hidden><label for="plane-output">Output</label><select class="field" id="plane-output"></select></span>
      <span class="labelled plane-features" hidden><label for="plane-across">Across</label><select class="field" id="plane-across"></select><label for="plane-up">Up</label><select class="field" id="plane-up"></select><button type="button" class="chip" aria-label="Pairs of features" hidden>Pairs</button><span></span></span>
      <button type="button" class="chip" aria-pressed="true" aria-label="Validation points"><svg viewBox="0 0 10 10" aria-hidden="true"><path d="M5 0.5L9 5L5 9.5L1 5z"/></svg>Validation</button>
      <button type="button" class="chip" aria-pressed="false">Discretize</button>
    </div>`
  const box = el.querySelector(".plane-picture")
  const surface = el.querySelector(".plane-surface"), points = el.querySelector(".plane-points"), sides = el.querySelector("svg")
  const [pairs, validation, discretize] = el.querySelectorAll(".chip")
  const choice = el.querySelector(".labelled"), output = choice.querySelector("select")
  const pressed = button => button.getAttribute("aria-pressed") === "true"
  const two = el.querySelector(".plane-features"), [across, up] = two.querySelectorAll("select")
  const feature = i => `x${[...String(i + 1)].map(digit => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("")}`
  const axes = () => model.names.length || !model.features.count ? model.names : [feature(model.features.across), feature(model.features.up)]
  const mark = el.querySelector(".plane-mark"), said = el.querySelector(".plane-said")
  const heading = document.getElementById("boundary-title")
  let at = null // the point that is told of: {set, i}
  let plot = null // where the plane is, in CSS pixels, and its ranges

  const place = () => {
    const {x, y} = model.ranges
    const fill = model.lines.length > 0, named = axes().length ? NAME : 0
    const digits = fill ? Math.max(0, ...ticks(...(y ?? [0, 1]), 4).map(([, text]) => text.length - 2)) * 6 : 0
    const offset = LEFT + digits
    const width = box.clientWidth - offset - RIGHT, height = box.clientHeight - TOP - BOTTOM - named
    plot = null
    if (!x || !y || width < 20 || height < 20) return
    let scaleX = width / (x[1] - x[0]), scaleY = height / (y[1] - y[0])
    if (!fill && Math.max(scaleX / scaleY, scaleY / scaleX) < STRETCH) scaleX = scaleY = Math.min(scaleX, scaleY) // a circle is round
    const w = scaleX * (x[1] - x[0]), h = scaleY * (y[1] - y[0])
    plot = {left: offset + (width - w) / 2, top: TOP + (height - h) / 2, w, h, x, y, scaleX, scaleY}
    Object.assign(surface.style, {left: `${plot.left}px`, top: `${plot.top}px`, width: `${w}px`, height: `${h}px`})
  }

  const drawSurface = () => {
    const was = surface.hidden
    paintSurface()
    if (surface.hidden !== was) drawPoints()
  }
  const paintSurface = () => {
    const {data, rows, columns, classes} = model.surface
    surface.hidden = !plot || !data || !model.palette.length
    if (surface.hidden) return
    let values = bytes(data), factor = 1
    if (values.length !== rows * columns) return
    const hard = classes <= 2 && pressed(discretize)
    if (hard) values = finer(values, rows, columns, factor = FINE)
    const wide = columns * factor, high = rows * factor
    if (surface.width !== wide || surface.height !== high) Object.assign(surface, {width: wide, height: high})
    const shades = model.palette.map(rgb), last = shades.length - 1
    const table = new Uint32Array(256)
    for (let v = 0; v < 256; v++) {
      const [r, g, b] = classes > 2 ? shades[Math.min(v, last)] : shades[hard ? (v > 127 ? last : 0) : Math.round(v / 255 * last)]
      table[v] = 0xff000000 | b << 16 | g << 8 | r
    }
    const context = surface.getContext("2d")
    const image = context.createImageData(wide, high), pixels = new Uint32Array(image.data.buffer)
    for (let i = 0; i < high; i++) // rows come from low to high y, a canvas is filled from the top
      for (let j = 0, from = i * wide, to = (high - 1 - i) * wide; j < wide; j++) pixels[to + j] = table[values[from + j]]
    context.putImageData(image, 0, 0)
  }

  const drawPoints = () => {
    const context = drawAll()
    if (!context) return
    // A curve runs over the points, with a rim that parts it from them.
    const theme = getComputedStyle(document.documentElement)
    context.lineJoin = "round"
    for (const {x, y, colour, dashed} of model.lines) {
      const path = new Path2D()
      x.forEach((each, i) => path.lineTo(plot.left + (each - plot.x[0]) * plot.scaleX, plot.top + plot.h - (y[i] - plot.y[0]) * plot.scaleY))
      if (!dashed) Object.assign(context, {strokeStyle: theme.getPropertyValue("--card"), lineWidth: 5.5})
      if (!dashed) context.stroke(path)
      Object.assign(context, {strokeStyle: colour === "ink" ? theme.getPropertyValue("--ink") : colour, lineWidth: dashed ? 1.2 : 2.5})
      context.setLineDash(dashed ? [5, 4] : [])
      context.stroke(path)
      context.setLineDash([])
    }
  }
  const drawAll = () => {
    const fine = window.devicePixelRatio || 1
    points.width = Math.round(box.clientWidth * fine)
    points.height = Math.round(box.clientHeight * fine)
    const {train, held_out: held} = model.points
    if (!plot || !train) return null
    const context = points.getContext("2d")
    context.scale(fine, fine)
    context.beginPath()
    context.rect(plot.left, plot.top, plot.w, plot.h)
    context.clip()
    const many = train.x.length + held.x.length
    const radius = Math.min(4, Math.max(2, 4.6 - many / 320)) * Math.min(1.25, Math.max(0.8, plot.w / 260)) // the more, the smaller
    const each = (set, shape) => {
      for (let i = 0; i < set.x.length; i++) {
        const x = plot.left + (set.x[i] - plot.x[0]) * plot.scaleX, y = plot.top + plot.h - (set.y[i] - plot.y[0]) * plot.scaleY
        context.fillStyle = set.colour[i]
        context.beginPath()
        shape(x, y)
        context.fill()
        context.stroke()
      }
    }
    // On a surface white and dark outlines; on the bare card the theme's ink, strong for what was held out.
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink"), bare = surface.hidden
    context.lineWidth = many > 400 ? 0.7 : 1
    if (!bare) { // a dark edge around the white ring: white alone is hard to see on the surface's orange
      context.strokeStyle = "#1b2230a0"
      each(train, (x, y) => context.arc(x, y, radius + context.lineWidth, 0, 7))
    }
    context.strokeStyle = bare ? "transparent" : "#fffffff0"
    each(train, (x, y) => context.arc(x, y, radius, 0, 7))
    if (!pressed(validation)) return context
    const r = radius * 1.3
    if (bare) context.lineWidth = 1.2
    context.strokeStyle = bare ? ink : "#1b2230"
    each(held, (x, y) => { context.moveTo(x, y - r); context.lineTo(x + r, y); context.lineTo(x, y + r); context.lineTo(x - r, y); context.closePath() })
    return context
  }

  const drawSides = () => {
    sides.replaceChildren()
    if (!plot) return
    const add = (name, attributes, text) => {
      const made = document.createElementNS(SVG, name)
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
      if (text !== undefined) made.textContent = text
      sides.append(made)
    }
    const {left, top, w, h} = plot
    add("rect", {class: "plane-frame", x: left, y: top, width: w, height: h})
    for (const [at, said] of ticks(...plot.x, Math.max(3, w / 50))) {
      const x = left + (at - plot.x[0]) * plot.scaleX
      add("path", {d: `M${x} ${top + h}v4`})
      add("text", {x, y: top + h + 15, "text-anchor": "middle"}, said)
    }
    for (const [at, said] of ticks(...plot.y, Math.max(3, h / 45))) {
      const y = top + h - (at - plot.y[0]) * plot.scaleY
      add("path", {d: `M${left - 4} ${y}h4`})
      add("text", {x: left - 7, y: y + 3.5, "text-anchor": "end"}, said)
    }
    const [xName, yName] = axes()
    if (xName) add("text", {x: left + w / 2, y: top + h + 30, "text-anchor": "middle"}, xName)
    if (yName) add("text", {x: left + 6, y: top + 13, class: "axis-name"}, yName)
  }

  // ------------------------------------------------------------------------------------------- what is where
  const number = value => Number.isFinite(value) ? String(Number(value.toPrecision(3))).replace("-", "−") : "no number"
  const pixel = (x, y) => [plot.left + (x - plot.x[0]) * plot.scaleX, plot.top + plot.h - (y - plot.y[0]) * plot.scaleY]
  const sets = () => ["train", "held_out"].filter(name => name === "train" || pressed(validation)).map(name => [name, model.points[name]]).filter(([, set]) => set)
  // What the model says at a place: of the surface the value of the pixel there, of a curve its height.
  const answer = (x, y) => {
    const {data, rows, columns, classes} = model.surface
    if (data) {
      const values = bytes(data)
      const column = Math.round((x - plot.x[0]) / (plot.x[1] - plot.x[0]) * (columns - 1)), row = Math.round((y - plot.y[0]) / (plot.y[1] - plot.y[0]) * (rows - 1))
      const value = values[row * columns + column]
      if (value === undefined) return ""
      if (classes > 2) return `the model says class ${value}`
      const [low, high] = model.values.length ? model.values : [0, 1]
      return `the model says ${number(low + (high - low) * value / 255)}`
    }
    const line = model.lines.find(each => each.x.length > 2)
    if (!line) return ""
    const after = line.x.findIndex(each => each >= x)
    return after < 0 ? "" : `the model says ${number(line.y[after])}`
  }
  const text = (x, y, label, held) => {
    const [xName, yName] = axes().length ? axes() : ["x", "y"]
    const parts = [`${xName} ${number(x)}`, `${yName} ${number(y)}`]
    if (label !== undefined) parts.push(model.surface.classes === 0 ? `label ${number(label)}` : `class ${number(label)}`)
    if (held) parts.push("validation")
    return [...parts, answer(x, y)].filter(Boolean).join(" · ")
  }
  const tell = (x, y, what, isPoint, spoken) => {
    const [left, top] = pixel(x, y)
    mark.hidden = !isPoint
    Object.assign(mark.style, {left: `${left}px`, top: `${top}px`})
    said.hidden = false
    said.setAttribute("aria-live", spoken ? "polite" : "off") // what the keys have found is spoken, not what moves by itself
    if (said.textContent !== what) said.textContent = what
    const low = top > plot.top + plot.h / 2 // beside what is looked at, never over it
    said.style.top = low ? `${plot.top + 4}px` : "auto"
    said.style.bottom = low ? "auto" : `${box.clientHeight - plot.top - plot.h + 4}px`
  }
  const tellPoint = spoken => {
    const set = at && plot && model.points[at.name]
    if (!set || at.i >= set.x.length) return quiet()
    tell(set.x[at.i], set.y[at.i], text(set.x[at.i], set.y[at.i], set.label?.[at.i], at.name === "held_out"), true, spoken)
  }
  const quiet = () => { at = null; mark.hidden = said.hidden = true }
  const point = event => {
    if (!plot) return
    const {left, top} = box.getBoundingClientRect(), px = event.clientX - left, py = event.clientY - top
    let best = NEAR ** 2
    at = null
    for (const [name, set] of sets()) set.x.forEach((x, i) => {
      const [a, b] = pixel(x, set.y[i]), distance = (a - px) ** 2 + (b - py) ** 2
      if (distance < best) { best = distance; at = {name, i} }
    })
    const x = plot.x[0] + (px - plot.left) / plot.scaleX, y = plot.y[0] + (plot.top + plot.h - py) / plot.scaleY
    if (at) tellPoint()
    else if (px < plot.left || px > plot.left + plot.w || py < plot.top || py > plot.top + plot.h) quiet()
    else tell(x, y, text(x, y), false)
  }
  for (const what of ["pointermove", "pointerdown"]) box.addEventListener(what, point) // a tap of a finger is no move
  box.addEventListener("focus", () => { if (box.matches(":focus-visible") && said.hidden) go(1) })
  box.addEventListener("pointerleave", () => { if (document.activeElement?.shadowRoot?.activeElement !== box) quiet() })
  box.addEventListener("blur", quiet)
  // Left and right go through all points by their place from left to right.
  box.addEventListener("keydown", event => {
    const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity}[event.key]
    if (event.key === "Escape" && !said.hidden) { event.stopPropagation(); return quiet() }
    if (by === undefined || !plot) return
    event.preventDefault()
    go(by)
  })
  const go = by => {
    if (!plot) return
    const all = sets().flatMap(([name, set]) => set.x.map((x, i) => ({name, i, x}))).sort((a, b) => a.x - b.x)
    if (!all.length) return
    const now = at ? all.findIndex(({name, i}) => name === at.name && i === at.i) : by > 0 ? -1 : all.length
    at = all[Math.max(0, Math.min(all.length - 1, now + by))]
    tellPoint(true)
  }

  const layout = () => {
    document.documentElement.toggleAttribute("data-picture", Boolean(model.ranges.x)) // seen first, then measured
    place()
    drawSides()
    drawPoints()
    drawSurface()
    if (at) tellPoint()
    heading.textContent = model.title || "Decision boundary"
  }
  const chips = () => {
    discretize.hidden = !(model.surface.classes <= 2) || model.lines.length > 0
    validation.hidden = !model.points.held_out?.x.length
  }
  const outputs = () => {
    choice.hidden = model.outputs.length < 2
    const known = model.outputs.map(({key, label}) => `${key}|${label}`).join("\n")
    if (output.dataset.known !== known) {
      output.dataset.known = known
      output.replaceChildren(...model.outputs.map(({key, label}) => new Option(label, key)))
    }
    output.value = model.output
  }
  // Of more than two features two are drawn; which, the learner says.
  const features = () => {
    const {count, across: i, up: j} = model.features
    two.hidden = !count
    if (!count) return layout()
    if (across.length !== count) for (const list of [across, up]) list.replaceChildren(...Array.from({length: count}, (_, k) => new Option(feature(k), k)))
    across.value = i
    up.value = j
    two.lastChild.textContent = count === 3 ? "the third feature at its mean" : `the other ${count - 2} features at their mean`
    layout()
  }
  for (const [list, other] of [[across, up], [up, across]]) list.addEventListener("change", () => {
    const {across: i, up: j} = model.features // the same twice is no plane: they change places
    if (list.value === other.value) other.value = list === across ? i : j
    choose(Number(across.value), Number(up.value))
  })
  const choose = (i, j) => model.send_msg({action: "features", value: [i, j]})
  pairsPopover({button: pairs, el, model, shown: () => model.features, name: feature, choose})
  output.addEventListener("change", () => model.send_msg({action: "output", value: output.value}))
  const toggle = (button, then) => button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!pressed(button)))
    then()
  })
  toggle(discretize, drawSurface)
  toggle(validation, drawPoints)
  const resized = new ResizeObserver(layout)
  resized.observe(box)
  const themed = new MutationObserver(drawPoints)
  themed.observe(document.documentElement, {attributeFilter: ["data-theme"]})
  model.on("remove", () => { resized.disconnect(); themed.disconnect() })
  model.on("ranges", layout)
  model.on("points", () => { chips(); drawPoints(); if (at) tellPoint() })
  model.on("surface", () => { chips(); drawSurface(); if (at) tellPoint() })
  model.on("lines", () => { chips(); layout() })
  model.on(["names", "title"], layout)
  model.on(["outputs", "output"], outputs)
  model.on("features", features)
  model.on("palette", drawSurface)
  chips()
  outputs()
  features()
}
