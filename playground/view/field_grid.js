// A grid of fields: what `compile` and `fit` are told, or the optimizer.
export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = `control-panel ${model.subject}`
  let wanted = null // the fields that the popover shows; all of them
  let opened = false // once: until then nothing says what the fields mean
  // What the optimizer is told besides stands in the popover of the optimizer.
  joinPopover(el, model.subject, model, fields => { wanted = fields; opened = true; choose(); explain() })
  const beside = ({detail}) => { if (model.subject === "optimizer" && detail.fields.includes("optimizer")) { opened = true; explain() } }
  document.addEventListener("playground:popover", beside)
  model.on("remove", () => document.removeEventListener("playground:popover", beside))
  const empty = document.createElement("p")
  empty.className = "empty"
  empty.innerHTML = model.empty
  const fields = document.createElement("div")
  fields.className = "fields"
  const problem = makeProblem()
  el.append(empty, fields, problem.node)

  let controls = {}
  let built = ""
  const build = () => {
    const key = JSON.stringify(model.fields)
    if (key === built) return
    built = key
    controls = {}
    fields.replaceChildren(...model.fields.map(spec => {
      const box = document.createElement("div")
      box.className = `field-box field-${spec.name}`
      const label = document.createElement("label")
      label.htmlFor = `field-${spec.name}`
      label.textContent = label.title = spec.label
      const control = makeControl(spec, value => model.send_msg({field: spec.name, value}))
      control.id = label.htmlFor
      controls[spec.name] = control
      const said = document.createElement("p")
      said.className = "field-said"
      box.append(label, control, said)
      return box
    }))
  }
  const choose = () => {
    for (const spec of model.fields)
      controls[spec.name].parentElement.hidden = Boolean(wanted) && !wanted.includes(spec.name)
  }
  const explain = () => {
    for (const {name} of opened ? model.fields : []) {
      const control = controls[name], about = model.states[name]?.about
      if (about) sayMeaning(control.parentElement.querySelector(".field-said"), control, about)
    }
  }
  const show = () => {
    build()
    choose()
    const full = Object.keys(model.states).length > 0
    empty.hidden = full
    fields.hidden = !full
    for (const spec of model.fields)
      if (model.states[spec.name]) showState(controls[spec.name], model.states[spec.name], spec.choices)
    explain()
    problem.show(model.problem, controls)
  }
  model.on(["states", "fields"], show)
  model.on("problem", show)
  show()
}
