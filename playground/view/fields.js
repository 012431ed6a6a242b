// Native controls with a label each. This file goes before every component that shows some (fields.py).
const IN_CODE = "\u0000in code"

// A select from [value, text] pairs and {group, options} of more pairs; its nodes are kept while they are the same.
function fillSelect(control, options) {
  const key = JSON.stringify(options)
  if (control.dataset.options === key) return
  const option = ([value, text]) => new Option(text, value)
  control.replaceChildren(...options.map(item => {
    if (Array.isArray(item)) return option(item)
    const group = document.createElement("optgroup")
    group.label = item.group
    group.append(...item.options.map(option))
    return group
  }))
  control.dataset.options = key
}

// kind: "select", "number" or "check". `send` gets what was picked or typed, a string or true or false.
function makeControl({kind, min = "", max = "", step = ""}, send) {
  const control = document.createElement(kind === "select" ? "select" : "input")
  control.className = kind === "check" ? "check" : "field"
  if (kind === "number") Object.assign(control, {type: "number", inputMode: "decimal", autocomplete: "off", step, min, max})
  if (kind === "check") control.type = "checkbox"
  control.addEventListener("change", () => {
    if (control.value === IN_CODE || (kind === "number" && control.validity.badInput)) return
    send(kind === "check" ? control.checked : control.value)
  })
  control.addEventListener("wheel", event => event.preventDefault(), {passive: false}) // scrolling must not edit
  return control
}

// What the program says: {value, in_code, default, off, more}; `choices` are the values of a select.
function showState(control, {value, in_code: inCode = "", default: fallback = "", off = false, more = []}, choices = []) {
  if (control.type === "checkbox") {
    control.checked = value === true
    control.indeterminate = Boolean(inCode)
  } else if (control.localName === "select") {
    const plain = choices.map(choice => (Array.isArray(choice) ? choice : [choice, choice]))
    if (inCode) plain.unshift([IN_CODE, `in code: ${inCode}`])
    else if (!plain.some(([known]) => known === value))
      plain.unshift([value, value || (fallback ? `${fallback} (default)` : "choose…")])
    fillSelect(control, [...plain, ...more])
    control.value = inCode ? IN_CODE : value
  } else {
    control.placeholder = inCode ? "in code" : fallback
    if (Number(control.value) !== Number(value) || (control.value === "") !== (value === "")) control.value = value
  }
  control.disabled = off || Boolean(inCode)
  control.title = inCode ? `Written in the program: ${inCode}` : control.localName === "select" ? value : ""
}

// The message under the controls, and the control that it is about.
function makeProblem() {
  const node = document.createElement("p")
  node.className = "field-problem"
  node.id = "field-problem"
  node.setAttribute("aria-live", "assertive")
  return {node, show({field, message}, controls) {
    node.textContent = message ?? ""
    for (const [name, control] of Object.entries(controls)) {
      if (name === field) {
        control.setAttribute("aria-invalid", "true")
        control.setAttribute("aria-describedby", node.id)
      } else {
        control.removeAttribute("aria-invalid")
        control.removeAttribute("aria-describedby")
      }
    }
  }}
}

// A panel in the popover: it hears which of its fields are wanted (`show`, with the names and whether the first one
// gets the focus), and undoes like the editor where nothing is typed.
function joinPopover(el, panel, model, show) {
  el.addEventListener("keydown", event => {
    const typed = event.target.type === "number"
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z" && !typed) {
      event.preventDefault()
      document.dispatchEvent(new CustomEvent("playground:undo", {detail: {redo: event.shiftKey}}))
    }
  })
  const hear = ({detail}) => {
    if (detail.panel !== panel) return
    show(detail.fields)
    if (detail.focus) requestAnimationFrame(() => firstControl(el)?.focus())
  }
  document.addEventListener("playground:popover", hear)
  model.on("remove", () => document.removeEventListener("playground:popover", hear))
}

// What a control is about, ["keras.optimizers.SGD", "momentum"] or ["Model.fit", "epochs"], in one sentence: from the
// file that the editor's completion reads, too. It is loaded when a popover opens.
async function meaningOf([path, argument]) {
  const data = await window.playgroundReference?.()
  const dot = path?.lastIndexOf(".") ?? -1
  const [space, name] = [path?.slice(0, dot), path?.slice(dot + 1)]
  const own = space === "keras.layers" && !data?.spaces[space]?.[name] // a layer that the program defines, of units and the like
  const [, , summary, given] = data?.things[(data.spaces[space] ?? data.methods[space])?.[own ? "Dense" : name]] ?? []
  if (!argument) return summary ?? ""
  return data?.meanings[given?.find(([own]) => own === argument)?.[2]] ?? ""
}
async function sayMeaning(node, control, about) {
  const key = about.join(" ")
  if (node.dataset.about === key) return
  node.dataset.about = key
  const said = about.length ? await meaningOf(about) : ""
  if (node.dataset.about !== key) return // another was chosen meanwhile
  node.replaceChildren(...said.split("`").map((part, i) => i % 2 ? Object.assign(document.createElement("code"), {textContent: part}) : part))
  if (said) control.setAttribute("aria-description", said.replaceAll("`", ""))
  else control.removeAttribute("aria-description")
}

const firstControl = el => [...el.querySelectorAll("select, input, button")]
  .find(control => !control.disabled && control.getClientRects().length && (control.type !== "radio" || control.checked))
