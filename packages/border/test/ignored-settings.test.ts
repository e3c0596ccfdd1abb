import t from 'tap'
import Type from 'typebox'
import type { DescribedPlugin } from '../src/described-plugin.ts'
import { nearestName } from '../src/nearest-name.ts'
import { checkedSettings, ignoredSettings } from '../src/read-plugin.ts'

const withSettings = (settings: object) => ({ settings }) as unknown as DescribedPlugin
const open = withSettings(
  Type.Object({
    clientId: Type.String({ description: 'The app’s id at the Network.', examples: ['a1b2'] }),
  }),
)

t.test('a setting that the plugin does not know is told with the nearest name', (t) => {
  t.match(ignoredSettings(open, { client_id: 'x' }), [
    /settings\.client_id: .*Did you mean clientId\?/,
  ])
  t.match(ignoredSettings(open, { elephants: 'x' }), [/settings\.elephants: .*It knows clientId\./])
  t.same(ignoredSettings(open, { clientId: 'x' }), [])
  t.same(ignoredSettings(withSettings(Type.Record(Type.String(), Type.String())), { any: 'x' }), [])
  t.end()
})

t.test('a refusal of settings says what the plugin says of them, and gives an example', (t) => {
  const closed = withSettings(
    Type.Object({ clientId: Type.String() }, { additionalProperties: false }),
  )
  const problems = (plugin: DescribedPlugin, settings: object) => {
    try {
      return checkedSettings(plugin, settings)
    } catch (error) {
      return error
    }
  }
  t.match(problems(open, {}), {
    problems: [
      {
        where: 'settings.clientId',
        rule: /required\. The app’s id at the Network\. Example: a1b2/,
      },
    ],
  })
  t.match(problems(closed, { clientId: 'x', cliendId: 'y' }), {
    problems: [{ where: 'settings.cliendId', rule: /not known here\. Did you mean clientId\?/ }],
  })
  t.end()
})

t.test('only a name that is like it is the nearest', (t) => {
  const known = ['clientId', 'clientSecret', 'url']
  t.equal(nearestName('CLIENT_SECRET', known), 'clientSecret')
  t.equal(nearestName('clientSecert', known), 'clientSecret')
  t.equal(nearestName('ur', known), 'url')
  t.equal(nearestName('password', known), undefined)
  t.equal(nearestName('x'.repeat(100_000), known), undefined)
  t.end()
})
