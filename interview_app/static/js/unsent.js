// Looks for answers that earlier pages could not send from this tablet, and leads to their interviews. It only counts
// them: what they say is sealed.

import { leftBehind } from './vault.js'

const place = document.getElementById('unsent-here')
const counts = await leftBehind()
const list = place.querySelector('ul')
for (const [interview, number] of counts) {
  const link = document.createElement('a')
  link.href = `${place.dataset.address}/${interview}`
  link.textContent = `${list.dataset.label} (${number})`
  const line = document.createElement('li')
  line.append(link)
  list.append(line)
}
place.hidden = counts.size === 0
