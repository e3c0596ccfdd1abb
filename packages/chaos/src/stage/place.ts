import { join } from 'node:path'
import { freePort } from '../../../host/test/stage/free-port.ts'

const PORTS = ['front', 'network', 'api', 'app', 'notices', 'mail'] as const

/**
 * Where a world lies that goes on after its runner was killed. Its addresses stay, since hosts store some of
 * them, and everybody keeps a file here of what must not be forgotten.
 */
export interface Place {
  /** One that PostgreSQL's user can reach. */
  readonly folder: string
  readonly ports: Readonly<Record<(typeof PORTS)[number], number>>
}

export async function newPlace(folder: string): Promise<Place> {
  const ports = { front: 0, network: 0, api: 0, app: 0, notices: 0, mail: 0 }
  for (const name of PORTS) ports[name] = await freePort()
  return { folder, ports }
}

/** A file of a part of the world; absent where the world ends with its runner. */
export function fileIn(place: Place | undefined, name: string): string | undefined {
  return place && join(place.folder, name)
}
