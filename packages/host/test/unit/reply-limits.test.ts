import { countText, type DeclaredAction, type Reply, type ReplyLimits } from '@hubward/plugin'
import t from 'tap'
import { refusalOf } from '../../src/outbound/limits.ts'

const label = { en: 'Reply', de: 'Antworten', fr: 'Répondre' }
const declared: DeclaredAction = {
  type: 'reply',
  id: 'reply',
  label,
  repeatable: true,
  attachments: {},
}
const reply = (text: string, ...attachments: Reply['attachments']): Reply => ({
  inReplyTo: { networkItemId: 'item-1', reference: null, rootId: null },
  actionId: 'reply',
  text,
  attachments,
  option: null,
  idempotencyKey: 'key',
})
const file = (mimeType: string, size: number) => ({
  url: 'https://files.example.org/1',
  name: 'file',
  mimeType,
  size,
})
const refused = (limits: ReplyLimits, wanted: Reply) => refusalOf(declared, limits, wanted)

t.test('a text is as long as its Network counts', async (t) => {
  const family = '👨‍👩‍👧'
  t.equal(countText(family, { countedAs: 'graphemes' }), 1)
  t.equal(countText(family, {}), 5)
  t.equal(countText(family, { countedAs: 'utf-16' }), 8)
  t.equal(countText(family, { countedAs: 'bytes' }), 18)
  const text = 'See https://example.org/a/very/long/path?q=1 and HTTP://example.org'
  t.equal(countText(text, { addressCounts: 23 }), 'See  and '.length + 46)
  t.equal(countText('x'.repeat(1_000_000), { countedAs: 'graphemes' }), 1_000_000)
})

t.test('what is too much is refused with both numbers', async (t) => {
  const limits = { text: 5, countedAs: 'graphemes', textBesideAttachments: 3 } as const
  t.equal(refused(limits, reply('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧')), undefined)
  t.match(refused(limits, reply('sechse')), {
    en: /^The text has 6 characters; this Network takes at most 5\./,
    de: /^Der Text hat 6 Zeichen; dieses Netzwerk nimmt höchstens 5\./,
    fr: /^Le texte compte 6 caractères ; ce réseau en accepte au plus 5\./,
  })
  t.match(refused(limits, reply('four', file('image/png', 1))), {
    en: /has 4 characters; this Network takes at most 3 next to an attachment/,
  })
  t.match(refused({ text: 5, countedAs: 'bytes' }, reply('größer')), { en: /has 8 bytes/ })
  t.match(refused({ textBesideAttachments: 0 }, reply('a', file('image/png', 1))), {
    en: /no text next to an attachment/,
  })
})

t.test('attachments have a number, kinds and sizes', async (t) => {
  const limits = {
    attachments: 2,
    attachmentKinds: [
      { mimeTypes: ['image/png', 'image/jpeg'], sizeBytes: 2_000_000 },
      { mimeTypes: ['video/*'], sizeBytes: 40_000_000 },
    ],
  }
  const png = file('image/png', 2_000_000)
  t.equal(refused(limits, reply('', png, file('Video/MP4', 40_000_000))), undefined)
  t.match(refused(limits, reply('', png, png, png)), { en: /has 3 attachments; .* at most 2/ })
  t.match(refused(limits, reply('', file('image/tiff', 1))), {
    en: '“file” is of the type image/tiff; this Network takes image/png, image/jpeg, video/*. Choose another file, then try again.',
  })
  t.match(refused(limits, reply('', file('image/png', 2_000_001))), {
    en: /“file” has 2.01 MB; this Network takes at most 2 MB/,
    de: /„file“ hat 2,01 MB/,
  })
  const { mimeType: _, size: __, ...unsaid } = png
  t.equal(refused(limits, reply('', unsaid)), undefined, 'what nobody says refuses nothing')
})
