// The compile form: native selects and inputs, each with a label of its own.
const SELECTS = {optimizer: "Optimizer", loss: "Loss", metrics: "Metrics"}
const NUMBERS = {
  learning_rate: {label: "Learning rate", step: "any", min: "0"},
  epochs: {label: "Epochs", step: "1", min: "1"},
  batch_size: {label: "Batch size", step: "1", min: "1"},
  validation_split: {label: "Validation split", step: "0.05", min: "0", max: "0.95"},
}
const ORDER = ["optimizer", "learning_rate", "loss", "metrics", "epochs", "batch_size", "validation_split"]
const IN_CODE = "\u0000in code"

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "compile"
  const controls = {}
  const empty = document.createElement("p")
  empty.className = "empty"
  empty.innerHTML = "Choices, once the program calls <code>model.compile(…)</code>"
  const fields = document.createElement("div")
  fields.className = "fields"
  for (const name of ORDER) {
    const id = `field-${name}`
    const box = document.createElement("div")
    box.className = `field-box field-${name}`
    const label = document.createElement("label")
    label.htmlFor = id
    const control = document.createElement(name in SELECTS ? "select" : "input")
    control.id = id
    control.className = "field"
    if (name in SELECTS) label.textContent = SELECTS[name]
    else {
      const {label: said, ...attributes} = NUMBERS[name]
      label.textContent = said
      Object.assign(control, {type: "number", inputMode: "decimal", autocomplete: "off", ...attributes})
    }
    const enter = () => {
      if (control.value === IN_CODE) return
      if (control.type === "number" && control.validity.badInput) return
      model.send_msg({field: name, value: control.value})
    }
    control.addEventListener("change", enter)
    control.addEventListener("wheel", event => event.preventDefault(), {passive: false}) // scrolling must not edit
    box.append(label, control)
    fields.append(box)
    controls[name] = control
  }
  const problem = document.createElement("p")
  problem.className = "field-problem"
  problem.id = "field-problem"
  problem.setAttribute("aria-live", "assertive")
  fields.append(problem)
  el.append(empty, fields)

  const showSelect = (name, {value, in_code: inCode, default: fallback}) => {
    const control = controls[name]
    const options = name === "metrics" ? [["", "none"]] : value || inCode ? [] : [["", fallback ? `${fallback} (default)` : "choose…"]]
    for (const choice of model.choices[name]) options.push([choice, choice])
    if (inCode) options.unshift([IN_CODE, `in code: ${inCode}`])
    else if (!options.some(([known]) => known === value)) options.unshift([value, value])
    const key = JSON.stringify(options)
    if (control.dataset.options !== key) {
      control.replaceChildren(...options.map(([v, text]) => new Option(text, v)))
      control.dataset.options = key
    }
    control.value = inCode ? IN_CODE : value
  }
  const showNumber = (name, {value, in_code: inCode, default: fallback}) => {
    const control = controls[name]
    control.placeholder = inCode ? "in code" : fallback ? `${fallback}` : ""
    control.readOnly = Boolean(inCode)
    if (Number(control.value) !== Number(value) || (control.value === "") !== (value === "")) control.value = value
  }
  const show = () => {
    const {present, fields: states} = model.form
    empty.hidden = present
    fields.hidden = !present
    for (const name of ORDER) {
      const state = states[name]
      if (name in SELECTS) showSelect(name, state)
      else showNumber(name, state)
      const control = controls[name]
      control.disabled = state.off || Boolean(state.in_code)
      control.title = name in SELECTS && state.value ? state.value : state.in_code ? `Written in the program: ${state.in_code}` : state.off && present ? "The program has no fit call" : ""
    }
  }
  const showProblem = () => {
    const {field, message} = model.problem
    problem.textContent = message ?? ""
    for (const name of ORDER) {
      const wrong = name === field
      controls[name].toggleAttribute("aria-invalid", wrong)
      if (wrong) {
        controls[name].setAttribute("aria-invalid", "true")
        controls[name].setAttribute("aria-describedby", "field-problem")
      } else controls[name].removeAttribute("aria-describedby")
    }
  }
  model.on("form", () => { show(); showProblem() })
  model.on("problem", showProblem)
  show()
  showProblem()
}
