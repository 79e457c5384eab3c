import { firewallSentence, SUMS } from '../../report/channel-section.ts';
import type { ChannelResult, FirewallResult } from '../../simulation/guests/network-result.ts';
import type { Filter } from '../view-state.ts';

/** What crossed each channel, and what the firewall did. */
export function Channels({
  channels,
  firewall,
  filter,
  onFilter,
}: {
  channels: readonly ChannelResult[];
  firewall: FirewallResult;
  filter: Filter;
  onFilter(filter: Filter): void;
}) {
  const sums = SUMS.filter(({ key }) => channels.some((channel) => (channel[key] ?? 0) > 0));
  return (
    <div class="sideways">
      <table>
        <caption>{firewallSentence(firewall)}</caption>
        <thead>
          <tr>
            <th scope="col">channel</th>
            <th scope="col">netfront, netback</th>
            <th scope="col">sent</th>
            <th scope="col">received</th>
            <th scope="col">thrown away</th>
            <th scope="col">bytes leaked</th>
            <th scope="col">to others</th>
            <th scope="col">passed on</th>
            {sums.map(({ key, title }) => (
              <th scope="col" key={key}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => {
            const { name, netfront, netback, txFrames, rxFrames, discarded } = channel;
            const isChosen = filter.channel === name;
            return (
              <tr key={name}>
                <th scope="row">
                  <button
                    type="button"
                    class="link"
                    aria-pressed={isChosen}
                    aria-label={`Show the packets on ${name}`}
                    onClick={() => onFilter(isChosen ? {} : { channel: name })}
                  >
                    {name}
                  </button>
                </th>
                <td>
                  {netfront}, {netback}
                </td>
                <td>{txFrames}</td>
                <td>{rxFrames}</td>
                <td>{discarded}</td>
                <td>{channel.leakedBytes}</td>
                <td>{channel.crossRecipientBytes}</td>
                <td>{channel.passedOnBytes}</td>
                {sums.map(({ key }) => (
                  <td key={key}>{channel[key] ?? 0}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
