import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestHost } from '@hubward/testkit'
import { ACCOUNT } from '../local-network/access.ts'
import { customer, settingsFor } from '../local-network/customer.ts'
import { startNetwork } from '../local-network/server.ts'
import plugin from '../src/index.ts'

const network = await startNetwork()
after(() => network.close())

function submit(values: { token: string }) {
  const host = new TestHost(plugin, { settings: settingsFor(network.url) })
  return host.authenticate({ kind: 'form', step: 'login', values, state: null })
}

test('the token says whose Channel it becomes', async () => {
  const step = await submit(customer.answers.login)
  assert.equal(step.kind === 'complete' && step.accounts[0]?.networkId, ACCOUNT.id)
})

test('a wrong token shows the form again, and says why', async () => {
  const step = await submit({ token: 'wrong' })
  assert.ok(step.kind === 'form' && step.errors?.token)
})
