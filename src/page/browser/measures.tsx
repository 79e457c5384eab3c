import { useEffect, useState } from 'preact/hooks';
import { measuringCommand } from '../command.ts';
import type { MeasuredDevices } from '../measure.ts';
import type { Workload } from '../workload.ts';
import { type Engine, GivenUp } from './engine.ts';

/** Devices side by side: what each lets through, and what it costs. */
export function Measures({
  engine,
  workload,
  release,
  onRelease,
}: {
  engine: Engine;
  workload: Workload;
  release: string | undefined;
  onRelease(release: string): void;
}) {
  const [measured, setMeasured] = useState<MeasuredDevices>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    setMeasured(undefined);
    setFailure(undefined);
    engine.ask('measure', { workload }).then(
      (answer) => isCurrent && setMeasured(answer),
      (error: unknown) => {
        if (isCurrent && !(error instanceof GivenUp)) setFailure((error as Error).message);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [engine, workload]);
  return (
    <section aria-labelledby="measures" class="measures">
      <h2 id="measures">Devices side by side</h2>
      {measured === undefined ? (
        <p class="note" role="status">
          {failure ?? 'The devices are measured …'}
        </p>
      ) : (
        <>
          <p>{measured.headline}</p>
          <p class="note">
            In a terminal: <code>{measuringCommand(workload)}</code>
          </p>
          {measured.tables.map(({ title, legend, columns, rows }) => (
            <div key={title}>
              <table>
                <caption>{title}</caption>
                <thead>
                  <tr>
                    <th scope="col">device</th>
                    {columns.map((column) => (
                      <th scope="col" key={column}>
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ device, cells }) => (
                    <tr key={device}>
                      <th scope="row">
                        <button
                          type="button"
                          class="link"
                          aria-pressed={device === release}
                          onClick={() => onRelease(device)}
                        >
                          {device}
                        </button>
                      </th>
                      {cells.map(({ text, isBad }, i) => (
                        <td key={columns[i]} class={isBad ? 'bad' : ''}>
                          {text}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
              <p class="note">{legend.join(' ')}</p>
            </div>
          ))}
        </>
      )}
    </section>
  );
}
