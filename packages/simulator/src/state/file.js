import { readFile, rename, writeFile } from 'node:fs/promises';
import { Compile } from 'typebox/compile';
import { StateData } from './model.js';
const Stored = Compile(StateData);
const SAVE_DELAY_MS = 200;
/** The state in a file. Throws a sentence for a person where the file can't be used. */
export async function loadState(path) {
    let text;
    try {
        text = await readFile(path, 'utf8');
    }
    catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
            return undefined;
        throw new StateFileError(`The state file ${path} can't be read: ${String(error)}`);
    }
    const data = parsed(text);
    if (Stored.Check(data))
        return data;
    const [problem] = Stored.Errors(data);
    const where = problem ? ` (${problem.instancePath || 'whole file'}: ${problem.message})` : '';
    throw new StateFileError(`The state file ${path} doesn't hold a state of this version of the simulator${where}. Delete it or name another.`);
}
/** A state file that can't be used; the message is a sentence for a person. */
export class StateFileError extends Error {
    name = 'StateFileError';
}
/** Keeps the file up to date: soon after a change, and as a whole, so that it is never half a state. */
export function keepSaved(state, path) {
    let timer;
    let saving = Promise.resolve();
    let failure;
    async function save() {
        const partial = `${path}.partial`;
        try {
            await writeFile(partial, JSON.stringify(state.data), { mode: 0o600 });
            await rename(partial, path);
            failure = undefined;
        }
        catch (error) {
            failure = error;
        }
    }
    function saveSoon() {
        timer ??= setTimeout(() => {
            timer = undefined;
            saving = saving.then(save);
        }, SAVE_DELAY_MS);
    }
    state.changes.on('change', saveSoon);
    saveSoon();
    return {
        async close() {
            state.changes.off('change', saveSoon);
            clearTimeout(timer);
            await saving.then(save);
            if (failure)
                throw new StateFileError(`The state file ${path} can't be written: ${String(failure)}`);
        },
    };
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
