// A form that is to be sent once is sent once, however often its button is tapped: the answer to the first counts.

document.addEventListener('submit', event => {
  if (event.target.dataset.sent) event.preventDefault()
  event.target.dataset.sent = 'yes'
})
addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach(form => { delete form.dataset.sent }))
