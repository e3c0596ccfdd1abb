import t from 'tap'
import { HOURS_PATTERN, type OpeningHours, presenceAt } from '../src/bubble/opening-hours.ts'
import { get, website } from './website.ts'

const OFFICE: OpeningHours = {
  timeZone: 'Europe/Berlin',
  openMonday: '9:00-12:00, 13.00 – 17.00',
  openFriday: '22h00-02h00',
  openSunday: '00:00-24:00',
}

/** `open`, `unsaid`, or when it opens. */
function at(time: string, hours: OpeningHours = OFFICE): string {
  const presence = presenceAt(hours, new Date(time))
  return presence.kind === 'closed' ? presence.opensAt.toString() : presence.kind
}

t.test('somebody is there or not, in the time zone of the Channel', async (t) => {
  // Monday the 5th of January 2026, one hour before UTC.
  t.equal(at('2026-01-05T07:59:59Z'), '2026-01-05T09:00:00+01:00[Europe/Berlin]')
  t.equal(at('2026-01-05T08:00:00Z'), 'open')
  t.equal(at('2026-01-05T10:59:59Z'), 'open')
  t.equal(at('2026-01-05T11:00:00Z'), '2026-01-05T13:00:00+01:00[Europe/Berlin]', 'a pause')
  t.equal(at('2026-01-05T12:00:00Z'), 'open')
  t.equal(at('2026-01-05T16:00:00Z'), '2026-01-09T22:00:00+01:00[Europe/Berlin]', 'another day')
})

t.test('one day a week is enough, and a pattern lets nothing else in', async (t) => {
  const monday = { timeZone: 'Europe/Berlin', openMonday: '09:00-10:00' }
  t.equal(at('2026-01-05T09:00:00Z', monday), '2026-01-12T09:00:00+01:00[Europe/Berlin]')
  const pattern = new RegExp(HOURS_PATTERN)
  for (const hours of [
    '9-17',
    '25:00-26:00',
    '09:00',
    '09:60-10:00',
    'closed',
    '',
    '9:00-12:00;',
  ]) {
    t.notMatch(hours, pattern)
  }
  for (const hours of Object.values({ ...OFFICE, timeZone: '9:00-24:00' })) t.match(hours, pattern)
})

t.test('a night lasts into the next day, and a whole day until its end', async (t) => {
  t.equal(at('2026-01-09T21:00:00Z'), 'open')
  t.equal(at('2026-01-10T00:59:59Z'), 'open', 'Saturday, before two')
  t.equal(at('2026-01-10T01:00:00Z'), '2026-01-11T00:00:00+01:00[Europe/Berlin]')
  t.equal(at('2026-01-10T23:00:00Z'), 'open')
  t.equal(at('2026-01-11T22:59:59Z'), 'open')
  t.equal(at('2026-01-11T23:00:00Z'), '2026-01-12T09:00:00+01:00[Europe/Berlin]')
})

t.test('clocks that are changed change nothing of the hours', async (t) => {
  const monday = { timeZone: 'Europe/Berlin', openMonday: '09:00-17:00' }
  t.equal(at('2026-03-28T12:00:00Z', monday), '2026-03-30T09:00:00+02:00[Europe/Berlin]')
  t.equal(at('2026-10-24T12:00:00Z', monday), '2026-10-26T09:00:00+01:00[Europe/Berlin]')
  const night = { timeZone: 'Europe/Berlin', openSunday: '02:30-04:00' }
  t.equal(
    at('2026-03-28T12:00:00Z', night),
    '2026-03-29T03:30:00+02:00[Europe/Berlin]',
    'a time that is left out is an hour later',
  )
})

t.test('without hours nothing is promised, and without a zone they are UTC', async (t) => {
  t.equal(at('2026-01-05T08:00:00Z', {}), 'unsaid')
  t.equal(
    at('2026-01-05T08:00:00Z', { openMonday: '09:00-17:00' }),
    '2026-01-05T09:00:00+00:00[UTC]',
  )
})

t.test(
  'whoever opens the bubble reads when somebody is there again, in three languages',
  async (t) => {
    // The clock of the test stands at Thursday the 15th of January, 10:00 UTC.
    const hours = { openMonday: '09:00-17:00', timeZone: 'Europe/Berlin' }
    for (const [language, sentence] of [
      ['en', 'We are here again: Monday 19 January at 09:00 CET.'],
      ['de', 'Wir sind wieder da: Montag, 19. Januar um 09:00 MEZ.'],
      ['fr', 'Nous revenons : lundi 19 janvier à 09:00 UTC+1.'],
    ] as const) {
      const { host } = website({ ...hours, language })
      t.match((await get(host, '/b/form-1')).body, sentence)
    }
    const open = website({ openThursday: '09:00-17:00', timeZone: 'UTC' })
    t.match((await get(open.host, '/b/form-1')).body, 'Somebody is here to answer.')
    t.notMatch((await get(website().host, '/b/form-1')).body, 'class="presence')
  },
)
