import type { SenderHabits } from '../../inspection/old-memory/result.ts';
import type { ShownChecksum } from '../inspect-traffic.ts';

/** Senders that the table shows. */
const MOST_SENDERS = 50;

/** Checksums of a captured packet that are not right. */
export function FoundSums({
  checksums,
  onByte,
}: {
  checksums: readonly ShownChecksum[];
  onByte(at: number): void;
}) {
  if (checksums.length === 0) return <p class="note">No checksum of this packet is known to be wrong.</p>;
  return (
    <ul class="secrets">
      {checksums.map(({ protocol, found, expected, offset, isLeftToCard }) => (
        <li key={offset}>
          The {protocol} checksum, at{' '}
          <button type="button" class="link" onClick={() => onByte(offset)}>
            byte {offset}
          </button>
          , is {word(found)}, and {word(expected)} would be right.{' '}
          {isLeftToCard ? (
            <span class="note">It is left to the network card: the packet on the wire may be right.</span>
          ) : (
            <span class="outcome bad">A receiver throws the packet away.</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What each sender fills its short frames with. */
export function Senders({
  senders,
  words,
  onFrame,
}: {
  senders: readonly SenderHabits[];
  words: readonly string[];
  onFrame(number: number): void;
}) {
  if (senders.length === 0) return <p class="note">No Ethernet frame tells its sender.</p>;
  return (
    <>
      <table>
        <caption>By MAC address; frames below 60 bytes have to be padded</caption>
        <thead>
          <tr>
            <th scope="col">sender</th>
            <th scope="col">frames</th>
            <th scope="col">what it does</th>
            <th scope="col">see packet</th>
          </tr>
        </thead>
        <tbody>
          {senders.slice(0, MOST_SENDERS).map(({ address, frames, mostTelling }, i) => (
            <tr key={address ?? ''}>
              <td>{address ?? 'all others'}</td>
              <td>{frames}</td>
              <td>{words[i]}</td>
              <td>
                {mostTelling > 0 && (
                  <button type="button" class="link" onClick={() => onFrame(mostTelling)}>
                    {mostTelling}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {senders.length > MOST_SENDERS && <p class="note">And {senders.length - MOST_SENDERS} more.</p>}
    </>
  );
}

function word(value: number): string {
  return value.toString(16).padStart(4, '0');
}
