import { Visitor } from '../../../host/test/fixtures/visitor.ts'
import type { Attack } from '../attack.ts'
import { fillIn } from '../stage/customer.ts'
import type { World } from '../stage/world.ts'
import { until } from '../until.ts'

/** As far as a forged link leads, and further. */
const STEPS = 4
const TITLE = 'Title-that-only-its-Customer-knows'

/** A token as SocialHub makes them, but signed by nobody: all that stands in it is a claim. */
function forged(claims: Readonly<Record<string, unknown>>): string {
  const now = Math.floor(Date.now() / 1_000)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ ...claims, iat: now, exp: now + 1_800 }),
    Buffer.from('signed by nobody').toString('base64url'),
  ].join('.')
}

const answersFor = (account: string) => ({
  account,
  ':name.0': account,
  ':unique-name.0': `@${account}`,
})

/** So that what a worker takes when it starts is not taken for the attack's. */
async function startWorkers({ simulator, manifestOf }: World): Promise<void> {
  const { accountId } = simulator
  const link = await simulator.act.creationLink({ accountId, manifestId: manifestOf('stub') })
  await new Visitor().open(link)
}

function another(world: World): string {
  return world.simulator.act.createAccount({ name: 'Somebody else' }).id
}

/** Opens a forged "Reactivate" of somebody's contact form, and goes on as far as it leads. */
function forgedReactivation(name: string, about: string, ownAccount: boolean): Attack {
  return {
    name,
    about,
    async run(world) {
      await world.addChannel('contact-form', { title: TITLE })
      const channel = Object.values(world.simulator.state.data.channels).findLast(
        ({ name: of }) => of === TITLE,
      )
      if (!channel) throw new Error('SocialHub knows no such Channel')
      const accountId = ownAccount ? another(world) : channel.accountId
      const manifest = world.simulator.state.data.manifests[channel.manifestId]
      const link = new URL(manifest?.callbacks?.channelReactivation ?? '')
      const token = forged({
        accountId,
        manifestId: channel.manifestId,
        userId: '5f1b2c3d4e5f60718293a4b5',
        origin: world.simulator.appUrl,
        channelId: channel.id,
        networkId: channel.networkId,
        uniqueName: 'claimed',
      })
      link.searchParams.set('token', token)
      const pages: string[] = []
      const visitor = new Visitor()
      // What is left behind by a first try may be shown by a second.
      for (let attempt = 0; attempt < 2; attempt++) {
        let page = await visitor.open(link.href)
        pages.push(page.text)
        for (let step = 0; step < STEPS && page.text.includes(':step'); step++) {
          page = await visitor.submit(page)
          pages.push(page.text)
        }
      }
      const shown = pages.some((text) => text.includes(TITLE))
      const { rows } = await world.pool.query('select account_id from channels where name = $1', [
        TITLE,
      ])
      return {
        got: shown
          ? 'the Channel’s name and settings'
          : `${pages.length} pages that say nothing of the Channel`,
        checks: [
          { what: 'nothing of the Channel was shown', ok: !shown },
          {
            what: 'the Channel stays with its Account',
            ok: rows.every(({ account_id: of }) => of === channel.accountId),
          },
        ],
      }
    },
  }
}

export const accounts: readonly Attack[] = [
  {
    name: 'same-account-elsewhere',
    about:
      'an account of a Network added by another SocialHub Account, SocialHub having forgotten the first Channel',
    prepare: startWorkers,
    async run(world) {
      const { simulator, network, pool } = world
      await world.addChannel('stub', answersFor('shop'))
      const mine = Object.values(simulator.state.data.channels).find(
        ({ networkId }) => networkId === 'shop',
      )
      if (!mine) throw new Error('no first Channel')
      network.addMessage('shop', { text: 'for the first Account' })
      const known = async (socialhubId: string) => {
        const { rows } = await pool.query(
          `select c.account_id as account, count(i.*)::int as messages from channels c
            left join interactions i on i.channel_id = c.id
            where c.socialhub_channel_id = $1 group by c.id, c.account_id`,
          [socialhubId],
        )
        return rows[0]
      }
      if (!(await until(async () => (await known(mine.id))?.messages > 0))) {
        throw new Error('nothing was fetched')
      }
      delete simulator.state.data.channels[mine.id]
      const theirAccount = another(world)
      await world.addChannel('stub', answersFor('shop'), theirAccount)
      const theirs = Object.values(simulator.state.data.channels).find(
        ({ accountId }) => accountId === theirAccount,
      )
      const [first, second] = [await known(mine.id), await known(theirs?.id ?? '')]
      return {
        got: second ? `a Channel that knows ${second.messages} messages` : 'no Channel',
        checks: [
          {
            what: 'the first Channel stays with its Account',
            ok: first?.account === mine.accountId && first.messages === 1,
          },
        ],
      }
    },
  },
  forgedReactivation(
    'forged-reactivation',
    'a forged reactivation token that names the Channel’s own Account',
    false,
  ),
  forgedReactivation(
    'forged-reactivation-elsewhere',
    'a forged reactivation token that names another Account',
    true,
  ),
  {
    name: 'replaced-session',
    about: 'an attacker’s link opened in the browser of a Customer who is adding a Channel',
    prepare: startWorkers,
    async run(world) {
      const { simulator } = world
      const linkOf = (accountId: string) =>
        simulator.act.creationLink({ accountId, manifestId: world.manifestOf('stub') })
      const attacker = another(world)
      const customer = new Visitor()
      const page = await customer.open(await linkOf(simulator.accountId))
      await customer.open(await linkOf(attacker))
      await fillIn(page, answersFor('victim'), customer)
      const taken = Object.values(simulator.state.data.channels).some(
        ({ accountId, networkId }) => accountId === attacker && networkId === 'victim',
      )
      return {
        got: taken ? 'the Customer’s account in their own SocialHub Account' : 'nothing',
        checks: [{ what: 'the Customer’s account was not added to the attacker’s', ok: !taken }],
      }
    },
  },
  {
    name: 'blob-origin',
    about: 'a creation token whose origin is a blob: address of SocialHub’s origin',
    prepare: startWorkers,
    async run(world) {
      const { simulator } = world
      const link = await simulator.act.creationLink({
        accountId: simulator.accountId,
        manifestId: world.manifestOf('stub'),
        origin: `blob:${simulator.appUrl}/of-somebody`,
      })
      const page = await new Visitor().open(link)
      return {
        got: page.status < 400 ? 'the onboarding page' : `a refusal, ${page.status}`,
        checks: [{ what: 'the link was refused', ok: page.status >= 400 }],
      }
    },
  },
]
