import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestHost } from '@hubward/testkit'
import { ACCOUNT } from '../local-network/access.ts'
import { customer, settingsFor } from '../local-network/customer.ts'
import { startNetwork } from '../local-network/server.ts'
import plugin from '../src/index.ts'

const network = await startNetwork()
after(() => network.close())

function submit(values: { page: string }) {
  const host = new TestHost(plugin, { settings: settingsFor(network.url) })
  return host.authenticate({ kind: 'form', step: 'login', values, state: null })
}

test('the name of the page says whose Channel it becomes', async () => {
  const step = await submit(customer.answers.login)
  assert.equal(step.kind === 'complete' && step.accounts[0]?.name, ACCOUNT.name)
})

test('a wrong name shows the form again, with what was typed, and says why', async () => {
  const step = await submit({ page: 'nobody' })
  assert.ok(step.kind === 'form' && step.errors?.page)
  assert.equal(step.values?.page, 'nobody')
})
