// The network: Python draws what stays, this brings lines and maps up to date with every frame, enlarges a unit's map
// and edits weights. Every unit and every weight can be reached with the keyboard; the drawing is one tab stop.
const NARROW = "(max-width: 899px)", SHORT = "(min-width: 900px) and (max-height: 860px)"
const THINNEST = 0.6, THICKEST = 4.2
const SAMPLES = 32 // points of a line that are compared with the pointer
const DELAY = 300 // milliseconds until a map that the pointer has left goes away

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0))
const floats = text => new Float32Array(bytes(text).buffer)
const rgb = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16))
const signed = (value, digits = 3) => Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : String(value)

const FRAME = `
  <div class="network" role="group" aria-label="Drawing of the network"><div class="network-sheet"></div></div>
  <span class="labelled model-choice" hidden><label for="network-model">Model</label><select class="field" id="network-model"></select></span>
  <p class="mores"><button type="button" class="chip more-right" hidden>More <span aria-hidden="true">→</span><span class="unseen">to the right</span></button>
  <button type="button" class="chip more-below" hidden>More <span aria-hidden="true">↓</span><span class="unseen">below</span></button></p>
  <div class="network-aside"></div>
  <div class="pop unit-pop" popover="manual" role="tooltip"><canvas width="160" height="160" aria-hidden="true"></canvas>
    <p class="pop-title"></p><p class="pop-range"></p><p class="pop-value"></p></div>
  <div class="pop weight-pop" popover="manual" role="dialog" aria-labelledby="weight-of"><form novalidate>
    <label id="weight-of" for="weight-value"></label>
    <div class="weight-row"><input class="field" id="weight-value" inputmode="decimal" autocomplete="off" spellcheck="false" aria-describedby="weight-now">
    <button class="tool tool-run" type="submit">Set</button></div>
    <p id="weight-now" class="pop-range"></p></form></div>
  <p class="unseen" aria-live="polite"></p>`
const KEY = `
  <p class="key"><span><svg viewBox="0 0 22 6" aria-hidden="true"><path class="line positive" d="M0 3H22"/></svg>positive</span>
  <span><svg viewBox="0 0 22 6" aria-hidden="true"><path class="line negative" d="M0 3H22"/></svg>negative</span></p>`

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "network-view"
  el.innerHTML = FRAME
  const find = name => el.querySelector(name)
  const scroller = find(".network"), sheet = find(".network-sheet"), aside = find(".network-aside")
  const unitPop = find(".unit-pop"), weightPop = find(".weight-pop"), voice = find("[aria-live]")
  const label = find("#weight-of"), field = find("#weight-value"), now = find("#weight-now")
  const choice = find(".model-choice"), model_ = choice.querySelector("select")
  const narrow = matchMedia(NARROW), short = matchMedia(SHORT)
  const canvas = document.createElement("canvas") // one for all maps, over the drawing
  canvas.className = "network-maps"
  canvas.setAttribute("aria-hidden", "true")
  const small = document.createElement("canvas") // one map, a pixel a point
  let shades = [], weights = {}, maps = {}, lines = [], units = [], table = [], shown = null, edited = null, leaving = 0
  let where = null // where the drawing lies on its sheet, once it was measured

  // ------------------------------------------------------------------------------------------------ numbers
  const readWeights = () => {
    weights = {}
    for (const [node, variables] of Object.entries(model.weights))
      weights[node] = variables.map(({shape, data}) => ({shape, values: floats(data)}))
  }
  const readMaps = () => {
    maps = {}
    for (const [node, {values, limits, shape, middle}] of Object.entries(model.maps)) {
      const found = {values: bytes(values), limits: floats(limits), shape, middle}
      if (found.values.length === shape[0] * shape[1] * shape[2]) maps[node] = found
    }
  }
  // The weight that an element stands for, NaN-safe: undefined when there is none (yet).
  const weightAt = ({node, variable, row, column}) => {
    const found = weights[node]?.[variable]
    if (!found) return undefined
    const at = row === undefined ? [Number(column)] : [Number(row), Number(column)]
    if (at.length !== found.shape.length || at.some((i, axis) => i >= found.shape[axis])) return undefined
    return found.values[at.reduce((sum, i, axis) => sum * found.shape[axis] + i, 0)]
  }
  const limitsOf = ({node, unit}) => maps[node] && maps[node].limits.subarray(2 * unit, 2 * unit + 2)
  const rangeOf = data => {
    const limits = limitsOf(data)
    return limits?.length === 2 ? `from ${signed(limits[0])} to ${signed(limits[1])}` : ""
  }

  // ------------------------------------------------------------------------------------------------ drawing
  const paintLines = () => {
    let largest = 1e-9
    const values = lines.map(({data}) => {
      const value = weightAt(data)
      if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value))
      return value
    })
    lines.forEach((line, i) => {
      const value = values[i]
      const kind = value === undefined ? "line" : !Number.isFinite(value) ? "line broken" : value < 0 ? "line negative" : "line positive"
      const width = Number.isFinite(value) ? (THINNEST + (THICKEST - THINNEST) * Math.abs(value) / largest).toFixed(1) : "1"
      if (line.kind !== kind) line.path.setAttribute("class", line.kind = kind)
      if (line.width !== width) line.path.setAttribute("stroke-width", line.width = width)
    })
  }
  // One unit's map onto `context`; blue above the middle and orange below it, as in the decision boundary.
  const paintMap = (context, found, unit, x, y, width, height) => {
    const [, rows, columns] = found.shape
    const low = found.limits[2 * unit], high = found.limits[2 * unit + 1]
    const [from, to] = found.middle && low >= found.middle[0] && high <= found.middle[1] ? found.middle : [0, 0]
    const centre = (from + to) / 2, span = (to - from) / 2 || Math.max(Math.abs(low), Math.abs(high)) || 1
    const table = new Uint32Array(256), last = shades.length - 1
    for (let v = 0; v < 256; v++) {
      const t = Math.min(1, Math.max(-1, (low + (high - low) * v / 255 - centre) / span)) || 0
      const [r, g, b] = shades[Math.round((t + 1) / 2 * last)]
      table[v] = 0xff000000 | b << 16 | g << 8 | r
    }
    if (small.width !== columns || small.height !== rows) Object.assign(small, {width: columns, height: rows})
    const pen = small.getContext("2d")
    const image = pen.createImageData(columns, rows), pixels = new Uint32Array(image.data.buffer)
    for (let i = 0, at = unit * rows * columns; i < rows; i++) // rows come from low to high y, a canvas is filled from the top
      for (let j = 0, to = (rows - 1 - i) * columns; j < columns; j++) pixels[to + j] = table[found.values[at++]]
    pen.putImageData(image, 0, 0)
    context.drawImage(small, 0, 0, columns, rows, x, y, width, height)
  }
  // Where the drawing lies on its sheet. To ask makes the browser lay out the page, so it is asked only when sizes change.
  const measure = () => {
    const place = sheet.querySelector("svg")?.getScreenCTM()
    if (!place) return null
    const box = sheet.getBoundingClientRect(), fine = window.devicePixelRatio || 1
    const matrix = [place.a * fine, 0, 0, place.d * fine, (place.e - box.left) * fine, (place.f - box.top) * fine]
    return {matrix, width: Math.round(box.width * fine), height: Math.round(box.height * fine)}
  }
  const paintMaps = () => {
    const hidden = !shades.length || !Object.keys(maps).length || !(where ??= measure())
    if (canvas.hidden !== hidden) canvas.hidden = hidden
    if (hidden) return
    const {width, height, matrix} = where
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height})
    const context = canvas.getContext("2d")
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, width, height)
    context.setTransform(...matrix)
    for (const {data, x, y, side} of units) {
      const found = maps[data.node]
      if (!found || data.unit >= found.shape[0]) continue
      context.save()
      context.beginPath()
      context.roundRect(x + 1, y + 1, side - 2, side - 2, Math.min(4, side / 5))
      context.clip()
      paintMap(context, found, Number(data.unit), x + 1, y + 1, side - 2, side - 2)
      context.restore()
    }
    paintShown()
  }
  const paintTable = () => {
    if (!aside.querySelector("details")?.open) return
    for (const cell of table) {
      const {node, limit, column, name} = cell.dataset
      const value = limit === undefined ? weightAt(cell.dataset) : maps[node]?.limits[2 * cell.cellIndex - 2 + Number(limit)]
      const said = value === undefined ? "–" : signed(value)
      if (cell.textContent !== said) cell.textContent = said
      if (limit !== undefined) cell.parentElement.hidden = value === undefined
      else if (column !== undefined) cell.setAttribute("aria-label", `${name}, ${said}`)
    }
  }

  // ------------------------------------------- what is pointed at or focused: a weight, a bias, a unit's map enlarged
  const open = (pop, at) => {
    if (pop.showPopover && !pop.matches(":popover-open")) pop.showPopover()
    const near = at.getBoundingClientRect(), own = pop.getBoundingClientRect()
    // Below the drawing, or on a phone below the row: what is looked at and its neighbours stay in sight.
    const under = (narrow.matches ? near : scroller.getBoundingClientRect()).bottom + (narrow.matches ? 10 : 2)
    const top = under + own.height + 8 < innerHeight ? under : near.top - own.height - 10
    const left = near.left + near.width / 2 - own.width / 2
    pop.style.left = `${Math.max(8, Math.min(left, innerWidth - own.width - 8))}px`
    pop.style.top = `${Math.max(8, top)}px`
  }
  const shut = pop => { if (pop.matches(":popover-open")) pop.hidePopover() }
  const valueOf = part => {
    if (part.dataset.variable === undefined) return ""
    const value = weightAt(part.dataset)
    return `${part.matches(".weight") ? "weight" : "bias"} ${value === undefined ? "has no value yet" : signed(value, 4)}`
  }
  const paintShown = () => {
    if (!shown) return
    const {node, unit} = shown.dataset, found = shown.matches(".unit") && maps[node]
    const map = unitPop.firstElementChild
    map.hidden = !found || unit >= found.shape[0]
    if (!map.hidden) {
      const context = map.getContext("2d")
      context.imageSmoothingQuality = "high"
      paintMap(context, found, Number(unit), 0, 0, 160, 160)
    }
    say(unitPop.querySelector(".pop-range"), map.hidden ? "" : rangeOf(shown.dataset))
    say(unitPop.querySelector(".pop-value"), valueOf(shown))
  }
  const say = (element, text) => { if (element.textContent !== text) element.textContent = text }
  const named = element => element.dataset.name ?? element.getAttribute("aria-label").split(",")[0]
  const showPart = part => {
    clearTimeout(leaving)
    if (edited || part === shown) return
    if (!maps[part.dataset.node] && part.dataset.variable === undefined) return hideUnit() // a unit without a bias
    shown?.classList.remove("looked-at")
    shown = part
    part.classList.add("looked-at")
    unitPop.querySelector(".pop-title").textContent = named(part)
    paintShown()
    open(unitPop, part.firstElementChild)
  }
  const hideUnit = () => {
    clearTimeout(leaving)
    shown?.classList.remove("looked-at")
    shown = null
    shut(unitPop)
  }

  // -------------------------------------------------------------------------------------- a weight's editor
  const sayNow = () => {
    const value = weightAt(edited.dataset)
    const owner = model.owners[edited.dataset.node]
    const where = owner ? `In ${owner}. ` : "" // of several models
    const text = where + (value === undefined ? "It has no value yet." : `Now ${signed(value, 4)}.`)
    const said = model.can_set ? text : `${text} A weight can be set while a fit runs or is paused: press Run or Step.`
    if (now.textContent !== said && !now.dataset.wrong) now.textContent = said
    field.toggleAttribute("disabled", !model.can_set)
    weightPop.querySelector("button").setAttribute("aria-disabled", String(!model.can_set))
  }
  const edit = element => {
    hideUnit()
    edited?.classList.remove("edited")
    edited = element
    edited.classList.add("edited")
    const name = named(element)
    label.textContent = name.startsWith("Unit") ? name.replace("Unit", "Bias of unit") : name
    const value = weightAt(element.dataset)
    field.value = Number.isFinite(value) ? String(Number(value.toPrecision(4))) : ""
    field.removeAttribute("aria-invalid")
    delete now.dataset.wrong
    sayNow()
    open(weightPop, element.querySelector("rect") ?? element)
    if (model.can_set) { field.focus(); field.select() } else { weightPop.tabIndex = -1; weightPop.focus() }
  }
  const close = (back = true) => {
    const was = edited
    edited = null
    was?.classList.remove("edited")
    shut(weightPop)
    if (back) was?.focus()
  }
  weightPop.addEventListener("submit", event => {
    event.preventDefault()
    if (!model.can_set) return
    const value = Number(field.value.trim().replace("−", "-").replace(/^(-?\d*),(\d+)$/, "$1.$2"))
    if (!field.value.trim() || !Number.isFinite(Math.fround(value))) {
      field.setAttribute("aria-invalid", "true")
      now.dataset.wrong = "yes"
      now.textContent = `Expected a number such as −0.5, received “${field.value}”.`
      return
    }
    const {node, variable, row, column} = edited.dataset
    const position = row === undefined ? [Number(column)] : [Number(row), Number(column)]
    model.send_msg({action: "set", node, variable: Number(variable), position, value})
    voice.textContent = `${label.textContent} set to ${value}`
    close()
  })
  weightPop.addEventListener("keydown", event => {
    if (event.key === "Escape") { event.stopPropagation(); close() }
    if (event.key === "Tab") { // stays inside: two controls
      event.preventDefault()
      const [first, second] = [field, weightPop.querySelector("button")]
      if (model.can_set) (el.getRootNode().activeElement === first ? second : first).focus()
    }
  })
  const outside = event => {
    if (edited && !event.composedPath().includes(weightPop)) close(false)
  }
  document.addEventListener("pointerdown", outside, true)

  // ----------------------------------------------------------------------------------- pointer and keyboard
  // Lines run close together: of those under the pointer the nearest is meant, whichever lies on top.
  const nearest = (part, event) => {
    if (!part?.matches(".weight") || !event.clientX) return part
    const {a, d, e, f} = sheet.querySelector("svg").getScreenCTM()
    const x = (event.clientX - e) / a, y = (event.clientY - f) / d
    let best = Infinity
    for (const line of lines) {
      line.points ??= Array.from({length: SAMPLES + 1}, (_, i) => line.path.getPointAtLength(line.path.getTotalLength() * i / SAMPLES))
      for (const point of line.points) {
        const distance = (point.x - x) ** 2 + (point.y - y) ** 2
        if (distance < best) [best, part] = [distance, line.path.parentElement]
      }
    }
    return part
  }
  const partOf = event => nearest(event.target.closest?.(".unit, .weight, .number"), event)
  let near = null
  sheet.addEventListener("pointermove", event => {
    const next = event.target.closest?.(".weight") ? partOf(event) : null
    if (next === near) return
    near?.classList.remove("near")
    next?.classList.add("near")
    near = next
    if (next && event.pointerType !== "touch") showPart(next)
  })
  sheet.addEventListener("pointerleave", () => { near?.classList.remove("near"); near = null })
  el.addEventListener("pointerover", event => {
    if (event.pointerType === "touch") return
    const part = partOf(event)
    if (part?.matches(".unit, .weight")) showPart(part)
    else if (event.target.closest?.(".unit-pop")) clearTimeout(leaving)
    else if (shown) { clearTimeout(leaving); leaving = setTimeout(hideUnit, DELAY) }
  })
  el.addEventListener("pointerleave", () => { if (shown) leaving = setTimeout(hideUnit, DELAY) })
  el.addEventListener("click", event => {
    const part = partOf(event), layer = event.target.closest?.(".node.layer")
    if (!part && layer) document.dispatchEvent(new CustomEvent("playground-look", {detail: layer.dataset.key}))
    if (!part) return
    if (part.dataset.variable !== undefined) edit(part)
    else if (part.matches(".unit")) showPart(part)
  })
  const parts = kind => [...sheet.querySelectorAll(kind)]
  const only = part => { // the one that Tab reaches
    for (const other of parts(part.matches(".unit") ? ".unit" : ".weight")) other.tabIndex = other === part ? 0 : -1
  }
  const step = (part, key) => {
    const weight = part.matches(".weight"), all = parts(weight ? ".weight" : ".unit"), at = all.indexOf(part)
    const group = other => weight ? `${other.dataset.node} ${other.dataset.column}` : other.dataset.node
    const back = key === "ArrowUp" || key === "ArrowLeft", along = key === "ArrowRight" || key === "ArrowLeft"
    if (key === "Home") return all[0]
    if (key === "End") return all[all.length - 1]
    if (!along) { // within what belongs together: the units of a layer, the weights into a unit
      const same = all.filter(other => group(other) === group(part)), i = same.indexOf(part)
      return same[(i + (back ? -1 : 1) + same.length) % same.length]
    }
    const groups = [...new Set(all.map(group))], i = groups.indexOf(group(all[at]))
    const next = groups[(i + (back ? -1 : 1) + groups.length) % groups.length]
    return all.find(other => group(other) === next)
  }
  sheet.addEventListener("keydown", event => {
    const part = partOf(event)
    if (!part) return
    if (/^Arrow|^Home$|^End$/.test(event.key)) {
      event.preventDefault()
      const next = step(part, event.key)
      only(next)
      next.focus()
    } else if ((event.key === "Enter" || event.key === " ") && part.dataset.variable !== undefined) {
      event.preventDefault()
      edit(part)
    }
  })
  el.addEventListener("keydown", event => { if (event.key === "Escape" && shown) hideUnit() })
  sheet.addEventListener("focusin", event => {
    const part = partOf(event)
    if (!part) return
    only(part)
    const name = named(part)
    const more = part.matches(".unit") ? [rangeOf(part.dataset), valueOf(part)] : [signed(weightAt(part.dataset) ?? NaN).replace("NaN", "no value yet")]
    part.setAttribute("aria-label", [name, ...more].filter(Boolean).join(", "))
    if (part.matches(":is(.unit, .weight):focus-visible")) showPart(part)
  })
  sheet.addEventListener("focusout", () => { if (shown && !shown.matches(":hover")) hideUnit() })

  // ------------------------------------------------------------------------------------------------- layout
  const more = () => {
    const {scrollWidth, clientWidth, scrollLeft, scrollHeight, clientHeight, scrollTop} = scroller
    find(".more-right").hidden = scrollWidth - clientWidth - scrollLeft < 12
    find(".more-below").hidden = scrollHeight - clientHeight - scrollTop < 12
    const scrolls = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1
    if (scrolls || !units.length) scroller.tabIndex = 0
    else scroller.removeAttribute("tabindex")
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)")
  const scroll = by => scroller.scrollBy({...by, behavior: calm.matches ? "auto" : "smooth"})
  find(".more-right").addEventListener("click", () => scroll({left: scroller.clientWidth * 0.7}))
  find(".more-below").addEventListener("click", () => scroll({top: scroller.clientHeight * 0.7}))
  scroller.addEventListener("scroll", more, {passive: true})
  const placed = () => { where = null; more(); paintMaps() }
  const resized = new ResizeObserver(placed)
  resized.observe(scroller)
  resized.observe(sheet)

  const draw = () => {
    const {empty, across, low, down, table: rows} = model.drawing
    const focus = el.getRootNode().activeElement
    const was = focus?.closest?.(".unit, .weight") && JSON.stringify(focus.dataset)
    hideUnit()
    if (edited) close(false)
    sheet.innerHTML = empty ?? (narrow.matches ? down : short.matches ? low : across) ?? ""
    sheet.append(canvas)
    lines = parts(".weight").map(part => ({data: part.dataset, path: part.lastElementChild}))
    units = parts(".unit").map(part => {
      const square = part.firstElementChild, group = part.parentElement.transform.baseVal.consolidate().matrix
      return {data: part.dataset, x: group.e + square.x.baseVal.value, y: group.f + square.y.baseVal.value, side: square.width.baseVal.value}
    })
    for (const kind of [".unit", ".weight"]) parts(kind)[0]?.setAttribute("tabindex", "0")
    if (empty) aside.replaceChildren()
    else {
      if (!aside.firstChild) aside.innerHTML = KEY + model.twin
      aside.querySelector(".key").hidden = !lines.length
      aside.querySelector(".twin-body").innerHTML = rows
    }
    table = [...aside.querySelectorAll(".number, [data-limit]")]
    const page = document.documentElement
    page.toggleAttribute("data-units", !empty && Boolean(model.drawing.tall))
    paintLines()
    placed()
    paintTable()
    if (was) parts(".unit, .weight").find(part => JSON.stringify(part.dataset) === was)?.focus()
  }
  const choose = () => {
    choice.hidden = model.models.length < 2
    const known = JSON.stringify(model.models)
    if (model_.dataset.known !== known) {
      model_.dataset.known = known
      model_.replaceChildren(...model.models.map(({key, label}) => new Option(label, key)))
    }
    model_.value = model.model
  }
  model_.addEventListener("change", () => model.send_msg({action: "model", value: model_.value}))
  for (const name of ["models", "model"]) model.on(name, choose)
  choose()
  aside.addEventListener("toggle", paintTable, true) // does not bubble
  for (const size of [narrow, short]) size.addEventListener("change", draw)
  model.on("drawing", draw)
  model.on("weights", () => { readWeights(); paintLines(); paintTable(); paintShown(); if (edited) sayNow() })
  model.on("maps", () => { readMaps(); paintMaps(); paintTable() })
  model.on("can_set", () => { if (edited) sayNow() })
  model.on("remove", () => {
    resized.disconnect()
    for (const size of [narrow, short]) size.removeEventListener("change", draw)
    document.removeEventListener("pointerdown", outside, true)
  })
  shades = model.palette.map(rgb)
  readWeights()
  readMaps()
  draw()
}
