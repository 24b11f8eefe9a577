// Says how long a bounded text is once it comes near its limit; nothing that was typed or pasted is ever cut off.

const NEAR = 0.8

document.addEventListener('input', ({ target }) => count(target))
document.querySelectorAll('[data-most]').forEach(count)

function count (box) {
  const told = box.dataset?.most && document.getElementById(`${box.id}-count`)
  if (!told) return
  const [has, most] = [Array.from(box.value.trim()).length, Number(box.dataset.most)]
  told.textContent = told.dataset.told.replace('{has}', has).replace('{most}', most)
  told.hidden = has < most * NEAR
  told.classList.toggle('beyond', has > most)
}
