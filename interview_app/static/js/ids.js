// Version 7 UUIDs: the time comes first, so that operations sort as they were made, also within one millisecond.

let last = 0
let count = 0

export function uuid7 (now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  count = now > last ? ((bytes[6] << 8 | bytes[7]) & 0x3ff) : count + 1
  last = Math.max(last, now) + (count > 0xfff ? 1 : 0)
  count &= 0xfff
  const time = last.toString(16).padStart(12, '0')
  bytes.set([0x70 | count >> 8, count & 0xff, 0x80 | bytes[8] & 0x3f], 6)
  const rest = Array.from(bytes.subarray(6), byte => byte.toString(16).padStart(2, '0')).join('')
  return [time.slice(0, 8), time.slice(8), rest.slice(0, 4), rest.slice(4, 8), rest.slice(8)].join('-')
}

// The tablet's time with its own offset from UTC, as ISO 8601.
export function deviceTime (now = new Date()) {
  const offset = -now.getTimezoneOffset()
  const local = new Date(now.getTime() + offset * 60000).toISOString().slice(0, -1)
  const ahead = Math.abs(offset)
  const clock = [Math.trunc(ahead / 60), ahead % 60].map(part => String(part).padStart(2, '0')).join(':')
  return `${local}${offset < 0 ? '-' : '+'}${clock}`
}
