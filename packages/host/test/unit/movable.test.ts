import t from 'tap'
import Type from 'typebox'
import { makesAccounts } from '../../src/custom/move.ts'

t.test('a move is refused where signing in again can’t lead to the same account', (t) => {
  t.ok(makesAccounts({ credentials: Type.Object({}) }), 'nobody to sign in with: as a contact form')
  t.notOk(makesAccounts({ credentials: Type.Object({ token: Type.String() }) }))
  t.notOk(makesAccounts({ credentials: Type.Union([Type.Object({}), Type.Null()]) }))
  t.end()
})
