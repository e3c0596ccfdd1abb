import { send, type Wire } from './wire.ts'

// The attacker has a process of its own, so that it takes no time from whoever measures.
process.once('disconnect', () => process.exit(0))
process.on('message', (wire: Wire) => {
  void send(wire).then((result) => process.send?.(result))
})
process.send?.({ ready: true })
