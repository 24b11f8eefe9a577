// The interview page: puts its parts together and answers what happens to any of them.

import { Chip } from './chip.js'
import { startClock } from './clock.js'
import { Dialogs } from './dialogs.js'
import { Interview } from './interview.js'
import { Items } from './items.js'
import { Keys } from './keys.js'
import './lengths.js'
import { Paradata } from './paradata.js'
import { Preferences } from './preferences.js'
import { Progress } from './progress.js'
import { Queue } from './queue.js'
import { showScripts } from './scripts.js'
import { Server } from './server.js'
import { Session } from './session.js'
import { Settings } from './settings.js'
import { joinTabs } from './tabs.js'
import { openVault } from './vault.js'
import { View } from './view.js'
import { say, Words } from './words.js'

const byId = id => document.getElementById(id)
const page = JSON.parse(byId('page-data').textContent)
const root = byId('all-items')
const words = new Words(page)
const preferences = new Preferences(page.view)
const server = new Server(page.addresses)
const vault = await openVault(page.interview, page.key)
const tell = {
  acknowledged: (...what) => session.acknowledged(...what),
  refused: (...what) => session.refused(...what),
  state: (name, detail) => { session.state(name, detail); paradata.waits(name === 'waiting') },
  left: number => chip.count(number)
}
const queue = new Queue({ vault, send: operations => server.send(operations), tell })
const paradata = new Paradata(page.paradata, summary => server.measured(summary))
const interview = new Interview(page, queue, id => paradata.answered(id))
const items = new Items({ root, interview, vault, words, changed })
const view = new View({ root, items, interview, preferences, told, leave })
const [steps, list] = [byId('section-steps'), byId('question-list')]
const progress = new Progress({ steps, list, interview, items, view, words })
const dialogs = new Dialogs({ queue, items, words })
const chip = new Chip(byId('save-state'), page.strings)
const session = new Session({ page, server, chip, words, interview, items, view })
const settings = new Settings({ page, preferences, interview, items, view, moded: speak })
const tellTabs = joinTabs(page.interview, { lead, follow, heard })

// This tab keeps the answers: what an earlier visit left unsent comes first.
async function lead () {
  const left = await vault?.all() ?? []
  const drafts = left.filter(({ name }) => name.startsWith('draft/')).map(({ content }) => content)
  const operations = left.filter(({ name }) => !name.startsWith('draft/')).map(({ content }) => content)
  queue.restore(operations)
  interview.replay(operations)
  items.fill(new Set(operations.map(operation => operation.item)))
  speak()
  view.open()
  items.restore(drafts)
  session.restate()
  queue.flush()
  paradata.start()
  navigator.storage?.persist?.().catch(() => {})
}

function follow () {
  session.follow()
  speak()
  view.open()
}

function heard ({ document: answers, voices, item }) {
  Object.assign(interview, { document: answers, voices })
  interview.reroute()
  items.fill()
  view.go(item, { isNew: false, focus: false })
}

function speak () {
  showScripts(document, { mode: interview.mode, values: interview.way.values })
}

function changed (id) {
  settings.follow(id)
  speak()
  view.render()
  session.restate()
  tellTabs({ document: interview.document, voices: interview.voices, item: view.current })
}

function told ({ obstacles, ...place }) {
  if (obstacles) return stop(obstacles)
  const { title } = root.querySelector(`[data-section="${place.section}"]`).dataset
  progress.show(place)
  paradata.shown(place.item, place.stops.filter(element => !element.hidden).map(element => element.dataset.item))
  say(byId('said-softly'), title)
  byId('problem-list').hidden = true
  byId('go-back').disabled = place.stops[0]?.dataset.item === place.item
}

// Say what has to be settled before going on, and lead there; one problem is said at its question, several in a list.
function stop (ids) {
  const list = byId('problem-list').querySelector('ul')
  list.replaceChildren(...ids.map(problem))
  byId('problem-list').hidden = ids.length < 2
  if (ids.length > 1) byId('problem-list').focus()
  else items.focusOn(ids[0])
}

function problem (id) {
  const line = document.createElement('li')
  const link = document.createElement('a')
  link.href = `#item-${id}`
  link.textContent = `${items.element(id).dataset.short}: ${items.problem(id)}`
  link.addEventListener('click', event => { event.preventDefault(); items.focusOn(id) })
  line.append(link)
  return line
}

async function leave () {
  const [unsettled] = items.unsettled()
  if (unsettled) return view.go(unsettled)
  if (await dialogs.sent()) location.assign(page.addresses.check)
  else dialogs.open(chip.state === 'signed_out' ? 'sign-in-dialog' : 'unsent-dialog')
}

function unfold (part) {
  const fold = items.element(view.current).querySelector(`.${part}`)
  if (!fold) return
  fold.open = true
  fold.querySelector('textarea, button')?.focus()
}

function showList () {
  const open = progress.writeList()
  say(byId('open-count'), open ? words.get('still_open', { number: open }) : words.get('nothing_open'))
  dialogs.open('all-dialog')
}

function goToFirstOpen () {
  byId('all-dialog').close()
  view.go(interview.firstOpen() ?? view.current)
}

function raiseConcern (event) {
  event.preventDefault()
  interview.operate('concern', '')
  dialogs.open('concern-dialog')
}

// Whoever presses `?` has a keyboard, also where the pointer is a finger.
function showKeys () {
  document.body.classList.add('has-keys')
  byId('keys').open = true
  dialogs.open('more-dialog')
}

const acts = {
  next: () => view.next(),
  back: () => view.back(),
  confirm: () => items.confirm(view.current),
  S: () => unfold('note'),
  P: () => unfold('probes'),
  G: showList,
  '=': () => items.same(view.current),
  '?': showKeys
}
const buffered = digits => say(byId('typed-digits'), digits && words.get('typed', { digits }))
new Keys({ view, items, preferences, acts, buffered })
byId('go-next').addEventListener('click', acts.next)
byId('go-back').addEventListener('click', acts.back)
document.querySelectorAll('[data-all]').forEach(button => button.addEventListener('click', showList))
root.addEventListener('submit', event => event.preventDefault())
byId('raise-concern').addEventListener('submit', raiseConcern)
byId('first-open').addEventListener('click', goToFirstOpen)
addEventListener('online', () => queue.flush())
addEventListener('pagehide', () => items.flush())
document.addEventListener('visibilitychange', () => { items.flush(); queue.flush() })
addEventListener('beforeunload', event => { if (!queue.vault && !queue.isEmpty) event.preventDefault() })
startClock(byId('time-elapsed'), page.time)
document.body.classList.toggle('no-letters', !preferences.get('letters'))
document.documentElement.classList.add('ready')
