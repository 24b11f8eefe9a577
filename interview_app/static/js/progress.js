// How far the interview has come: the bar of sections, and the list of all questions to jump to.

import { inWords } from './controls.js'
import { isGiven } from './document.js'
import { made, say } from './words.js'

export class Progress {
  constructor ({ steps, list, interview, items, view, words }) {
    Object.assign(this, { steps, list, interview, items, view, words })
    steps.addEventListener('click', event => this.#step(event))
    list.addEventListener('click', event => this.#jump(event))
  }

  // Redraw the bar for the section that is shown.
  show ({ section, item, stops }) {
    for (const step of this.steps.querySelectorAll('a')) {
      const own = stops.filter(element => element.closest('.section').dataset.section === step.dataset.step)
      const asked = own.map(element => element.dataset.item).filter(id => this.interview.item(id).stores)
      const done = asked.filter(id => this.#isDone(id)).length
      const isHere = step.dataset.step === section
      const begun = asked.some(id => isGiven(this.interview.document, id))
      const state = own.length === 0 ? 'off' : done === asked.length ? 'done' : begun ? 'begun' : 'open'
      if (step.dataset.state !== state) step.dataset.state = state
      step.toggleAttribute('aria-disabled', state === 'off')
      if (isHere) step.setAttribute('aria-current', 'step')
      else step.removeAttribute('aria-current')
      const place = asked.indexOf(item) + 1
      const counts = isHere && asked.length > 1 && place && !this.view.isBySection
      say(step.querySelector('.count'), counts ? this.words.get('place', { number: place, total: asked.length }) : '')
      say(step.querySelector('.status'), this.words.get(`section_${state}`))
    }
  }

  #isDone (id) {
    return isGiven(this.interview.document, id) || !this.interview.item(id).required
  }

  #step (event) {
    const step = event.target.closest('a')
    if (!step) return
    event.preventDefault()
    if (step.dataset.state !== 'off') this.view.toSection(step.dataset.step)
  }

  // Write the list anew: each section with its questions, their answers and what is open; what is not asked is folded.
  // Gives the number of questions that still need something.
  writeList () {
    this.items.flush()
    const sections = this.view.sections.map(section => this.#section(section)).filter(Boolean)
    this.list.replaceChildren(...sections)
    return this.list.querySelectorAll('.goal:not([data-state="answered"], [data-state="optional"])').length
  }

  #section (section) {
    const ids = Array.from(section.querySelectorAll('.item'), element => element.dataset.item)
    const asked = ids.filter(id => this.interview.isOn(id))
    const parked = ids.filter(id => !this.interview.isOn(id))
    if (!ids.length) return null
    const part = made('section')
    part.append(made('h3', section.dataset.title), ...asked.map(id => this.#goal(id)))
    if (parked.length) part.append(this.#parked(parked))
    return part
  }

  #goal (id) {
    const element = this.items.element(id)
    const state = this.items.refresh(id)
    const goal = made('button', '', 'goal')
    goal.type = 'button'
    goal.dataset.goal = id
    goal.dataset.state = state
    if (id === this.view.current) goal.setAttribute('aria-current', 'true')
    const standing = this.#standing(id, state, element)
    goal.append(made('span', element.dataset.short, 'name'), made('span', standing, 'standing'))
    return goal
  }

  #standing (id, state, element) {
    if (!this.interview.item(id).stores) return this.words.get('state_read')
    if (state === 'answered') return inWords(element)
    return this.words.get(`state_${state}`)
  }

  #parked (ids) {
    const fold = made('details')
    const names = ids.map(id => {
      const kept = isGiven(this.interview.document, id) ? ` · ${this.words.get('parked')}` : ''
      return made('li', this.items.element(id).dataset.short + kept)
    })
    const list = made('ul')
    list.append(...names)
    fold.append(made('summary', this.words.get('not_asked', { number: ids.length })), list)
    return fold
  }

  #jump (event) {
    const goal = event.target.closest('.goal')
    if (!goal) return
    this.list.closest('dialog').close()
    this.view.go(goal.dataset.goal)
  }
}
