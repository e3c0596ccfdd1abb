import { stat } from 'node:fs/promises'
import type { Config } from './config.ts'

/** Of Node: what writes the memory into a file, or lets somebody else read it. With it go all keys. */
const REVEALING_FLAG =
  /^--(heapsnapshot-near-heap-limit|heapsnapshot-signal|heap-prof|inspect|inspect-brk|inspect-wait|abort-on-uncaught-exception)(=|$)/

/** Ways in which the operator's secrets lie open, each a sentence with what to do. */
export async function exposedSecrets({ file }: Pick<Config, 'file'>): Promise<readonly string[]> {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
  const revealing = flags.filter((flag) => REVEALING_FLAG.test(flag))
  const open = file?.holdsSecrets ? await whoElseReads(file.path) : undefined
  return [
    ...(open === undefined
      ? []
      : [
          `the configuration file ${file?.path} can be read by ${open}, and with it keys and passwords; take that away: chmod go-rwx ${file?.path}`,
        ]),
    ...(revealing.length > 0
      ? [
          `Node was started with ${revealing.join(', ')}, by which everything in memory can leave this process, keys included; leave it out where Customers are served`,
        ]
      : []),
  ]
}

async function whoElseReads(file: string): Promise<string | undefined> {
  const uid = process.getuid?.()
  // Windows has no such modes.
  if (uid === undefined) return undefined
  const found = await stat(file).catch(() => undefined)
  if (!found) return undefined
  if ((found.mode & 0o007) !== 0) return 'every user of this machine'
  // A file of somebody else, root say, is read by the host through its group: that is as it should be.
  return (found.mode & 0o070) !== 0 && found.uid === uid ? 'its group' : undefined
}

/**
 * Node's diagnostic report, wherever it is asked for, lists the environment: databaseUrl and keys may
 * stand there.
 */
export function keepEnvironmentOutOfReports(): void {
  // The types of Node don't know the second yet: it leaves addresses of visitors out.
  Object.assign(process.report, { excludeEnv: true, excludeNetwork: true })
}
