// The questions on the page: what is entered becomes an operation, and what is wrong with it is said beside it.

import { exclude, fill, read, saidOf } from './controls.js'
import { confirmation, isGiven, noteOf, versions } from './document.js'
import { deviceTime } from './ids.js'
import { failing } from './route.js'
import { hasIdentityNumber } from './privacy.js'
import { judge, length, storable } from './rules.js'
import { made, say } from './words.js'

const PAUSE = 400
const TYPED = 'textarea, input:not([type=radio], [type=checkbox]), select'

export class Items {
  // `vault` keeps what is typed but cannot be stored yet; `changed(id)` is told when an answer has changed.
  constructor ({ root, interview, vault, words, changed }) {
    Object.assign(this, { root, interview, vault, words, changed })
    this.elements = new Map(Array.from(root.querySelectorAll('.item'), element => [element.dataset.item, element]))
    this.faults = new Map()
    this.drafts = new Set()
    this.badNotes = new Set()
    this.timers = new Map()
    this.elements.forEach((element, id) => { interview.item(id).choices = options(element) })
    root.addEventListener('input', event => this.#typed(event))
    root.addEventListener('change', event => this.#settled(event))
    root.addEventListener('focusout', () => this.flush())
    root.addEventListener('click', event => this.#pressed(event))
  }

  element (id) {
    return this.elements.get(id)
  }

  // Store at once what is still being typed, and judge again what could not be stored: nobody is typing it any more.
  flush () {
    for (const [key, { act, timer }] of this.timers) {
      clearTimeout(timer)
      this.timers.delete(key)
      act(true)
    }
    this.unsettled().forEach(id => this.#enter(id, true))
  }

  // The questions on the route that hold something which cannot be stored.
  unsettled () {
    return Array.from(this.elements.keys()).filter(id => this.drafts.has(id) && this.interview.isOn(id))
  }

  // Show what stands for some items, by default for all, in their controls; what is being typed stays.
  fill (ids = this.elements.keys()) {
    for (const id of ids) {
      const element = this.element(id)
      if (!element || this.drafts.has(id) || this.timers.has(id) || this.timers.has(`${id}__note`)) continue
      fill(element, this.interview.given(id))
      const note = element.querySelector('[name$="__note"]')
      if (note) note.value = noteOf(this.interview.document, id)
      element.classList.toggle('noted', Boolean(note?.value))
    }
  }

  // Lay what was typed but could not be stored back into its controls, with the reason why not.
  restore (drafts) {
    for (const { id, given } of drafts) {
      if (!this.element(id)) continue
      this.drafts.add(id)
      fill(this.element(id), given)
      this.#enter(id, true)
    }
  }

  #typed ({ target }) {
    const element = target.closest('.item')
    if (!element) return
    if (target.matches('[name$="__why"]')) return say(element.querySelector('.lacking'), '')
    const id = element.dataset.item
    if (target.matches('[name$="__note"]')) return this.#later(`${id}__note`, () => this.#note(id, target))
    exclude(element, target)
    if (target.matches(TYPED)) this.#later(id, isFinal => this.#enter(id, isFinal))
  }

  #settled ({ target }) {
    const element = target.closest('.item')
    if (!element || target.matches('[name$="__why"], [name$="__note"]')) return
    clearTimeout(this.timers.get(element.dataset.item)?.timer)
    this.timers.delete(element.dataset.item)
    this.#enter(element.dataset.item, true)
  }

  #later (key, act) {
    clearTimeout(this.timers.get(key)?.timer)
    this.timers.set(key, { act, timer: setTimeout(() => { this.timers.delete(key); act(false) }, PAUSE) })
  }

  // Judge what the controls of an item say and keep it; while it is still being typed a fault is not spoken of.
  #enter (id, isFinal) {
    const element = this.element(id)
    const entered = read(element)
    const verdict = this.#verdict(id, entered)
    if (verdict.message) this.#draft(id, entered, verdict)
    else this.#keep(id, verdict)
    if (isFinal || !verdict.message) this.#setFault(id, verdict.message ?? '')
    this.changed(id)
  }

  #verdict (id, entered) {
    if (!('value' in entered)) return entered
    const item = this.interview.item(id)
    const { code, value, ...limits } = judge(item, entered.value)
    if (code) return { code, message: this.words.fault(item, code, limits) }
    const [check] = failing(item.hard, item, value, this.interview.way.values, deviceTime())
    return check ? { message: check.message } : { value }
  }

  #keep (id, given) {
    if (this.drafts.delete(id)) this.vault?.remove(`draft/${id}`).catch(() => {})
    if (JSON.stringify(given) !== JSON.stringify(this.interview.given(id))) this.interview.operate('answer', id, given)
  }

  // What cannot be stored yet survives a reload on this tablet; an identity number is kept nowhere.
  #draft (id, given, { code }) {
    this.drafts.add(id)
    if (code !== 'identity_number') this.vault?.put(`draft/${id}`, { id, given }).catch(() => {})
  }

  #setFault (id, message) {
    if (message) this.faults.set(id, message)
    else this.faults.delete(id)
  }

  #note (id, box) {
    const value = storable(box.value).trim()
    this.element(id).classList.toggle('noted', value !== '')
    const long = this.#tooLong(box, value)
    if (long) return this.#refuseNote(id, long)
    if (hasIdentityNumber(value)) return this.#refuseNote(id, this.words.fault({}, 'identity_number', {}))
    if (this.badNotes.delete(id)) this.interview.refusals.delete(id)
    if (value !== noteOf(this.interview.document, id)) this.interview.operate('note', id, { value })
    this.changed(id)
  }

  #refuseNote (id, message) {
    this.badNotes.add(id)
    this.interview.refusals.set(id, message)
    this.changed(id)
  }

  // What is wrong with a text that is longer than its box says, '' for one that fits.
  #tooLong (box, value) {
    const limits = { high: Number(box.dataset.most), has: length(value) }
    return limits.has > limits.high ? this.words.fault({}, 'too_long', limits) : ''
  }

  #pressed (event) {
    const button = event.target.closest('[data-act]')
    const element = button?.closest('.item')
    if (!element) return
    event.preventDefault()
    ACTS[button.dataset.act](this, element, button)
  }

  // Empty an item; an answer that was there is cleared, which is an act like any other.
  clear (id) {
    fill(this.element(id), {})
    this.#enter(id, true)
    this.element(id).querySelector('.option input, .entry input, .entry textarea')?.focus()
  }

  // Answer once more what one of several answers said, which settles two tablets' disagreement.
  keep (id, op) {
    this.interview.keep(id, op)
    fill(this.element(id), this.interview.given(id))
    if (this.drafts.delete(id)) this.vault?.remove(`draft/${id}`).catch(() => {})
    this.#setFault(id, '')
    this.changed(id)
    this.element(id).querySelector('.question').focus()
  }

  // Say that nothing has changed: last time's answer, kept as taken over and not as one of its own.
  same (id) {
    const unchanged = this.interview.lastTime(id)
    if (!unchanged) return
    fill(this.element(id), unchanged)
    if (this.drafts.delete(id)) this.vault?.remove(`draft/${id}`).catch(() => {})
    this.#setFault(id, '')
    if (this.interview.document.answers[id]?.same !== unchanged.same) this.interview.operate('answer', id, unchanged)
    this.changed(id)
  }

  confirm (id) {
    const box = this.element(id).querySelector('[name$="__why"]')
    const reason = storable(box.value).trim()
    const lacking = reason ? this.#tooLong(box, reason) : this.words.get('no_reason')
    say(this.element(id).querySelector('.lacking'), lacking)
    if (lacking) return box.focus()
    this.interview.operate('confirm', id, { confirms: this.interview.document.answers[id].op, reason })
    this.changed(id)
  }

  probe (id, button) {
    this.interview.operate('probe', id, { value: button.value })
    button.setAttribute('aria-pressed', 'true')
  }

  // Say beside the item what is wrong, doubtful or contested about its answer, and return its state.
  refresh (id) {
    const element = this.element(id)
    const state = this.faults.has(id) ? 'fault' : this.interview.state(id)
    if (element.dataset.state !== state) element.dataset.state = state
    const { hard, soft } = this.#failing(id, state)
    say(element.querySelector('.fault'), this.faults.get(id) || this.interview.refusals.get(id) || hard)
    const confirmed = confirmation(this.interview.document, id)
    say(element.querySelector('.doubt .message'), soft)
    say(element.querySelector('.doubt .confirmed'), confirmed && this.words.confirmed(confirmed))
    element.querySelector('.doubt')?.toggleAttribute('hidden', !soft)
    element.querySelector('.doubt')?.classList.toggle('settled', Boolean(confirmed))
    this.#showVersions(id, element.querySelector('.contested'))
    this.#compute(id, element.querySelector('.calculated'))
    const { same } = this.interview.document.answers[id] ?? {}
    element.querySelector('[data-act="same"]')?.setAttribute('aria-pressed', String(Boolean(same)))
    element.querySelector('[data-act="clear"]')?.toggleAttribute('hidden', !isGiven(this.interview.document, id))
    return state
  }

  // The answers that stand beside each other, each with a button to choose it; written anew only when they change.
  #showVersions (id, box) {
    if (!box) return
    const found = versions(this.interview.document, 'answers', id)
    box.hidden = found.length < 2 || !this.interview.isOn(id)
    const lines = box.hidden ? [] : found.map(slot => [slot.op, saidOf(this.element(id), slot), this.#voice(slot.op)])
    if (box.dataset.shown === JSON.stringify(lines)) return
    box.dataset.shown = JSON.stringify(lines)
    box.querySelector('.versions').replaceChildren(...lines.map(line => this.#version(...line)))
  }

  #voice (op) {
    return this.interview.voices[op] ?? this.words.get('own_voice')
  }

  #version (op, words, voice) {
    const line = document.createElement('li')
    const said = made('span', '', 'said')
    const told = made('b', words || this.words.get('no_answer'))
    told.lang = this.interview.language
    said.append(told, made('span', voice, 'voice'))
    const button = made('button', this.words.get('keep'))
    Object.assign(button, { type: 'button', value: op })
    button.dataset.act = 'keep'
    button.append(made('span', `: ${told.textContent}`, 'hidden'))
    line.append(said, button)
    return line
  }

  // A calculated value as the tablet works it out; the server writes the same into its own.
  #compute (id, output) {
    const value = String(this.interview.way.calculated[id] ?? '')
    if (output && output.textContent !== value) output.textContent = value
  }

  #failing (id, state) {
    const item = this.interview.item(id)
    const { value } = this.interview.given(id)
    if (value === undefined || state === 'off') return { hard: '', soft: '' }
    const { values } = this.interview.way
    const texts = checks => failing(checks, item, value, values, deviceTime()).map(check => check.message)
    return { hard: texts(item.hard).join(' '), soft: texts(item.soft).join(' ') }
  }

  // True when nobody may go on from here: the answer cannot stand, or the way depends on it and there is none.
  blocks (id) {
    const state = this.refresh(id)
    if (this.interview.item(id).gate && state === 'open') this.faults.set(id, this.words.get('gate'))
    return ['fault', 'hard'].includes(this.refresh(id))
  }

  // What is said of an item that has to be settled.
  problem (id) {
    const texts = this.element(id).querySelectorAll('.fault:not([hidden]), .doubt:not([hidden]) .message')
    return Array.from(texts, element => element.textContent).join(' ')
  }

  // Go to where the item can be settled.
  focusOn (id) {
    const element = this.element(id)
    const doubt = element.querySelector('.doubt:not([hidden], .settled) input')
    const control = doubt ?? element.querySelector('.entry :is(input, textarea, select)')
    const target = control ?? element.querySelector('.question')
    target.focus()
  }
}

const options = element => Array.from(element.querySelectorAll('.option input'), box => ({ name: box.value }))

const ACTS = {
  clear: (items, element) => items.clear(element.dataset.item),
  keep: (items, element, button) => items.keep(element.dataset.item, button.value),
  same: (items, element) => items.same(element.dataset.item),
  confirm: (items, element) => items.confirm(element.dataset.item),
  probe: (items, element, button) => items.probe(element.dataset.item, button)
}
