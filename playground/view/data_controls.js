// Where the data come from, and which functions of a point the model is given.
const FIELDS = [
  {name: "n", label: "Size", kind: "number", min: 1, step: "1"},
  {name: "noise", label: "Noise", kind: "number", min: 0, step: "any"},
  {name: "seed", label: "Seed", kind: "number", min: 0, step: "1"},
  {name: "validation_split", label: "Validation", kind: "number", min: 0, max: 0.95, step: "0.05"},
]
const SIDE = 36 // pixels of a picture

// A point is three bytes: x, y and how far its label is between the lowest and the highest.
function drawing(points) {
  const bytes = Uint8Array.from(atob(points), letter => letter.charCodeAt(0))
  const paths = {low: "", middle: "", high: ""}
  for (let i = 0; i < bytes.length; i += 3) {
    const at = j => (3 + (bytes[i + j] / 255) * (SIDE - 6)).toFixed(1)
    paths[bytes[i + 2] < 90 ? "low" : bytes[i + 2] > 165 ? "high" : "middle"] += `M${at(0)} ${at(1)}h0`
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", `0 0 ${SIDE} ${SIDE}`)
  svg.setAttribute("aria-hidden", "true")
  for (const [name, d] of Object.entries(paths)) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    path.setAttribute("class", name)
    path.setAttribute("d", d)
    svg.append(path)
  }
  return svg
}

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "control-panel data"
  joinPopover(el, "data", model, () => {})
  const empty = document.createElement("p")
  empty.className = "empty"
  empty.innerHTML = "Choices, once the program makes its data with <code>playground.datasets</code>"
  const body = document.createElement("div")
  body.className = "data-body"
  const problem = makeProblem()
  el.append(empty, body, problem.node)

  const group = (title, className) => {
    const set = document.createElement("fieldset")
    set.className = className
    const legend = document.createElement("legend")
    legend.textContent = title
    const inside = document.createElement("div")
    set.append(legend, inside)
    return {set, legend, inside}
  }
  const choice = (type, name, value, text, face) => {
    const label = document.createElement("label")
    label.title = text
    const input = document.createElement("input")
    Object.assign(input, {type, name, value, className: "unseen"})
    const said = document.createElement("span")
    said.textContent = text
    if (face) said.className = "unseen"
    label.append(input, ...(face ? [face] : []), said)
    return {label, input}
  }

  const sets = group("Data set", "data-sets")
  const radios = {}
  for (const [name, points] of Object.entries(model.pictures)) {
    const {label, input} = choice("radio", "data_set", name, name, drawing(points))
    input.addEventListener("change", () => { if (input.checked) model.send_msg({field: "data_set", value: name}) })
    radios[name] = input
    sets.inside.append(label)
  }

  const numbers = document.createElement("div")
  numbers.className = "data-fields"
  const controls = {}
  for (const spec of FIELDS) {
    const box = document.createElement("div")
    box.className = `field-box field-${spec.name}`
    const label = document.createElement("label")
    label.htmlFor = `data-${spec.name}`
    label.textContent = spec.label
    const control = makeControl(spec, value => model.send_msg({field: spec.name, value}))
    control.id = label.htmlFor
    controls[spec.name] = control
    box.append(label, control)
    numbers.append(box)
  }
  const regenerate = document.createElement("button")
  regenerate.type = "button"
  regenerate.className = "mini regenerate"
  regenerate.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M15.5 10a5.5 5.5 0 1 1-1.7-4M14 2.6V6.3h-3.7"/></svg>'
  regenerate.setAttribute("aria-label", "Regenerate")
  regenerate.title = "Regenerate: other points of the same kind, by a new seed"
  regenerate.addEventListener("click", () => { if (regenerate.getAttribute("aria-disabled") !== "true") model.send_msg({regenerate: true}) })
  numbers.insertBefore(regenerate, numbers.lastChild)

  const features = group("Features", "data-features")
  const checks = {}
  for (const [name, text] of Object.entries(model.features)) {
    const {label, input} = choice("checkbox", "features", name, text)
    input.addEventListener("change", () => model.send_msg({feature: name, on: input.checked}))
    checks[name] = input
    features.inside.append(label)
  }
  const others = document.createElement("code")
  others.className = "others"
  features.inside.append(others)
  const own = document.createElement("p")
  own.className = "data-own"
  for (const [what, text] of [["points", "Draw points …"], ["table", "Your own table …"]]) {
    const button = document.createElement("button")
    Object.assign(button, {type: "button", className: "chip", textContent: text})
    button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("playground-own-data", {detail: what})))
    own.append(button)
  }
  body.append(sets.set, numbers, features.set, own)

  const show = () => {
    const {full, data_set: dataSet, named, fields, features: on, others: inCode, changeable} = model.data
    empty.hidden = full
    body.hidden = !full
    if (full) {
      sets.legend.textContent = `Data set: ${named || (dataSet.in_code ? `in code, ${dataSet.in_code}` : dataSet.value)}`
      for (const [name, radio] of Object.entries(radios)) {
        radio.checked = name === dataSet.value
        radio.disabled = Boolean(dataSet.in_code) && !named
      }
      for (const {name} of FIELDS) showState(controls[name], fields[name])
      regenerate.setAttribute("aria-disabled", String(fields.seed.off || Boolean(fields.seed.in_code)))
      for (const [name, check] of Object.entries(checks)) {
        check.checked = on.includes(name)
        check.disabled = !changeable
      }
      others.textContent = inCode.join(", ")
      others.title = inCode.length ? `Written in the program: ${inCode.join(", ")}` : ""
      features.set.title = changeable ? "" : "The program does not say plainly what its first layer is given"
    }
    problem.show(model.problem, controls)
  }
  model.on("data", show)
  model.on("problem", show)
  show()
}
