import { readFile } from 'node:fs/promises'
import { CAPABILITIES, type Capability, PROOFS, type Proof } from '@hubward/testkit'
import { testFiles } from '../checks/test-files.ts'

/** A call of `proves(…)`, as it stands in a test file. */
export interface ProvesCall {
  readonly network: string
  readonly capabilities: readonly Capability[]
  readonly by: Proof
}

/**
 * The calls of `proves` in the text of a test file. They are read and not run, so what they say must stand
 * there as it is.
 *
 * @throws when a call says something that can't be read.
 */
export function provesCalls(text: string): ProvesCall[] {
  return [...text.matchAll(/\bproves\(\w+, \{([^}]*)\}/g)].map(([call, inside = '']) => {
    const network = /\bnetwork: '([\w-]+)'/.exec(inside)?.[1]
    const by = PROOFS.find((proof) => inside.includes(`by: '${proof}'`))
    const list = /\bcapabilities: \[([^\]]*)\]/.exec(inside)?.[1] ?? ''
    const names = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)
    const capabilities = CAPABILITIES.filter((one) => names.includes(one))
    if (network === undefined || !by || capabilities.length === 0) {
      throw new Error(`This call of proves can't be read: ${call}`)
    }
    return { network, capabilities, by }
  })
}

/** What each test file of the present folder says that it proves, of those that say anything. */
export async function callsOfTests(): Promise<Map<string, readonly ProvesCall[]>> {
  const calls = new Map<string, readonly ProvesCall[]>()
  for (const file of testFiles()) {
    const found = provesCalls(await readFile(file, 'utf8'))
    if (found.length > 0) calls.set(file, found)
  }
  return calls
}
