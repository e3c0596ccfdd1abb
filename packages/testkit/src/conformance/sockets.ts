import type { Message } from '@hubward/plugin'
import { answerable, publications } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show } from './rule.ts'
import { expectEachOnce, type Scene, type Stage } from './stage.ts'

/** So many pieces of what a Network says are cut off one by one; a longer talk repeats itself. */
const PIECES_LIMIT = 8
const REPEATS = 2

/**
 * Connections that don't speak HTTP. They hold for every plugin: who opens no connection loses none.
 */
export function socketRules(stage: Stage): Rule[] {
  const action = stage.plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
  return [
    {
      name: 'a connection that breaks loses no message',
      why: 'half a list looks like a whole one, and the position moves over the other half',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const scene = await stage.settled()
        const { sockets } = scene.host.faults
        const before = scene.channel.position
        const began = sockets.pieces
        await stage.fetchPage(scene)
        if (sockets.pieces === began) return
        const texts = await stage.write(scene, 3)
        const first = { pieces: sockets.pieces, bytes: sockets.bytes }
        scene.channel.position = before
        await stage.fetchPage(scene)
        const pieces = Math.min(sockets.pieces - first.pieces, PIECES_LIMIT)
        const bytes = sockets.bytes - first.bytes
        const cuts = [
          ...Array.from({ length: pieces }, (_, count) => () => sockets.cutAfterPieces(count)),
          ...[0.5, 0.8, 0.95].map((part) => () => sockets.cutAfterBytes(Math.floor(bytes * part))),
        ]
        for (const cut of cuts) {
          scene.channel.position = before
          const seen: Message[] = []
          cut()
          await stage.failureOf(scene, async () => {
            seen.push(...(await stage.fetchPage(scene)).messages)
          })
          sockets.none()
          expectEachOnce([...seen, ...(await stage.fetchAll(scene))], texts)
        }
      },
    },
    {
      name: 'after a connection that broke nobody claims that nothing was published',
      why: 'a message may be accepted whose answer never came: sent again, people get it twice',
      guide: 'Replying',
      needs: [FETCHES],
      async run() {
        if (action === undefined) return
        const { scene, reply } = await answerable(stage, action.id)
        const { sockets } = scene.host.faults
        const began = sockets.pieces
        await scene.channel.reply(reply)
        const pieces = Math.min(sockets.pieces - began, PIECES_LIMIT)
        for (let count = 0; count < pieces; count++) {
          const { scene: other, reply: wanted } = await answerable(stage, action.id)
          other.host.faults.sockets.cutAfterPieces(count)
          const failure = await stage.failureOf(other, () => other.channel.reply(wanted))
          other.host.faults.none()
          const published = await publications(stage, other, wanted.text)
          const told = failure === undefined ? 'success' : `“effect: ${failure.effect}”`
          expect((published ?? 0) <= 1, 'one publication at most', `${published}`)
          if (published === 0) {
            expect(failure !== undefined, 'an error: nothing was published', told)
          } else {
            const honest = failure === undefined || failure.effect === 'unknown'
            expect(honest || published === undefined, '“effect: unknown”: it was published', told)
          }
        }
      },
    },
    {
      name: 'a certificate that is refused ends the call',
      why: 'who goes on without TLS hands the password to whoever stands in between',
      guide: 'Errors',
      needs: [FETCHES],
      async run() {
        const { scene, calls } = await bothCalls()
        const { sockets } = scene.host.faults
        for (const [name, call] of calls) {
          const began = sockets.secured
          await call()
          if (sockets.secured === began) continue
          // What is kept between calls makes no handshake.
          sockets.closeAll()
          sockets.refuseTls()
          const failure = await stage.failureOf(scene, call)
          scene.host.faults.none()
          expect(failure !== undefined, `an error of ${name}`, 'success, without TLS')
          const code = failure.code
          expect(code !== 'authentication', `an error of ${name} that ends no grant`, `“${code}”`)
        }
      },
    },
    {
      name: 'no connection is left open, whatever happens',
      why: 'each call that leaves one behind takes from the few that a server gives an account',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        const { scene, calls } = await bothCalls()
        const { sockets } = scene.host.faults
        for (const [name, call] of calls) {
          const began = sockets.pieces
          await call()
          const pieces = Math.min(sockets.pieces - began, PIECES_LIMIT)
          if (pieces === 0) continue
          // What is kept between calls, by context.session, is open after the first and no more later.
          const usual = await openAfter(scene, 0)
          for (let count = 0; count < REPEATS; count++) await call()
          for (let count = 0; count < pieces; count++) {
            sockets.cutAfterPieces(count)
            await stage.failureOf(scene, call)
            scene.host.faults.none()
          }
          const left = await openAfter(scene, usual)
          expect(left <= usual, `no more connections open after ${name} than before`, show(left))
        }
        sockets.closeAll()
      },
    },
  ]

  /** A Channel with what it does again and again. */
  async function bothCalls() {
    const { scene, reply } =
      action === undefined
        ? { scene: await stage.arranged(), reply: undefined }
        : await answerable(stage, action.id)
    const { channel } = scene
    const calls: [string, () => Promise<unknown>][] = [
      ['fetchMessages', () => channel.fetchPage(channel.position)],
    ]
    let count = 0
    if (reply) {
      const again = () => ({ ...reply, idempotencyKey: `${reply.idempotencyKey}-${++count}` })
      calls.push(['reply', () => channel.reply(again())])
    }
    return { scene, calls }
  }

  /** Open connections, once those that are on their way to their end are there. */
  async function openAfter({ host }: Scene, wanted: number): Promise<number> {
    const { sockets } = host.faults
    const until = Date.now() + (stage.trial.patienceMs ?? 1_000) / 2
    while (sockets.open > wanted && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return sockets.open
  }
}
