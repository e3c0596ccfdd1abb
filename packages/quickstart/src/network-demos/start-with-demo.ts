import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Quickstart, type QuickstartOptions, startQuickstart } from '../quickstart.ts'
import { DATA_FOLDER, ROOT } from '../repository-folders.ts'
import type { Demo } from './demo.ts'
import { startDemo } from './demos.ts'
import { startPersonPage } from './person-page.ts'

export interface DemoQuickstart extends Quickstart {
  /** Of the Network, as people read it. */
  readonly networkName: string
  readonly demo: Demo
  /** Where somebody plays the person on the Network. */
  readonly personUrl: string
}

/**
 * `npm start` with one Network in memory, beside the contact form. A Network in memory knows nothing of
 * an earlier one: what is made here is kept nowhere.
 *
 * @param network the plugin's id.
 * @throws NoSuchDemo
 */
export async function startWithDemo(
  network: string,
  options: Omit<QuickstartOptions, 'directory' | 'integrations' | 'openHosts'> = {},
): Promise<DemoQuickstart> {
  const demo = await startDemo(network)
  const closing: (() => Promise<unknown>)[] = [() => demo.close()]
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    await mkdir(DATA_FOLDER, { recursive: true })
    const directory = await mkdtemp(join(DATA_FOLDER, 'demo-'))
    closing.push(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
    const quickstart = await startQuickstart({
      ...options,
      directory,
      openHosts: demo.openHosts,
      integrations: {
        'contact-form': { plugin: join(ROOT, 'plugins/contact-form') },
        [network]: { plugin: join(ROOT, 'plugins', network), settings: demo.settings },
      },
    })
    closing.push(() => quickstart.close())
    const { host } = quickstart
    const networkName = host.context.integrations.get(network)?.plugin.name ?? network
    const person = await startPersonPage(networkName, demo, () => host.fetchNow(network))
    closing.push(() => person.close())
    return { ...quickstart, networkName, demo, personUrl: person.url, close }
  } catch (error) {
    await close()
    throw error
  }
}
