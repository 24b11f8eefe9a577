// The dialogs: opening them, closing them, and waiting for the answers to be sent before a form ends the session.

import { say } from './words.js'

const PATIENCE = 8000

export class Dialogs {
  constructor ({ queue, items, words }) {
    Object.assign(this, { queue, items, words })
    document.addEventListener('click', event => this.#pressed(event))
    document.addEventListener('submit', event => this.#submitted(event))
  }

  open (name) {
    const dialog = document.getElementById(name)
    if (!dialog || dialog.open) return
    document.querySelector('dialog[open]')?.close()
    this.items.flush()
    dialog.showModal()
  }

  #pressed (event) {
    const opener = event.target.closest('[data-open]')
    if (opener) return this.#openBy(opener, event)
    if (event.target.closest('[data-close]')) event.target.closest('dialog').close()
  }

  // A link leads to a page of its own where no script runs.
  #openBy (opener, event) {
    event.preventDefault()
    this.open(opener.dataset.open)
    if ('unfolded' in opener.dataset) document.querySelector('dialog[open] details').open = true
  }

  // Answers first: a form that pauses, ends or leaves waits until the server has them all.
  async #submitted (event) {
    const form = event.target
    if (!form.matches('[data-after-saving]')) return
    event.preventDefault()
    const told = form.querySelector('.told')
    say(told, this.words.get('sending'))
    const [unsettled] = this.items.unsettled()
    if (unsettled) say(told, this.words.get('unsettled_at', { question: this.items.element(unsettled).dataset.short }))
    else if (await this.sent()) form.submit()
    else say(told, this.words.get('unsent', { number: this.queue.unsent.length }))
  }

  // True when nothing waits on this tablet any more.
  async sent () {
    this.items.flush()
    const patience = new Promise(resolve => setTimeout(resolve, PATIENCE))
    await Promise.race([this.queue.flush(), patience])
    return this.queue.isEmpty
  }
}
