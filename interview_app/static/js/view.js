// Shows one question or one section at a time, along the route that the answers open.

const TYPED = '.entry :is(textarea, select, input:not([type=radio], [type=checkbox], [type=range]))'
const PLACE = '#item-'
const place = id => `${PLACE}${id}`

export class View {
  // `told(place)` hears of every move; `leave()` is called after the last question.
  constructor ({ root, items, interview, preferences, told, leave }) {
    Object.assign(this, { root, items, interview, preferences, told, leave })
    this.sections = Array.from(root.querySelectorAll('.section'))
    this.current = null
    this.warned = ''
    history.scrollRestoration = 'manual'
    root.addEventListener('focusin', ({ target }) => this.#enteredBy(target))
    addEventListener('popstate', () => this.go(this.#named() ?? this.current, { isNew: false }))
  }

  get isBySection () {
    return this.preferences.get('view') === 'section'
  }

  // The questions on the route, in reading order.
  stops () {
    return Array.from(this.items.elements.values()).filter(element => this.interview.isOn(element.dataset.item))
  }

  // Open where the address says, else at the first question that is open, else at the beginning.
  open () {
    const wanted = this.#named() ?? this.interview.firstOpen() ?? this.stops()[0]?.dataset.item
    this.go(wanted, { isNew: false, focus: false })
  }

  go (id, { isNew = true, focus = true } = {}) {
    if (!id) return
    this.items.flush()
    this.current = id
    this.warned = ''
    this.render()
    scrollTo(0, 0)
    // The next question is painted first: address and focus cost a slow tablet as much again.
    requestAnimationFrame(() => setTimeout(() => this.#settle(id, isNew, focus)))
  }

  #settle (id, isNew, focus) {
    if (id !== this.current) return
    history[isNew && location.hash !== place(id) ? 'pushState' : 'replaceState'](null, '', place(id))
    if (focus) this.#focus(id)
  }

  // Lay the page out for the present route and place.
  render () {
    document.body.classList.toggle('by-section', this.isBySection)
    const stops = this.stops()
    if (!stops.some(element => element.dataset.item === this.current)) this.current = this.#nearest(stops)
    const section = this.items.element(this.current).closest('.section')
    const isShown = element => this.isBySection ? section.contains(element) : element.dataset.item === this.current
    const shown = stops.filter(isShown)
    this.sections.forEach(other => { other.hidden = other !== section })
    this.items.elements.forEach(element => { element.hidden = !shown.includes(element) })
    const lead = section.querySelector('.lead')
    const first = stops.find(element => section.contains(element))
    if (lead) lead.hidden = !shown.includes(first)
    shown.forEach(element => this.items.refresh(element.dataset.item))
    this.told({ section: section.dataset.section, item: this.current, stops })
  }

  // Go on, unless something on the screen has to be settled first; a doubt stops the way only once.
  next () {
    const shown = this.stops().filter(element => !element.hidden)
    this.items.flush()
    const obstacles = shown.map(element => element.dataset.item).filter(id => this.items.blocks(id))
    const doubts = shown.filter(element => element.dataset.state === 'soft').map(element => element.dataset.item)
    const wait = obstacles.length ? obstacles : this.warned === doubts.join() ? [] : doubts
    this.warned = doubts.join()
    if (wait.length) return this.told({ obstacles: wait })
    const stops = this.stops()
    const following = stops[stops.indexOf(shown.at(-1)) + 1]
    return following ? this.go(following.dataset.item) : this.leave()
  }

  back () {
    const stops = this.stops()
    const first = stops.find(element => !element.hidden)
    const before = stops[stops.indexOf(first) - 1]
    if (!before) return
    this.go(this.isBySection ? this.#firstOf(before.closest('.section')) : before.dataset.item)
  }

  toSection (id) {
    const section = this.sections.find(other => other.dataset.section === id)
    const isOpen = element => this.interview.state(element.dataset.item) === 'open'
    const open = this.stops().find(element => section.contains(element) && isOpen(element))
    this.go(this.isBySection || !open ? this.#firstOf(section) : open.dataset.item)
  }

  #firstOf (section) {
    return this.stops().find(element => section.contains(element))?.dataset.item
  }

  #named () {
    const id = location.hash.replace(PLACE, '')
    return this.items.elements.has(id) && this.interview.isOn(id) ? id : null
  }

  // The last question on the route that stands before the one that has left it.
  #nearest (stops) {
    const all = Array.from(this.items.elements.keys())
    const before = stops.filter(element => all.indexOf(element.dataset.item) < all.indexOf(this.current))
    return (before.at(-1) ?? stops[0]).dataset.item
  }

  #enteredBy (target) {
    const id = target.closest('.item')?.dataset.item
    if (!id || id === this.current) return
    this.current = id
    history.replaceState(null, '', place(id))
  }

  // Typing can begin at once where a keyboard is likely; elsewhere the question takes the focus, so that none pops up.
  #focus (id) {
    const element = this.items.element(id)
    const typed = element.querySelector(TYPED)
    const hasKeyboard = matchMedia('(hover: hover) and (pointer: fine)').matches
    const target = typed && hasKeyboard ? typed : element.querySelector('.question')
    target.focus({ preventScroll: this.current === id && !this.isBySection })
  }
}
