import { runLong } from './runner.ts'

// The runner of a long run, in a session of its own. Its one argument is the folder.
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort())
const [folder = ''] = process.argv.slice(2)
try {
  const outcome = await runLong(folder, stop.signal)
  console.log(outcome === 'open' ? 'Stopped; it goes on with --resume.' : `The end: it ${outcome}.`)
  process.exit(outcome === 'differs' ? 1 : 0)
} catch (error) {
  if (stop.signal.aborted) process.exit(0)
  console.log(error)
  process.exit(2)
}
