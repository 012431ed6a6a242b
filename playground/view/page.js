// The page around its views: theme, panes that are dragged and folded, one view in the place of all. It runs before the
// first paint, so that nothing jumps.
(() => {
  const root = document.documentElement
  // What this browser remembers belongs to one site: two of them under one host, /school-a/ and /school-b/, share nothing.
  const folder = location.pathname.replace(/[^/]*$/, "")
  const remembered = name => { // what was kept before the path was part of the name is still found
    try { return localStorage.getItem(`playground.${name}@${folder}`) ?? localStorage.getItem(`playground.${name}`) } catch { return null }
  }
  const remember = (name, value) => {
    try {
      if (value === null) for (const key of [`playground.${name}@${folder}`, `playground.${name}`]) localStorage.removeItem(key)
      else localStorage.setItem(`playground.${name}@${folder}`, value)
    } catch { /* storage is switched off or full: then nothing survives, and nothing breaks */ }
  }
  window.playgroundMemory = {remembered, remember, key: name => `playground.${name}@${folder}`}

  // A program in the address, which the lessons' menu will replace. The editor takes it, once.
  window.playgroundLinked = () => /^#p\d{1,6}=/.test(location.hash)
  let link = window.playgroundLinked() ? location.hash : null
  window.playgroundLink = () => { const taken = link; link = null; return taken }

  // ------------------------------------------------------------------------------------------------ theme
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const apply = () => { root.dataset.theme = remembered("theme") ?? (dark.matches ? "dark" : "light") }
  apply()
  const repaint = () => { // figures paint on a canvas: they must look at the colours again
    for (const doc of window.Bokeh?.documents ?? [])
      for (const model of doc._all_models.values())
        if (model.type === "Figure") Bokeh.index.find_one(model)?.invalidate_render()
  }
  const changed = () => {
    apply()
    document.getElementById("theme").setAttribute("aria-pressed", String(root.dataset.theme === "dark"))
    repaint()
  }
  dark.addEventListener("change", changed)

  // Views live in shadow trees; all of them share the page's one style sheet.
  let sheet
  window.playgroundAdoptStyle = tree => {
    if (!sheet) {
      sheet = new CSSStyleSheet()
      sheet.replaceSync(document.getElementById("page-style").textContent)
    }
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets.filter(other => other !== sheet), sheet]
  }
  // What the editor and the controls say about names; the static page has its own way to its files (start.js).
  let reference = null
  window.playgroundReference = () => reference ??= (window.playgroundFile
    ? window.playgroundFile("reference.json").then(JSON.parse)
    : fetch("components/playground.view.editor/CodeMirror/_resources/reference/reference.json").then(answer => answer.ok ? answer.json() : null)
  ).catch(() => { reference = null; return null })
  // Panel asks for this polyfill of import(); browsers that run the page do not need it.
  window.importShim ??= url => import(url)

  // ----------------------------------------------------------------------------------- panes: width and folds
  // Widths are remembered for each class of windows: what suits 1920 pixels does not suit 1024.
  const narrow = matchMedia("(max-width: 899px)"), middling = matchMedia("(max-width: 1179px)")
  const size = () => innerWidth < 1180 ? "m" : innerWidth < 1600 ? "l" : "xl"
  const LIMITS = {lesson: [220, 480], program: [380, 1100]}, LEAST_STAGE = 400
  const widthOf = pane => document.querySelector(pane === "lesson" ? ".reading" : ".work").getBoundingClientRect().width
  const setWidth = (pane, pixels) => {
    if (pixels === null) root.style.removeProperty(`--${pane}-width`)
    else {
      const [least, most] = LIMITS[pane]
      const stage = document.getElementById("stage").getBoundingClientRect().width
      const room = Math.max(least, widthOf(pane) + stage - LEAST_STAGE)
      root.style.setProperty(`--${pane}-width`, `${Math.round(Math.max(least, Math.min(most, room, pixels)))}px`)
    }
    const now = root.style.getPropertyValue(`--${pane}-width`)
    remember(`${pane}-width.${size()}`, now || null)
  }
  const restoreWidths = () => {
    for (const pane of Object.keys(LIMITS)) {
      const width = remembered(`${pane}-width.${size()}`)
      if (width && /^\d+px$/.test(width)) root.style.setProperty(`--${pane}-width`, width)
      else root.style.removeProperty(`--${pane}-width`)
    }
  }
  restoreWidths()
  let before = size()
  addEventListener("resize", () => { if (size() !== before) { before = size(); restoreWidths() } })

  const fold = (name, folded, keep = true) => {
    root.toggleAttribute(`data-folded-${name}`, folded)
    for (const button of document.querySelectorAll(`.fold[data-fold="${name}"]`)) {
      button.setAttribute("aria-expanded", String(!folded))
      button.setAttribute("aria-label", `${folded ? "Open" : "Fold"} ${button.dataset.name}`)
      button.title = button.getAttribute("aria-label")
    }
    if (keep) remember(`folded-${name}`, folded ? "yes" : "no")
  }
  // What opened by itself folds again with the next run, lesson or Reset.
  const opened = new Set()
  window.playgroundFold = (name, folded) => {
    if (!folded && isFolded(name)) opened.add(name)
    fold(name, folded, false)
  }
  const foldAgain = () => {
    for (const name of opened) fold(name, true, false)
    opened.clear()
  }
  document.addEventListener("playground:run", foldAgain)
  document.addEventListener("playground:reset", foldAgain)
  const isFolded = name => root.hasAttribute(`data-folded-${name}`)
  const arrangeFolds = () => {
    fold("lesson", middling.matches && !narrow.matches ? true : remembered("folded-lesson") === "yes", false)
  }
  arrangeFolds()
  root.toggleAttribute("data-folded-output", true)
  middling.addEventListener("change", arrangeFolds)
  narrow.addEventListener("change", arrangeFolds)

  // ------------------------------------------------------------------------- on a phone, one pane at a time
  const showPane = pane => {
    root.dataset.pane = pane
    for (const button of document.querySelectorAll(".panes button"))
      button.setAttribute("aria-pressed", String(button.dataset.pane === pane))
  }
  // The lesson's text, from its tasks on: open, in sight and focused.
  const showLesson = () => {
    if (narrow.matches) showPane("lesson")
    else fold("lesson", false, !middling.matches)
    const text = document.getElementById("lesson")
    const tasks = [...text.querySelectorAll("*")].map(el => el.shadowRoot?.querySelector(".tasks")).find(Boolean)
    tasks?.scrollIntoView({block: "start"})
    text.focus({preventScroll: true})
  }
  // The next task stands at the foot of the program while the lesson is folded, on a phone below everything.
  const placeNext = () => {
    const next = document.getElementById("next")
    if (narrow.matches) document.querySelector("footer").before(next)
    else document.getElementById("output").before(next)
  }
  root.dataset.pane = "lesson"
  window.playgroundShowPane = showPane

  // ------------------------------------------------------------------------------- one view in the place of all
  const enlarge = id => {
    for (const part of document.querySelectorAll(".part, .pane")) {
      const holds = part.id !== id && part.querySelector(`#${CSS.escape(id || "-")}`)
      part.classList.toggle("large", part.id === id)
      part.inert = Boolean(id) && part.id !== id && !holds
      part.querySelector(":scope > .part-top .enlarge")?.setAttribute("aria-pressed", String(part.id === id))
    }
  }
  document.addEventListener("click", event => {
    const button = event.target.closest?.(".enlarge")
    if (button) enlarge(button.getAttribute("aria-pressed") === "true" ? "" : button.getAttribute("aria-controls"))
    else if (event.composedPath().some(el => el.matches?.("a[href^='#'], [data-action='line']"))) enlarge("") // leads to another part
    const folding = event.target.closest?.(".fold")
    if (folding) {
      fold(folding.dataset.fold, !isFolded(folding.dataset.fold), folding.dataset.fold === "lesson" && !middling.matches)
      if (folding.dataset.fold === "shapes") root.dataset.shapesChosen = "yes"
    }
    const pressed = selector => event.composedPath().some(el => el.matches?.(selector))
    const ending = document.getElementById("ending")
    if (pressed("[data-dialog='ending']")) {
      ending.showModal()
      ending.focus() // it is read from its title, not from its first button
      ending.scrollTop = 0
    } else if (pressed("#ending") && pressed("[data-action]")) ending.close()
    if (pressed("[data-lesson]")) showLesson()
    const pane = event.target.closest?.(".panes button[data-pane]")
    if (pane) showPane(pane.dataset.pane)
    if (narrow.matches && event.composedPath().some(el => el.matches?.("[data-action='line']"))) showPane("program")
  }, true)
  // Code of a lesson, to be pasted. The button says that it was done.
  document.addEventListener("click", async event => {
    const button = event.composedPath().find(el => el.matches?.("[data-copy]"))
    if (!button) return
    const code = button.parentElement.querySelector("pre").textContent
    let copied = true
    try { await navigator.clipboard.writeText(code) } catch { // not everywhere, nor without https
      const text = document.body.appendChild(Object.assign(document.createElement("textarea"), {value: code}))
      text.select()
      copied = document.execCommand("copy")
      text.remove()
      button.focus()
    }
    button.setAttribute("aria-live", "polite")
    button.textContent = copied ? "Copied" : "Select it and press Ctrl or ⌘ + C"
    setTimeout(() => { button.textContent = "Copy" }, 2000)
  })
  document.addEventListener("keydown", event => {
    if (event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && /^Digit[123]$/.test(event.code)) {
      event.preventDefault()
      const pane = ["lesson", "program", "stage"][Number(event.code.at(-1)) - 1]
      showPane({lesson: "lesson", program: "program", stage: "results"}[pane])
      if (pane === "lesson" && isFolded("lesson")) fold("lesson", false, false)
      const target = pane === "program" ? editor() : document.getElementById(pane)
      target?.focus()
      return
    }
    const part = event.key === "Escape" && document.querySelector(".part.large")
    if (!part || document.querySelector("dialog[open]") || event.defaultPrevented) return
    enlarge("")
    part.querySelector(".enlarge").focus()
  })
  // How the page is laid out, for those who get a link: what is folded, the pane of a phone, the part in the place of all.
  window.playgroundView = {
    read: () => ({
      folded: ["lesson", "output", "shapes"].filter(isFolded), pane: root.dataset.pane,
      large: document.querySelector(".part.large")?.id ?? "",
    }),
    apply: ({folded, pane, large}) => {
      if (folded) for (const name of ["lesson", "output", "shapes"]) fold(name, folded.includes(name), false)
      if (folded) root.dataset.shapesChosen = "yes"
      if (pane) showPane(pane)
      if (large) enlarge(large)
    },
  }
  const editor = () => { // through the views' shadow trees
    const find = tree => tree.querySelector("[role=textbox][aria-label=Program]") ??
      [...tree.querySelectorAll("*")].reduce((found, el) => found ?? (el.shadowRoot && find(el.shadowRoot)), null)
    return find(document.getElementById("program"))
  }
  // A run brings the results into view; shapes fold to a line once a model trains, unless the learner wants them open.
  new MutationObserver(() => {
    const {stage, state} = root.dataset
    if (before2 !== `${stage} ${state}`) {
      const trains = stage === "training"
      if (!root.dataset.shapesChosen) fold("shapes", trains, false)
      // What failed stands under its line in the program; without a line, the output has it.
      if (!before2.endsWith("failed") && state === "failed")
        setTimeout(() => { if (root.dataset.state === "failed" && !root.hasAttribute("data-lens")) window.playgroundFold("output", false) }, 300)
      if (state === "ready") foldAgain()
      if (state === "training" && !before2.endsWith("training") && !before2.endsWith("paused")) {
        enlarge("")
        if (narrow.matches) showPane("results")
      }
      before2 = `${stage} ${state}`
    }
  }).observe(root, {attributeFilter: ["data-stage", "data-state"]})
  let before2 = ""

  addEventListener("DOMContentLoaded", () => {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) for (const key of document.querySelectorAll("kbd.mod")) key.textContent = "⌘"
    const button = document.getElementById("theme")
    button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"))
    button.addEventListener("click", () => {
      const other = root.dataset.theme === "dark" ? "light" : "dark"
      remember("theme", other)
      root.dataset.theme = other
      changed()
      root.dataset.theme = other // also where nothing can be remembered
    })
    // Where the window is too narrow for all buttons, those for files, theme and help wait behind one (sizes.css).
    const more = document.getElementById("more"), items = document.getElementById("more-items")
    const showMore = shown => {
      root.toggleAttribute("data-more", shown)
      more.setAttribute("aria-expanded", String(shown))
    }
    more.addEventListener("click", () => {
      showMore(!root.hasAttribute("data-more"))
    })
    // A popover of one of them closes by itself, and before them.
    const popped = () => [...items.querySelectorAll("*")].some(el => el.shadowRoot?.querySelector(":popover-open"))
    const elsewhere = event => {
      if (!event.composedPath().some(el => el === items || el === more)) showMore(false)
    }
    document.addEventListener("pointerdown", elsewhere, true)
    document.addEventListener("focusin", elsewhere)
    items.parentElement.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !root.hasAttribute("data-more") || popped()) return
      showMore(false)
      more.focus()
    })
    const help = document.getElementById("about")
    document.getElementById("about-button").addEventListener("click", () => {
      showMore(false)
      help.showModal()
      help.focus()
      help.scrollTop = 0
    })
    document.getElementById("help-words").addEventListener("toggle", ({target}) => {
      const list = target.querySelector("ul")
      if (target.open && !list.children.length) for (const term of window.playgroundGlossary.all()) {
        const row = document.createElement("li")
        row.append(...term.cloneNode(true).childNodes)
        list.append(row)
      }
    })
    arrangeFolds()
    fold("output", true, false)
    fold("shapes", false, false)
    showPane(root.dataset.pane)
    placeNext()
    narrow.addEventListener("change", placeNext)
    for (const handle of document.querySelectorAll(".gutter")) drags(handle)
    document.getElementById("lesson").addEventListener("click", event => { // a rail opens wherever it is pressed
      if (isFolded("lesson") && !event.target.closest(".fold")) fold("lesson", false, !middling.matches)
    })
    document.getElementById("output").addEventListener("focusin", ({target}) => { // Tab has come to what is folded away
      if (isFolded("output") && !target.closest?.(".fold") && target.id !== "output") window.playgroundFold("output", false)
    })
    document.getElementById("output").addEventListener("focusout", event => { // and has gone on
      if (opened.has("output") && !event.currentTarget.contains(event.relatedTarget) && root.dataset.state !== "failed") foldAgain()
    })
  })

  function drags(handle) {
    const pane = handle.dataset.pane
    const say = () => handle.setAttribute("aria-valuenow", String(Math.round(widthOf(pane))))
    handle.addEventListener("pointerdown", event => {
      if (event.button) return
      const from = event.clientX, width = widthOf(pane)
      handle.setPointerCapture(event.pointerId)
      const move = ({clientX}) => { setWidth(pane, width + clientX - from); say() }
      handle.addEventListener("pointermove", move)
      handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {once: true})
    })
    handle.addEventListener("dblclick", () => { setWidth(pane, null); say() })
    handle.addEventListener("keydown", event => {
      const by = {ArrowLeft: -16, ArrowRight: 16}[event.key]
      if (by === undefined && event.key !== "Home") return
      event.preventDefault()
      setWidth(pane, event.key === "Home" ? null : widthOf(pane) + by)
      say()
    })
    say()
  }
})()
