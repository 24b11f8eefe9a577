// Sends operations in the order in which they were made; each is kept until the server has said what became of it.

const BATCH = 100
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30000
const BODY_FAULTS = new Set([413, 422])

// `send(operations)` gives { status, body, retryAfter }, status 0 where nothing answered. `tell` is called with what
// happened: acknowledged(operation, ack, body), refused(operation, refusal), state(name, message), left(number).
export class Queue {
  constructor ({ vault, send, tell }) {
    this.vault = vault
    this.send = send
    this.tell = tell
    this.unsent = []
    this.refused = []
    this.stored = new Map()
    this.failures = 0
    this.size = BATCH
    this.running = null
    this.timer = 0
  }

  // What an earlier visit left on this tablet comes first.
  restore (operations) {
    this.refused.push(...operations.filter(operation => operation.refused))
    this.unsent.unshift(...operations.filter(operation => !operation.refused))
    this.tell.left(this.unsent.length)
    if (this.refused.length) this.tell.state('saved')
  }

  add (operation) {
    this.#forgetRefused(operation)
    this.unsent.push(operation)
    this.stored.set(operation.op_id, this.#keep(operation.op_id, operation))
    this.tell.left(this.unsent.length)
    if (this.unsent.length === 1 || this.failures) this.tell.state('kept')
    return this.flush()
  }

  // Send now; resolves when everything is sent or the sending has come to a halt.
  flush () {
    this.running ??= this.#run().finally(() => { this.running = null })
    return this.running
  }

  get isEmpty () {
    return this.unsent.length === 0
  }

  async #run () {
    clearTimeout(this.timer)
    while (this.unsent.length) {
      const batch = this.unsent.slice(0, this.size)
      await Promise.all(batch.map(operation => this.stored.get(operation.op_id)))
      const reply = await this.send(batch.map(({ refused, ...operation }) => operation))
      if (!this.#settle(batch, reply)) return
    }
  }

  // What a reply means; true when the sending goes on at once.
  #settle (batch, { status, body, retryAfter }) {
    if (body.acks) return this.#acknowledge(batch, body)
    if (BODY_FAULTS.has(status)) return this.#isolate(batch, body)
    if (status === 401) return this.#halt('signed_out', body.message)
    if (status === 409) return this.#halt('closed', body.message)
    if (body.code === 'withheld') return this.#discard(body.message)
    this.failures += 1
    const wait = retryAfter ? retryAfter * 1000 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1))
    this.timer = setTimeout(() => this.flush(), wait * (0.75 + Math.random() / 2))
    return this.#halt(status === 0 || status === 503 ? 'waiting' : 'failing', body.message)
  }

  #acknowledge (batch, body) {
    this.failures = 0
    this.size = BATCH
    const acks = new Map(body.acks.map(ack => [ack.op_id, ack]))
    const refusals = new Map(body.refused.map(refusal => [refusal.op_id, refusal]))
    for (const operation of batch) {
      const refusal = refusals.get(operation.op_id)
      if (acks.has(operation.op_id)) this.#drop(operation, acks.get(operation.op_id), body)
      else this.#refuse(operation, refusal ?? { code: 'unanswered', message: '' })
    }
    this.tell.left(this.unsent.length)
    if (this.isEmpty) this.tell.state('saved', body.saved_at)
    return true
  }

  #drop (operation, ack, body) {
    this.unsent = this.unsent.filter(other => other !== operation)
    this.#forget(operation)
    this.tell.acknowledged(operation, ack, body)
  }

  // Somebody withdrew: what is still here may not be kept, neither there nor on this tablet.
  #discard (message) {
    for (const operation of [...this.unsent, ...this.refused]) this.#forget(operation)
    this.unsent = this.refused = []
    this.tell.left(0)
    return this.#halt('closed', message)
  }

  // The server could not read the request: find the operation at fault, and set it aside with what was said of it.
  #isolate (batch, body) {
    if (batch.length === 1) this.#refuse(batch[0], body)
    else this.size = 1
    return true
  }

  #refuse (operation, { code, message }) {
    operation.refused = { code, message }
    this.unsent = this.unsent.filter(other => other !== operation)
    this.refused.push(operation)
    this.#keep(operation.op_id, operation)
    this.tell.left(this.unsent.length)
    this.tell.refused(operation, operation.refused)
  }

  #forgetRefused ({ kind, item }) {
    const answered = this.refused.filter(old => old.kind === kind && old.item === item)
    this.refused = this.refused.filter(old => !answered.includes(old))
    answered.forEach(old => this.#forget(old))
  }

  #forget ({ op_id: id }) {
    this.stored.delete(id)
    this.vault?.remove(id).catch(() => {})
  }

  #halt (state, message) {
    this.tell.state(state, message)
    return false
  }

  #keep (id, operation) {
    return (this.vault?.put(id, operation) ?? Promise.resolve()).catch(() => { this.vault = null })
  }
}
