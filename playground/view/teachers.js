// "For teachers", in About: what a class's link holds, chosen with boxes, and how the page looks with it. Nothing is sent
// anywhere; the table of the same is in docs/teachers.md.
(() => {
  const WIDTH = 1280, HEIGHT = 760 // of the preview, in its own pixels
  const WORDS = {
    lessons: "The menu of lessons", lesson: "The lesson's text", tasks: "The next task", output: "Output", controls: "All controls above the program",
    data: "Data", layers: "Layers", optimizer: "Optimizer, learning rate", loss: "Loss", metrics: "Metrics", epochs: "Epochs", batch: "Batch size", validation: "Validation split",
    network: "Network", shapes: "Shapes", training: "Training", runs: "Runs", boundary: "Decision boundary",
    pause: "Pause", step: "Step", rewind: "Rewind", reset: "Reset", files: "Open, Download and Share", theme: "Dark theme", about: "About this page",
  }
  const make = (tag, attributes = {}, ...children) => {
    const {label, ...rest} = attributes, element = Object.assign(document.createElement(tag), rest)
    if (label) element.setAttribute("aria-label", label)
    element.append(...children)
    return element
  }
  const box = (words, attributes = {}) => {
    const input = make("input", {type: "checkbox", className: "check", ...attributes})
    return {input, node: make("label", {className: "teachers-box"}, input, ` ${words}`)}
  }
  let dialog = null

  const build = () => {
    const program = box("Begin with the program as it stands here, instead of the lesson's starter")
    const readonly = box("The program cannot be edited by typing")
    const embed = box("For a frame in another page: editor and picture only")
    const origin = make("input", {className: "field", type: "url", placeholder: "https://…", label: "Origin of the page around it"})
    const seed = make("input", {className: "field", type: "number", min: 0, max: 999999999, placeholder: "chance", label: "Seed of every run"})
    const parts = Object.fromEntries(window.playgroundClass.parts.map(name => [name, box(WORDS[name] ?? name)]))
    const address = make("input", {className: "field", readOnly: true, spellcheck: false, label: "The class’s address"})
    const said = make("p", {className: "teachers-said"}), place = make("div", {className: "teachers-preview"})
    said.setAttribute("aria-live", "polite")
    let fragment = ""

    const show = () => {
      const query = []
      const hidden = Object.entries(parts).filter(([, {input}]) => input.checked).map(([name]) => name)
      if (hidden.length) query.push(`hide=${hidden.join(",")}`)
      if (readonly.input.checked) query.push("readonly")
      if (seed.value !== "" && seed.validity.valid) query.push(`seed=${Number(seed.value)}`)
      if (embed.input.checked) query.push(origin.value && origin.validity.valid ? `embed=${encodeURIComponent(new URL(origin.value).origin)}` : "embed")
      const lesson = new URLSearchParams(location.hash.slice(1)).get("lesson")
      const behind = program.input.checked ? fragment : lesson ? `lesson=${lesson}` : ""
      address.value = `${location.origin}${location.pathname}${query.length ? `?${query.join("&")}` : ""}${behind ? `#${behind}` : ""}`
      place.replaceChildren()
      place.style.height = ""
    }
    const ask = () => { if (program.input.checked) document.dispatchEvent(new CustomEvent("playground:share")); show() }
    document.addEventListener("playground:shared", ({detail}) => {
      fragment = detail.fragment ?? ""
      said.textContent = detail.problem ?? ""
      if (dialog.open) show()
    })
    const copy = make("button", {type: "button", textContent: "Copy"})
    copy.onclick = async () => {
      address.select()
      try { await navigator.clipboard.writeText(address.value); said.textContent = "Copied." } catch {
        said.textContent = document.execCommand("copy") ? "Copied." : "This browser does not copy by itself: press Ctrl or ⌘ + C."
      }
    }
    const preview = make("button", {type: "button", textContent: "Preview"})
    preview.onclick = () => { // of this very page, so it may show itself
      const frame = make("iframe", {src: address.value, title: "Preview of the class’s page"})
      const scale = place.clientWidth / WIDTH // as a screen of a class shows it, only smaller
      Object.assign(frame.style, {width: `${WIDTH}px`, height: `${HEIGHT}px`, scale})
      place.style.height = `${HEIGHT * scale}px`
      place.replaceChildren(frame)
      place.scrollIntoView({block: "nearest"})
    }
    const close = make("button", {type: "button", textContent: "Close"})
    close.onclick = () => dialog.close()
    const hide = make("fieldset", {}, make("legend", {textContent: "Hide"}), ...Object.values(parts).map(({node}) => node))
    dialog = make("dialog", {className: "about teachers", label: "For teachers"},
      make("h2", {textContent: "A link for your class"}),
      make("p", {textContent: "It opens the lesson that is open here. What is chosen stands in the address; nothing is stored."}),
      program.node, readonly.node,
      make("label", {className: "teachers-box"}, "Every run begins with the seed ", seed),
      hide, embed.node,
      make("label", {className: "teachers-box"}, "Tell height and passed tasks to ", origin),
      make("div", {className: "share-row"}, address, copy, preview),
      said, place, make("div", {className: "dialog-buttons"}, close))
    dialog.addEventListener("input", ask)
    dialog.addEventListener("close", () => place.replaceChildren())
    document.body.append(dialog)
    return {open: () => { ask(); dialog.showModal() }}
  }

  let built = null
  addEventListener("DOMContentLoaded", () => setTimeout(() => { // when every other script has made its dialog
    const about = document.querySelector("dialog.about")
    const buttons = about?.querySelector(".dialog-buttons")
    if (!buttons) return
    const button = make("button", {type: "button", textContent: "For teachers"})
    button.onclick = () => { about.close(); (built ??= build()).open() }
    buttons.prepend(button)
  }))
})()
