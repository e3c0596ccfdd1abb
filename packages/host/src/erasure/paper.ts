import type { Integration } from '@hubward/border'
import { type Config, daysFor } from '../config.ts'
import { KEPT } from './kept.ts'

/** An Account, as its paper names it. */
export interface PaperAccount {
  readonly accountId: string
  /** What the operator calls it. */
  readonly label: string | undefined
  /** Its integrations, with how many Channels each has. */
  readonly channels: ReadonlyMap<string, number>
}

const ANY_HOST =
  'any public host: the Customer names the server, or files lie on hosts that are not known before'

/** A paper to be filled in: words between ‹ and › are for people; those in backquotes are names of hosts. */
export interface Paper {
  readonly title: string
  readonly about: string
  readonly sections: readonly PaperSection[]
}

export interface PaperSection {
  readonly heading: string
  readonly text?: string
  readonly items?: readonly string[]
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly string[][] }
}

/**
 * A draft of the record of processing activities that a processor keeps (Article 30(2) GDPR), for one
 * Account. What the code knows is filled in: it comes from the same tables as the documentation and from
 * each plugin's declaration. What only people know stands between ‹ and ›.
 *
 * @param integrations those that run here, by name.
 */
export function processingRecord(
  config: Config,
  account: PaperAccount,
  integrations: ReadonlyMap<string, Integration>,
  now: Date,
): Paper {
  const { operator } = config
  return {
    title: `Record of processing activities: ${account.label ?? account.accountId}`,
    about: `A draft, written on ${now.toISOString().slice(0, 10)} from the configuration and the code of this host. Article 30(2) GDPR. Fill in what stands between ‹ and ›, and have it looked at by whoever is responsible.`,
    sections: [
      {
        heading: 'Who',
        table: {
          columns: ['role', 'who'],
          rows: [
            [
              'controller',
              `${account.label ?? '‹name›'}, SocialHub Account ${account.accountId}, ‹address, contact, data-protection officer›`,
            ],
            ['processor', `${operator.name}, ‹address, contact, data-protection officer›`],
            ['imprint of the processor', operator.imprintUrl ?? '‹address of the imprint›'],
            [
              'privacy notice of the processor',
              operator.privacyUrl ?? '‹address of the privacy notice›',
            ],
          ],
        },
      },
      {
        heading: 'What for',
        text: 'Messages that people write to the controller on the Networks below become Tickets in SocialHub; what the controller answers there is published on the Network.',
      },
      {
        heading: 'Whose data',
        text: 'People who write to the controller (Interactors); people of the controller who answer, by SocialHub’s ids; people of the processor, by name in the audit log.',
      },
      {
        heading: 'Recipients',
        table: {
          columns: ['recipient', 'what it gets', 'hosts', 'country and safeguards'],
          rows: recipients(config, account, integrations),
        },
      },
      {
        heading: 'Which data, and for how long',
        table: {
          columns: ['data', 'kept'],
          rows: KEPT.map(({ data, kept, usualDays }) => [
            data,
            usualDays ? withUsualDays(kept, config) : withDays(kept, config, account),
          ]),
        },
      },
      {
        heading: 'How it is protected',
        items: [
          'Transport: TLS to SocialHub, to the Networks and from browsers.',
          'Texts and names of messages, replies, files, Access Tokens, credentials, settings, notes of plugins and details of the audit log are sealed with AES-256-GCM under a key of this Account; the operator’s keys, which seal that, are not in the database. A file that came before its Channel was known is sealed under the operator’s until a message shows it.',
          'Not sealed: names of Channels and Accounts, types of files, ids, and what failures say.',
          'Each Account’s Channels are apart: nothing of one is shown, or passes, to another.',
          'Who changed what stands in an audit log that shows whether somebody altered it.',
          'One person’s data is exported and erased by `hubward person`; an Account by `hubward account remove`, with a record.',
          '‹access to the servers, backups and how long they are kept, staff›',
        ],
      },
    ],
  }
}

/** The same as Markdown. */
export function paperAsMarkdown({ title, about, sections }: Paper): string {
  const parts = sections.flatMap(({ heading, text, items, table }) => [
    `## ${heading}`,
    ...(text === undefined ? [] : [text]),
    ...(items === undefined ? [] : [items.map((item) => `- ${item}`).join('\n')]),
    ...(table === undefined
      ? []
      : [[table.columns, table.columns.map(() => '---'), ...table.rows].map(tableRow).join('\n')]),
  ])
  return `${[`# ${title}`, about, ...parts].join('\n\n')}\n`
}

function recipients(
  config: Config,
  account: PaperAccount,
  integrations: ReadonlyMap<string, Integration>,
): string[][] {
  return [
    [
      'SocialHub',
      'messages, names and pictures of Interactors; what became of answers',
      `\`${new URL(config.socialhub.apiUrl).host}\``,
      '‹country; contract›',
    ],
    ...[...account.channels].map(([name, count]) => recipient(name, count, integrations.get(name))),
    [
      '‹who runs the servers and the backups›',
      'all of the above, where it is not sealed',
      '',
      '‹country; contract›',
    ],
    ...(config.visitorMail.from === undefined
      ? []
      : [
          [
            'the mail server for visitors',
            'addresses of visitors, answers',
            '',
            '‹country; contract›',
          ],
        ]),
  ]
}

function recipient(name: string, count: number, integration: Integration | undefined): string[] {
  const channels = count === 1 ? '1 Channel' : `${count} Channels`
  if (!integration)
    return [`${name} (${channels})`, '‹the integration does not run here›', '', '‹country›']
  const { plugin } = integration
  const hosts = plugin.declaration.hosts.map((host) => (host === '*' ? ANY_HOST : `\`${host}\``))
  const ways = plugin.declaration.ticketActions.map(({ label }) => label.en)
  const gets =
    ways.length === 0
      ? 'nothing: messages are only read'
      : `what people of the controller do: ${ways.join(', ')}`
  return [
    `${plugin.name} (${channels})`,
    gets,
    hosts.join(', '),
    '‹country; the Network’s own responsibility›',
  ]
}

/** Settings as the days that hold for the Account, in each integration where they differ. */
function withDays(kept: string, config: Config, account: PaperAccount): string {
  const days = (name: 'retentionDays' | 'fileRetentionDays') => {
    const usual = daysFor(config, name, { account: account.accountId })
    const others = [...account.channels.keys()].flatMap((integration) => {
      const own = daysFor(config, name, { account: account.accountId, integration })
      return own === usual ? [] : [`${own} in ${integration}`]
    })
    return [`${usual} days`, ...others].join(', ')
  }
  return withUsualDays(
    kept
      .replaceAll('`fileRetentionDays`', days('fileRetentionDays'))
      .replaceAll('`retentionDays`', days('retentionDays')),
    config,
  )
}

/** Settings as the days that hold where nothing else is set. */
function withUsualDays(kept: string, config: Config): string {
  return kept
    .replaceAll('`audit.namesDays` (365 unless set)', `${config.audit.namesDays} days`)
    .replaceAll('`fileRetentionDays`', `${config.fileRetentionDays} days`)
    .replaceAll('`retentionDays`', `${config.retentionDays} days`)
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
