// The glossary: finds its words in the page's texts, underlines each once a text, and shows what it means on hover,
// focus and tap, until Escape, a press elsewhere or the pointer's leaving (WCAG 1.4.13).
(() => {
  const HOVER_MS = 250, LEAVE_MS = 200, EDGE = 8
  const TEXTS = ".prose, .advice, :not(.elsewhere) > .next-advice.missed, .notice, .empty"
  let terms = null // what a word means: its template, by the words as they stand in texts and in code
  let pattern = null

  const read = () => {
    if (terms) return true
    const template = document.getElementById("glossary")
    if (!template) return false
    terms = {plain: new Map(), code: new Map(), by: new Map()}
    for (const term of template.content.children) {
      terms.by.set(term.dataset.term, term)
      for (const word of term.dataset.words.split("|")) {
        const code = word.replace(/^`|`$/g, "")
        terms.code.set(code, term)
        if (code === word) terms.plain.set(/^[a-z]/.test(word) ? word.toLowerCase() : word, term)
      }
    }
    const words = [...terms.plain.keys()].sort((a, b) => b.length - a.length)
    pattern = new RegExp(`(?<![\\w.\`-])(?:${words.map(w => w.replace(/[^\w ]/g, "\\$&")).join("|")})(?![\\w(=-])`, "gi")
    return true
  }
  const meaning = word => terms.plain.get(word) ?? terms.plain.get(word.toLowerCase())

  const marked = (term, ...content) => {
    const span = document.createElement("span")
    span.className = "term"
    span.setAttribute("role", "button")
    span.tabIndex = 0
    span.dataset.term = term.dataset.term
    span.append(...content)
    return span
  }
  // Marks the words below `tree`, the first of each in each text. The result depends on the text alone.
  const mark = tree => {
    if (!read()) return
    for (const place of tree.querySelectorAll("[data-picture]"))
      place.replaceChildren(terms.by.get(place.dataset.picture)?.querySelector("svg").cloneNode(true) ?? "")
    for (const part of tree.querySelectorAll(TEXTS)) {
      const seen = new Set()
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
      const nodes = []
      while (walker.nextNode()) nodes.push(walker.currentNode)
      for (const node of nodes) {
        if (node.parentElement.closest("pre, button, a, h2, h3, h4, summary, .term")) continue
        const code = node.parentElement.closest("code")
        if (code) {
          const term = terms.code.get(code.textContent.replace(/^["']|["']$/g, ""))
          if (!term || seen.has(term)) continue
          seen.add(term)
          const place = document.createComment("")
          code.replaceWith(place)
          place.replaceWith(marked(term, code))
          continue
        }
        const pieces = []
        let from = 0
        for (const found of node.data.matchAll(pattern)) {
          const term = meaning(found[0])
          if (!term || seen.has(term)) continue
          seen.add(term)
          pieces.push(node.data.slice(from, found.index), marked(term, found[0]))
          from = found.index + found[0].length
        }
        if (pieces.length) node.replaceWith(...pieces.filter(Boolean), node.data.slice(from))
      }
    }
  }

  // ------------------------------------------------------------------------------------- what is shown of a word
  const card = document.createElement("div")
  card.id = "gloss"
  card.className = "gloss"
  card.setAttribute("role", "tooltip")
  if (card.showPopover) card.popover = "manual" // above everything, dialogs too
  let shown = null // the word whose meaning is shown
  let timer = 0
  let pinned = false // by a press: it stays when the pointer leaves

  const hide = () => {
    clearTimeout(timer)
    shown?.removeAttribute("aria-describedby")
    shown = null
    pinned = false
    card.remove()
  }
  const place = () => {
    if (!shown) return
    const at = shown.getBoundingClientRect()
    if (!shown.isConnected || at.bottom < 0 || at.top > innerHeight || !at.width) return hide()
    const {width, height} = card.getBoundingClientRect()
    const below = at.bottom + height + EDGE < innerHeight
    card.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE))}px`
    card.style.top = `${below ? at.bottom + 3 : Math.max(EDGE, at.top - height - 3)}px`
  }
  const show = word => {
    clearTimeout(timer)
    if (shown === word || !read()) return
    const term = terms.by.get(word.dataset.term)
    if (!term || word.getAttribute("aria-expanded") === "true") return
    hide()
    shown = word
    card.replaceChildren(...term.cloneNode(true).childNodes)
    const tree = word.getRootNode() // where the word's description is found by those who listen
    ;(word.closest("dialog, section, header") ?? (tree === document ? document.body : tree)).append(card)
    if (card.popover) card.showPopover()
    word.setAttribute("aria-describedby", "gloss")
    place()
  }
  const wordOf = event => event.composedPath().find(el => el.dataset?.term && el.closest && !el.closest("template"))
  const within = event => event.composedPath().includes(card)

  const hovered = event => {
    if (event.pointerType === "touch") return
    const word = wordOf(event)
    if (word && word !== shown) {
      if (pinned) return
      clearTimeout(timer)
      timer = setTimeout(() => show(word), HOVER_MS)
    } else if (word || within(event)) clearTimeout(timer)
    else {
      clearTimeout(timer)
      if (shown && !pinned) timer = setTimeout(hide, LEAVE_MS)
    }
  }
  const focused = event => {
    const word = wordOf(event)
    if (word && event.composedPath()[0].matches(":focus-visible")) { show(word); pinned = true }
    else if (shown && !within(event)) hide()
  }
  const left = event => { if (shown && wordOf(event) === shown) hide() }
  // What goes from one word of a view to another is heard inside its shadow tree only.
  const watch = tree => {
    tree.addEventListener("pointerover", hovered)
    tree.addEventListener("focusin", focused)
    tree.addEventListener("focusout", left)
  }
  watch(document)
  document.addEventListener("pointerdown", event => {
    clearTimeout(timer)
    if (shown && !within(event) && wordOf(event) !== shown) hide()
  }, true)
  document.addEventListener("click", event => {
    const word = wordOf(event)
    if (!word) return
    if (!word.matches(".term")) return hide() // a control of its own
    if (shown === word && pinned) return hide()
    show(word)
    pinned = true
  })
  document.addEventListener("keydown", event => {
    const word = wordOf(event)
    if (word?.matches(".term") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault()
      if (shown === word) hide()
      else { show(word); pinned = true }
    }
    if (event.key !== "Escape" || !shown) return
    const typing = event.composedPath()[0].closest?.("[role=textbox], input, textarea, select")
    hide()
    if (!typing) { event.preventDefault(); event.stopPropagation() }
  }, true)
  document.addEventListener("scroll", event => { if (!event.composedPath().includes(card)) place() }, true)
  addEventListener("resize", place)
  window.playgroundGlossary = {mark, watch, all: () => read() ? [...terms.by.values()] : []}
})()
