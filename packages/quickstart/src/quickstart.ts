import { join } from 'node:path'
import { firstChannel, logFile, startWorld, type World, type WorldOptions } from '@hubward/dev'
import { DATA_FOLDER, ROOT } from './repository-folders.ts'
import { allowWebsite, startWebsite, type Website } from './website.ts'

export interface QuickstartOptions
  extends Partial<
    Pick<
      WorldOptions,
      | 'cockpitPort'
      | 'directory'
      | 'ports'
      | 'databaseUrl'
      | 'openHosts'
      | 'operator'
      | 'progress'
      | 'visitorMail'
    >
  > {
  /** Of the demo website, where it is free; 8090 unless given. */
  readonly websitePort?: number
  /** Settings of integrations, by name; absent: every plugin in `plugins/`, with its defaults. */
  readonly integrations?: Record<string, { plugin: string; settings?: Record<string, unknown> }>
}

export interface Quickstart extends World {
  /** The hosted page of the first contact form. */
  readonly formUrl: string | undefined
  /** A Customer's website, with that form and its chat bubble. */
  readonly websiteUrl: string | undefined
  readonly logFile: string
}

/** What the first contact form is asked for when it is made. */
const FIRST_FORM = { title: 'Contact us' }
const WEBSITE_PORT = 8090

/** Starts everything that `npm start` shows. */
export async function startQuickstart(options: QuickstartOptions = {}): Promise<Quickstart> {
  const { directory = DATA_FOLDER, progress = () => undefined, integrations } = options
  const { websitePort = WEBSITE_PORT, ...rest } = options
  const log = join(directory, 'host.log')
  const world = await startWorld({
    ...rest,
    directory,
    progress,
    logTo: logFile(log),
    plugins: integrations ? { integrations } : { pluginFolder: join(ROOT, 'plugins') },
  })
  let website: Website | undefined
  try {
    const { host, simulator } = world
    progress('A first contact form, and a website that shows it', false)
    const form = host.context.integrations.has('contact-form')
      ? await firstChannel(host, simulator, 'contact-form', FIRST_FORM)
      : undefined
    website =
      form && (await startWebsite(websitePort, host.context.config.publicUrl, form.instructions))
    if (form && website) await allowWebsite(host, form.id, website)
    progress('A first contact form, and a website that shows it', true)
    return {
      ...world,
      formUrl: form?.instructions.find(({ kind }) => kind === 'link')?.value,
      websiteUrl: website?.url,
      logFile: log,
      close: async () => {
        await website?.close()
        await world.close()
      },
    }
  } catch (error) {
    await website?.close()
    await world.close()
    throw error
  }
}
