// The status line, the progress bar and, for those who listen, a voice that says how training goes.
const QUIET_MS = 2000

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "status"
  el.innerHTML = `
    <div class="progress" role="progressbar" aria-label="Epochs" aria-valuemin="0"><i></i></div>
    <div class="status-line"><span class="status-dot" aria-hidden="true"></span>
    <p role="status" aria-label="Status"></p><span class="left" aria-hidden="true"></span></div>
    <p class="unseen" aria-live="polite"></p>`
  const bar = el.querySelector(".progress")
  const line = el.querySelector("[role=status]")
  const voice = el.querySelector("[aria-live]:not([role])")
  const left = el.querySelector(".left")
  const page = document.documentElement.dataset

  // Thirty times a second only the text differs; touching the root element each time would style the whole page anew.
  let lost = "" // said instead of what Python said last, when the connection to it is
  const connection = window.playgroundConnection
  const show = () => {
    const note = connection?.note()
    const said = lost || [note, model.line].filter(Boolean).join(" · ")
    if (line.textContent !== said) line.textContent = said
  }
  const again = Object.assign(document.createElement("button"), {type: "button", className: "chip", textContent: "New session", hidden: true})
  line.after(again)
  connection?.watch(view.model.document, (said, begin) => {
    lost = said
    again.hidden = !begin
    again.onclick = begin ?? null
    show()
  })
  const stage = () => {
    // thirty announcements a second would be noise: while it trains, only milestones are spoken
    line.setAttribute("aria-live", model.state === "training" ? "off" : "polite")
    page.state = el.dataset.state = model.state
    page.stage = model.stage
    document.documentElement.style.setProperty("--layers", String(model.layers))
    document.documentElement.toggleAttribute("data-trains", model.stage !== "layer")
    document.documentElement.toggleAttribute("data-mismatch", model.mismatch)
  }
  const progress = () => {
    const [done, all] = model.progress
    const epochs = {"aria-valuemax": all || 1, "aria-valuenow": Math.floor(done), "aria-valuetext": `${Math.floor(done)} of ${all} epochs${model.left ? `, ${model.left}` : ""}`}
    for (const [name, value] of Object.entries(epochs)) if (bar.getAttribute(name) !== String(value)) bar.setAttribute(name, value)
    bar.hidden = !all
    if (left.textContent !== model.left) left.textContent = model.left
    bar.firstElementChild.style.transform = `scaleX(${all ? Math.min(done / all, 1) : 0})`
  }
  model.on("line", show)
  model.on(["state", "stage", "layers", "mismatch"], stage)
  model.on("state", () => { if (!["loading", "ready"].includes(model.state)) { connection?.noted(); show() } })
  model.on(["progress", "left"], progress)
  // Never more than one sentence in two seconds; of several the last one is said.
  let spoken = -Infinity, waiting = 0
  const speak = () => {
    clearTimeout(waiting)
    const wait = spoken + QUIET_MS - performance.now()
    if (wait > 0) { waiting = setTimeout(speak, wait); return }
    spoken = performance.now()
    voice.textContent = model.milestone
  }
  model.on("milestone", speak)
  model.on("remove", () => clearTimeout(waiting))
  stage()
  show()
  progress()
  document.getElementById("loading")?.remove() // the static page had a line of its own until now
}
