// What the page does about the line to the server: signed out, closed elsewhere, answered twice, opened twice.

import { say } from './words.js'

const byId = id => document.getElementById(id)

export class Session {
  constructor ({ page, server, chip, words, interview, items, view }) {
    Object.assign(this, { page, server, chip, words, interview, items, view })
    byId('sign-in-dialog').querySelector('form').addEventListener('submit', event => this.#signIn(event))
  }

  // What the queue tells of itself.
  state (name, detail) {
    this.chip.show(name === 'waiting' && !this.interview.queue.vault ? 'unkept' : name, detail)
    if (name === 'signed_out') this.#askToSignIn()
    if (name === 'closed') this.#close(detail)
  }

  acknowledged (operation, { shown, conflict }) {
    if (shown && !conflict) return
    this.chip.show('contested')
    this.refetch()
  }

  refused (operation, refusal) {
    this.interview.refuse(operation, refusal)
    this.chip.show('refused')
    if (this.items.element(operation.item)) this.view.render()
  }

  // Take over what the server knows, and a form token of the present session.
  async refetch () {
    const { status, body } = await this.server.document()
    if (status !== 200) return
    document.querySelectorAll('[name="csrf_token"]').forEach(token => { token.value = body.csrf_token })
    this.items.fill(this.interview.adopt(body.document))
    this.view.render()
  }

  // Another tab writes: this one shows what is answered there.
  follow () {
    byId('all-items').inert = true
    byId('follow-notice').hidden = false
  }

  #askToSignIn () {
    const dialog = byId('sign-in-dialog')
    if (dialog.open) return
    document.querySelector('dialog[open]')?.close()
    dialog.showModal()
  }

  async #signIn (event) {
    event.preventDefault()
    const form = event.target
    const told = form.querySelector('.told')
    say(told, this.words.get('signing_in'))
    if (!await this.server.signIn(form)) return say(told, this.words.get('not_signed_in'))
    form.reset()
    say(told, '')
    byId('sign-in-dialog').close()
    await this.refetch()
    this.interview.queue.flush()
  }

  #close (detail) {
    say(byId('closed-notice').querySelector('.told'), detail)
    byId('closed-notice').hidden = false
    byId('all-items').inert = true
  }
}
