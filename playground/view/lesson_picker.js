// The menu of lessons, one native select. The address names the open lesson, so that Back and Forward go through lessons
// and a link leads to one.
const addressed = () => new URLSearchParams(location.hash.slice(1)).get("lesson")

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  const select = document.createElement("select")
  select.className = "field lesson-picker"
  select.setAttribute("aria-label", "Lesson")
  const list = () => {
    const texts = JSON.stringify(model.lessons)
    if (select.dataset.lessons !== texts) {
      select.replaceChildren(...model.lessons.map(([id, label]) => new Option(label, id)))
      select.dataset.lessons = texts
    }
    select.value = model.lesson
  }
  select.addEventListener("change", () => model.send_msg({lesson: select.value}))
  // The page begins with its first lesson; that of the address or of the last visit is on its way.
  const wantedFirst = addressed() ?? window.playgroundMemory?.remembered("lesson") ?? model.lesson
  let begun = wantedFirst === model.lesson || !model.lessons.some(([id]) => id === wantedFirst)
  const opened = () => {
    list()
    if (addressed() !== model.lesson) history[begun ? "pushState" : "replaceState"](null, "", `#lesson=${model.lesson}`)
    begun = true
  }
  const gone = () => {
    if (window.playgroundLinked?.()) return // an address with a program: files.js opens it
    const id = addressed() ?? model.lessons[0][0]
    if (id !== model.lesson && model.lessons.some(([known]) => known === id)) model.send_msg({lesson: id})
  }
  addEventListener("popstate", gone)
  model.on("remove", () => removeEventListener("popstate", gone))
  model.on("lesson", opened)
  model.on("lessons", list)
  list()
  if (begun) opened()
  el.replaceChildren(select)
}
