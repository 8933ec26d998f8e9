import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { Backup } from '../types';
import { moment } from '../workwords';

export interface IVersionsProps {
  trans: TranslationBundle;
  backups: readonly Backup[];
  now: Date;
  onLook(backup: Backup): void;
  onRestore(backup: Backup): void;
}

/** The earlier versions of a copy, the newest first. */
export function Versions(props: IVersionsProps): JSX.Element {
  const { trans, backups, now, onLook, onRestore } = props;
  if (!backups.length) {
    return (
      <p className="jp-Curriculum-noVersions">
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
        {backups.map(backup => {
          const when = moment(backup.at, now, trans);
          return (
            <li key={backup.path}>
              <div className="jp-Curriculum-versionName">
                <div>{when}</div>
                <div className="jp-Curriculum-versionPath">{backup.path}</div>
              </div>
              <button
                type="button"
                className="jp-Dialog-button jp-mod-styled jp-mod-reject"
                aria-label={trans.__('Look at the version of %1', when)}
                onClick={() => onLook(backup)}
              >
                {trans.__('Look at it')}
              </button>
              <button
                type="button"
                className="jp-Dialog-button jp-mod-styled jp-mod-reject"
                aria-label={trans.__('Restore the version of %1', when)}
                onClick={() => onRestore(backup)}
              >
                {trans.__('Restore')}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
