import type { Secret } from '../wire/secret-marks.ts';
import type { SecretAccount } from './findings.ts';
import type { Hosts } from './hosts.ts';
import { Recipients } from './recipients.ts';
import { type Extents, SecretReaches } from './secret-reaches.ts';

/** Which bytes of a secret came to whom. */
export interface SecretExtents {
  sentTo: Extents[];
  disclosedTo: Extents[];
}

/** Accounts for every byte of every secret that crosses the channel. */
export class SecretAccounts {
  /** In bytes that the frame's own write wrote. */
  readonly sent: SecretReaches;
  /** In stale bytes that were meant for somebody else than the frame. */
  readonly disclosed: SecretReaches;
  readonly #secrets: readonly Secret[];

  constructor(secrets: readonly Secret[], hosts: Hosts) {
    const recipients = new Recipients();
    this.#secrets = secrets;
    this.sent = new SecretReaches(secrets, recipients, hosts);
    this.disclosed = new SecretReaches(secrets, recipients, hosts);
  }

  /** One for each secret, in the order of the secrets; recipients in the order of the accounts. */
  extents(): SecretExtents[] {
    return this.#secrets.map((_, i) => ({
      sentTo: this.sent.extents(i),
      disclosedTo: this.disclosed.extents(i),
    }));
  }

  /** One account for each secret, in the order of the secrets. */
  list(): SecretAccount[] {
    return this.#secrets.map(({ name, length }, i) => ({
      name,
      length,
      sentTo: this.sent.list(i),
      disclosedTo: this.disclosed.list(i),
    }));
  }
}
