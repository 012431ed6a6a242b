// What is cut off, covered or laid over something else, so that it would need a larger window. Also in shadow trees.
() => {
    const found = []
    const every = function* (root) {
        for (const el of root.querySelectorAll("*")) { yield el; if (el.shadowRoot) yield* every(el.shadowRoot) }
    }
    const parent = el => el.assignedSlot ?? el.parentElement ?? el.getRootNode().host ?? null
    const inside = (outer, el) => { for (; el; el = parent(el)) if (el === outer) return true }
    const box = el => el.getBoundingClientRect()
    const shown = el => el.checkVisibility({visibilityProperty: true, opacityProperty: true}) && box(el).width > 1 && box(el).height > 1
    const said = el => (el.getAttribute("aria-label") || el.textContent || el.value || el.id).trim().slice(0, 50) + ` <${el.tagName}.${el.className}>`
    const at = (x, y) => {
        let hit = document.elementFromPoint(x, y)
        for (let deeper; (deeper = hit?.shadowRoot?.elementFromPoint(x, y)) && deeper !== hit;) hit = deeper
        return hit
    }
    const pen = document.createElement("canvas").getContext("2d")
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`)
    const dialog = [...every(document)].find(el => el.matches("dialog[open], .popover:not([hidden])")) // over the rest, and goes with one key
    for (const el of every(dialog ?? document)) {
        if (!shown(el) || el.closest("[inert], .cm-editor, .skip, [hidden]")) continue
        const style = getComputedStyle(el)
        const writes = [...el.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        const control = el.matches("button, select, input, summary, a[href], [tabindex='0']")
        if (!writes && !control) continue
        if (writes && /hidden|clip/.test(style.overflowX) && el.scrollWidth > el.clientWidth + 1)
            found.push(`cut off: ${said(el)}, ${el.scrollWidth} in ${el.clientWidth}`)
        if (el.matches("select")) {
            pen.font = style.font
            const wide = pen.measureText(el.selectedOptions[0]?.label ?? "").width
            const room = el.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
            if (wide > room + 1) found.push(`cut off: choice ${el.value} of ${said(el)}, ${wide} in ${room}`)
        }
        const own = box(el)
        let free = style.position === "absolute" // only what it is placed in can cut it
        for (let up = parent(el); up && up !== document.body; up = parent(up)) {
            const s = getComputedStyle(up), b = box(up)
            if (free && s.position === "static") continue
            free = s.position === "absolute"
            if (s.display === "contents" || s.display === "inline") continue
            const scrolls = way => /auto|scroll/.test(s[`overflow${way}`])
            if (scrolls("X") && up.scrollWidth > up.clientWidth || scrolls("Y") && up.scrollHeight > up.clientHeight) break
            if (s.overflowX !== "visible" && (own.left < b.left - 1 || own.right > b.right + 1)
                || s.overflowY !== "visible" && (own.top < b.top - 1 || own.bottom > b.bottom + 1)) {
                found.push(`clipped: ${said(el)} by ${said(up)}`)
                break
            }
            if (s.position === "fixed") break
        }
        if (control) {
            el.scrollIntoView({block: "center", inline: "nearest", behavior: "instant"})
            const r = box(el), x = r.left + r.width / 2
            const y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2
            const hit = at(x, y)
            if (!inside(el, hit) && !inside(hit, el) && !hit?.closest("label"))
                found.push(`covered: ${said(el)} by ${hit && said(hit)}`)
        }
    }
    const cards = [...document.querySelectorAll(".part, .program, section.out, .lesson")].filter(shown)
    for (const [i, one] of cards.entries()) for (const other of cards.slice(i + 1)) {
        const a = box(one), b = box(other)
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            found.push(`one over the other: ${one.id}, ${other.id}`)
    }
    scrollTo(0, 0)
    return found
}
