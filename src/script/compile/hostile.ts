import { FLAG_EXTRA_INFO, FLAG_MORE_DATA } from '../../netchannel/flags.ts';
import type { HostileAct, HostileBackAct, HostileFrontAct } from '../../netchannel/hostile-acts.ts';
import { BLOCK_SIZE } from '../../netchannel/shared-page-pool.ts';
import { TxStatus } from '../../netchannel/tx.ts';
import type { HostileBackInput, HostileFrontInput, HostileInput } from '../schema/hostile.ts';
import type { Blueprint } from './blueprint.ts';

/** @returns what a hostile step, checked, is to do */
export function compileHostile(input: HostileInput): Blueprint {
  const hostile = hostileActOf(input);
  return { label: `hostile ${hostile.end}: ${hostile.act.kind}`, content: { kind: 'hostile', hostile } };
}

function hostileActOf({ netback, netfront }: HostileInput): HostileAct {
  if (netback !== undefined) return { end: 'netback', act: backAct(netback) };
  return { end: 'netfront', act: frontAct(netfront ?? {}) };
}

function backAct({ answer, respond, indices, keep, peek, poke, let_go }: HostileBackInput): HostileBackAct {
  if (answer !== undefined) {
    const { id, status, times } = answer;
    return { kind: 'answer', id, status: TxStatus[status], times };
  }
  if (respond !== undefined) {
    const { id, offset, size, times } = respond;
    return { kind: 'respond', id, offset, flags: flagsOf(respond), size, times };
  }
  if (indices !== undefined) return { kind: 'indices', ...indices };
  if (keep !== undefined) return { kind: 'keep', pages: keep };
  if (peek !== undefined) return { kind: 'peek' };
  if (poke !== undefined) return { kind: 'poke', at: poke.at, bytes: pokedBytes(poke) };
  if (let_go !== undefined) return { kind: 'let go' };
  return { kind: 'read' };
}

/** As many as the page has room for. */
function pokedBytes({ at, data }: { at: number; data: string }): Uint8Array {
  return new TextEncoder().encode(data).slice(0, 2 * BLOCK_SIZE - at);
}

function frontAct({ request, offer, indices, change }: HostileFrontInput): HostileFrontAct {
  if (request !== undefined) {
    const { gref, id, offset, size, times } = request;
    return { kind: 'request', gref, id, offset, flags: flagsOf(request), size, times };
  }
  if (offer !== undefined) return { kind: 'offer', ...offer };
  if (indices !== undefined) return { kind: 'indices', ...indices };
  return { kind: 'change', offset: change?.offset ?? 0, size: change?.size ?? 0 };
}

function flagsOf({ more_data, extra_info }: { more_data: boolean; extra_info: boolean }): number {
  return (more_data ? FLAG_MORE_DATA : 0) | (extra_info ? FLAG_EXTRA_INFO : 0);
}
