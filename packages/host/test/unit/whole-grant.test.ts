import t from 'tap'
import { wholeGrant } from '../../src/tokens/whole-grant.ts'

const working = { accessToken: 'old', refreshToken: 'once', instance: 'a.example' }
const any = () => true

t.test('new credentials take the place of working ones', async (t) => {
  const whole = { accessToken: 'new', refreshToken: 'twice', instance: 'b.example' }
  t.same(wholeGrant(working, whole, any), whole)
})

t.test('what a Network leaves out stays as it was', async (t) => {
  const wanted = { ...working, accessToken: 'new' }
  t.same(wholeGrant(working, { accessToken: 'new', instance: 'a.example' }, any), wanted)
  t.same(wholeGrant(working, { ...wanted, refreshToken: '' }, any), wanted)
  t.same(wholeGrant(working, { ...wanted, refreshToken: null }, any), wanted)
})

t.test('nothing replaces nothing', async (t) => {
  for (const nothing of [{}, null, '', { accessToken: '' }, { accessToken: null, scope: '' }]) {
    t.equal(wholeGrant(working, nothing, any), undefined, JSON.stringify(nothing))
  }
})

t.test(
  'where nothing was, and where the parts don’t fit together, what came is used',
  async (t) => {
    t.same(wholeGrant({}, {}, any), {}, 'a plugin without credentials')
    t.same(wholeGrant(null, { accessToken: 'new' }, any), { accessToken: 'new' })
    t.equal(wholeGrant('a token', 'another', any), 'another')
    const password = { user: 'ada', password: 'secret' }
    t.same(
      wholeGrant(working, password, () => false),
      password,
      'another way to log in',
    )
  },
)
