// What differs between two texts, so that a control changes no more of the program than it must.

// As replacements from first to last: line by line, then within the lines.
export function differences(before, after) {
  const lines = text => text.match(/[^\n]*\n|[^\n]+/g) ?? []
  const a = lines(before), b = lines(after)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const rows = a.length - head - tail, columns = b.length - head - tail
  if (rows * columns > 250_000) return [trimmed(before, after, 0)]
  // length[i][j]: of the longest common run of lines from row i and column j on
  const length = Array.from({length: rows + 1}, () => new Uint32Array(columns + 1))
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      length[i][j] = a[head + i] === b[head + j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1])
  const found = []
  let at = a.slice(0, head).join("").length
  let i = 0, j = 0, old = "", fresh = ""
  const flush = () => {
    if (old !== fresh) found.push(trimmed(old, fresh, at))
    at += old.length
    old = fresh = ""
  }
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[head + i] === b[head + j]) {
      flush()
      at += a[head + i].length
      i++
      j++
    } else if (j >= columns || (i < rows && length[i + 1][j] >= length[i][j + 1])) old += a[head + i++]
    else fresh += b[head + j++]
  }
  flush()
  return found
}

// One replacement without what is the same at its ends.
function trimmed(before, after, offset) {
  let from = 0
  const shorter = Math.min(before.length, after.length)
  while (from < shorter && before[from] === after[from]) from++
  let tail = 0
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return {from: offset + from, to: offset + before.length - tail, insert: after.slice(from, after.length - tail)}
}

// Where replaced text stands in the new document; where text is gone, the characters around the gap.
export function places(changes, size) {
  let shift = 0
  return changes.map(({from, to, insert}) => {
    const start = from + shift
    shift += insert.length - (to - from)
    return insert ? {from: start, to: start + insert.length} : {from: Math.max(0, start - 1), to: Math.min(size, start + 1)}
  })
}
