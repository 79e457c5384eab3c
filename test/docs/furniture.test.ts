import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './pages.ts';

const text = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const { engines, scripts } = JSON.parse(text('package.json'));

interface Workflow {
  jobs: Record<string, { strategy?: { matrix: { node: number[] } }; steps: { run?: string }[] }>;
}

function workflow(name: string): Workflow {
  return parse(text(`.github/workflows/${name}.yml`));
}

const commandsOf = (name: string): string[] =>
  Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

describe('workflows', () => {
  test('CI does what .ci/run does, on the oldest Node.js that the package takes and on newer ones', () => {
    expect(commandsOf('ci')).toEqual(['.ci/run']);
    const versions = workflow('ci').jobs['test']?.strategy?.matrix.node ?? [];
    expect(versions.length).toBeGreaterThan(1);
    expect(`>=${Math.min(...versions)}`).toBe(engines.node);
  });

  test('what is published has passed all tests, and has provenance', () => {
    const commands = commandsOf('publish');
    expect(commands.slice(-2)).toEqual(['.ci/run', 'npm publish --provenance --access public']);
  });
});

test('issue forms have a name, a description and fields with labels', () => {
  const folder = '.github/ISSUE_TEMPLATE';
  const forms = readdirSync(path.join(ROOT, folder)).filter((file) => file !== 'config.yml');
  expect(forms.length).toBeGreaterThan(1);
  for (const file of forms) {
    const { name, description, body } = parse(text(`${folder}/${file}`));
    expect([name, description], file).toEqual([expect.any(String), expect.any(String)]);
    for (const { type, id, attributes } of body) {
      if (type !== 'markdown')
        expect([id, attributes.label], file).toEqual([expect.any(String), expect.any(String)]);
    }
  }
});

test('.editorconfig says what Biome formats', () => {
  const { formatter } = JSON.parse(text('biome.json'));
  const [, everywhere = ''] = /\[\*\]\n([\s\S]*?)\n\n/.exec(text('.editorconfig')) ?? [];
  const said = Object.fromEntries(everywhere.split('\n').map((line) => line.split(' = ')));
  expect(said).toMatchObject({
    indent_style: formatter.indentStyle,
    indent_size: String(formatter.indentWidth),
    max_line_length: String(formatter.lineWidth),
  });
  expect(scripts.format).toMatch(/^biome /);
});
