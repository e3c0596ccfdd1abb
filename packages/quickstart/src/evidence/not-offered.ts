import type { Capability } from '@hubward/testkit'

/** What a Network doesn't have, so that no test could show it. By the plugin's id. */
export const NOT_OFFERED: Readonly<Record<string, Readonly<Partial<Record<Capability, string>>>>> =
  {
    'app-store': {
      deletions: 'nobody is told of reviews that are gone',
      threads: 'one answer for each review',
      media: 'reviews are text',
      attachment: 'answers are text',
      refresh: 'each call is signed anew with the key',
    },
    bluesky: { edits: 'posts can’t be edited' },
    'contact-form': {
      edits: 'what a visitor sent stays as it was sent',
      deletions: 'a visitor who erases a conversation asks for more: its Tickets are emptied',
      actions: 'there is nothing to press or to delete',
      refresh: 'there is no grant',
      revoke: 'there is no grant',
    },
    email: {
      edits: 'a mail stays as it was sent',
      deletions: 'a mail that is moved away or deleted was still received',
    },
    'google-play': {
      deletions: 'nobody is told of reviews that are gone',
      threads: 'one answer for each review',
      media: 'reviews are text',
      attachment: 'answers are text',
      actions: 'an answer can’t be deleted through the API',
    },
    mastodon: { refresh: 'tokens don’t expire' },
    telegram: { refresh: 'a bot’s token doesn’t expire' },
  }
