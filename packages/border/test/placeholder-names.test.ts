import t from 'tap'
import { withoutPlaceholders } from '../src/placeholder-names.ts'

const PLACEHOLDERS = ['[deleted]', 'Deleted user', 'handle.invalid']
const of = (interactor: Record<string, string>, marks?: Record<string, Record<string, string>>) =>
  withoutPlaceholders(
    {
      interaction: { networkItemId: 'note-1', message: 'Hello', interactor },
      ...(marks && { marks }),
    },
    PLACEHOLDERS,
  )

t.test('a placeholder is no name: who has an id goes by that', async (t) => {
  for (const name of ['[deleted]', 'deleted user', ' Deleted User ', '@handle.invalid']) {
    t.same(
      of({ interactorId: 'person-7', name, url: 'https://far.example/7' }),
      {
        interaction: {
          networkItemId: 'note-1',
          message: 'Hello',
          interactor: { interactorId: 'person-7', name: 'person-7', url: 'https://far.example/7' },
        },
      },
      name,
    )
  }
})

t.test('who has not even an id is nobody, and no one person for all of them', async (t) => {
  t.same(of({ interactorId: '[deleted]', name: '[deleted]' }), {
    interaction: { networkItemId: 'note-1', message: 'Hello' },
  })
})

t.test('a name is a name, though a placeholder stands within it', async (t) => {
  for (const name of ['Ada', 'A deleted user', '[deleted] Bob', 'Deleted users']) {
    t.match(of({ interactorId: 'person-7', name }), { interaction: { interactor: { name } } })
  }
  t.match(of({ interactorId: '[deleted]', name: 'Ada' }), {
    interaction: { interactor: { interactorId: '[deleted]', name: 'Ada' } },
  })
})

t.test('a quotation of nobody’s is shown without an author', async (t) => {
  const ada = { interactorId: 'person-7', name: 'Ada' }
  t.same(of(ada, { quoted: { from: '@handle.invalid', text: 'Words' } }), {
    interaction: { networkItemId: 'note-1', message: 'Hello', interactor: ada },
    marks: { quoted: { text: 'Words' } },
  })
  const marks = { quoted: { from: '@bob', text: 'Words' } }
  t.match(of(ada, marks), { marks })
})

t.test('what is no message, or of a plugin that declares none, passes as it is', async (t) => {
  const interaction = { interactor: { interactorId: 'person-7', name: '[deleted]' } }
  t.same(withoutPlaceholders({ interaction }), { interaction })
  for (const message of [null, 'rubbish', { interaction: null }, { networkItemId: 'note-1' }]) {
    t.same(withoutPlaceholders(message, PLACEHOLDERS), message)
  }
})
