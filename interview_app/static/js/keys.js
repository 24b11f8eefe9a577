// The keyboard: digits choose, letters act, Enter goes on. In a text box only Enter means more than itself.

const TEXT = 'textarea, select, input:not([type=radio], [type=checkbox], [type=range], [inputmode])'
const NUMBER = 'input[inputmode], input[type=range]'
const OWN_ENTER = 'button, a, summary'

export class Keys {
  // `acts` maps a letter or name to what it does; `commands` are letters that can be switched off.
  constructor ({ view, items, preferences, acts, buffered }) {
    Object.assign(this, { view, items, preferences, acts, buffered })
    this.digits = ''
    addEventListener('keydown', event => this.#pressed(event))
  }

  #pressed (event) {
    if (this.items.root.inert) return
    if (event.defaultPrevented || event.metaKey || document.querySelector('dialog[open]')) return
    if (event.ctrlKey) return this.#enterIn(event)
    if (event.altKey) return event.key === 'ArrowLeft' ? this.#act(event, 'back') : undefined
    if (event.key === 'Enter') return this.#enter(event)
    if (event.target.matches(TEXT)) return
    if (/^[0-9]$/.test(event.key)) return this.#digit(event)
    this.#letter(event)
  }

  // Ctrl and Enter go on from a box of several lines.
  #enterIn (event) {
    if (event.key === 'Enter' && event.ctrlKey && event.target.matches('textarea')) this.#act(event, 'next')
  }

  #enter (event) {
    if (this.digits) {
      event.preventDefault()
      return this.#choose(this.digits)
    }
    if (event.target.matches(`textarea, ${OWN_ENTER}`)) return
    this.#act(event, event.target.matches('[name$="__why"]') ? 'confirm' : 'next')
  }

  #act (event, name) {
    event.preventDefault()
    this.#forget()
    this.acts[name]()
  }

  #letter (event) {
    const key = event.key.toUpperCase()
    if (key !== '?' && !this.preferences.get('letters')) return
    const reason = this.#here()?.querySelector(`[data-key="${CSS.escape(key)}"]`)
    if (reason && /^[A-Z]$/.test(key)) {
      event.preventDefault()
      this.#press(reason)
    } else if (Object.hasOwn(this.acts, key)) this.#act(event, key)
  }

  // A digit that can only mean one option chooses it; one that may begin a longer number waits for another or Enter.
  #digit (event) {
    const here = this.#here()
    const box = here?.querySelector('.entry input[inputmode]')
    if (event.target.matches(NUMBER)) return
    if (box) return box.focus()
    const digits = this.digits + event.key
    const keys = Array.from(here?.querySelectorAll('.option [data-key]') ?? [], option => option.dataset.key)
    const meant = keys.filter(key => key.startsWith(digits))
    if (meant.length === 0) return this.#forget()
    event.preventDefault()
    if (meant.length === 1 && digits.length === 1) return this.#choose(digits)
    this.digits = digits
    this.buffered(digits)
  }

  #choose (digits) {
    const option = this.#here()?.querySelector(`.option [data-key="${digits}"]`)
    this.#forget()
    if (option) this.#press(option)
  }

  #press (option) {
    option.focus()
    option.click()
  }

  #forget () {
    if (!this.digits) return
    this.digits = ''
    this.buffered('')
  }

  #here () {
    return this.items.element(this.view.current)
  }
}
