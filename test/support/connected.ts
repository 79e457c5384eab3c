import { connect } from '../../src/netchannel/connect.ts';
import type { Release } from '../../src/netchannel/releases.ts';
import { RecordingObserver } from './recording-observer.ts';

/** @returns a connected device with whoever watches it */
export function connected(release: Release) {
  const observer = new RecordingObserver();
  const channel = connect({ release, mac: '02:00:00:00:00:01' }, observer);
  const { netfront, netback } = channel;
  return { channel, observer, netfront, netback, pool: netfront.pool };
}
