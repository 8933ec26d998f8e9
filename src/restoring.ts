import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { KEY } from './copies';
import { oursOf } from './livechecks';
import type { OwnCheck } from './types';

/**
 * Replace a cell by the curriculum's own check, locked as it came. What the learner wrote there is kept in a cell
 * below; the notebook's undo takes both back in one step.
 */
export function restoreCheck(
  notebook: Notebook,
  index: number,
  check: OwnCheck,
  trans: TranslationBundle
): void {
  const shared = notebook.model!.sharedModel;
  const old = shared.cells[index];
  const { id } = old;
  const written = old.getSource();
  const metadata = old.getMetadata() as Record<string, unknown>;
  const tags = Array.isArray(metadata.tags) ? (metadata.tags as string[]) : [];
  const isElsewhere = shared.cells.some(
    (cell, at) => at !== index && cell.id === check.cell
  );
  const kept = {
    cell_type: 'markdown' as const,
    metadata: {},
    source: [
      trans.__(
        'What stood in the check above, kept when it was restored. Delete this cell when you do not need it:'
      ),
      fenced(written)
    ].join('\n\n')
  };
  const own = {
    id: isElsewhere || !check.cell ? id : check.cell,
    cell_type: 'code' as const,
    execution_count: null,
    outputs: [],
    source: check.source,
    metadata: {
      ...metadata,
      tags: [...tags.filter(tag => tag !== 'check'), 'check'],
      [KEY]: { ...oursOf(metadata), role: 'check', check: check.name },
      editable: false,
      deletable: false
    }
  };
  shared.transact(() => {
    shared.deleteCell(index);
    shared.insertCells(index, written.trim() ? [own, kept] : [own]);
  });
  notebook.deselectAll();
  notebook.activeCellIndex = index;
}

/** As code that is shown and not run, whatever is in it. */
function fenced(source: string): string {
  const longest = Math.max(
    2,
    ...[...source.matchAll(/`+/g)].map(([ticks]) => ticks.length)
  );
  const fence = '`'.repeat(longest + 1);
  return `${fence}python\n${source}\n${fence}`;
}
