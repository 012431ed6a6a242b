// Lessons that have another id than in former days: addresses lead to them still, and what this browser kept under the
// old id (drafts, their earlier versions, ticks) is found under the new one. Before anything else reads either.
(() => {
  const now = window.playgroundRenamed // {old id: new id}
  const {remembered, remember} = window.playgroundMemory
  const parsed = (name, otherwise) => { try { return JSON.parse(remembered(name)) ?? otherwise } catch { return otherwise } }

  const readdress = () => {
    const asked = new URLSearchParams(location.hash.slice(1)).get("lesson")
    if (asked !== null && Object.hasOwn(now, asked)) history.replaceState(history.state, "", `#lesson=${now[asked]}`)
  }
  readdress()
  addEventListener("popstate", readdress)

  const ticks = parsed("progress", {})
  for (const [before, after] of Object.entries(now)) {
    const draft = remembered(`draft.${before}`), free = remembered(`draft.${after}`) === null
    const versions = [...parsed(`versions.${after}`, []), ...parsed(`versions.${before}`, [])]
    if (draft !== null && !free) versions.push({at: Date.now(), source: draft}) // two lessons have become one
    if (versions.length) remember(`versions.${after}`, JSON.stringify(versions))
    for (const kind of ["draft", "untried", "starter"]) {
      if (draft !== null && free) remember(`${kind}.${after}`, remembered(`${kind}.${before}`))
      remember(`${kind}.${before}`, null)
    }
    remember(`versions.${before}`, null)
    if (remembered("lesson") === before) remember("lesson", after)
    if (Object.hasOwn(ticks, before)) {
      ticks[after] = {...ticks[before], ...ticks[after]}
      delete ticks[before]
      remember("progress", JSON.stringify(ticks))
    }
  }
})()
