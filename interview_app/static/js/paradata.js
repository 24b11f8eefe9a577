// Measures how the page is used: when a question was first shown, answered and last changed, how often, how long.
// Never what was answered. Sums are sent, so that one that is lost or comes twice does no harm.

const EVERY = 60000
const IDLE = 300000

export class Paradata {
  // `so_far` is what earlier pages measured; `post(summary)` resolves to whether it arrived.
  constructor ({ now, so_far: before }, post) {
    this.post = post
    this.ahead = Date.parse(now) - Date.now()
    this.items = new Map(Object.entries(before).map(([id, sums]) => [id, { sums }]))
    this.current = null
    this.began = this.since = this.touched = Date.now()
    this.offline = 0
    this.offlineSince = 0
    this.isNew = false
  }

  start () {
    for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => this.#touch(), { passive: true })
    document.addEventListener('visibilitychange', () => this.#turn())
    addEventListener('pagehide', () => this.send())
    setInterval(() => this.send(), EVERY)
  }

  // The question under way, and all that stand on the screen.
  shown (current, ids) {
    this.#rest()
    if (current !== this.current) this.#of(current).sums[0] += 1
    this.current = current
    for (const id of ids) this.#of(id).shown_at ??= this.since
  }

  answered (id) {
    const item = this.#of(id)
    if (item.sums[3]) item.sums[1] += 1
    item.sums[3] = 1
    item.changed_at = Date.now()
    item.answered_at ??= item.changed_at
    this.isNew = true
  }

  // True while answers wait for the line.
  waits (isWaiting) {
    const now = Date.now()
    if (this.offlineSince) this.offline += now - this.offlineSince
    this.offlineSince = isWaiting ? now : 0
  }

  async send () {
    if (!this.isNew) return
    this.isNew = false
    this.#rest()
    this.waits(this.offlineSince > 0)
    if (!await this.post(this.#summary())) this.isNew = true
  }

  #touch () {
    this.#rest()
    this.touched = this.since
    this.isNew = true
  }

  #turn () {
    if (document.hidden) this.send()
    this.touched = this.since = Date.now()
  }

  // Add the time since then to the question under way: in view, and with somebody at work within five minutes.
  #rest () {
    const now = Date.now()
    const until = Math.min(now, this.touched + IDLE)
    if (this.current && !document.hidden && until > this.since) this.#of(this.current).sums[2] += until - this.since
    this.since = now
  }

  #of (id) {
    if (!this.items.has(id)) this.items.set(id, { sums: [0, 0, 0, 0] })
    return this.items.get(id)
  }

  #time (moment) {
    return moment ? new Date(moment + this.ahead).toISOString() : null
  }

  #summary () {
    const items = {}
    for (const [id, { sums: [visits, changes, ms], shown_at: shown, answered_at: first, changed_at: last }] of this.items) {
      const times = { shown_at: this.#time(shown), answered_at: this.#time(first), changed_at: this.#time(last) }
      items[id] = { ...times, visits, changes, active_ms: Math.round(ms) }
    }
    return {
      began_at: this.#time(this.began),
      ended_at: this.#time(this.since),
      device: device(),
      offline_seconds: Math.round(this.offline / 1000),
      items
    }
  }
}

function device () {
  if (!matchMedia('(pointer: coarse)').matches) return 'desktop'
  return Math.min(screen.width, screen.height) < 600 ? 'phone' : 'tablet'
}
