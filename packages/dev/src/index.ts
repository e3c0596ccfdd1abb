export { type DevCommand, dev } from './command.ts'
export { firstChannel } from './first-channel.ts'
export { type CommandWords, sentenceFor } from './sentence.ts'
export { startWorld, type World, type WorldOptions } from './world.ts'
