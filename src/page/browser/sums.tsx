import type { RecordedFailure, SummedWord } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';

/** Words of a packet that are shown one by one. */
const MOST_WORDS = 40;

export interface SumsProps {
  failures: readonly RecordedFailure[];
  owners: Owners;
  onPoint(at: number | undefined): void;
}

/** Each wrong checksum as the sum that was done, word by word. */
export function Sums({ failures, owners, onPoint }: SumsProps) {
  if (failures.length === 0) return <p class="note">Every checksum of this packet is right.</p>;
  return (
    <>
      {failures.map((failure) => (
        <Sum
          key={`${failure.protocol} ${failure.offset}`}
          failure={failure}
          owners={owners}
          onPoint={onPoint}
        />
      ))}
    </>
  );
}

const WHY: Readonly<Record<RecordedFailure['cause'], string>> = {
  'stale-memory': 'Old memory was added to it',
  writer: 'Its writer summed something else, whatever was in memory',
  'left-to-card':
    'It is the sum of the pseudo header alone: the rest is left to a network card, and the receiver does not know',
};

function Sum({ failure, owners, onPoint }: Omit<SumsProps, 'failures'> & { failure: RecordedFailure }) {
  const { protocol, found, expected, cause, sum, overlooked } = failure;
  const why = WHY[cause];
  const outcome =
    overlooked === true
      ? '. The firewall looks at no checksum, and goes on with the packet'
      : ', so the receiver throws the packet away';
  return (
    <table class="sum">
      <caption>
        The {protocol} checksum is {word(found)}, and should be {word(expected)}. {why}
        {outcome}.
      </caption>
      <thead>
        <tr>
          <th scope="col">at</th>
          <th scope="col">word</th>
          <th scope="col">what it is</th>
        </tr>
      </thead>
      <tbody>
        {(sum?.packet ?? []).slice(0, MOST_WORDS).map((each, i) => row(each, i, owners, onPoint, false))}
        {sum !== undefined && sum.packet.length > MOST_WORDS && (
          <tr>
            <td />
            <td>{word(folded(sum.packet.slice(MOST_WORDS)))}</td>
            <td>… {sum.packet.length - MOST_WORDS} more words, summed</td>
          </tr>
        )}
        {(sum?.beside ?? []).map((each, i) => row(each, i + MOST_WORDS, owners, onPoint, true))}
        {sum?.leftOut !== undefined && (
          <tr class="beside">
            <td />
            <td>{word(sum.leftOut.sum)}</td>
            <td>… {sum.leftOut.words} more words behind the packet, summed</td>
          </tr>
        )}
      </tbody>
      {sum?.adds === true && (
        <tfoot>
          <tr>
            <td>~</td>
            <td>{word(found)}</td>
            <td>the complement of the sum of all: what the packet carries</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function row(
  each: SummedWord,
  key: number,
  owners: Owners,
  onPoint: SumsProps['onPoint'],
  isBeside: boolean,
) {
  const { at, value, name, source } = each;
  const whose = source === undefined ? '' : ` o${owners.colour(source.recipient)} stale`;
  return (
    <tr
      key={key}
      class={isBeside ? 'beside' : ''}
      onPointerEnter={() => onPoint(at)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <td>{at ?? ''}</td>
      <td>
        <span class={`b${whose} first last`}>{word(value)}</span>
      </td>
      <td>
        {name}
        {source !== undefined &&
          `, stale: of ${source.number === null ? 'a failed write' : `packet ${source.number}`}, for ${owners.name(source.recipient)}`}
      </td>
    </tr>
  );
}

function folded(words: readonly SummedWord[]): number {
  let sum = words.reduce((total, { value }) => total + value, 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

function word(value: number): string {
  return value.toString(16).padStart(4, '0');
}
