// The menu of lessons: one native select.
export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  const select = document.createElement("select")
  select.className = "field lesson-picker"
  select.setAttribute("aria-label", "Lesson")
  for (const [id, label] of model.lessons) select.add(new Option(label, id))
  select.value = model.lesson
  select.addEventListener("change", () => model.send_msg({lesson: select.value}))
  model.on("lesson", () => { select.value = model.lesson })
  el.replaceChildren(select)
}
