// Reads and fills the controls of one item. What the controls are called is said in interview_app/forms/fields.py.

import { storable } from './rules.js'

const RADIOS = new Set(['select_one', 'rating'])
const CHOSEN = new Set([...RADIOS, 'select_multiple'])

const named = (element, suffix = '') => element.querySelectorAll(`[name="${element.dataset.item}${suffix}"]`)
const first = (element, suffix = '') => named(element, suffix)[0]

// What the controls say: { value }, { missing }, or neither when they are empty.
export function read (element) {
  const reason = Array.from(named(element, '__miss')).find(box => box.checked)
  if (reason) return { missing: reason.value }
  const value = READERS[element.dataset.kind]?.(element)
  if (value === undefined) return {}
  return RADIOS.has(element.dataset.kind) && value.startsWith('__') ? { missing: value.slice(2) } : { value }
}

// Put an answer into the controls; `given` is { value }, { missing } or neither.
export function fill (element, given) {
  named(element, '__miss').forEach(box => { box.checked = box.value === given.missing })
  WRITERS[element.dataset.kind]?.(element, given.value, given.missing)
}

// A reason takes the place of a value and a value that of a reason: whichever was touched last stands.
export function exclude (element, touched) {
  if (element.dataset.kind === 'slider') join(element, touched)
  const isReason = touched.name.endsWith('__miss')
  if (isReason && touched.checked) fill(element, { missing: touched.value })
  const empty = touched.type === 'checkbox' ? !touched.checked : touched.value === ''
  if (!isReason && !empty) named(element, '__miss').forEach(box => { box.checked = false })
}

// Slider and number box show the same number, whichever is moved.
function join (element, touched) {
  const range = element.querySelector('input[type="range"]')
  if (touched === range) first(element).value = range.value
  else if (touched === first(element)) range.value = touched.value
  range.classList.toggle('unset', first(element).value === '')
}

// The present answer in words, as the page itself shows it, '' when there is none.
export function inWords (element) {
  const checked = Array.from(element.querySelectorAll('.option input:checked, .reason input:checked'))
  const label = box => box.closest('label').querySelector('.label').textContent.trim()
  if (checked.length) return checked.map(label).join('; ')
  const { value } = read(element)
  return typeof value === 'object' ? value.date : value ?? ''
}

// Another answer to the item in words, '' when it was cleared.
export function saidOf (element, { v: value, m: missing }) {
  if (missing) return labelOf(element, named(element, '__miss').length ? missing : `__${missing}`)
  if (CHOSEN.has(element.dataset.kind)) return [value ?? []].flat().map(name => labelOf(element, name)).join('; ')
  return typeof value === 'object' ? value.date : String(value ?? '')
}

// What stands on an option; a step's number is set off, as the server writes it.
function labelOf (element, name) {
  const box = Array.from(element.querySelectorAll('.option input, .reason input')).find(each => each.value === name)
  const label = box?.closest('label').querySelector('.label')
  const number = label?.querySelector('b')?.textContent
  const words = label?.textContent.replace(/\s+/g, ' ').trim() ?? name
  return number ? `${number} – ${words.slice(number.length).trim()}` : words
}

const text = element => storable(first(element).value).trim() === '' ? undefined : storable(first(element).value)
const checked = element => Array.from(named(element)).filter(box => box.checked).map(box => box.value)

const READERS = {
  __proto__: null,
  select_one: element => checked(element)[0],
  rating: element => checked(element)[0],
  select_multiple: element => checked(element).length ? checked(element) : undefined,
  integer: text,
  slider: text,
  decimal: text,
  date: text,
  time: text,
  text,
  partial_date: partialDate
}

function partialDate (element) {
  const [year, month, day] = ['__year', '__month', '__day'].map(part => first(element, part).value.trim())
  const parts = [year, month && month.padStart(2, '0'), day && day.padStart(2, '0')]
  while (parts.length && !parts.at(-1)) parts.pop()
  return parts.length ? { date: parts.join('-'), about: first(element, '__about').checked } : undefined
}

function check (element, value, missing) {
  const wanted = missing ? [`__${missing}`] : [value ?? []].flat()
  named(element).forEach(box => { box.checked = wanted.includes(box.value) })
}

function write (element, value) {
  const shown = value === undefined ? '' : String(value)
  if (first(element).value !== shown) first(element).value = shown
}

const WRITERS = {
  __proto__: null,
  select_one: check,
  rating: check,
  select_multiple: (element, value) => check(element, value),
  integer: write,
  decimal: write,
  date: write,
  time: write,
  text: write,
  slider (element, value) {
    write(element, value)
    const range = element.querySelector('input[type="range"]')
    range.classList.toggle('unset', value === undefined)
    if (value !== undefined) range.value = value
  },
  partial_date (element, value) {
    const parts = value ? value.date.split('-') : []
    first(element, '__year').value = parts[0] ?? ''
    first(element, '__month').value = parts[1] ?? ''
    first(element, '__day').value = parts[2] ?? ''
    first(element, '__about').checked = Boolean(value?.about)
  }
}
