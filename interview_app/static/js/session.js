// What the page does about the line to the server: signed out, closed elsewhere, answered twice, opened twice.

import { say } from './words.js'

const byId = id => document.getElementById(id)

const TYPED = 'textarea, input:not([type=radio], [type=checkbox], [type=range])'

const SAVED = new Set(['saved', 'kept', 'waiting'])

export class Session {
  constructor ({ page, server, chip, words, interview, items, view }) {
    Object.assign(this, { page, server, chip, words, interview, items, view })
    this.asked = false
    this.last = ['saved', '']
    byId('sign-in-dialog').querySelector('form').addEventListener('submit', event => this.#signIn(event))
  }

  // What the queue tells of itself.
  state (name, detail) {
    this.last = [name, detail]
    this.chip.show(this.#standing(name), detail)
    byId('sign-in-again').hidden = name !== 'signed_out'
    if (name === 'signed_out') this.#askToSignIn()
    if (name === 'closed') this.#close(detail)
  }

  // Say it anew when what is entered has changed it.
  restate () {
    const [name, detail] = this.last
    const standing = this.#standing(name)
    if (standing !== this.chip.state) this.chip.show(standing, detail)
  }

  // Everything is sent, and yet something waits for a person: that is what the chip says.
  #standing (name) {
    if (SAVED.has(name) && this.items.unsettled().length) return 'unsettled'
    if (name === 'waiting' && !this.interview.queue.vault) return 'unkept'
    if (name !== 'saved') return name
    if (this.interview.queue.refused.length) return 'refused'
    return Object.values(this.interview.document.answers).some(slot => slot.c) ? 'contested' : name
  }

  acknowledged (operation, { shown, conflict }) {
    if (!shown || conflict) this.refetch(shown ? null : operation)
  }

  refused (operation, refusal) {
    this.interview.refuse(operation, refusal)
    this.chip.show('refused')
    if (this.items.element(operation.item)) this.view.render()
  }

  // Take over what the server knows, and a form token of the present session; `overtaken` is an operation of this
  // tablet that arrived when others had gone further.
  async refetch (overtaken = null) {
    const { status, body } = await this.server.document()
    if (status !== 200) return
    document.querySelectorAll('[name="csrf_token"]').forEach(token => { token.value = body.csrf_token })
    this.items.fill(this.interview.adopt(body.document, body.voices, overtaken))
    this.view.render()
    this.state(...this.last)
  }

  // Another tab writes: this one shows what is answered there.
  follow () {
    byId('all-items').inert = true
    byId('follow-notice').hidden = false
  }

  // Ask once, and never in the middle of a word: then when the box is left.
  #askToSignIn () {
    if (this.asked) return
    this.asked = true
    const typing = document.activeElement?.closest(TYPED)
    if (typing) typing.addEventListener('blur', () => setTimeout(() => this.#showSignIn()), { once: true })
    else this.#showSignIn()
  }

  #showSignIn () {
    const dialog = byId('sign-in-dialog')
    if (dialog.open || !this.asked) return
    document.querySelector('dialog[open]')?.close()
    dialog.showModal()
  }

  async #signIn (event) {
    event.preventDefault()
    const form = event.target
    const told = form.querySelector('.told')
    say(told, this.words.get('signing_in'))
    const code = this.page.author
    const outcome = await this.server.signIn(form, code)
    if (outcome === 'other') return say(told, this.words.get('not_author', { code }))
    if (outcome !== 'in') return say(told, this.words.get('not_signed_in'))
    this.asked = false
    form.reset()
    say(told, '')
    byId('sign-in-dialog').close()
    await this.interview.queue.flush()
    this.refetch()
  }

  #close (detail) {
    say(byId('closed-notice').querySelector('.told'), detail)
    byId('closed-notice').hidden = false
    byId('all-items').inert = true
  }
}
