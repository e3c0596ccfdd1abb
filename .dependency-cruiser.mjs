// Who may import whom. A plugin knows one Network and nothing else, the host knows no Network, and
// the simulator signs by an implementation of its own, so that two sides can't share a mistake.

const SOURCES = '^(packages|plugins)/[^/]+/(src|test|bench)/'

/** Within a package everything may be imported; from outside only what is named. */
function only(name, from, allowed, comment) {
  return {
    name,
    severity: 'error',
    comment,
    from: { path: `^${from}/` },
    to: { path: '^(packages|plugins)/', pathNot: [from, ...allowed].map((path) => `^${path}/`) },
  }
}

/** The rooms of a host, from below: nothing imports from a later line, or from beside it. */
export const HOST_ROOMS = [
  [
    'availability.ts',
    'call-budget.ts',
    'channel.ts',
    'counters.ts',
    'crash-points.ts',
    'delivery.ts',
    'error-for-people.ts',
    'grouping.ts',
    'mail-address.ts',
    'own-days.ts',
    'pause-or-stop.ts',
    'round.ts',
  ],
  ['retry.ts', 'sealing/', 'settings.ts', 'version.ts', 'yaml.ts'],
  ['config-problems.ts', 'config-sources.ts'],
  ['store/', 'config.ts'],
  ['audit/', 'tracing/'],
  [
    'channel-log.ts',
    'doorbell.ts',
    'host-context.ts',
    'lease.ts',
    'log.ts',
    'lost-claims.ts',
    'shared-statements.ts',
  ],
  [
    'exposed-secrets.ts',
    'ledger/',
    'listeners.ts',
    'presence.ts',
    'socialhub-client.ts',
    'wait-for-adoption.ts',
  ],
  ['socialhub.ts', 'spend-call.ts', 'manifests/', 'metrics/', 'plugins/'],
  ['erasure/', 'tokens/', 'web/'],
  ['notices/', 'housekeeping.ts'],
  ['inbound/', 'outbound/', 'onboarding/', 'visitor-mail/'],
  ['mailbox.ts', 'operating/'],
  ['cockpit/', 'custom/', 'doctor/', 'rehearse/'],
  ['turn-order.ts', 'server.ts'],
  ['turn.ts'],
  ['claim.ts'],
  ['host.ts'],
  ['cli/', 'index.ts'],
  ['main.ts'],
]

/** The rule of one of them. */
function fromBelow(room, line) {
  const path = (names) => names.map((name) => `^packages/host/src/${name.replace('.', '\\.')}`)
  return {
    name: `host-room-${room.replace(/\/|\.ts/, '')}`,
    severity: 'error',
    comment: `the rooms of a host stand on each other, and nothing imports from above: ${HOST_ROOMS.map((names) => names.join(' ')).join(' < ')}`,
    from: { path: path([room]) },
    to: { path: path(HOST_ROOMS.slice(line).flat()), pathNot: path([room]) },
  }
}

export default {
  forbidden: [
    // The store has a stricter rule of its own.
    ...HOST_ROOMS.flatMap((rooms, line) => rooms.map((room) => [room, line]))
      .filter(([room]) => room !== 'store/')
      .map(([room, line]) => fromBelow(room, line)),
    only(
      'socialhub',
      'packages/socialhub',
      [],
      'socialhub is useful on its own: it imports no other package',
    ),
    only(
      'postgres',
      'packages/postgres',
      [],
      'postgres is useful on its own: it imports no other package',
    ),
    only('browser', 'packages/browser', [], 'browser imports no other package'),
    only('plugin', 'packages/plugin', ['packages/socialhub'], 'plugin may import socialhub only'),
    only(
      'border',
      'packages/border',
      ['packages/plugin', 'packages/socialhub'],
      'border may import plugin and socialhub only: what runs plugins is given to it',
    ),
    only(
      'testkit',
      'packages/testkit',
      // Messages are made of socialhub's schemas, so that their tests read them too.
      ['packages/border', 'packages/plugin', 'packages/socialhub'],
      'testkit may import border, plugin and socialhub only: a plugin is tested without a host',
    ),
    only(
      'create-hubward-plugin',
      'packages/create-hubward-plugin',
      ['packages/plugin'],
      'create-hubward-plugin may import plugin only: what it writes depends on the rest',
    ),
    only(
      'host',
      'packages/host/src',
      ['packages/border', 'packages/plugin', 'packages/socialhub', 'packages/postgres'],
      'host may import border, plugin, socialhub and postgres only: it knows no Network',
    ),
    {
      name: 'store-below',
      severity: 'error',
      comment:
        'the store is below the rest of the host: move the type down into it, or the logic up out of it',
      from: { path: '^packages/host/src/store/' },
      to: {
        path: '^packages/host/src/',
        pathNot: [
          '^packages/host/src/store/',
          // Pure: states and their tables, and how a secret is sealed.
          '^packages/host/src/(call-budget|channel|delivery|mail-address|own-days)\\.ts$',
          '^packages/host/src/sealing/',
        ],
      },
    },
    {
      name: 'custom-alone',
      severity: 'error',
      comment:
        'the commands for Custom Channels need nothing of onboarding: a link connects their Customers',
      from: { path: '^packages/host/src/custom/' },
      to: { path: '^packages/host/src/onboarding/' },
    },
    only(
      'dev',
      'packages/dev/src',
      ['host', 'plugin', 'postgres', 'simulator', 'socialhub'].map((name) => `packages/${name}`),
      'dev brings host and simulator together for the author of a plugin, and knows no Network',
    ),
    only(
      'simulator',
      'packages/simulator/src',
      ['packages/socialhub'],
      "simulator may import socialhub's schemas only",
    ),
    {
      name: 'simulator-signs-itself',
      severity: 'error',
      comment: "the simulator signs by an implementation of its own, never by socialhub's",
      from: { path: '^packages/simulator/' },
      to: { path: '^packages/socialhub/', pathNot: '^packages/socialhub/src/index\\.ts$' },
    },
    {
      name: 'plugins',
      severity: 'error',
      comment:
        'a plugin may import plugin only, and testkit in its tests: never host, never another plugin',
      from: { path: '^plugins/([^/]+)/' },
      to: {
        path: '^(packages|plugins)/',
        pathNot: ['^plugins/$1/', '^packages/(plugin|testkit|browser)/'],
      },
    },
    {
      name: 'plugin-sources-without-test-tools',
      severity: 'error',
      comment: 'only the tests of a plugin may import testkit and browser',
      from: { path: '^plugins/[^/]+/src/' },
      to: { path: '^packages/(testkit|browser)/' },
    },
    {
      name: 'sources-without-tests',
      severity: 'error',
      comment: 'what is published imports nothing that is for tests',
      // quickstart is never published: it plays in a browser to take the screenshots. Nor is chaos,
      // whose Customers go through the pages as those of the host's tests do, nor attacks.
      from: { path: '/src/', pathNot: '^packages/(attacks|browser|chaos|quickstart)/' },
      to: { path: '^((packages|plugins)/[^/]+/test|packages/browser)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'files import each other in a circle: move what both need into a file of its own',
      from: {},
      // Types may refer to each other: nothing of them is left when the code runs.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circles-in-the-host',
      severity: 'error',
      comment: 'files of the host import each other in a circle, types included',
      from: { path: '^packages/host/src/' },
      to: { circular: true },
    },
  ],
  options: {
    includeOnly: { path: SOURCES },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
