// How the interview is shown and held: one question or one section, letters as keys, instructions, mode and language.

const byId = id => document.getElementById(id)

export class Settings {
  constructor ({ page, preferences, interview, items, view, moded }) {
    Object.assign(this, { page, preferences, interview, items, view, moded })
    byId('more-dialog').addEventListener('change', ({ target }) => this.#chosen(target))
    document.addEventListener('toggle', event => this.#folded(event), true)
    this.#show()
  }

  #show () {
    const form = byId('more-dialog').querySelector('form')
    form.elements.view.value = this.preferences.get('view')
    form.elements.letters.checked = this.preferences.get('letters')
    form.elements.mode.value = this.interview.mode
    this.#unfold()
  }

  #chosen ({ name, value, checked }) {
    if (name === 'mode') return this.#setMode(value)
    if (name === 'language') return this.#setLanguage(value)
    this.preferences.set(name, name === 'view' ? value : checked)
    document.body.classList.toggle('no-letters', !this.preferences.get('letters'))
    this.view.render()
  }

  // The session's mode and the item that records it follow each other.
  #setMode (value) {
    const item = this.page.binds.mode
    this.interview.operate('mode', '', { value })
    if (item && this.interview.item(item)) this.interview.operate('answer', item, { value })
    this.items.fill([item])
    this.follow(item)
  }

  // The same page in another language, at the same question.
  async #setLanguage (value) {
    const item = this.page.binds.language
    this.interview.operate('language', '', { value })
    if (item && this.interview.item(item)) this.interview.operate('answer', item, { value })
    await this.interview.queue.flush()
    location.reload()
  }

  // An answer to an item that the instrument binds to the session changes the session too.
  follow (item) {
    const { mode, language } = this.page.binds
    const { value } = this.interview.given(item)
    if (item === mode && value) this.#adopt(value)
    if (item === language && value !== this.page.language && this.page.languages.includes(value)) this.#reload()
  }

  #adopt (mode) {
    this.interview.mode = mode
    const choice = byId('more-dialog').querySelector(`[name="mode"][value="${mode}"]`)
    choice.checked = true
    byId('session-mode').textContent = choice.closest('label').textContent.trim()
    document.body.dataset.mode = mode
    this.moded()
  }

  async #reload () {
    await this.interview.queue.flush()
    if (this.interview.queue.isEmpty) location.reload()
  }

  // Instructions stay folded or open on all questions, as they were left.
  #folded ({ target }) {
    if (!target.matches?.('.instruction') || target.open === this.preferences.get('instructions')) return
    this.preferences.set('instructions', target.open)
    this.#unfold()
  }

  #unfold () {
    const open = this.preferences.get('instructions')
    document.querySelectorAll('.instruction').forEach(part => { part.open = open })
  }
}
