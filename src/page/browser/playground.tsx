import { useEffect, useRef, useState } from 'preact/hooks';
import { commandOf } from '../command.ts';
import type { Schema } from '../completions.ts';
import type { ScriptMistake } from '../play.ts';
import type { PageData, Workload } from '../workload.ts';
import { createEditor, type Editor } from './editor.ts';
import type { Engine } from './engine.ts';

export interface PlaygroundProps {
  data: PageData;
  engine: Engine;
  workload: Workload;
  release: string | undefined;
  isRunning: boolean;
  /** What was wrong when it was run. */
  mistakes: readonly ScriptMistake[];
  onRun(text: string, file: string): void;
  onStop(): void;
}

/** The script, to be changed and run again, by the simulator itself. */
export function Playground(props: PlaygroundProps) {
  const { data, engine, workload, release, isRunning, mistakes, onRun, onStop } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const schema = useRef<Schema>(undefined);
  const [file, setFile] = useState(workload.file);
  const [said, setSaid] = useState('');
  const latest = useRef({ onRun, file });
  latest.current = { onRun, file };

  const run = (): void => {
    const text = editor.current?.text();
    if (text !== undefined) latest.current.onRun(text, latest.current.file);
  };

  useEffect(() => {
    if (place.current === null) return;
    const made = createEditor(
      place.current,
      workload.text,
      () => schema.current,
      () => made.show([]),
      run,
    );
    editor.current = made;
    return () => made.destroy();
  }, []);

  // The first run comes first.
  useEffect(() => {
    if (isRunning || schema.current !== undefined) return;
    engine.ask('schema', {}).then(
      (answer) => {
        schema.current = answer as Schema;
      },
      () => undefined,
    );
  }, [isRunning, engine]);

  useEffect(() => {
    const made = editor.current;
    if (made !== undefined && made.text() !== workload.text && mistakes.length === 0)
      made.setText(workload.text);
  }, [workload.text]);

  useEffect(() => {
    const made = editor.current;
    made?.show(mistakes.filter((mistake) => mistake.file === file));
  }, [mistakes]);

  const download = async (format: 'pcap' | 'pcapng'): Promise<void> => {
    const text = editor.current?.text() ?? workload.text;
    try {
      const application = `netchannel-sim ${data.version}`;
      const ask = { workload: { ...workload, text, file }, release: release ?? '', format, application };
      const bytes = await engine.ask('capture', ask);
      const address = URL.createObjectURL(
        new Blob([bytes as BlobPart], { type: 'application/vnd.tcpdump.pcap' }),
      );
      const link = document.createElement('a');
      link.href = address;
      link.download = `${baseName(file)}-${release}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      setSaid(`${link.download}: ${bytes.length} bytes`);
    } catch (error) {
      setSaid(`Cannot make the capture: ${(error as Error).message}`);
    }
  };

  const copy = async (text: string, what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`${what} copied`);
    } catch {
      // Without permission, it can still be read.
      setSaid(text);
    }
  };

  return (
    <section aria-labelledby="playground" class="playground">
      <h2 id="playground">The script: change it, and run it again</h2>
      <div class="steps">
        {Object.keys(data.samples).length > 0 && (
          <label>
            sample{' '}
            <select
              value=""
              onChange={(event) => {
                const name = event.currentTarget.value;
                const text = data.samples[name];
                if (text === undefined) return;
                editor.current?.setText(text);
                setFile(`samples/${name}.yaml`);
                latest.current.onRun(text, `samples/${name}.yaml`);
              }}
            >
              <option value="">choose one …</option>
              {Object.keys(data.samples).map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="run" onClick={run} title="Ctrl+Enter">
          Run
        </button>
        {isRunning && (
          <button type="button" onClick={onStop}>
            Stop
          </button>
        )}
        <button type="button" onClick={() => download('pcap')}>
          pcap
        </button>
        <button type="button" onClick={() => download('pcapng')}>
          pcapng
        </button>
        <button type="button" onClick={() => copy(commandOf({ ...workload, file }, release), 'command')}>
          copy the command
        </button>
        <button type="button" onClick={() => copy(location.href, 'address')}>
          copy the address
        </button>
        <span class="note" role="status">
          {isRunning ? 'running …' : said}
        </span>
      </div>
      {mistakes.length > 0 && (
        <ul class="mistakes" role="alert">
          {mistakes.slice(0, 20).map((mistake) => (
            <li key={`${mistake.file}:${mistake.line}:${mistake.column}:${mistake.message}`}>
              <button type="button" class="link" onClick={() => editor.current?.focusLine(mistake.line)}>
                {mistake.file === file ? `line ${mistake.line}` : `${mistake.file}:${mistake.line}`}
              </button>{' '}
              {mistake.message}
            </li>
          ))}
        </ul>
      )}
      <div class="editor" ref={place} />
    </section>
  );
}

function baseName(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? '';
  return name.replace(/(?<=.)\.(ya?ml|json)$/i, '') || 'script';
}
