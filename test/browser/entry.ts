/** What a page or a worker would do: load a script, run it under each release, report, and keep the captures. */
import { runSubject } from '../../src/capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../../src/capture-writer/pcapng-capture.ts';
import type { Release } from '../../src/netchannel/releases.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { PcapngWriter } from '../../src/pcap-writer/pcapng.ts';
import type { Sink } from '../../src/pcap-writer/sink.ts';
import { JsonReporter } from '../../src/report/reporters/json-reporter.ts';
import { TextReporter } from '../../src/report/reporters/text-reporter.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';

/** What becomes of a script. */
export interface Outcome {
  text: string;
  json: string;
  /** By release. */
  captures: Map<Release, Uint8Array>;
}

class Kept implements Sink {
  readonly ready = true;
  readonly chunks: Uint8Array[] = [];

  write(chunk: Uint8Array, length: number): void {
    this.chunks.push(chunk.slice(0, length));
  }

  async drain(): Promise<void> {}
  async flush(): Promise<void> {}
  async close(): Promise<void> {}

  get contents(): Uint8Array {
    const whole = new Uint8Array(this.chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

/** @param application - that the captures name */
export async function play(yaml: string, file: string, application: string): Promise<Outcome> {
  const script = loadScript(yaml, file);
  // As wide as the command writes where there is no terminal.
  const reporters = [new TextReporter({ width: 100 }), new JsonReporter(true)];
  const texts = ['', ''];
  const captures = new Map<Release, Uint8Array>();
  for (const release of COMPARED_RELEASES) {
    const sink = new Kept();
    const subject = runSubject({ script, release, seed: script.seed });
    const writer = new PcapngWriter(sink, sectionOf(subject, application));
    const capture = new PcapngCapture(writer, subject, { file: `${release}.pcapng` });
    const result = await runScript(script, { release, capture });
    await capture.close();
    captures.set(release, sink.contents);
    const run = { file, release, result, capture: capture.info(), demands: [] };
    for (const [i, reporter] of reporters.entries()) texts[i] += reporter.run(run);
  }
  for (const [i, reporter] of reporters.entries()) texts[i] += reporter.end();
  const [text = '', json = ''] = texts;
  return { text, json, captures };
}
