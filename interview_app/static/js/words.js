// The page's own words, translated by the server, and the instrument's messages.

const OF_RANGE = new Set(['not_whole', 'not_number', 'out_of_range', 'too_low', 'too_high'])

export class Words {
  constructor (page) {
    this.strings = page.strings
    this.messages = page.instrument.messages
    this.ranges = page.ranges
  }

  get (name, fills = {}) {
    return filled(this.strings[name], fills)
  }

  // What is said when an item cannot hold what was entered: its own message about its range where it has one.
  fault (item, code, limits) {
    const own = OF_RANGE.has(code) && this.ranges[item.range_message]
    return own || filled(this.messages[code] ?? this.strings.unstorable, limits)
  }

  confirmed (reason) {
    return this.get('confirmed', { reason })
  }
}

function filled (text, fills) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => fills[name] ?? whole)
}

// Put a text into an element and hide the element while there is none; the same text is not said twice.
export function say (element, text) {
  if (!element) return
  if (element.textContent !== text) element.textContent = text
  element.hidden = !text
}

// An element with a text and a class of its own.
export function made (tag, text = '', className = '') {
  const element = document.createElement(tag)
  element.textContent = text
  if (className) element.className = className
  return element
}
