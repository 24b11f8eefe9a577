// Whole-text matching in linear time: Thompson's construction, walked breadth first, so no pattern can stall the tablet.
// It reads the subset that the server's check_pattern accepts when an instrument is loaded; RE2 gives the same answers.

const DIGIT = [[48, 57]]
const WORD = [[48, 57], [65, 90], [95, 95], [97, 122]]
const SPACE = [[9, 10], [12, 13], [32, 32]]
const CLASSES = { d: DIGIT, w: WORD, s: SPACE }
const CONTROLS = { t: '\t', n: '\n', r: '\r', f: '\f' }
const REPEATS = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }

// A part of a pattern is a function that, given the state to go on to, returns the state to begin with.
const step = test => next => ({ test, next })
const sequence = parts => next => parts.reduceRight((state, part) => part(state), next)
const either = branches => next => ({ ways: branches.map(branch => branch(next)) })
const optional = part => next => ({ ways: [part(next), next] })
const anchor = place => next => ({ place, ways: [next] })

function loop (part) {
  return next => {
    const state = { ways: [next] }
    state.ways.push(part(state))
    return state
  }
}

function repeated (part, [least, most]) {
  const needed = Array(least).fill(part)
  const more = most === Infinity ? [loop(part)] : Array(most - least).fill(optional(part))
  return sequence([...needed, ...more])
}

const within = (ranges, point) => ranges.some(([low, high]) => low <= point && point <= high)

// The ranges between the given ones, which stand in order and apart.
function outside (ranges) {
  const edges = [-1, ...ranges.flat(), 0x110000]
  return edges.flatMap((edge, index) => index % 2 ? [] : [[edge + 1, edges[index + 1] - 1]])
}

class Reader {
  constructor (pattern) {
    this.signs = [...pattern]
    this.at = 0
  }

  get sign () {
    return this.signs[this.at]
  }

  takes (sign) {
    const taken = this.sign === sign
    if (taken) this.at += 1
    return taken
  }

  alternatives () {
    const branches = [this.parts()]
    while (this.takes('|')) branches.push(this.parts())
    return branches.length > 1 ? either(branches) : branches[0]
  }

  parts () {
    const parts = []
    while (this.at < this.signs.length && this.sign !== '|' && this.sign !== ')') {
      const part = this.atom()
      const times = this.times()
      parts.push(times ? repeated(part, times) : part)
    }
    return sequence(parts)
  }

  times () {
    if (this.sign in REPEATS) return REPEATS[this.signs[this.at++]]
    if (this.sign !== '{') return null
    const end = this.signs.indexOf('}', this.at)
    const [least, most = least] = this.signs.slice(this.at + 1, end).join('').split(',')
    this.at = end + 1
    return [Number(least), most === '' ? Infinity : Number(most)]
  }

  atom () {
    const sign = this.signs[this.at++]
    switch (sign) {
      case '(': return this.group()
      case '[': return this.set()
      case '^': return anchor('start')
      case '$': return anchor('end')
      case '.': return step(point => point !== 10)
    }
    const ranges = this.member(sign)
    return step(point => within(ranges, point))
  }

  group () {
    if (this.takes('?')) this.takes(':')
    const inner = this.alternatives()
    this.takes(')')
    return inner
  }

  set () {
    const negated = this.takes('^')
    const ranges = []
    while (!this.takes(']')) ranges.push(...this.range())
    return step(point => within(ranges, point) !== negated)
  }

  range () {
    const low = this.member(this.signs[this.at++])
    if (this.sign !== '-' || this.signs[this.at + 1] === ']') return low
    this.at += 1
    const high = this.member(this.signs[this.at++])
    return [[low[0][0], high[0][1]]]
  }

  // The code points a literal or an escape stands for, as ranges.
  member (sign) {
    if (sign !== '\\') return single(sign)
    const escaped = this.signs[this.at++]
    const ranges = CLASSES[escaped.toLowerCase()]
    if (!ranges) return single(CONTROLS[escaped] ?? escaped)
    return escaped in CLASSES ? ranges : outside(ranges)
  }
}

const single = sign => [[sign.codePointAt(0), sign.codePointAt(0)]]

const FINAL = { final: true }
const compiled = new Map()

function start (pattern) {
  if (!compiled.has(pattern)) compiled.set(pattern, new Reader(pattern).alternatives()(FINAL))
  return compiled.get(pattern)
}

// Adds to `reached` every state that can be entered from `state` without reading, at a place that is start or end or neither.
function follow (state, places, reached) {
  const waiting = [state]
  while (waiting.length) {
    const found = waiting.pop()
    if (reached.has(found) || (found.place && !places[found.place])) continue
    reached.add(found)
    waiting.push(...(found.ways ?? []))
  }
}

// Whether the pattern matches the whole text; a text that is not valid Unicode (a lone surrogate) matches nothing.
export function matches (pattern, text) {
  const points = Array.from(text, sign => sign.codePointAt(0))
  if (points.some(point => point >= 0xd800 && point <= 0xdfff)) return false
  let reached = new Set()
  follow(start(pattern), { start: true, end: points.length === 0 }, reached)
  for (let index = 0; index < points.length && reached.size; index += 1) {
    const next = new Set()
    const places = { start: false, end: index === points.length - 1 }
    for (const state of reached) if (state.test?.(points[index])) follow(state.next, places, next)
    reached = next
  }
  return reached.has(FINAL)
}
