import { ANNA, startFakeTelegram, TOKEN } from '../../../../plugins/telegram/test/fake-telegram.ts'
import { PRIVATE } from '../../../../plugins/telegram/test/trial.ts'
import type { Demo } from './demo.ts'

export async function startDemo(): Promise<Demo> {
  const network = await startFakeTelegram()
  network.chat(PRIVATE)
  return {
    settings: { server: network.url },
    openHosts: [new URL(network.url).host],
    shows: 'a server that answers as the Bot API’s page says',
    connect: [
      { fill: 'Token of the bot', with: TOKEN },
      { press: 'Continue' },
      { press: 'Connect' },
    ],
    person: ANNA.first_name,
    write: (text) => void network.write(PRIVATE, { text }),
    standing: () =>
      network.standing.map(({ message }) => ({
        from: message.from?.first_name ?? '',
        text: message.text ?? message.caption ?? '(a file)',
      })),
    close: () => network.close(),
  }
}
