import { render } from 'preact';
import type { PageData } from '../workload.ts';
import { App } from './app.tsx';

const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? 'null');
const place = document.getElementById('page');
if (place !== null) render(<App data={data} />, place);
