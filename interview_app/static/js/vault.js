// The tablet's own store: whatever the server has not acknowledged, sealed with a key that only the open page holds.
// Without a secure connection browsers offer no such cipher; then nothing is kept here and the page says so.

const DATABASE = 'interview-app'
const STORE = 'unsent'

export async function openVault (interview, secret) {
  if (!secret || !globalThis.crypto?.subtle || !globalThis.indexedDB) return null
  try {
    const raw = Uint8Array.from(atob(secret), letter => letter.charCodeAt(0))
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
    return new Vault(interview, key, await opened())
  } catch {
    return null
  }
}

// How many operations of each interview lie here unsent, whoever made them: a Map of interview to number.
export async function leftBehind () {
  const counts = new Map()
  if (!globalThis.indexedDB) return counts
  const rows = await settled((await opened()).transaction(STORE).objectStore(STORE).getAll())
  for (const { interview, name } of rows) {
    if (!name.startsWith('draft/')) counts.set(interview, (counts.get(interview) ?? 0) + 1)
  }
  return counts
}

class Vault {
  constructor (interview, key, database) {
    this.interview = interview
    this.key = key
    this.database = database
  }

  async put (name, content) {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const clear = new TextEncoder().encode(JSON.stringify(content))
    const box = await crypto.subtle.encrypt(this.#cipher(name, iv), this.key, clear)
    await this.#write(store => store.put({ id: this.#id(name), interview: this.interview, name, iv, box }))
  }

  remove (name) {
    return this.#write(store => store.delete(this.#id(name)))
  }

  // [{ name, content }] of what this account has left here for this interview, by name; what another left stays closed.
  async all () {
    const rows = await settled(this.#store('readonly').index('interview').getAll(this.interview))
    const opened = await Promise.all(rows.map(row => this.#open(row)))
    return opened.filter(Boolean).sort((left, right) => left.name < right.name ? -1 : 1)
  }

  async #open ({ name, iv, box }) {
    try {
      const clear = await crypto.subtle.decrypt(this.#cipher(name, iv), this.key, box)
      return { name, content: JSON.parse(new TextDecoder().decode(clear)) }
    } catch {
      return null
    }
  }

  #id (name) {
    return `${this.interview}/${name}`
  }

  #cipher (name, iv) {
    return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(this.#id(name)) }
  }

  #store (mode) {
    return this.database.transaction(STORE, mode, { durability: 'strict' }).objectStore(STORE)
  }

  #write (act) {
    const store = this.#store('readwrite')
    act(store)
    return new Promise((resolve, reject) => {
      store.transaction.oncomplete = () => resolve()
      store.transaction.onerror = store.transaction.onabort = () => reject(store.transaction.error)
    })
  }
}

function opened () {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: 'id' }).createIndex('interview', 'interview')
  }
  return settled(request)
}

function settled (request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
