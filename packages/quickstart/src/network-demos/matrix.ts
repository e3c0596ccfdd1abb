import { CUSTOMER, startFakeMatrix } from '../../../../plugins/matrix/test/fake-matrix.ts'
import { ANNA, settingsFor } from '../../../../plugins/matrix/test/trial.ts'
import type { Demo } from './demo.ts'

export async function startDemo(): Promise<Demo> {
  const network = await startFakeMatrix()
  const { world } = network
  world.user(ANNA, 'Anna')
  const room = world.room([ANNA, CUSTOMER], { name: 'Shop' })
  return {
    settings: settingsFor(network),
    openHosts: [new URL(network.url).host],
    shows:
      'a server that checks each call against Matrix’s own description; on its login page whoever comes is logged in already',
    connect: [
      { fill: 'Matrix address', with: CUSTOMER },
      { press: 'Continue' },
      { choose: 'Shop' },
      { press: 'Continue' },
      { press: 'Connect' },
    ],
    person: 'Anna',
    write: (text) => void world.write(room, ANNA, text),
    standing: () =>
      room.events.flatMap(({ type, sender, content }) =>
        type === 'm.room.message' ? { from: sender, text: String(content.body) } : [],
      ),
    close: () => network.close(),
  }
}
