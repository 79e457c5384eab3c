import type { PageData } from './workload.ts';

/** Where the template of the page has room for its data, and for its title. */
export const DATA_PLACE = '{"the data of the page":0}';
export const TITLE_PLACE = 'the title of the page';

/**
 * @param template - the page without data, as the build makes it
 * @returns the page, one file that needs nothing else
 */
export function pageHtml(template: string, data: PageData): string {
  const about = data.traffic?.file ?? data.workloads[0]?.file ?? 'playground';
  const title = `${about} · netchannel-sim`;
  // Functions, because text after a `$` would be taken for something else.
  return template
    .replace(TITLE_PLACE, () => title.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`))
    .replace(DATA_PLACE, () => scriptJson(data));
}

/** @returns JSON that no HTML parser takes for the end of the script that it stands in, or for a comment */
function scriptJson(data: PageData): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
