// The interview's current answers on the tablet: operations fold into them exactly as they do on the server, so that
// the same operations give the same answers in whatever order they arrive.

const SHELF = { answer: 'answers', note: 'notes', confirm: 'confirms' }
const FIELDS = { value: 'v', missing: 'm', confirms: 'of', reason: 'why' }

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
  if (old.op === operation.op_id) return false
  if (old.r === slot.r && (old.c || said(old) !== said(slot))) old.c = slot.c = true
  const newer = slot.r > old.r || (slot.r === old.r && slot.op > old.op)
  if (newer) shelf[operation.item] = slot
  return newer
}

// What a slot holds, without who said it and when.
const said = ({ v, m, of, why }) => JSON.stringify([v, m, of, why])

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

// The reason with which the item's present answer was confirmed, '' when it was not.
export function confirmation (document, item) {
  const slot = document.confirms[item]
  return slot?.of && slot.of === document.answers[item]?.op ? slot.why : ''
}
