import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Of Debian's packages of nearly these names. HAProxy lies where only root looks. */
const PROGRAMS = ['etcd', 'patroni', 'haproxy'] as const
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin']
/** Where Debian keeps one folder for each major version. */
const POSTGRES = '/usr/lib/postgresql'
/** What the embedded PostgreSQL lacks, and a cluster can't do without. */
const REPLICATING = ['pg_basebackup', 'pg_rewind']

/** @throws a sentence that says what to install, where something is missing. */
export function clusterPrograms(): Record<(typeof PROGRAMS)[number] | 'postgres', string> {
  const [etcd, patroni, haproxy] = PROGRAMS.map(find)
  const postgres = newestPostgres()
  if (etcd && patroni && haproxy && postgres) return { etcd, patroni, haproxy, postgres }
  throw new Error(
    'A cluster needs etcd, Patroni, HAProxy and PostgreSQL 15 or newer. On Debian or Ubuntu: apt-get install --no-install-recommends etcd-server patroni haproxy postgresql',
  )
}

function find(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS]
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

/** The folder with the programs of the newest version. */
function newestPostgres(): string | undefined {
  let versions: string[]
  try {
    versions = readdirSync(POSTGRES)
  } catch {
    return undefined
  }
  return versions
    .filter((version) => Number(version) >= 15)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(POSTGRES, version, 'bin'))
    .find((folder) => REPLICATING.every((name) => isProgram(join(folder, name))))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
