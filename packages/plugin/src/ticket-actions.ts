import type { RightSidebarTree } from '@hubward/socialhub'
import type { DeclaredAction } from './declaration.ts'
import type { LocalizedText } from './plain.ts'

/** The action that answers; a plugin adds its limits, and whether it is `repeatable`. */
export const REPLY_ACTION = {
  type: 'reply',
  id: 'reply',
  label: { en: 'Reply', de: 'Antworten', fr: 'Répondre' },
} as const

/** The action that deletes what the Channel itself wrote. Deleting again changes nothing more. */
export const DELETE_ACTION = {
  type: 'delete',
  id: 'delete',
  label: { en: 'Delete', de: 'Löschen', fr: 'Supprimer' },
  goesWith: 'own',
  repeatable: true,
} as const

/** A button that changes nothing more when it is pressed again, such as one that likes a post. */
export function buttonAction(id: string, label: LocalizedText): DeclaredAction {
  return { type: 'button', id, label, repeatable: true }
}

/** A thread in the Right Sidebar: the Root-Ticket, and below it all others by time. */
export function threadTree(label: LocalizedText): RightSidebarTree {
  return { id: 'thread', label, treeBuilder: 'flatListWithRoot' }
}
