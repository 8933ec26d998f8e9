import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { Backup } from '../types';
import { moment } from '../workwords';

export interface IVersionsProps {
  trans: TranslationBundle;
  backups: readonly Backup[];
  now: Date;
  onChoose(backup: Backup): void;
}

/** The earlier versions of a copy, the newest first and chosen. */
export function Versions(props: IVersionsProps): JSX.Element {
  const { trans, backups, now, onChoose } = props;
  const [chosen, setChosen] = React.useState(backups[0]?.path);
  if (!backups.length) {
    return (
      <p>
        {trans.__(
          'There is none yet. One is kept whenever you start over, put a cell back or bring in what is new.'
        )}
      </p>
    );
  }
  return (
    <>
      <p>
        {trans.__(
          'Restoring one keeps your notebook as it is now as one more version.'
        )}
      </p>
      <ul className="jp-Curriculum-versions">
        {backups.map(backup => (
          <li key={backup.path}>
            <label>
              <input
                type="radio"
                name="jp-Curriculum-version"
                checked={backup.path === chosen}
                onChange={() => {
                  setChosen(backup.path);
                  onChoose(backup);
                }}
              />
              <span>
                {moment(backup.at, now, trans)}
                <span className="jp-Curriculum-versionPath">{backup.path}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}
