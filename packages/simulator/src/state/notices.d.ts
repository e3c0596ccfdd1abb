import type { Channel, Notice } from './model.ts';
import { type State } from './state.ts';
/** The e-mail that asks the Customer's administrators to re-enable a Channel. */
export declare function tellOfDeactivation(state: State, channel: Channel): Notice;
