import { isoNow, put } from './state.js';
/** The e-mail that asks the Customer's administrators to re-enable a Channel. */
export function tellOfDeactivation(state, channel) {
    const administrators = Object.values(state.data.users).filter((user) => user.accountId === channel.accountId && user.role === 'administrator');
    return put(state, 'notice', {
        id: state.newId(),
        accountId: channel.accountId,
        channelId: channel.id,
        to: administrators.map((user) => user.email),
        subject: `Your Channel "${channel.name}" has been deactivated`,
        // The reason that the Integration gave stays internal, as SocialHub keeps it.
        text: `SocialHub no longer has access to "${channel.name}". Please open the Channels Settings Page and reactivate the Channel.`,
        createdTime: isoNow(state),
    });
}
