// A start that does not come to its end says so after ten seconds, with the cause as far as a page can know it. Where
// not even this script may run, the words in page.html appear by themselves (styles/stalled.css).
(() => {
  const WAIT_MS = 10_000
  const root = document.documentElement
  const policies = new Set(), missing = new Set()
  let again = () => {} // what is said, once something is
  const directive = event => { policies.add(event.effectiveDirective); again() }
  const failed = ({target}) => { if (target?.src || target?.href) { missing.add(target.src || target.href); again() } }
  document.addEventListener("securitypolicyviolation", directive)
  addEventListener("error", failed, true)

  const cause = async () => {
    if (self.origin === "null") return "This page is in a frame with the attribute sandbox, where a browser keeps it apart from its own files. Whoever made the frame adds allow-scripts and allow-same-origin; or open the page by itself."
    if (policies.size) return `A security policy of this site forbids what the page needs (${[...policies].join(", ")}): script-src must allow 'self', blob:, 'wasm-unsafe-eval' and, on a server, 'unsafe-eval' and 'unsafe-inline'.`
    if (missing.size) return `A file of the page has not arrived: ${[...missing][0]}`
    try { await import(URL.createObjectURL(new Blob([""], {type: "text/javascript"}))) } catch { return "This browser, or a security policy, runs no module that was made in the page (blob:)." }
    if (!navigator.onLine) return "This device has no network, and this browser has not kept the page."
    const loading = document.getElementById("loading-text")?.textContent
    return loading ? `${loading}: the line or this device is slow; it goes on.` : "The server has not answered yet: it or the line is busy. It goes on."
  }
  const started = () => root.dataset.state && root.dataset.state !== "loading"
  addEventListener("DOMContentLoaded", () => {
    const note = document.getElementById("stalled"), words = note.lastElementChild
    note.hidden = true
    const show = async () => {
      if (started() || root.dataset.cannot || root.dataset.broken) return // the status line says why
      words.textContent = await cause()
      if (!started()) { note.classList.add("known"); note.hidden = false }
    }
    const timer = setTimeout(() => { again = show; show() }, WAIT_MS)
    const seen = new MutationObserver(() => {
      if (!started()) return
      note.hidden = true
      again = () => {}
      clearTimeout(timer)
      seen.disconnect()
      document.removeEventListener("securitypolicyviolation", directive)
      removeEventListener("error", failed, true)
    })
    seen.observe(root, {attributeFilter: ["data-state"]})
  })
})()
