import { join } from 'node:path'
import { firstChannel, logFile, startWorld, type World, type WorldOptions } from '@hubward/dev'
import { type MailCatcher, startMailCatcher } from './mail-catcher.ts'
import { DATA_FOLDER, ROOT } from './repository-folders.ts'
import { allowWebsite, startWebsite } from './website.ts'

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
      | 'startNote'
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
  /** Where mails to its visitors are read; absent where `visitorMail` says who sends them. */
  readonly mailboxUrl: string | undefined
  readonly logFile: string
}

/** What the first contact form is asked for when it is made. */
const FIRST_FORM = { title: 'Contact us' }
const WEBSITE_PORT = 8090

/** Nobody who tries the demo for an afternoon comes to a limit, since nothing leaves this computer. */
const MAILS_A_DAY = 1_000
function caughtMail({ smtpUrl }: MailCatcher): NonNullable<WorldOptions['visitorMail']> {
  return {
    from: 'answers@agency.example',
    smtpUrl,
    noticesPerAddress: MAILS_A_DAY,
    noticesPerSender: MAILS_A_DAY,
    noticesPerChannel: MAILS_A_DAY,
    mailsPerAddress: MAILS_A_DAY,
  }
}

/** Starts everything that `npm start` shows. */
export async function startQuickstart(options: QuickstartOptions = {}): Promise<Quickstart> {
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    const failed: { readonly error: unknown }[] = []
    for (const end of closing.splice(0).reverse()) {
      await end().catch((error: unknown) => failed.push({ error }))
    }
    // What came first caused the others more often than the other way round.
    const [first] = failed
    if (first) throw first.error
  }
  try {
    return { ...(await build(options, closing)), close }
  } catch (error) {
    // Why it did not start says more than what could not be ended.
    await close().catch(() => undefined)
    throw error
  }
}

/** @param closing is given what ends each thing that was started. */
async function build(
  options: QuickstartOptions,
  closing: (() => Promise<void>)[],
): Promise<Quickstart> {
  const { directory = DATA_FOLDER, progress = () => undefined, integrations } = options
  const { websitePort = WEBSITE_PORT, ...rest } = options
  const log = join(directory, 'host.log')
  const catcher = options.visitorMail === undefined ? await startMailCatcher() : undefined
  if (catcher) closing.push(catcher.close)
  const world = await startWorld({
    ...rest,
    ...(catcher && { visitorMail: caughtMail(catcher) }),
    directory,
    progress,
    logTo: logFile(log),
    plugins: integrations ? { integrations } : { pluginFolder: join(ROOT, 'plugins') },
  })
  closing.push(world.close)
  const { host, simulator } = world
  progress('A first contact form, and a website that shows it', false)
  const form = host.context.integrations.has('contact-form')
    ? await firstChannel(host, simulator, 'contact-form', FIRST_FORM)
    : undefined
  const website =
    form &&
    (await startWebsite(
      websitePort,
      host.context.config.publicUrl,
      form.instructions,
      catcher?.mails,
    ))
  if (website) closing.push(website.close)
  if (form && website) await allowWebsite(host, form.id, website)
  progress('A first contact form, and a website that shows it', true)
  return {
    ...world,
    formUrl: form?.instructions.find(({ kind }) => kind === 'link')?.value,
    websiteUrl: website?.url,
    mailboxUrl: website?.mailboxUrl,
    logFile: log,
  }
}
