import { pino } from 'pino'
import t from 'tap'
import { loadIntegrations } from '../src/plugins/load.ts'

t.setTimeout(300_000)
const log = pino({ level: 'silent' })
const configOf = (isolation: 'worker' | 'in-process') => ({
  openHosts: [],
  plugins: { isolation, memoryMb: 64, callsAtOnce: 10 },
})
const ways = (['worker', 'in-process'] as const).map((isolation) => ({
  isolation,
  config: configOf(isolation),
}))

/** A plugin whose one import is found from anywhere. */
const plugin = (id: string, mending = '') => `
import Type from '${import.meta.resolve('typebox')}'
const text = (word) => ({ en: word, de: word, fr: word })
export const plugin = {
  apiVersion: 1,
  id: '${id}',
  name: 'A Network',
  settings: Type.Object({
    url: Type.String({ default: 'https://example.org' }),
    key: Type.Optional(Type.String()),
  }),
  channelSettings: Type.Object({}),
  credentials: Type.Object({}),
  position: Type.Null(),
  declaration: {
    branding: { icon: 'https://example.org/i', fallback: 'https://example.org/f', color: '#123456' },
    ticketActions: [],
    fetch: { minIntervalMs: 1000, maxIntervalMs: 2000, pageSize: 10 },
    ownMessages: false,
    hosts: ['*'],
    summary: text('Messages'),
  },
  authenticate: async () => {},
  fetchMessages: async () => {},
  reply: async () => {},
}
${mending}
export default plugin
`
const packageJson = (rest: object) => JSON.stringify({ name: 'x', type: 'module', ...rest })

for (const { isolation, config } of ways) {
  t.test(
    `${isolation}: without configuration every package of the plugin folder is an integration`,
    async (t) => {
      const folder = t.testdir({
        'pnpm-workspace.yaml': '',
        plugins: {
          typescript: {
            'package.json': packageJson({ version: '1.2.3', exports: { '.': './src/index.ts' } }),
            src: { 'index.ts': plugin('typescript').replace('(word)', '(word: string)') },
          },
          published: {
            'package.json': packageJson({
              exports: { '.': { types: './d.ts', default: './dist/index.js' } },
            }),
            dist: { 'index.js': plugin('published') },
          },
          old: { 'package.json': packageJson({ main: './main.js' }), 'main.js': plugin('old') },
          'no-package': { 'readme.md': '' },
          throwing: {
            'package.json': packageJson({}),
            'index.js': 'throw new TypeError("no good")',
          },
          unreadable: { 'package.json': '{' },
          twice: { 'package.json': packageJson({}), 'index.js': plugin('published') },
          broken: {
            'package.json': packageJson({}),
            'index.js': plugin('broken', 'plugin.apiVersion = 2; delete plugin.reply'),
          },
          empty: { 'package.json': packageJson({}), 'index.js': 'export default 1' },
          function: {
            'package.json': packageJson({}),
            'index.js': plugin(
              'function',
              'plugin.settings = Type.Object({ a: Type.Refine(Type.String(), () => true) })',
            ),
          },
          pattern: {
            'package.json': packageJson({}),
            'index.js': plugin('pattern', 'plugin.position = { type: "string", pattern: "(" }'),
          },
        },
      })
      const { integrations, failures } = await loadIntegrations(config, log, {
        from: `${folder}/plugins/typescript`,
      })
      t.same([...integrations.keys()].toSorted(), ['old', 'published', 'typescript'])
      t.equal(integrations.get('typescript')?.packageVersion, '1.2.3')
      t.same(integrations.get('typescript')?.settings, { url: 'https://example.org' })

      const rules = new Map(failures.map(({ name, problems }) => [name, problems]))
      t.same([...rules.keys()].toSorted(), [
        'broken',
        'empty',
        'function',
        'pattern',
        'throwing',
        'twice',
        'unreadable',
      ])
      t.match(rules.get('broken'), [
        {
          where: 'apiVersion',
          rule: /this host speaks version 1 of the contract; install a newer/,
        },
      ])
      t.match(rules.get('throwing'), [{ where: 'import', rule: 'fails with TypeError: no good' }])
      t.match(rules.get('empty'), [{ where: 'default export', rule: /definePlugin/ }])
      t.match(rules.get('twice'), [
        { where: 'id', rule: /"published" is the id of another plugin/ },
      ])
      t.match(rules.get('function'), [
        { where: /^settings\.properties\.a\.~refine/, rule: /holds a function/ },
      ])
      t.match(rules.get('pattern'), [{ where: 'position', rule: /can’t be compiled/ }])
      t.match(rules.get('unreadable'), [{ where: 'plugin', rule: /JSON/ }])
    },
  )

  t.test(
    `${isolation}: what is configured is loaded by name or path, with its settings`,
    async (t) => {
      const folder = t.testdir({
        'mine.js': plugin('mine'),
        node_modules: {
          '@x': {
            networks: {
              'package.json': packageJson({ version: '2.0.0', exports: { './one': './one.js' } }),
              'one.js': plugin('one'),
            },
          },
        },
      })
      const { integrations, failures } = await loadIntegrations(
        {
          ...config,
          integrations: {
            'mine-beta': { plugin: './mine.js', settings: { key: 'k' } },
            'mine-live': { plugin: `${folder}/mine.js` },
            one: { plugin: '@x/networks/one' },
            two: { plugin: '@x/networks/two' },
            absent: { plugin: '@x/absent' },
            nowhere: { plugin: './nowhere' },
            wrong: { plugin: './mine.js', settings: { key: 7 } },
          },
        },
        log,
        { from: folder },
      )
      t.same([...integrations.keys()], ['mine-beta', 'mine-live', 'one'])
      t.same(integrations.get('mine-beta')?.settings, { url: 'https://example.org', key: 'k' })
      t.equal(integrations.get('one')?.packageVersion, '2.0.0')
      t.match(failures, [
        { name: 'two', problems: [{ where: 'plugin', rule: /exports no ".\/two"/ }] },
        { name: 'absent', problems: [{ where: 'plugin', rule: /npm install @x\/absent/ }] },
        { name: 'nowhere', problems: [{ where: 'plugin', rule: /there is nothing at .*nowhere/ }] },
        { name: 'wrong', problems: [{ where: 'settings.key', rule: /text|string/ }] },
      ])
    },
  )
}

t.test(
  'a package that is named by its path runs from its sources, an installed one never',
  async (t) => {
    const both = () => ({
      'package.json': packageJson({
        exports: {
          '.': { types: './d.ts', source: './src/index.ts', default: './dist/index.js' },
        },
      }),
      src: { 'index.ts': plugin('source').replace('(word)', '(word: string)') },
      dist: { 'index.js': plugin('compiled') },
    })
    const folder = t.testdir({ work: both(), node_modules: { installed: both() } })
    const integrations = {
      work: { plugin: './work' },
      named: { plugin: 'installed' },
      found: { plugin: './node_modules/installed' },
    }
    const loaded = await loadIntegrations({ ...configOf('in-process'), integrations }, log, {
      from: folder,
    })
    t.same(loaded.failures, [])
    const ids = [...loaded.integrations].map(([name, { plugin }]) => [name, plugin.id])
    t.same(ids, [
      ['work', 'source'],
      ['named', 'compiled'],
      ['found', 'compiled'],
    ])
  },
)
