// Signs that look like others, read as those: for checks only, what was typed stays as it is.
// The twin of interview_app/domain/lookalikes.py.

const ZEROS = '\u0660\u06f0\u0966\u09e6' // of the Arabic, Persian, Devanagari and Bengali digits
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]/g
const DASHES = /[\u2010-\u2015\u2212]/g
const SLASHES = /[\u2044\u2215]/g
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g

function digit (sign) {
  const point = sign.charCodeAt(0)
  const zero = [...ZEROS].map(first => first.charCodeAt(0)).find(first => first <= point && point < first + 10)
  return String(point - zero)
}

// The text with plain digits, letters, spaces, dashes and slashes (NFKC and a little more), and nothing unseen.
export function plain (text) {
  return text.replace(UNSEEN, '').normalize('NFKC').replace(DIGITS, digit).replace(DASHES, '-').replace(SLASHES, '/')
}
