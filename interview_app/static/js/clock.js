// The interview's length so far, in minutes and seconds.

export function startClock (element, { seconds, since }) {
  const began = Date.now()
  const before = seconds + since
  const tick = () => {
    const all = before + Math.floor((Date.now() - began) / 1000)
    const parts = [Math.floor(all / 60), all % 60].map(part => String(part).padStart(2, '0'))
    element.textContent = parts.join(':')
  }
  tick()
  setInterval(tick, 1000)
}
