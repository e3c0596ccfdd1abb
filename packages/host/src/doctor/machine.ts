import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Integration } from '@hubward/border'
import type { Config } from '../config.ts'
import { type CheckResult, cantTell, fail, pass } from '../manifests/check-result.ts'
import { version } from '../version.ts'

const MB = 1_000_000
/** A host itself writes little: what plugins declare, and reports of crashes. */
const SCARCE_MB = 200
const OLDEST_NODE = [22, 20] as const

/** Room where this machine's host writes. PostgreSQL's disk is another matter: see `rights`. */
export async function examineDisk({ plugins }: Pick<Config, 'plugins'>): Promise<CheckResult[]> {
  const folders = new Set([process.cwd(), plugins.cacheFolder ?? tmpdir()])
  return await Promise.all(
    [...folders].map(async (folder) => {
      const name = 'disk'
      try {
        const { bavail, bsize, ffree, files } = await statfs(folder)
        const left = Math.floor((bavail * bsize) / MB)
        if (files > 0 && ffree < 1_000) {
          return fail(
            name,
            `${folder} has place for ${ffree} more files.`,
            'Remove small files there.',
          )
        }
        if (left >= SCARCE_MB) return pass(name, `${folder} has ${left} MB left.`)
        return fail(name, `${folder} has ${left} MB left.`, 'Make room there.')
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
        const found = `How full ${folder} is can’t be told (${code}).`
        return cantTell(name, found, 'Check that the folder exists and this user may enter it.')
      }
    }),
  )
}

/** Of Hubward, Node and each plugin. */
export function examineVersions(integrations: readonly Integration[]): CheckResult[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = OLDEST_NODE
  const isNew = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
  const plugins = integrations.map(
    ({ plugin, packageVersion }) => `${plugin.id} ${packageVersion ?? 'of no version'}`,
  )
  const found = [`Hubward ${version}`, `Node ${process.versions.node}`, ...plugins].join(', ')
  return [
    isNew
      ? pass('versions', `${found}.`)
      : fail('versions', `${found}.`, `Update Node to ${OLDEST_NODE.join('.')} or later.`),
  ]
}
