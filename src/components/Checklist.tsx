import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';
import { findItem } from '../outline';
import type {
  Checklist as ChecklistItem,
  Curriculum,
  Entry,
  ItemProgress,
  OwnEntry
} from '../types';
import { Markdown } from './Markdown';
import { IUi, classes } from './ui';

export interface IChecklistProps {
  ui: IUi;
  curriculum: Curriculum;
  item: ChecklistItem;
  progress: ItemProgress;
}

/** The single step of an entry where the checklist names none. */
const DONE = 'done';

/** Several ticks under one title. */
export function Checklist(props: IChecklistProps): JSX.Element {
  const { ui, curriculum, item, progress } = props;
  return (
    <div className="jp-Curriculum-inset">
      <Markdown ui={ui} source={item.about} />
      <ul className="jp-Curriculum-entries" aria-label={item.title}>
        {item.entries.map(entry => (
          <EntryRow
            key={entry.id}
            ui={ui}
            curriculum={curriculum}
            item={item}
            entry={entry}
            ticked={progress.ticks[entry.id] ?? []}
          />
        ))}
        {progress.own_entries.map(entry => (
          <EntryRow
            key={entry.id}
            ui={ui}
            curriculum={curriculum}
            item={item}
            entry={entry}
            own
            ticked={progress.ticks[entry.id] ?? []}
          />
        ))}
      </ul>
      {item.own_entries && (
        <AddEntry ui={ui} item={item.id} title={item.title} />
      )}
    </div>
  );
}

interface IEntryProps {
  ui: IUi;
  curriculum: Curriculum;
  item: ChecklistItem;
  entry: Entry | OwnEntry;
  own?: boolean;
  ticked: readonly string[];
}

function EntryRow(props: IEntryProps): JSX.Element {
  const { ui, curriculum, item, entry, own, ticked } = props;
  const { trans, actions } = ui;
  const steps = item.steps.length ? item.steps : [DONE];
  const about = 'about' in entry ? entry.about : '';
  const see =
    'see' in entry && entry.see ? findItem(curriculum, entry.see) : undefined;
  const toggle = (step: string) =>
    actions.tick(
      item.id,
      entry.id,
      steps.filter(one =>
        one === step ? !ticked.includes(one) : ticked.includes(one)
      )
    );
  const single = steps.length === 1 && !item.steps.length;
  return (
    <li className={classes('jp-Curriculum-entry', single && 'jp-mod-single')}>
      {single && (
        <input
          type="checkbox"
          className="jp-Curriculum-tick jp-mod-small"
          data-status={ticked.includes(DONE) ? 'done' : 'todo'}
          checked={ticked.includes(DONE)}
          aria-label={trans.__('Tick %1', entry.title)}
          onChange={() => toggle(DONE)}
        />
      )}
      <div className="jp-Curriculum-entryBody">
        <div className="jp-Curriculum-entryTitle">
          <span>{entry.title}</span>
          {own && (
            <button
              type="button"
              className="jp-Curriculum-icon"
              aria-label={trans.__('Remove %1', entry.title)}
              title={trans.__('Remove')}
              onClick={() => actions.removeEntry(item.id, entry.id)}
            >
              <closeIcon.react tag="span" />
            </button>
          )}
        </div>
        <Markdown ui={ui} source={about} className="jp-mod-small" />
        {!single && (
          <div
            className="jp-Curriculum-steps"
            role="group"
            aria-label={entry.title}
          >
            {steps.map(step => (
              <label key={step} className="jp-Curriculum-step">
                <input
                  type="checkbox"
                  className="jp-Curriculum-tick jp-mod-small"
                  data-status={ticked.includes(step) ? 'done' : 'todo'}
                  checked={ticked.includes(step)}
                  onChange={() => toggle(step)}
                />
                {step}
              </label>
            ))}
          </div>
        )}
        <div className="jp-Curriculum-entryLinks">
          <Reference
            ui={ui}
            entry={entry}
            hidden={item.reveal === 'on-request' && !own}
          />
          {see && (
            <button
              type="button"
              className="jp-Curriculum-link"
              onClick={() => actions.reveal(see.item.id)}
            >
              {trans.__('see %1', see.item.title)}
            </button>
          )}
        </div>
      </div>
    </li>
  );
}

/** The reference of an entry; where it would spoil the work it shows only when asked for. */
function Reference(props: {
  ui: IUi;
  entry: Entry | OwnEntry;
  hidden: boolean;
}): JSX.Element | null {
  const { ui, entry, hidden } = props;
  const { trans } = ui;
  const [asked, setAsked] = React.useState(false);
  if (!entry.url) {
    return null;
  }
  if (hidden && !asked) {
    return (
      <button
        type="button"
        className="jp-Curriculum-link"
        aria-label={trans.__('Show the reference of %1', entry.title)}
        onClick={() => setAsked(true)}
      >
        {trans.__('show the reference')}
      </button>
    );
  }
  return (
    <a
      className="jp-Curriculum-link"
      href={entry.url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={trans.__('Open the reference of %1', entry.title)}
    >
      {trans.__('open the reference')}
    </a>
  );
}

function AddEntry(props: {
  ui: IUi;
  item: string;
  title: string;
}): JSX.Element {
  const { ui, item, title } = props;
  const { trans, actions } = ui;
  const [name, setName] = React.useState('');
  const [url, setUrl] = React.useState('');
  const wrongUrl = url.trim() !== '' && !/^https?:\/\/\S+$/.test(url.trim());
  const add = (event: React.FormEvent) => {
    event.preventDefault();
    if (name.trim() && !wrongUrl) {
      actions.addEntry(item, name.trim(), url.trim());
      setName('');
      setUrl('');
    }
  };
  return (
    <form
      className="jp-Curriculum-add"
      aria-label={trans.__('Add to %1', title)}
      onSubmit={add}
    >
      <input
        className="jp-mod-styled"
        aria-label={trans.__('Title of your own entry')}
        placeholder={trans.__('One of your own')}
        maxLength={300}
        value={name}
        onChange={event => setName(event.target.value)}
      />
      {name && (
        <input
          className="jp-mod-styled"
          aria-label={trans.__('Link, if there is one')}
          placeholder={trans.__('https://…')}
          aria-invalid={wrongUrl}
          value={url}
          onChange={event => setUrl(event.target.value)}
        />
      )}
      {name && (
        <button type="submit" className="jp-mod-styled jp-mod-accept">
          {trans.__('Add')}
        </button>
      )}
    </form>
  );
}
