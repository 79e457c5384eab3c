import { render } from 'preact';
import type { PageData } from '../workload.ts';
import { App } from './app.tsx';
import { Inspection } from './inspection.tsx';

const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? 'null');
const place = document.getElementById('page');
const { traffic } = data;
if (place !== null) {
  const isInspection = traffic?.how === 'inspect';
  render(isInspection ? <Inspection traffic={traffic} version={data.version} /> : <App data={data} />, place);
}
