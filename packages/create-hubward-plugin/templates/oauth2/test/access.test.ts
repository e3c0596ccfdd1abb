import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestHost } from '@hubward/testkit'
import { ACCOUNT } from '../local-network/access.ts'
import { settingsFor } from '../local-network/customer.ts'
import { startNetwork } from '../local-network/server.ts'
import plugin from '../src/index.ts'

const network = await startNetwork()
after(() => network.close())

async function comeBack(change: (query: URLSearchParams) => void = () => {}) {
  const host = new TestHost(plugin, { settings: settingsFor(network.url) })
  const step = await host.authenticate({ kind: 'start' })
  assert.ok(step.kind === 'redirect')
  const { headers } = await fetch(step.url, { redirect: 'manual' })
  const query = new URL(headers.get('location') ?? '').searchParams
  // The host compares it with its own, and takes it away.
  query.delete('state')
  change(query)
  return host.authenticate({
    kind: 'callback',
    step: step.step,
    query: Object.fromEntries(query),
    state: step.state,
  })
}

test('whoever agrees says whose Channel it becomes', async () => {
  const step = await comeBack()
  assert.ok(step.kind === 'complete')
  const [account] = step.accounts
  assert.equal(account?.networkId, ACCOUNT.id)
  assert.ok(account.expirationTime)
})

test('whoever declines can try again', async () => {
  const step = await comeBack((query) => {
    query.delete('code')
    query.set('error', 'access_denied')
  })
  assert.equal(step.kind, 'form')
})

test('a code that the Network did not give out is worth another try', async () => {
  const step = await comeBack((query) => query.set('code', 'made up'))
  assert.equal(step.kind, 'form')
})
