/** What a person can mend: the message is a sentence that says how. A command shows nothing else of it. */
export abstract class ErrorForPeople extends Error {}
