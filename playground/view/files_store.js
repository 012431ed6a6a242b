// What the browser keeps of the visitor's own tables: name, text and when it was last used, in IndexedDB.
const NAME = "layer-playground", STORE = "tables"
export const MOST_KEPT = 60_000_000 // characters of all tables; the one that was not used longest goes first

const opened = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open(NAME, 1)
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, {keyPath: "name"})
  asked.onsuccess = () => resolve(asked.result)
  asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error("another tab holds it"))
})
const done = async (mode, does) => {
  const base = await opened()
  try {
    return await new Promise((resolve, reject) => {
      const change = base.transaction(STORE, mode)
      const asked = does(change.objectStore(STORE))
      change.oncomplete = () => resolve(asked.result)
      change.onerror = change.onabort = () => reject(change.error ?? new Error("it was given up"))
    })
  } finally { base.close() }
}

export const tables = {
  get: name => done("readonly", store => store.get(name)),
  remove: name => done("readwrite", store => store.delete(name)),
  clear: () => done("readwrite", store => store.clear()),
  async list() {
    const all = await done("readonly", store => store.getAll())
    return all.map(({name, text, used}) => ({name, size: text.length, used})).sort((a, b) => b.used - a.used)
  },
  async put(name, text) {
    await done("readwrite", store => store.put({name, text, used: Date.now()}))
    let room = MOST_KEPT
    for (const kept of await this.list()) if ((room -= kept.size) < 0 && kept.name !== name) await this.remove(kept.name)
  },
}

// Drafts, earlier versions, progress and settings of this page: localStorage.
export const settings = {
  keys: () => Object.keys(localStorage).filter(key => key.startsWith("playground.")),
  size() { return this.keys().reduce((sum, key) => sum + key.length + localStorage.getItem(key).length, 0) },
  clear() { for (const key of this.keys()) localStorage.removeItem(key) },
}
export const said = size => size < 1000 ? `${size} bytes` : size < 1e6 ? `${(size / 1e3).toFixed(0)} kB` : `${(size / 1e6).toFixed(1)} MB`
