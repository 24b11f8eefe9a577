// The call panel: a stopwatch for the length of a call, forms that stay where there is no network, and the panel beside
// an interview, loaded when it is opened.

const settle = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

function watch(root) {
  const button = root.querySelector('#stopwatch')
  const field = root.querySelector('[name=length]')
  if (!button || !field) return
  let began = 0
  let timer = 0
  const show = () => { field.value = settle(Math.round((Date.now() - began) / 1000)) }
  button.hidden = false
  button.addEventListener('click', () => {
    if (timer) {
      show()
      clearInterval(timer)
      timer = 0
    } else {
      began = Date.now()
      timer = setInterval(() => (button.isConnected ? show() : clearInterval(timer)), 1000)
    }
    button.textContent = timer ? button.dataset.end : button.dataset.begin
    button.setAttribute('aria-pressed', String(Boolean(timer)))
  })
}

// A page is read by the browser itself into a document: nothing of it runs, and the policy of Trusted Types holds.
function page(method, address, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, address)
    request.responseType = 'document'
    request.setRequestHeader('Accept', 'text/html')
    request.addEventListener('load', () => resolve(request.response?.getElementById('call-panel')))
    request.addEventListener('error', () => reject(new Error('unreachable')))
    request.send(body)
  })
}

// What was typed stays: without a network the browser would put its own page in the place of this one.
function stay(form) {
  const notice = document.querySelector('#call-panel .unsent')
  form.append(notice)
  notice.hidden = false
}

function alone() {
  document.addEventListener('submit', (event) => {
    if (navigator.onLine || !event.target.closest('#call-panel')) return
    event.preventDefault()
    stay(event.target)
  })
}

function beside(fold) {
  const place = fold.querySelector('[data-panel]')
  const failed = fold.querySelector('.failed')
  const put = (panel) => {
    failed.hidden = Boolean(panel)
    if (!panel) return
    place.replaceChildren(document.adoptNode(panel))
    watch(place)
    place.querySelector('[role=alert]:not([hidden]), [role=status], h2')?.scrollIntoView({ block: 'nearest' })
  }
  const load = () => {
    if (fold.open && !place.childElementCount) page('GET', place.dataset.panel).then(put, () => put(null))
  }
  fold.addEventListener('toggle', load)
  addEventListener('online', load)
  place.addEventListener('submit', (event) => {
    event.preventDefault()
    const form = event.target
    const typed = new URLSearchParams(new FormData(form, event.submitter))
    page('POST', form.action, typed).then(put, () => stay(form))
  })
}

const fold = document.querySelector('details.beside')
if (fold) beside(fold)
else {
  watch(document)
  alone()
}
