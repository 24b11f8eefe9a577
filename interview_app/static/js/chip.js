// Says where the answers are: on the server, on this tablet only, or what keeps them from being sent.

const CALM = 700

export class Chip {
  constructor (element, strings) {
    this.element = element
    this.strings = strings
    this.state = 'saved'
    localize(element.querySelector('time'))
    this.written = element.textContent
    this.timer = 0
  }

  // Show a state after `queue.js`; short waits between two saves are not worth a word.
  show (state, detail = '') {
    clearTimeout(this.timer)
    this.state = state
    if (state === 'kept') this.timer = setTimeout(() => this.#write(state, detail), CALM)
    else this.#write(state, detail)
  }

  // How many answers are not on the server yet.
  count (number) {
    this.element.dataset.unsent = number
  }

  #write (state, detail) {
    this.element.dataset.state = state
    const text = this.#text(state, detail)
    if (this.element.textContent !== text) this.element.textContent = text
  }

  #text (state, detail) {
    if (state === 'saved' && !detail) return this.written
    if (state === 'saved') return `✓ ${this.strings.saved.replace('{time}', clock(detail))}`
    return this.strings[state] || detail || this.strings.waiting
  }
}

// The server tells its time in UTC; whoever holds the tablet reads their own.
function localize (time) {
  if (time) time.textContent = clock(time.dateTime)
}

function clock (time) {
  const moment = new Date(time)
  return [moment.getHours(), moment.getMinutes()].map(part => String(part).padStart(2, '0')).join(':')
}
