import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A program of ours in a process of its own, once it has said that it is ready. */
export async function startChild(file: URL): Promise<ChildProcess> {
  const child = fork(file)
  await messageOf(child)
  return child
}

/** What it says next. @throws Error when it ends without a word. */
export async function messageOf(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController()
  const { signal } = waiting
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process of the attack ended with ${code}`)
  })
  ended.catch(() => undefined)
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended])
    return message
  } finally {
    waiting.abort()
  }
}
