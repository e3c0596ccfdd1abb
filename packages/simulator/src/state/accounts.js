import { Refusal } from './refusal.js';
import { isoNow, put } from './state.js';
/** A customer organisation with an administrator and an agent. */
export function createAccount(state, input) {
    const account = put(state, 'account', {
        id: state.newId(),
        name: input.name,
        channelLimit: null,
        createdTime: isoNow(state),
    });
    addUser(state, account, 'administrator', 'Ada Administrator');
    addUser(state, account, 'agent', 'Amir Agent');
    return account;
}
function addUser(state, account, role, name) {
    const id = state.newId();
    return put(state, 'user', {
        id,
        accountId: account.id,
        name,
        email: `${role}@account-${account.id.slice(-6)}.example`,
        role,
    });
}
export function setChannelLimit(state, input) {
    const account = accountById(state, input.accountId);
    return put(state, 'account', { ...account, channelLimit: input.channelLimit });
}
export function accountById(state, accountId) {
    const account = state.data.accounts[accountId];
    if (!account)
        throw new Refusal('NotFoundError', `There is no Account ${accountId}.`);
    return account;
}
