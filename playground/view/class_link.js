// What a teacher chose for a class stands in the address, before the "#", and stays there: ?hide=lessons,output&readonly
// &seed=7&embed. Behind the "#" are the lesson or the program, as always. The table is in docs/teachers.md.
(() => {
  const asked = new URLSearchParams(location.search)
  const setting = names => names.map(name => `.setting[data-chip="${name}"]`).join(", ")
  // What can be hidden, and where it is.
  const PARTS = {
    lessons: ".pick", lesson: ".reading, .gutter[data-pane='lesson'], .panes [data-pane='lesson']", tasks: "#next",
    output: "#output", controls: "#compile", network: "#network", shapes: "#shapes", training: "#training", runs: "#runs",
    boundary: "#boundary", files: ".files", theme: "#theme", about: "button[aria-label='About this page']",
    pause: ".tool-pause", step: ".tool-step", rewind: ".tool-rewind", reset: ".tool-reset",
    data: setting(["data"]), layers: setting(["layers"]), optimizer: setting(["optimizer"]), loss: setting(["loss"]),
    metrics: setting(["metrics"]), epochs: setting(["epochs"]), batch: setting(["batch_size"]), validation: setting(["validation_split"]),
  }
  const EMBEDDED = ["lessons", "lesson", "tasks", "files", "theme", "about"]
  const embed = asked.has("embed")
  const named = (asked.get("hide") ?? "").split(/[\s,]+/)
  const hidden = Object.keys(PARTS).filter(name => named.includes(name) || (embed && EMBEDDED.includes(name)))
  const seed = /^\d{1,9}$/.test(asked.get("seed") ?? "") ? Number(asked.get("seed")) : null
  window.playgroundClass = {readonly: asked.has("readonly"), seed, hidden, embed, parts: Object.keys(PARTS)}

  const rules = hidden.map(name => `${PARTS[name]} { display: none !important; }`)
  // What is beside a hidden part takes its room.
  if (hidden.includes("lesson")) rules.push("@media (min-width: 900px) { main, [data-trains] main { grid-template-columns: 0 0 var(--gap) var(--program-width, minmax(380px, 44vw)) var(--gap) minmax(0, 1fr) var(--gap) !important; } }")
  if (["network", "shapes", "training", "boundary"].every(name => hidden.includes(name))) rules.push("@media (min-width: 900px) { .stage, .gutter { display: none; } .work { grid-column: 4 / -1 !important; } }")
  if (hidden.includes("training") || hidden.includes("boundary")) rules.push(".results { grid-template-columns: minmax(0, 1fr) !important; } .results > .part { grid-column: 1 !important; }")
  if (embed) rules.push(".brand { display: none; }")
  // Views in shadow trees share the page's sheet, so these rules are put into it.
  if (rules.length) document.getElementById("page-style").append(`\n${rules.join("\n")}\n`)
  if (hidden.includes("lesson")) addEventListener("DOMContentLoaded", () => window.playgroundShowPane?.("program"))
})()
