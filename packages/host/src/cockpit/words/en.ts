// Long because every sentence of a language stands in one place.
/** The cockpit’s original; `de` and `fr` have the same keys and placeholders. ICU MessageFormat. */
export const en = {
  'frame.skip': 'Skip to the content',
  'frame.nav': 'Cockpit',
  'frame.languages': 'Language',
  'frame.sign-out': 'Sign out',

  'nav.overview': 'Overview',
  'nav.people': 'People',

  'role.viewer': 'viewer',
  'role.operator': 'operator',
  'role.administrator': 'administrator',

  'action.overview': 'To the overview',

  'sign-in.title': 'Sign in to the cockpit',
  'sign-in.provider': 'Sign in',
  'sign-in.link': 'Somebody who has a terminal on the host can make you a link, too:',
  'sign-in.as': 'This link signs you in as {name}, with the role “{role}”. It works once.',
  'sign-in.enter': 'Sign in',

  'people.about': 'Everybody who is signed in now. Ending a session takes effect at once.',
  'people.name': 'Name',
  'people.role': 'Role',
  'people.by': 'Signed in by',
  'people.by-provider': 'OpenID provider',
  'people.by-link': 'link',
  'people.since': 'Since',
  'people.seen': 'Last seen',
  'people.you': 'you',
  'people.end': 'End',
  'people.end-of': 'End the session of {name}',

  'overview.title': 'Overview',
  'overview.find': 'Name, label or id',
  'overview.integration': 'Integration',
  'overview.all': 'All',
  'overview.health': 'Health',
  'overview.show': 'Show',
  'overview.nothing-found': 'Nothing fits what you look for.',
  'overview.no-channels': 'No Customer has connected a Channel yet.',
  'overview.needs':
    '{count, plural, =0 {Nobody needs you} one {One Channel needs somebody} other {# Channels need somebody}}',
  'overview.all-needs': '{count, plural, one {Show it in the list} other {Show all # in a list}}',
  'overview.quiet':
    '{count, plural, =0 {No Channel works quietly.} one {One Channel works quietly.} other {# Channels work quietly.}}',
  'overview.paused-too': '{count, plural, one {One is paused.} other {# are paused.}}',
  'overview.unconnected-too':
    '{count, plural, one {One waits for its Customer to connect it.} other {# wait for their Customers to connect them.}}',
  'overview.customers': 'Customers and their Channels',
  'overview.customer': 'Customer',
  'overview.pages': 'Pages',
  'overview.page': 'Page {page} of {pages}',
  'overview.next': 'Next',
  'overview.previous': 'Previous',
  'overview.none': 'none',
  'overview.unlabelled':
    '{count, plural, one {One Account has no label yet: SocialHub tells no names.} other {# Accounts have no label yet: SocialHub tells no names.}}',
  'overview.name-it': 'Give {account} a label',

  'health.broken': '{count, plural, one {# broken} other {# broken}}',
  'health.attention': '{count, plural, one {# to look at} other {# to look at}}',
  'health.paused': '{count, plural, one {# paused} other {# paused}}',
  'health.unconnected': '{count, plural, one {# not connected} other {# not connected}}',
  'health.well': '{count, plural, one {# well} other {# well}}',

  'health-name.broken': 'Broken',
  'health-name.attention': 'To look at',
  'health-name.paused': 'Paused',
  'health-name.unconnected': 'Not connected',
  'health-name.well': 'Well',

  'state.active': 'Active',
  'state.needs-authentication': 'Needs authentication',
  'state.disabled': 'Disabled',
  'state.revoked': 'Revoked',
  'state.paused': 'Paused',
  'state.ended': 'Ended',
  'state.unconnected': 'Not connected',

  'cause.needs-authentication': 'The Network no longer accepts the grant.',
  'cause.disabled': 'Switched off at SocialHub.',
  'cause.revoked': 'SocialHub no longer accepts the Access Token: it was replaced.',
  'cause.paused': 'Paused by you.',
  'cause.ended': 'Another SocialHub Account has connected the same account of the Network.',
  'cause.unconnected': 'Its Customer has not followed the link yet.',
  'cause.active': 'Fetches, delivers and publishes.',
  'cause.fetching': 'Fetching failed {count, plural, one {once} other {# times in a row}}.',
  'cause.refused': 'SocialHub refused {count, plural, one {one message} other {# messages}}.',
  'cause.unconfirmed':
    'SocialHub did not take note of {count, plural, one {one published reply} other {# published replies}}.',

  'turn.customer': 'Customer’s turn',
  'turn.us': 'Your turn',
  'turn.nobody': 'Nobody’s turn',

  since: 'since {since}',

  'do.look': 'Look at it',
  'do.reconnect': 'Send a link to reconnect',
  'do.resume': 'Resume',
  'do.remove': 'Remove',
  'do.connect': 'Send a link to connect',
} as const
