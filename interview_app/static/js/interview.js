// The interview as this tablet knows it: its answers, the route that follows from them, and every act as an operation.

import { fold, isGiven, nextRevision, versions } from './document.js'
import { deviceTime, uuid7 } from './ids.js'
import { gap, route } from './route.js'

const SHELF = { answer: 'answers', note: 'notes' }
const givenIn = ({ v, m }) => v !== undefined ? { value: v } : m !== undefined ? { missing: m } : {}
const SHOWN_ONLY = new Set(['note', 'calculate', 'hidden'])
const whole = item => ({ hard: [], soft: [], stores: !SHOWN_ONLY.has(item.kind), ...item })
const byId = items => Object.fromEntries(items.map(item => [item.id, whole(item)]))

export class Interview {
  // `answered(id)` hears of each answer, not of what it says.
  constructor (page, queue, answered) {
    this.answered = answered
    this.instrument = { ...page.instrument, items: byId(page.instrument.items) }
    this.document = page.document
    this.voices = page.voices
    this.previous = page.previous
    this.language = page.language
    this.author = page.author
    this.mode = page.mode
    this.queue = queue
    this.refusals = new Map()
    this.reroute()
  }

  item (id) {
    return this.instrument.items[id]
  }

  // Make an operation, lay it into the answers and send it; `what` holds value, missing, confirms or reason.
  operate (kind, item, what = {}) {
    const operation = {
      op_id: uuid7(),
      kind,
      item,
      revision: nextRevision(this.document, kind, item),
      ...what,
      device_time: deviceTime(),
      author: this.author
    }
    if (kind === 'answer') {
      this.refusals.delete(item)
      this.answered(item)
    }
    fold(this.document, operation)
    this.reroute()
    this.queue.add(operation)
    return operation
  }

  // Lay operations over the answers that an earlier visit could not send.
  replay (operations) {
    for (const operation of operations) {
      if (operation.refused) this.refuse(operation, operation.refused)
      fold(this.document, operation)
    }
    this.reroute()
  }

  refuse (operation, { message }) {
    if (operation.item) this.refusals.set(operation.item, message)
  }

  // Choose one of several answers: it is given once more, as an act like any other.
  keep (id, op) {
    const chosen = versions(this.document, 'answers', id).find(slot => slot.op === op)
    if (chosen) this.operate('answer', id, givenIn(chosen))
  }

  // Take the server's answers, except where this tablet has something that is not sent yet. What this tablet said
  // last, while others had gone further without knowing of it, stands beside theirs until somebody chooses.
  adopt (document, voices, overtaken = null) {
    const own = this.document
    this.document = document
    this.voices = voices
    const shelf = SHELF[overtaken?.kind]
    if (shelf && own[shelf][overtaken.item]?.op === overtaken.op_id) this.#contest(overtaken, shelf)
    this.queue.unsent.forEach(operation => fold(document, operation))
    this.reroute()
    return Object.keys(this.instrument.items).filter(id => own.answers[id]?.op !== document.answers[id]?.op)
  }

  #contest ({ kind, item, value, missing }, shelf) {
    const given = givenIn({ v: value, m: missing })
    const said = versions(this.document, shelf, item).map(slot => JSON.stringify(givenIn(slot)))
    const revision = this.document[shelf][item].r
    if (!said.includes(JSON.stringify(given))) this.operate(kind, item, { ...given, revision })
  }

  reroute () {
    this.way = route(this.instrument, this.document, deviceTime())
  }

  isOn (id) {
    return this.way.on.has(id)
  }

  // What stands for an item as { value } or { missing }, neither when it is open.
  given (id) {
    return givenIn(this.document.answers[id] ?? {})
  }

  // What was said last time, as the answer that is given by saying so; undefined where it cannot be taken over.
  lastTime (id) {
    const [place, value] = this.previous.said[id] ?? []
    return place === undefined ? undefined : { value, same: this.previous.interviews[place] }
  }

  // 'off', 'refused', 'conflict', 'hard', 'soft', 'open' (an answer is needed), 'optional' or 'answered'.
  state (id) {
    if (!this.isOn(id)) return 'off'
    if (this.refusals.has(id)) return 'refused'
    const missing = gap(id, this.item(id), this.document, this.way.values, deviceTime())
    if (missing) return missing === 'required' ? 'open' : missing
    return isGiven(this.document, id) ? 'answered' : 'optional'
  }

  // The first question on the route that still needs something, null when there is none.
  firstOpen () {
    const settled = new Set(['off', 'answered', 'optional'])
    return Object.keys(this.instrument.items).find(id => this.item(id).stores && !settled.has(this.state(id))) ?? null
  }
}
