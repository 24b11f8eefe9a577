// Judges what was entered by the rules of the server's item types, so that a fault shows at once, without the network.
// The server judges again; random values run through both and must meet the same verdict.

import { hasIdentityNumber } from './privacy.js'

const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*'
const WHOLE = new RegExp(`^${SPACE}[-−]?[0-9]{1,40}${SPACE}$`)
const DECIMAL = /^[-−]?(?:[0-9]{1,15}(?:[.,][0-9]{0,10})?|[.,][0-9]{1,10})$/
const PARTIAL = /^[0-9]{4}(-[0-9]{2}){0,2}$/
const LINE_END = /\r\n?|[\x0b\x0c]/g
const UNSTORABLE = /[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/gu
const EXACT = 2 ** 53

const stripped = text => text.replace(new RegExp(`^${SPACE}|${SPACE}$`, 'g'), '')
const signed = text => stripped(text).replace('−', '-')

// { value } as the server would store it, or { code, low, high, has } naming the rule that it breaks.
export function judge (item, raw) {
  try {
    return { value: PARSERS[item.kind](item, raw) }
  } catch (fault) {
    if (!(fault instanceof Invalid)) throw fault
    return fault.verdict
  }
}

// A text without what cannot be stored, in the form in which it would be stored.
export function storable (text) {
  return text.replace(LINE_END, '\n').replace(UNSTORABLE, '').normalize('NFC')
}

class Invalid extends Error {
  constructor (code, limits = {}) {
    super(code)
    this.verdict = { code, ...limits }
  }
}

function chosen (item, raw) {
  if (!item.choices.some(choice => choice.name === raw)) throw new Invalid('unknown_choice')
  return raw
}

function several (item, raw) {
  if (!Array.isArray(raw) || raw.length === 0) throw new Invalid('no_choice')
  raw.forEach(name => chosen(item, name))
  return item.choices.map(choice => choice.name).filter(name => raw.includes(name))
}

function whole ({ low, high }, raw) {
  if (!WHOLE.test(String(raw))) throw new Invalid('not_whole')
  const number = Number(signed(String(raw)))
  within(number, low, high, (left, right) => left - right)
  return within(number, -EXACT, EXACT, (left, right) => left - right) + 0
}

function decimal ({ low, high }, raw) {
  const text = signed(String(raw))
  if (!DECIMAL.test(text)) throw new Invalid('not_number')
  const [, sign, digits, fraction] = /^(-?)([0-9]*)[.,]?([0-9]*)$/.exec(text)
  const number = `${sign}${digits.replace(/^0+(?=[0-9])/, '') || '0'}${fraction && `.${fraction}`}`
  return within(number, low, high, compared)
}

function within (number, low, high, compare) {
  const [from, to] = [low ?? null, high ?? null]
  if ((from === null || compare(number, from) >= 0) && (to === null || compare(number, to) <= 0)) return number
  const code = to === null ? 'too_low' : from === null ? 'too_high' : 'out_of_range'
  throw new Invalid(code, { low: from, high: to })
}

// Which of two decimal texts is greater, exactly: negative, zero or positive.
function compared (left, right) {
  const places = Math.max(...[left, right].map(text => (String(text).split('.')[1] ?? '').length))
  const [first, second] = [left, right].map(text => scaled(String(text), places))
  return first < second ? -1 : Number(first > second)
}

function scaled (text, places) {
  const [digits, fraction = ''] = text.split('.')
  return BigInt(digits + fraction.padEnd(places, '0'))
}

function day (text) {
  const [, year, month, date] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)?.map(Number) ?? []
  const moment = new Date(0)
  moment.setUTCFullYear(year, month - 1, date)
  return year > 0 && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date
}

function date (item, raw) {
  const text = typeof raw === 'string' ? stripped(raw) : ''
  if (!day(text)) throw new Invalid('not_date')
  return text
}

function partialDate (item, raw) {
  const text = typeof raw?.date === 'string' ? stripped(raw.date) : ''
  const whole = text + '-01'.repeat(Math.max(0, 3 - text.split('-').length))
  if (!PARTIAL.test(text) || !day(whole)) throw new Invalid('not_partial_date')
  return { about: raw.about === true, date: text }
}

function time (item, raw) {
  const text = typeof raw === 'string' ? stripped(raw) : ''
  if (!/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(text)) throw new Invalid('not_time')
  return text
}

function words ({ max_length: high }, raw) {
  if (typeof raw !== 'string' || stripped(raw) === '') throw new Invalid('empty')
  const text = raw.replace(LINE_END, '\n').normalize('NFC')
  if (length(raw) > 2 * high) throw new Invalid('too_long', { high, has: length(raw) })
  if (text.search(UNSTORABLE) >= 0) throw new Invalid('unreadable')
  if (length(text) > high) throw new Invalid('too_long', { high, has: length(text) })
  if (hasIdentityNumber(text)) throw new Invalid('identity_number')
  return text
}

export const length = text => Array.from(text).length

const PARSERS = {
  __proto__: null,
  select_one: chosen,
  rating: chosen,
  select_multiple: several,
  integer: whole,
  slider: whole,
  decimal,
  date,
  partial_date: partialDate,
  time,
  text: words
}
