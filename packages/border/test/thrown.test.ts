import t from 'tap'
import { asPluginError } from '../src/thrown.ts'

t.test('nobody waits longer than a day, whatever a Network asks for', async (t) => {
  const waited = (retryAfterMs: number) =>
    asPluginError({ code: 'rate-limited', message: 'later', effect: 'none', retryAfterMs })
      .retryAfterMs
  t.equal(waited(7_000), 7_000)
  t.equal(waited(31_536_000_000), 86_400_000)
  t.equal(waited(Number.POSITIVE_INFINITY), 86_400_000)
  t.equal(waited(Number.NaN), undefined)
  t.equal(waited(-5), 0)
})
