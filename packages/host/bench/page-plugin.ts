import quiet from './quiet-plugin.ts'

/** The same with as many messages as are asked for, each of a common size. */
export default {
  ...quiet,
  id: 'page',
  fetchMessages: async (_context: unknown, { limit }: { limit: number }) => ({
    messages: Array.from({ length: limit }, (_, place) => ({
      interaction: {
        networkItemId: `message-${place}`,
        message: 'A few words about what happened today. '.repeat(8),
        createdTime: '2026-11-22T10:00:00.000Z',
        url: `https://network.example/messages/${place}`,
        interactor: { interactorId: `person-${place}`, name: 'Somebody' },
      },
      reference: { place },
    })),
    position: 1,
    more: false,
  }),
}
