/** What stands for steps that are checked one by one. */
export const PLACEHOLDER = 'poll';
