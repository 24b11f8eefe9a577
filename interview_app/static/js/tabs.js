// One tab writes to an interview; another that is opened beside it follows, and takes over when the first is closed.

export function joinTabs (interview, { lead, follow, heard }) {
  const name = `interview:${interview}`
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => heard(data)
  if (!navigator.locks) lead()
  else hold(name, lead, follow)
  return message => channel.postMessage(message)
}

function hold (name, lead, follow) {
  const forever = () => new Promise(() => {})
  navigator.locks.request(name, { ifAvailable: true }, lock => {
    if (lock) {
      lead()
      return forever()
    }
    follow()
    // The present writer's answers are read anew from the server and from this tablet's store.
    return void navigator.locks.request(name, () => { location.reload(); return forever() })
  })
}
