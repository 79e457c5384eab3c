import { expect, test } from 'vitest';
import { DATA_PLACE, pageHtml, TITLE_PLACE } from '../../src/page/page-html.ts';

const TEMPLATE = `<title>${TITLE_PLACE}</title><script type="application/json">${DATA_PLACE}</script>`;
const data = (text: string): Parameters<typeof pageHtml>[1] => ({
  version: '1',
  workloads: [{ file: text, text, files: {}, defines: {} }],
  samples: {},
  view: 'one',
});

const HOSTILE = ['</script><script>alert(1)</script>', '<!--', '$& $1 $`', '\u2028', ']]>'];

test.each(HOSTILE)('%j stays text', (text) => {
  const page = pageHtml(TEMPLATE, data(text));
  const [, title, json] =
    /^<title>(.*)<\/title><script type="application\/json">(.*)<\/script>$/s.exec(page) ?? [];
  expect(title).not.toMatch(/[<>]/);
  expect(json).not.toMatch(/[<>\u2028]/);
  expect(JSON.parse(json ?? '')).toEqual(data(text));
});
