import * as border from '@hubward/border'

/** What is installed for the host itself is found, too. */
const beside = import.meta.dirname

/** See the border's function of this name. */
export const loadIntegrations: typeof border.loadIntegrations = (config, log, options) =>
  border.loadIntegrations(config, log, { beside, ...options })

/** See the border's function of this name. */
export const loadForCommand: typeof border.loadForCommand = (config, log, options) =>
  border.loadForCommand(config, log, { beside, ...options })
