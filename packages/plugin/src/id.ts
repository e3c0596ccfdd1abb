/** What a plugin's id looks like. On its own, for programs that need no more of the contract. */
export const PLUGIN_ID = '^[a-z][a-z0-9-]{1,31}$'
