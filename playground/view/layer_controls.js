// A row for each layer: how many units, which activation, which regularizer; one layer more, one less.
const COLUMNS = ["Layer", "Units", "Activation", "Regularizer", "Rate", ""]

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "control-panel layers"
  joinPopover(el, "layers", model, () => {})
  const empty = document.createElement("p")
  empty.className = "empty"
  const whose = document.createElement("p")
  whose.className = "whose"
  const rows = document.createElement("div")
  rows.className = "layer-rows"
  const problem = makeProblem()
  const said = document.createElement("p") // what the control means that has the focus or the pointer
  said.className = "field-said"
  el.append(empty, whose, rows, said, problem.node)
  const explain = ({target}) => {
    const control = target.closest?.("[data-about]")
    if (control) sayMeaning(said, control, JSON.parse(control.dataset.about))
  }
  rows.addEventListener("focusin", explain)
  rows.addEventListener("pointerover", explain)

  const button = (text, className, press) => {
    const node = document.createElement("button")
    node.type = "button"
    node.className = `mini ${className}`
    node.textContent = text
    node.addEventListener("click", () => { if (node.getAttribute("aria-disabled") !== "true") press() })
    return node
  }
  const say = (node, text) => { node.setAttribute("aria-label", text); node.title = text }
  const allow = (node, allowed) => node.setAttribute("aria-disabled", String(!allowed))

  const head = document.createElement("div")
  head.className = "layer-row layer-head"
  head.append(...COLUMNS.map(title => {
    const node = document.createElement("span")
    node.textContent = title
    return node
  }))
  let focusAfter = null // the row to go to when a layer has come or gone
  const first = button("+", "", () => { focusAfter = model.layers.first; model.send_msg({add: null}) })
  say(first, "Add a layer before the first")
  head.lastChild.append(first)
  rows.append(head)

  const made = []
  const makeRow = index => {
    const send = (field, more) => model.send_msg({layer: index, field, ...more})
    const row = document.createElement("div")
    row.className = "layer-row"
    row.setAttribute("role", "group")
    const name = document.createElement("code")
    const amount = document.createElement("span")
    amount.className = "amount"
    const less = button("−", "", () => send("amount", {step: -1}))
    const more = button("+", "", () => send("amount", {step: 1}))
    const number = makeControl({kind: "number", min: 0, step: "any"}, value => send("amount", {value}))
    amount.append(less, number, more)
    const activation = makeControl({kind: "select"}, value => send("activation", {value}))
    const regularizer = makeControl({kind: "select"}, value => send("regularizer", {value}))
    const rate = makeControl({kind: "number", min: 0, step: "any"}, value => send("regularizer_rate", {value}))
    const ends = document.createElement("span")
    ends.className = "ends"
    const add = button("+", "", () => { focusAfter = index + 1; model.send_msg({add: index}) })
    const remove = button("×", "", () => { focusAfter = Math.max(0, index - 1); model.send_msg({remove: index}) })
    ends.append(add, remove)
    row.append(name, amount, activation, regularizer, rate, ends)
    rows.append(row)
    const controls = {amount: number, activation, regularizer, regularizer_rate: rate}
    const show = state => {
      const of = `of layer ${index + 1}`
      row.setAttribute("aria-label", `Layer ${index + 1}, ${state.name}`)
      name.textContent = name.title = state.name
      name.classList.toggle("in-code", state.in_code)
      for (const [field, control] of Object.entries(controls)) {
        const shown = state.fields[field]
        control.classList.toggle("absent", !shown)
        const argument = {amount: state.unit.toLowerCase(), activation: "activation", regularizer: "kernel_regularizer"}[field]
        control.dataset.about = JSON.stringify(argument ? [`keras.layers.${state.name}`, argument] : ["keras.regularizers.L2", "l2"])
        if (shown) showState(control, shown, model.choices[field])
        else showState(control, {value: "", off: true}, [["", "–"]])
      }
      const unit = state.unit
      number.setAttribute("aria-label", `${unit} ${of}`)
      amount.classList.toggle("absent", !state.fields.amount)
      say(less, `Fewer ${unit.toLowerCase()} ${of}`.replace("Fewer rate", "Lower rate"))
      say(more, `More ${unit.toLowerCase()} ${of}`.replace("More rate", "Higher rate"))
      const plain = state.fields.amount && !state.fields.amount.in_code
      allow(less, plain && state.can_lose)
      allow(more, plain && state.can_gain)
      activation.setAttribute("aria-label", `Activation ${of}`)
      regularizer.setAttribute("aria-label", `Regularizer ${of}`)
      rate.setAttribute("aria-label", `Regularizer rate ${of}`)
      say(add, `Add a layer after layer ${index + 1}`)
      say(remove, `Remove layer ${index + 1}`)
      allow(add, state.extendable)
      allow(remove, state.removable)
    }
    return {row, controls, number, add, show}
  }

  const show = () => {
    const {rows: states, in_code: inCode, startable} = model.layers
    const full = states.length > 0
    empty.hidden = full
    empty.textContent = inCode ? `The layers of this model are written in code: ${inCode}` : "Choices, once the program makes a model"
    rows.hidden = !full
    whose.hidden = !full || !model.layers.model
    whose.replaceChildren("Of ", Object.assign(document.createElement("code"), {textContent: model.layers.model}))
    allow(first, startable)
    while (made.length > states.length) made.pop().row.remove()
    while (made.length < states.length) made.push(makeRow(made.length))
    states.forEach((state, index) => made[index].show(state))
    rows.classList.toggle("plain", !states.some(state => state.fields.regularizer)) // no layer can have one
    head.children[4].style.visibility = states.some(state => state.fields.regularizer_rate) ? "" : "hidden"
    if (focusAfter !== null) {
      const target = made[Math.min(focusAfter, made.length - 1)]
      focusAfter = null
      if (target && el.getRootNode().activeElement) (target.number.disabled ? target.add : target.number).focus()
      target?.row.scrollIntoView({block: "nearest"})
    }
    showProblem()
  }
  const showProblem = () => {
    const named = made.flatMap(({controls}, index) => Object.entries(controls).map(([field, control]) => [`${index}.${field}`, control]))
    problem.show(model.problem, Object.fromEntries(named))
  }
  model.on("layers", show)
  model.on("problem", () => { focusAfter = null; show() })
  show()
}
