import { readFile } from 'node:fs/promises'
import { TURN_ORDER } from '../../../host/src/turn-order.ts'
import { table } from './markdown.ts'

const HOST = new URL('../../../host/src/', import.meta.url)

/** The turn's table for the architecture, each row with the file that does it. */
export async function turnOrderTable(): Promise<string> {
  const source = await readFile(new URL('turn-order.ts', HOST), 'utf8')
  return table(
    ['', 'work', 'in', 'while the Channel is', ''],
    TURN_ORDER.map(({ name, do: does, states, peopleWait, holdsBack }, place) => {
      const file = fileOf(does, source)
      return [
        String(place + 1),
        name,
        `[\`${file}\`](../packages/host/src/${file})`,
        states.map((state) => `\`${state}\``).join(', '),
        [
          ...(peopleWait ? ['people wait for it'] : []),
          ...(holdsBack ? ['until it is done, nothing below is'] : []),
        ].join('; '),
      ]
    }),
  )
}

/** Where the function stands that a row calls: nobody has to write it down a second time. */
function fileOf(does: (...given: never) => unknown, source: string): string {
  const [, called = ''] = /=>\s*(\w+)\(/.exec(does.toString()) ?? []
  const [, file] =
    new RegExp(`import \\{ [^}]*\\b${called}\\b[^}]* \\} from '\\./(.+)'`).exec(source) ?? []
  if (called === '' || file === undefined) {
    throw new Error(`${does.toString()} calls no function that turn-order.ts imports`)
  }
  return file
}
