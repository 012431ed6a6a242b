// Keeps the passed tasks in this browser, and tells Python of them when the page is there. It shows nothing.
export function render({model}) {
  const {remembered, remember, key} = window.playgroundMemory
  const kept = () => {
    try { return JSON.parse(remembered("progress") ?? "{}") } catch { return {} }
  }
  const say = () => document.dispatchEvent(new CustomEvent("playground:passed", {detail: model.passed}))
  model.on("passed", () => { remember("progress", JSON.stringify(model.passed)); say() })
  // Another tab of the same site has passed something: its ticks are this one's, too.
  const heard = event => {
    if (event.key === key("progress") && event.newValue && event.newValue !== JSON.stringify(model.passed))
      model.send_msg({passed: kept()})
  }
  addEventListener("storage", heard)
  model.on("remove", () => removeEventListener("storage", heard))
  const known = kept()
  if (Object.keys(known).length) model.send_msg({passed: known})
}
