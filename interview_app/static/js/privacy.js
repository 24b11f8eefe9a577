// Finds Norwegian identity numbers, which must not be typed anywhere: eleven digits whose two check digits are right.

import { plain } from './lookalikes.js'

const CANDIDATE = /(?<![0-9])([0-9]{6})[ .-]?([0-9]{5})(?![0-9])/g
const WEIGHTS = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]]

export function hasIdentityNumber (text) {
  return [...plain(text).matchAll(CANDIDATE)].some(([, ...parts]) => isIdentityNumber([...parts.join('')].map(Number)))
}

function isIdentityNumber (digits) {
  return WEIGHTS.every(weights => weights.reduce((sum, weight, place) => sum + weight * digits[place], 0) % 11 === 0)
}
