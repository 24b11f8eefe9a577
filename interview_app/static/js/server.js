// Everything the page asks of the server: sending operations, fetching the answers anew, signing in again.

const PATIENCE = 15000
const OWN = { 'X-Requested-With': 'interview-app', Accept: 'application/json' }

export class Server {
  constructor (addresses) {
    this.addresses = addresses
  }

  // { status, body, retryAfter }; status 0 where nothing answered in time.
  send (operations) {
    const headers = { ...OWN, 'Content-Type': 'application/json' }
    return asked(this.addresses.operations, { method: 'POST', body: JSON.stringify({ operations }), headers })
  }

  // True when it arrived. A page that is left sends it still, and nothing waits for it.
  async measured (summary) {
    const headers = { ...OWN, 'Content-Type': 'application/json' }
    const request = { method: 'POST', body: JSON.stringify(summary), headers, keepalive: true }
    return (await asked(this.addresses.paradata, request)).status === 204
  }

  document () {
    return asked(this.addresses.document, { headers: OWN })
  }

  // 'in' when the server let this author in, 'other' when the account is somebody else's, '' when it is refused; the
  // page stays as it is, only its session is new.
  async signIn (form, author) {
    try {
      const page = await fetch(this.addresses.sign_in, { signal: AbortSignal.timeout(PATIENCE) })
      if (page.redirected) return (await this.document()).body.author === author ? 'in' : 'other'
      const [, token] = /name="csrf_token"[^>]*value="([^"]+)"/.exec(await page.text())
      const body = new URLSearchParams([...new FormData(form), ['csrf_token', token], ['only', author]])
      const signal = AbortSignal.timeout(PATIENCE)
      const reply = await fetch(this.addresses.sign_in, { method: 'POST', body, redirect: 'manual', signal })
      return reply.type === 'opaqueredirect' ? 'in' : reply.status === 409 ? 'other' : ''
    } catch {
      return ''
    }
  }
}

async function asked (address, request) {
  try {
    const reply = await fetch(address, { ...request, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) })
    const retryAfter = Number(reply.headers.get('Retry-After')) || 0
    const isJson = reply.headers.get('Content-Type')?.startsWith('application/json')
    return { status: reply.status, body: isJson ? await reply.json() : {}, retryAfter }
  } catch {
    return { status: 0, body: {}, retryAfter: 0 }
  }
}
