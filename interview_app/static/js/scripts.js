// The passages to read aloud: of each, only the wording that fits the mode and the answers is shown.

import { truth } from './expression.js'
import { deviceTime } from './ids.js'

export function showScripts (root, { mode, values }) {
  const scope = { this: '', now: deviceTime(), previous: '' }
  for (const passage of root.querySelectorAll('[data-modes]')) {
    const { modes, when } = passage.dataset
    const fits = modes.split(' ').includes(mode) && (!when || truth(JSON.parse(when), values, scope))
    passage.hidden = !fits
  }
}
