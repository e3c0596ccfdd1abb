import t from 'tap'
import { fillIn, website } from './website.ts'

/** What shows nothing: it must not make a Ticket in which nothing can be seen. */
const INVISIBLE = ['\u200b\u2060\ufeff', '\u3164', '\u2800', '\u200b\u2060', ' \u00a0 ']

t.test('a field in which nothing can be seen was not filled in', async (t) => {
  const { host, channel } = website({ askName: 'required', askMessage: 'required' })
  for (const nothing of INVISIBLE) {
    for (const fields of [
      { name: 'Ada', message: nothing },
      { name: nothing, message: 'Hello' },
    ]) {
      const refused = await fillIn(host, '/f/form-1', fields)
      t.equal(refused.status, 422)
      t.match(refused.body, /Please fill in this field\./)
    }
  }
  t.same(await channel.fetch(), [])
})

t.test('names and addresses hold no signs that nobody sees', async (t) => {
  const { host, channel } = website({ askName: 'optional', askEmail: 'optional' })
  await fillIn(host, '/f/form-1', {
    name: '\u202eAda\u202c\u200b Lovelace',
    email: '\u2066ada＠exam\u00adple.org\u2069 ',
    message: 'Hello \u200d there',
  })
  t.match(await channel.fetch(), [
    {
      interaction: {
        interactor: { name: 'Ada Lovelace' },
        message: /Hello \u200d there\n\n\S.*: ada@example\.org$/,
      },
    },
  ])
})
