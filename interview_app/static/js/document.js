// The interview's current answers on the tablet: operations fold into them exactly as they do on the server, so that
// the same operations give the same answers in whatever order they arrive.

const SHELF = { answer: 'answers', note: 'notes', confirm: 'confirms' }
const FIELDS = { value: 'v', missing: 'm', confirms: 'of', reason: 'why', same: 'same' }

// Lay an operation into the document; false when an equal or newer one already stands there.
export function fold (document, operation) {
  const shelf = document[SHELF[operation.kind]]
  if (!shelf) return true
  const old = shelf[operation.item]
  const slot = slotOf(operation)
  if (!old) {
    shelf[operation.item] = slot
    return true
  }
  if (old.r > slot.r) return false
  if (old.r < slot.r) {
    shelf[operation.item] = slot
    return true
  }
  if (sideBySide(old).some(version => version.op === slot.op)) return false
  shelf[operation.item] = joined([...sideBySide(old), slot])
  return shelf[operation.item].op === slot.op
}

// A slot and its rivals, each by itself: what was said on the same ground, the one that is shown first.
const sideBySide = ({ c: rivals = [], ...slot }) => [slot, ...rivals]

// Slots of one revision as one: of those that say the same only the newest counts, and the newest of all stands.
function joined (slots) {
  const latest = new Map(slots.sort(byOp).map(slot => [said(slot), slot]))
  const [newest, ...rivals] = [...latest.values()].sort(byOp).reverse()
  return rivals.length ? { ...newest, c: rivals } : newest
}

const byOp = (left, right) => left.op < right.op ? -1 : 1

// What a slot holds, without who said it, when, and whether it was taken over; the parts of a value in one order.
const said = ({ v, m, of, why }) => JSON.stringify([inOrder(v), m, of, why])
const inOrder = value => value?.constructor === Object ? Object.entries(value).sort() : value

function slotOf (operation) {
  const slot = { r: operation.revision, op: operation.op_id, t: operation.device_time }
  for (const [name, short] of Object.entries(FIELDS)) {
    if (name in operation) slot[short] = operation[name]
  }
  return slot
}

// The revision an operation on this item has to carry next.
export function nextRevision (document, kind, item) {
  return (document[SHELF[kind]]?.[item]?.r ?? 0) + 1
}

export function isGiven (document, item) {
  const slot = document.answers[item]
  return Boolean(slot) && ('v' in slot || 'm' in slot)
}

// What stands on a shelf for an item, the one that is shown first; several where tablets differ.
export function versions (document, shelf, item) {
  const slot = document[shelf][item]
  return slot ? sideBySide(slot) : []
}

// The side note on an item, '' when there is none; notes written at once on two tablets follow each other.
export function noteOf (document, item) {
  return versions(document, 'notes', item).sort(byOp).map(slot => slot.v).filter(Boolean).join('\n')
}

// The reason with which the item's present answer was confirmed, '' when it was not.
export function confirmation (document, item) {
  const standing = document.answers[item]?.op
  const confirmed = slot => standing && slot.of === standing
  return versions(document, 'confirms', item).find(confirmed)?.why ?? ''
}
