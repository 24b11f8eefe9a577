// How this person likes the page, remembered on this tablet; nothing here is about an interview.

const NAME = 'interview-page'
const USUAL = { view: 'question', letters: true, instructions: true }

export class Preferences {
  // `view` is how this interview is best shown, until somebody chooses another.
  constructor (view = '') {
    this.view = view
    try {
      this.chosen = { ...USUAL, ...JSON.parse(localStorage.getItem(NAME)) }
    } catch {
      this.chosen = { ...USUAL }
    }
  }

  get (name) {
    return (name === 'view' && this.view) || this.chosen[name]
  }

  set (name, value) {
    if (name === 'view') this.view = ''
    this.chosen[name] = value
    try {
      localStorage.setItem(NAME, JSON.stringify(this.chosen))
    } catch {
      // A browser that remembers nothing still works; the choice lasts as long as the page.
    }
  }
}
