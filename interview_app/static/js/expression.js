// Walks the syntax trees that the server compiles (interview_app/domain/expression.py describes them) and gives the same
// values, so that the page can route, check and calculate without the network. One table of cases runs through both.

import { plain } from './lookalikes.js'
import { matches } from './regex.js'

const NUMBER = /^[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*$/
const WORD = /[^ \t\r\n]+/g
const STAMP = new RegExp(
  '^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})' +
  '(?:T(?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9])(?::(?<second>[0-5][0-9])(?:\\.(?<fraction>[0-9]{1,9}))?)?' +
  '(?<zone>Z|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))?)?$'
)
const DAY = 86400000
const MINUTE = 60000

// What the expression gives: '' for a number that is not finite; a name that is not in `values` is blank.
// `scope` is { this, now, previous }: `now` an ISO time with its offset, `previous` what the item holds already.
export function evaluate (tree, values, scope) {
  return settled(valueOf(tree, values, scope))
}

// Whether the expression holds; a bare reference always does (ODK's node-set rule).
export function truth (tree, values, scope) {
  return tree[0] === 'ref' || tree[0] === 'self' || boolean(valueOf(tree, values, scope))
}

// The items whose values the expression reads by name, as a Set.
export function names (tree) {
  if (tree[0] === 'ref') return new Set([tree[1]])
  return new Set(tree.filter(Array.isArray).flatMap(part => [...names(part)]))
}

function valueOf (tree, values, scope) {
  return NODES[tree[0]](tree, values, scope)
}

// Conversions between the three kinds of value.

function number (value, scope) {
  if (typeof value !== 'string') return Number(value)
  return NUMBER.test(value) ? Number(value) : dayNumber(value, scope)
}

function boolean (value) {
  return Boolean(value)
}

// A number as text has no exponent and no needless zeros; one that is not finite is blank.
function text (value) {
  if (typeof value !== 'number') return String(value)
  if (!Number.isFinite(value)) return ''
  const [digits, exponent] = String(value).split('e')
  return exponent === undefined ? digits : written(digits, Number(exponent))
}

function written (digits, exponent) {
  const [, sign, whole, fraction] = /^(-?)([0-9])\.?([0-9]*)$/.exec(digits)
  if (exponent > 0) return sign + (whole + fraction).padEnd(exponent + 1, '0')
  return `${sign}0.${'0'.repeat(-exponent - 1)}${whole}${fraction}`
}

function settled (value) {
  if (typeof value !== 'number') return value
  return Number.isFinite(value) ? value + 0 : ''
}

// The value as a reference reads it: a truth is 1 or 0, as ODK stores it.
function answered (value) {
  return typeof value === 'boolean' ? Number(value) : value ?? ''
}

function equal (left, right, scope) {
  if (typeof left === 'string' && typeof right === 'string') return left === right
  if (typeof left === 'boolean' || typeof right === 'boolean') return boolean(left) === boolean(right)
  return number(left, scope) === number(right, scope)
}

// Dates: days since 1970-01-01 on the local clock, a time of day being the fraction.

function dayNumber (value, scope) {
  const stamp = STAMP.exec(value)?.groups
  if (!stamp) return NaN
  const { hour = 0, minute = 0, second = 0 } = stamp
  const clock = (Number(hour) * 60 + Number(minute)) * MINUTE + Number(second) * 1000 + Number(thousandths(stamp))
  const shift = stamp.zone ? offsetOf(STAMP.exec(scope.now).groups) - offsetOf(stamp) : 0
  return (midnight(Number(stamp.year), Number(stamp.month), Number(stamp.day)) + clock + shift) / DAY
}

const thousandths = ({ fraction = '' }) => fraction.padEnd(3, '0').slice(0, 3)

function offsetOf ({ sign = '+', hours = 0, minutes = 0 }) {
  return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * MINUTE
}

// Milliseconds from 1970-01-01 to a day of the calendar, NaN when there is no such day.
function midnight (year, month, day) {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const real = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? date.getTime() : NaN
}

function dateText (days) {
  const date = new Date(Math.floor(days) * DAY)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : ''
}

function nowText (now) {
  const stamp = STAMP.exec(now).groups
  const { hour, minute, second = '00', sign = '+', hours = '00', minutes = '00' } = stamp
  return `${now.slice(0, 10)}T${hour}:${minute}:${second}.${thousandths(stamp)}${sign}${hours}:${minutes}`
}

// Functions that look only at their arguments' values.

// The nearest whole number, the one further from zero when both are as near.
function halfAway (value) {
  if (!Number.isFinite(value)) return value
  const below = Math.floor(Math.abs(value))
  const rounded = Math.abs(value) - below >= 0.5 ? below + 1 : below
  return value < 0 ? -rounded : rounded
}

function round ([value, places = 0], scope) {
  const shift = Math.trunc(number(places, scope))
  if (!Number.isFinite(shift)) return NaN
  // A power of ten read from its digits is exact to the last bit in both interpreters; a computed one is not.
  const scale = Number(`1e${Math.min(Math.abs(shift), 400)}`)
  if (shift < 0) return halfAway(number(value, scope) / scale) * scale
  return halfAway(number(value, scope) * scale) / scale
}

function extreme (isBetter) {
  return (given, scope) => {
    const numbers = given.map(value => number(value, scope))
    return numbers.some(Number.isNaN) ? NaN : numbers.reduce((best, next) => isBetter(next, best) ? next : best)
  }
}

function decimalDateTime ([value], scope) {
  if (typeof value === 'boolean') return NaN
  return typeof value === 'string' ? dayNumber(value, scope) : value
}

const wordsOf = value => text(value).match(WORD) ?? []
const trimmed = value => text(value).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')

const FUNCTIONS = {
  __proto__: null,
  coalesce: ([first, second]) => text(first) === '' ? second : first,
  concat: given => given.map(text).join(''),
  'count-selected': ([list]) => wordsOf(list).length,
  date: (given, scope) => dateText(decimalDateTime(given, scope)),
  'decimal-date-time': decimalDateTime,
  false: () => false,
  int: ([value], scope) => Math.trunc(number(value, scope)) + 0,
  max: extreme((next, best) => next > best),
  min: extreme((next, best) => next < best),
  now: (_, scope) => nowText(scope.now),
  number: ([value], scope) => number(value, scope),
  once: ([value], scope) => [undefined, null, ''].includes(scope.previous) ? value : answered(scope.previous),
  plain: ([value]) => plain(text(value)),
  regex: ([value, pattern]) => matches(text(pattern), text(value)),
  round,
  selected: ([list, name]) => wordsOf(list).includes(trimmed(name)),
  'string-length': ([value]) => Array.from(text(value)).length,
  sum: (given, scope) => given.reduce((total, value) => total + number(value, scope), 0),
  today: (_, scope) => scope.now.slice(0, 10),
  true: () => true
}

// Nodes: each is given its tree, the values and the scope.

function compared (holds) {
  return (tree, values, scope) =>
    holds(number(valueOf(tree[1], values, scope), scope), number(valueOf(tree[2], values, scope), scope))
}

// Two or more numbers, folded from the left.
function computed (result) {
  return (tree, values, scope) =>
    tree.slice(1).map(part => number(valueOf(part, values, scope), scope)).reduce(result)
}

const equals = (tree, values, scope) =>
  equal(valueOf(tree[1], values, scope), valueOf(tree[2], values, scope), scope)

const NODES = {
  __proto__: null,
  number: tree => tree[1],
  string: tree => tree[1],
  ref: (tree, values) => Object.hasOwn(values, tree[1]) ? answered(values[tree[1]]) : '',
  self: (tree, values, scope) => answered(scope.this),
  or: (tree, values, scope) => tree.slice(1).some(part => truth(part, values, scope)),
  and: (tree, values, scope) => tree.slice(1).every(part => truth(part, values, scope)),
  '=': equals,
  '!=': (tree, values, scope) => !equals(tree, values, scope),
  '<': compared((left, right) => left < right),
  '<=': compared((left, right) => left <= right),
  '>': compared((left, right) => left > right),
  '>=': compared((left, right) => left >= right),
  '+': computed((left, right) => left + right),
  '-': computed((left, right) => left - right),
  '*': computed((left, right) => left * right),
  div: computed((left, right) => left / right),
  mod: computed((left, right) => left % right),
  neg: (tree, values, scope) => -number(valueOf(tree[1], values, scope), scope),
  if: (tree, values, scope) => valueOf(tree[truth(tree[1], values, scope) ? 2 : 3], values, scope),
  not: (tree, values, scope) => !truth(tree[1], values, scope),
  boolean: (tree, values, scope) => truth(tree[1], values, scope),
  call: (tree, values, scope) => FUNCTIONS[tree[1]](tree.slice(2).map(part => valueOf(part, values, scope)), scope)
}
