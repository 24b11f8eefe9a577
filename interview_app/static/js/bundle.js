// Follows a bundle: what the server says of it takes the place of what stood here, until it is over.
const SECONDS = 1.5

function ask() {
  const request = new XMLHttpRequest()
  request.responseType = 'document'
  request.open('GET', location.href)
  request.onload = () => hear(request)
  request.onerror = later
  request.send()
}

function hear(request) {
  const here = document.getElementById('bundle')
  const there = request.response?.getElementById('bundle')
  if (!there || there.dataset.state !== here.dataset.state) {
    location.reload()
    return
  }
  document.getElementById('far').replaceChildren(...request.response.getElementById('far').children)
  later()
}

function later() {
  setTimeout(ask, SECONDS * 1000)
}

later()
