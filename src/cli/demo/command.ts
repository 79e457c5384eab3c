import type { DeviceName } from '../../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../../netchannel/releases.ts';
import { recordRun } from '../../recording/record-run.ts';
import { counted } from '../../report/words.ts';
import type { Script } from '../../script/script.ts';
import { screenLines } from '../../story/screen.ts';
import type { Story } from '../../story/story.ts';
import { tellStory } from '../../story/tell-story.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { isSameFile } from '../files/same-file.ts';
import { writeFile } from '../files/write-file.ts';
import { Interruption } from '../interruption.ts';
import type { RawOptions } from '../options/given-options.ts';
import { refuseMissingOwn } from '../scripts/own-device.ts';
import { loadFrom, scriptSource } from '../scripts/script-source.ts';
import { reportWidth, wantsColor } from '../terminal/terminal.ts';
import { tell, writeData, writeText } from '../terminal/write-text.ts';
import { castOf } from './cast.ts';
import { type DemoSettings, parseDemoOptions } from './options.ts';
import { coloredLine } from './palette.ts';
import { play } from './player.ts';
import { TerminalStage } from './terminal-stage.ts';

/** More packets than anybody looks through one by one. */
const MOST_FRAMES = 2000;

/**
 * Tells a run step by step: to somebody at the terminal, else all in its order, or into a recording.
 *
 * @param scriptArgument - the script as the command line names it, if it does
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right
 */
export async function demoCommand(scriptArgument: string | undefined, raw: RawOptions): Promise<number> {
  const settings = parseDemoOptions(raw);
  const source = scriptSource(scriptArgument);
  // Until it is loaded, which may take long, a signal has its usual effect.
  const script = await loadFrom(source, settings);
  const interruption = new Interruption();
  try {
    const { cast } = settings;
    if (
      cast !== undefined &&
      cast !== '-' &&
      [source.path, ...source.named].some((file) => isSameFile(cast, file))
    ) {
      throw new CliError(`Cannot write the recording to ${JSON.stringify(cast)}: that is read`);
    }
    await tell(source.notice);
    const release = settings.release ?? script.release ?? DEFAULT_RELEASE;
    refuseMissingOwn([release], script);
    const toldUnder = (of: DeviceName): Promise<Story> =>
      storyOf(script, of, settings.seed, interruption.signal);
    if (cast === undefined && hasSomebody() && source.path !== '-') {
      return await atTerminal(interruption, settings, { release, tell: toldUnder, pace: settings.pace });
    }
    const story = await toldUnder(release);
    if (cast === undefined) await writeAll(story, settings);
    else await writeCast(story, cast, settings);
    return EXIT.done;
  } finally {
    interruption.release();
  }
}

/** Whether there is somebody at the terminal who can see and type. */
function hasSomebody(): boolean {
  const { stdin, stdout, env } = process;
  return stdin.isTTY === true && stdout.isTTY === true && env['TERM'] !== 'dumb';
}

/** @throws Interrupted if somebody asks to stop */
async function storyOf(
  script: Script,
  release: DeviceName,
  seed: number | undefined,
  signal: AbortSignal,
): Promise<Story> {
  const enough = new AbortController();
  const stop = (): void => enough.abort();
  signal.addEventListener('abort', stop);
  let frames = 0;
  try {
    const recorded = await recordRun(script, {
      release,
      signal: enough.signal,
      ...(seed === undefined ? {} : { seed }),
      listener: {
        frame: () => {
          if (++frames >= MOST_FRAMES) stop();
        },
      },
    });
    signal.throwIfAborted();
    return tellStory(recorded);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function atTerminal(
  interruption: Interruption,
  { color }: DemoSettings,
  options: Parameters<typeof play>[1],
): Promise<number> {
  const stage = new TerminalStage(interruption, wantsColor(process.stdout, process.env, color));
  // A script that fails says so on the usual screen.
  const first = await options.tell(options.release);
  stage.open();
  try {
    return await play(stage, {
      ...options,
      tell: async (release) => (release === options.release ? first : await options.tell(release)),
    });
  } finally {
    stage.close();
  }
}

/** All scenes, one below the other. */
async function writeAll(story: Story, { color }: DemoSettings): Promise<void> {
  const width = reportWidth(process.stdout, process.env);
  const isColored = wantsColor(process.stdout, process.env, color);
  for (let index = 0; index < story.scenes.length; index++) {
    const lines = screenLines(story, index, { width, height: Number.POSITIVE_INFINITY });
    const text = lines.map((line) => coloredLine(line, isColored)).join('\n');
    await writeText(process.stdout, `${index === 0 ? '' : '\n'}${text}\n`);
  }
}

async function writeCast(story: Story, cast: string, { pace = 1, color }: DemoSettings): Promise<void> {
  const isColored = wantsColor({ isTTY: true }, process.env, color);
  const { text, seconds } = castOf(story, pace, isColored);
  if (cast === '-') {
    await writeData(process.stdout, text, 'json');
    return;
  }
  writeFile(cast, text, { title: 'recording', force: true });
  const scenes = counted(story.scenes.length, 'scene');
  await writeText(process.stdout, `Wrote ${scenes} (${durationText(seconds)}) to ${cast}\n`);
}

function durationText(seconds: number): string {
  const all = Math.round(seconds);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')} minutes`;
}
