// Which questions are asked now, what expressions see of the answers, and which checks an answer does not pass.

import { evaluate, truth } from './expression.js'
import { confirmation, isGiven } from './document.js'

// { on: Set of ids, values: { id: plain }, calculated: { id: stored } }, walking the items in dependency order.
export function route (instrument, document, now) {
  const values = {}
  const calculated = {}
  const on = new Set()
  const holds = tree => !tree || truth(tree, values, { this: '', now, previous: '' })
  const relevant = Object.fromEntries(instrument.sections.map(section => [section.id, section.relevant]))
  for (const id of instrument.order) {
    const item = instrument.items[id]
    values[id] = ''
    if (!item || !holds(relevant[item.section]) || !holds(item.relevant)) continue
    on.add(id)
    values[id] = item.kind === 'calculate'
      ? computed(id, item, values, document.calculated?.[id] ?? '', now, calculated)
      : plain(item, document.answers[id]?.v)
  }
  return { on, values, calculated }
}

// The value as expressions see it, '' when there is none.
export function plain (item, value) {
  if (value === undefined || value === null) return ''
  return PLAIN[item.kind]?.(value) ?? value
}

const PLAIN = {
  __proto__: null,
  select_multiple: names => names.join(' '),
  decimal: Number,
  partial_date: known => known.date
}

function computed (id, item, values, previous, now, calculated) {
  const result = evaluate(item.calculation, values, { this: '', now, previous })
  if (result !== '') calculated[id] = result
  return result
}

// The checks of a list that the value does not pass, given the other answers.
export function failing (checks, item, value, values, now) {
  const scope = { this: plain(item, value), now, previous: '' }
  return checks.filter(check => !truth(check.tree, values, scope))
}

// What an item on the route still needs: 'required', 'hard', 'soft', 'conflict' or ''.
export function gap (id, item, document, values, now) {
  const slot = document.answers[id]
  if (!isGiven(document, id)) return slot?.c ? 'conflict' : item.required ? 'required' : ''
  if ('v' in slot && failing(item.hard, item, slot.v, values, now).length) return 'hard'
  if (slot.c) return 'conflict'
  const doubted = 'v' in slot && !confirmation(document, id) && failing(item.soft, item, slot.v, values, now).length
  return doubted ? 'soft' : ''
}
