/** What people write in the story that the screenshots show. */

export const CUSTOMER = 'Northfield Utilities'
export const AGENT = 'Hannah Vogt'

export const OPERATOR = {
  name: 'Nordlicht Agency',
  imprintUrl: 'https://nordlicht.example/imprint',
  privacyUrl: 'https://nordlicht.example/privacy',
  supportUrl: 'mailto:help@nordlicht.example',
}

export const FORM = {
  title: 'Northfield Utilities',
  uniqueName: 'northfield-website',
  intro:
    'Electricity, water or a street that is too dark: write to us, and we answer within one working day.',
  website: 'www.northfield-utilities.example',
  privacyUrl: 'https://northfield-utilities.example/privacy',
}

export interface Letter {
  readonly name: string
  readonly email?: string
  readonly subject: string
  readonly message: string
  /** How long ago it came, for the list of Tickets. */
  readonly minutesAgo: number
}

/** The one that is answered; it comes with a picture. */
export const LETTER: Letter = {
  name: 'Ellen Hughes',
  subject: 'Street lamp in Linden Street is out',
  message:
    'The lamp at 12 Linden Street has been dark since Monday, and children walk to school there. Could you look at it?',
  minutesAgo: 0,
}

export const ANSWER =
  'Thank you, Ms Hughes, the photo helps. Our team replaces the lamp on Thursday morning; the plan for your street is attached.'
export const ATTACHMENT = 'linden-street-works.pdf'
export const THANKS = 'That was quick. Thank you, from the neighbours too!'

/** Those that wait, oldest first. */
export const OTHERS: readonly Letter[] = [
  {
    name: 'Tom Weber',
    email: 'tom.weber@example.org',
    subject: 'Charging point at the town hall',
    message: 'The left charging point refuses my card. The right one works.',
    minutesAgo: 1_560,
  },
  {
    name: 'Aylin Demir',
    email: 'aylin.demir@example.org',
    subject: 'Lower my instalment',
    message:
      'We have had solar panels on the roof since September. How can I lower our monthly instalment?',
    minutesAgo: 96,
  },
  {
    name: 'Sophie Klein',
    email: 'sophie.klein@example.org',
    subject: 'Swimming pool over the holidays',
    message: 'Is the indoor pool open between Christmas and New Year?',
    minutesAgo: 34,
  },
]
