import type { Recipient } from '../audit/findings.ts';
import { printable } from '../report/printable.ts';
import { OWNER_ROLES, type Role } from './ink.ts';

/** Somebody whose bytes are in the pool. */
export interface Owner {
  /** One column: the first free letter of the name, or a digit. */
  letter: string;
  role: Role;
  recipient: Recipient;
}

const OTHER_LETTERS = '123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Recipients, each with a letter and a colour, in the order in which they first got something. */
export class Owners {
  readonly #owners = new Map<string, Owner>();
  readonly #letters = new Set<string>();

  /** All so far. */
  get all(): readonly Owner[] {
    return [...this.#owners.values()];
  }

  /** @returns the letter and the colour of somebody, from now on always the same */
  of(recipient: Recipient): Owner {
    const key = recipient.host ?? `${recipient.kind} ${recipient.address}`;
    const known = this.#owners.get(key);
    if (known !== undefined) return known;
    const role = OWNER_ROLES[this.#owners.size % OWNER_ROLES.length] ?? 'owner0';
    const owner: Owner = { letter: this.#letterFor(recipient), role, recipient };
    this.#owners.set(key, owner);
    return owner;
  }

  #letterFor({ host }: Recipient): string {
    const wanted = host === undefined ? '' : printable(host).replace(/[^a-zA-Z]/g, '');
    // Who comes too late for a letter shares one.
    const letter = [...wanted.toLowerCase(), ...wanted.toUpperCase(), ...OTHER_LETTERS].find(
      (one) => !this.#letters.has(one),
    );
    if (letter === undefined) return '?';
    this.#letters.add(letter);
    return letter;
  }
}
