import { join } from 'node:path'
import { firstChannel, logFile, startWorld, type World, type WorldOptions } from '@hubward/dev'
import { DIRECTORY, ROOT } from './places.ts'

export interface QuickstartOptions
  extends Partial<
    Pick<
      WorldOptions,
      'directory' | 'ports' | 'databaseUrl' | 'openHosts' | 'operator' | 'progress'
    >
  > {
  /** Settings of integrations, by name; absent: every plugin in `plugins/`, with its defaults. */
  readonly integrations?: Record<string, { plugin: string; settings?: Record<string, unknown> }>
}

export interface Quickstart extends World {
  /** The hosted page of the first contact form. */
  readonly formUrl: string | undefined
  readonly logFile: string
}

/** What the first contact form is asked for when it is made. */
const FIRST_FORM = { title: 'Contact us' }

/** Starts everything that `npm start` shows. */
export async function startQuickstart(options: QuickstartOptions = {}): Promise<Quickstart> {
  const { directory = DIRECTORY, progress = () => undefined, integrations, ...rest } = options
  const log = join(directory, 'host.log')
  const world = await startWorld({
    ...rest,
    directory,
    progress,
    logTo: logFile(log),
    plugins: integrations ? { integrations } : { pluginFolder: join(ROOT, 'plugins') },
  })
  try {
    const { host, simulator } = world
    progress('A first contact form', false)
    const formUrl = host.context.integrations.has('contact-form')
      ? await firstChannel(host, simulator, 'contact-form', FIRST_FORM)
      : undefined
    progress('A first contact form', true)
    return { ...world, formUrl, logFile: log }
  } catch (error) {
    await world.close()
    throw error
  }
}
