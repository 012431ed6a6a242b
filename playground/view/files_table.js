// A table of one's own: chosen, dropped or pasted, looked at, and written into the program. The browser keeps it.
import {dialogOf, made} from "./files_dialog.js"
import {said as sized, settings, tables} from "./files_store.js"

const MOST_BYTES = 20_000_000
const PART = 400_000 // characters of one message
const CHOICES = {
  separator: ["Separator", [["found by itself", null], ["comma", ","], ["semicolon", ";"], ["tab", "\t"], ["bar |", "|"]]],
  decimal: ["Decimal mark", [["point", "."], ["comma", ","]]],
  kind: ["Task", [["found by itself", null], ["classification", "classification"], ["regression", "regression"]]],
  missing: ["Missing values", [["leave the row out", "drop"], ["mean of the column", "mean"]]],
}
const CHECKS = {header: "The first line has the names of the columns", standardize: "Standardize: each feature with mean 0 and standard deviation 1"}

export function tableDialog({send, choose, say}) {
  const {node, open, remove} = dialogOf("Your own table")
  const pasted = made("textarea", {className: "field", rows: 3, spellcheck: false, placeholder: "length,width,species\n5.1,0.2,setosa", attributes: {"aria-label": "Paste a table"}})
  const file = made("button", {type: "button", className: "tool", textContent: "Choose a file …"})
  const take = made("button", {type: "button", className: "tool", textContent: "Look at the pasted text"})
  const kept = made("div", {className: "own-kept"})
  const problem = made("p", {className: "own-problem", attributes: {role: "alert"}})
  const look = made("div", {className: "own-look", hidden: true})
  const use = made("button", {type: "button", className: "tool tool-run", textContent: "Use in the program"})
  node.append(made("p", {textContent: "Comma-separated values, up to 20 MB: choose a file, drop one on the page, or paste. It stays in this browser; a program that you run gets it, and a download takes it along."}),
    made("div", {className: "own-row"}, file, take), pasted, problem, look, kept)
  file.addEventListener("click", choose)
  take.addEventListener("click", () => pasted.value.trim() ? arrived(`pasted-${Date.now().toString(36)}.csv`, pasted.value) : tell("Paste a table first."))
  use.addEventListener("click", () => ask(true))

  let now = null // what Python said of the table that is looked at
  const tell = text => { problem.textContent = text ?? "" }
  const wishes = () => now?.columns ? {...now.options, target: now.target, features: now.features} : now?.wished ?? {}
  const ask = (using = false) => now?.name && send({kind: "table", name: now.name, options: wishes(), use: using})

  function parts(name, text, used) {
    const count = Math.max(1, Math.ceil(text.length / PART))
    for (let i = 0; i < count; i++) send({kind: "part", name, part: i + 1, parts: count, text: text.slice(i * PART, (i + 1) * PART), used})
  }
  async function arrived(name, text) {
    name = name.replace(/["'\\\n\r/]/g, "_").slice(-100)
    open()
    look.hidden = true
    now = null
    if (text.length > MOST_BYTES) return tell(`${name} has ${sized(text.length)}; a table may have 20 MB.`)
    tell("")
    try { await tables.put(name, text) } catch (error) { tell(`This browser keeps no tables (${error.message}): it is here until the page is closed.`) }
    parts(name, text, true)
    list()
  }

  const select = (label, options, value, set) => {
    const field = made("select", {className: "field"}, ...options.map(([text, each]) => made("option", {textContent: text, value: JSON.stringify(each), selected: each === value})))
    field.addEventListener("change", () => { set(JSON.parse(field.value)); ask() })
    return made("label", {}, label, field)
  }
  const check = (label, value, set) => {
    const box = made("input", {type: "checkbox", className: "check", checked: value})
    box.addEventListener("change", () => { set(box.checked); ask() })
    return made("label", {className: "own-check"}, box, label)
  }
  function show(table) {
    const focused = document.activeElement?.closest?.("label")?.textContent
    now = {...now, ...table}
    tell(table.problem)
    const choices = (...names) => names.map(each => select(CHOICES[each][0], CHOICES[each][1], now.options[each] ?? null, value => {
      now.options[each] = value
      now.wished = {...now.wished, [each]: value} // before anything could be read: only this, the rest is found
    }))
    look.hidden = !now.options
    if (look.hidden || (!table.columns && now.columns)) return
    if (!table.columns) return look.replaceChildren(made("h3", {textContent: `Read ${now.name} in another way`}), made("div", {className: "own-grid"}, ...choices("separator")))
    const {columns, options, target, rows} = now
    const head = made("tr", {}, ...columns.slice(0, 12).map(each => made("th", {textContent: each.name, scope: "col"})))
    const body = rows.map(row => made("tr", {}, ...row.slice(0, 12).map(cell => made("td", {textContent: cell}))))
    const more = columns.length + now.more - 12
    const became = columns.flatMap((each, i) => {
      const used = i === target || now.features.includes(i) || each.problem
      const words = each.words?.length ? `${each.words.slice(0, 12).map((word, n) => `${word} → ${n}`).join(", ")}${each.words.length > 12 ? `, … ${each.words.length} in all` : ""}` : ""
      const text = [each.problem, words, each.missing && `${each.missing} missing`].filter(Boolean).join("; ")
      return used && text ? [made("li", {}, made("b", {textContent: each.name}), `: ${text}`)] : []
    })
    const features = made("fieldset", {className: "own-features"}, made("legend", {textContent: "Features"}), ...columns.flatMap((each, i) => i === target ? [] : [check(each.name, now.features.includes(i), on => {
      now.features = on ? [...now.features, i].sort((a, b) => a - b) : now.features.filter(j => j !== i)
    })]))
    look.replaceChildren(
      made("h3", {textContent: `${now.name}: ${now.cut ? "the first " : ""}${now.looked_at.toLocaleString("en")} rows, ${(columns.length + now.more).toLocaleString("en")} columns`}),
      made("div", {className: "own-table", tabIndex: 0, attributes: {role: "region", "aria-label": "First rows"}}, made("table", {}, made("thead", {}, head), made("tbody", {}, ...body)), ...(more > 0 ? [made("p", {textContent: `and ${more} more columns`})] : [])),
      made("div", {className: "own-grid"},
        select("Target", columns.map((each, i) => [each.name, i]), target, value => {
          now.features = [...now.features.filter(i => i !== value), now.target].sort((a, b) => a - b)
          now.target = value
        }),
        ...choices(...Object.keys(CHOICES))),
      ...Object.entries(CHECKS).map(([name, label]) => check(label, options[name], value => { now.options[name] = value })),
      features,
      ...(became.length ? [made("h3", {textContent: "What becomes of words and gaps"}), made("ul", {}, ...became)] : []),
      made("pre", {textContent: `datasets.csv(${now.call})`}), made("div", {className: "own-row"}, use))
    if (focused) [...look.querySelectorAll("label")].find(each => each.textContent === focused)?.querySelector("select, input")?.focus()
  }

  // What is kept here, and how to be rid of it.
  async function list() {
    let found = []
    try { found = await tables.list() } catch { /* then there are none */ }
    const item = ({name, size}) => {
      const again = made("button", {type: "button", className: "chip", textContent: "Look", attributes: {"aria-label": `Look at ${name}`}})
      const gone = made("button", {type: "button", className: "chip", textContent: "Remove", attributes: {"aria-label": `Remove ${name}`}})
      again.addEventListener("click", async () => { const one = await tables.get(name); if (one) arrived(name, one.text) })
      gone.addEventListener("click", async () => { await tables.remove(name); list() })
      return made("li", {}, `${name}, ${sized(size)} `, again, gone)
    }
    const all = made("button", {type: "button", className: "chip", textContent: "Remove all tables"})
    all.addEventListener("click", async () => { await tables.clear(); list() })
    const drafts = made("button", {type: "button", className: "chip", textContent: "Forget programs and settings"})
    drafts.addEventListener("click", () => {
      if (!confirm("Forget your drafts, their earlier versions, ticked tasks and settings of this page in this browser? The program that you see stays until you leave.")) return
      settings.clear()
      list()
    })
    kept.replaceChildren(made("h3", {textContent: "Kept in this browser"}),
      made("ul", {}, ...found.map(item), made("li", {}, `Tables: ${sized(found.reduce((sum, each) => sum + each.size, 0))} of 60 MB `, ...(found.length ? [all] : [])), made("li", {}, `Programs, earlier versions and settings: ${sized(settings.size())} `, drafts)))
  }

  return {
    open() { open(); list() },
    arrived,
    remove,
    isTable: (name, text) => /\.(csv|tsv|tab)$/i.test(name) || (/\.(txt|dat)$/i.test(name) && !/^\s*(import|from|def|class|#|print)\b/m.test(text.slice(0, 5000))),
    answer: show,
    used() { node.close(); say("") },
    // A program that was opened names tables: they go to Python if this browser has them.
    async wanted(names) {
      for (const name of names) {
        let one = null
        try { one = await tables.get(name) } catch { /* as if there were none */ }
        if (one) parts(name, one.text, false)
        else send({kind: "not_there", name}) // the run says that it is not here
      }
    },
  }
}
