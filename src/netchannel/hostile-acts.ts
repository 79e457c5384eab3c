/** What a hostile netback does, once. Ids and references are taken as they are given, whoever they belong to. */
export type HostileBackAct =
  /** TX responses, for requests that are out or not. */
  | { kind: 'answer'; id: number | 'last'; status: number; times: number }
  /** RX responses with nothing put into the page. */
  | { kind: 'respond'; id: number | 'next'; offset: number; flags: number; size: number; times: number }
  | IndicesAct
  /** Receive pages are mapped, the next ones first, and stay so after they are answered. */
  | { kind: 'keep'; pages: number }
  /** All of the pages that it has kept is read, or bytes are written to each, whosever they are by now. */
  | { kind: 'peek' }
  | { kind: 'poke'; at: number; bytes: Uint8Array }
  /** What it has kept is unmapped. */
  | { kind: 'let go' }
  /** All that it can read of the transmit pool is read, whatever the requests announce. */
  | { kind: 'read' };

/** What a hostile netfront does, once. */
export type HostileFrontAct =
  /** TX requests. `last`: the grant reference of the newest page of the transmit pool. */
  | {
      kind: 'request';
      gref: number | 'last';
      id: number;
      offset: number;
      flags: number;
      size: number;
      times: number;
    }
  /** RX requests. */
  | { kind: 'offer'; gref: number; id: number; times: number }
  | IndicesAct
  /** Requests are changed when netback has read them and before it gets at their pages. */
  | { kind: 'change'; offset: number; size: number };

/** The producer index that the peer reads is moved, and nothing is put on the ring. */
export interface IndicesAct {
  kind: 'indices';
  ring: 'tx' | 'rx';
  by: number;
}

/** What an end does on purpose that no honest one does. */
export type HostileAct = { end: 'netback'; act: HostileBackAct } | { end: 'netfront'; act: HostileFrontAct };
