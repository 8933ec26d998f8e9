import { offlineBoltIcon } from '@jupyterlab/ui-components';
import React from 'react';
import type { Failure } from '../tokens';
import type { Problem } from '../types';
import { problemSentence } from '../words';
import { Fold } from './Fold';
import type { IUi } from './ui';

/** Instead of the curriculum: why it is not there, and what brings it back. */
export function Trouble(props: { ui: IUi; failure: Failure }): JSX.Element {
  const { ui, failure } = props;
  const { trans } = ui;
  switch (failure.kind) {
    case 'missing':
      return (
        <Message
          ui={ui}
          title={trans.__('The server part is missing')}
          retry
          commands={[
            'pip install dl-curriculum-ext',
            'jupyter server extension enable dl_curriculum_ext'
          ]}
        >
          {trans.__(
            'The panel is here, but this Jupyter server does not have the curriculum’s server extension. Install or enable it where the server runs, then restart the server and reload this page:'
          )}
        </Message>
      );
    case 'version':
      return (
        <Message
          ui={ui}
          title={trans.__('Two versions met')}
          retry
          commands={['pip install --upgrade dl-curriculum-ext']}
        >
          {trans.__(
            'The server has version %1 of the curriculum extension, this page has version %2. Bring both to the newest, then restart the server and reload this page:',
            failure.server,
            failure.lab
          )}
        </Message>
      );
    case 'unreachable':
      return (
        <Message ui={ui} title={trans.__('The server cannot be reached')} retry>
          {trans.__(
            'Is it still running? The panel tries again by itself, and shows the curriculum as soon as the server answers.'
          )}
        </Message>
      );
    case 'problem':
      return (
        <Message
          ui={ui}
          title={trans.__('The curriculum could not be read')}
          retry
        >
          {failure.message || problemSentence(failure.code, 0, trans)}
        </Message>
      );
  }
}

/** There is a server, and no pack on it. */
export function NoCurriculum(props: {
  ui: IUi;
  problems: readonly Problem[];
}): JSX.Element {
  const { ui, problems } = props;
  const { trans } = ui;
  return (
    <Message
      ui={ui}
      title={trans.__('No curriculum yet')}
      retry
      commands={problems.length ? [] : ['jupyter --paths']}
    >
      {problems.length
        ? trans.__(
            'There is one, but it cannot be read. What is wrong is below.'
          )
        : trans.__(
            'The server looks for a folder curricula, with one folder for each curriculum, in every data path that this command lists:'
          )}
    </Message>
  );
}

function Message(props: {
  ui: IUi;
  title: string;
  commands?: string[];
  retry?: boolean;
  children: React.ReactNode;
}): JSX.Element {
  const { ui, title, commands = [], retry, children } = props;
  return (
    <section className="jp-Curriculum-trouble" role="alert">
      <h3>{title}</h3>
      <p>{children}</p>
      {commands.map(command => (
        <pre key={command}>
          <code>{command}</code>
        </pre>
      ))}
      {retry && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept"
          onClick={() => ui.actions.refresh()}
        >
          {ui.trans.__('Try again')}
        </button>
      )}
    </section>
  );
}

/** Above the curriculum that was here already: it is not followed for the moment. */
export function Banner(props: { ui: IUi; failure: Failure }): JSX.Element {
  const { ui, failure } = props;
  const { trans, actions } = ui;
  const text =
    failure.kind === 'unreachable'
      ? trans.__(
          'The server cannot be reached. Trying again; what you see may be out of date.'
        )
      : failure.kind === 'problem' && failure.message
        ? failure.message
        : trans.__('The curriculum could not be brought up to date.');
  return (
    <div className="jp-Curriculum-banner" role="alert">
      <offlineBoltIcon.react
        tag="span"
        className="jp-Curriculum-bannerIcon"
        aria-hidden
      />
      <span>{text}</span>
      <button
        type="button"
        className="jp-Curriculum-link"
        onClick={() => actions.refresh()}
      >
        {trans.__('Try now')}
      </button>
    </div>
  );
}

/** Packs that could not be read, folded away: the good ones stay. */
export function Problems(props: {
  ui: IUi;
  problems: readonly Problem[];
  open: boolean;
}): JSX.Element | null {
  const { ui, problems, open } = props;
  const { trans } = ui;
  return problems.length ? (
    <Fold
      id="problems"
      open={open}
      onToggle={ui.actions.fold}
      label={trans._n(
        '%1 fault in a curriculum’s files',
        '%1 faults in curricula’s files',
        problems.length
      )}
      className="jp-Curriculum-problems"
    >
      {byFile(problems).map(([file, found]) => (
        <div key={file}>
          <code>{file}</code>
          <ul>
            {found.map(({ line, message }) => (
              <li key={`${line} ${message}`}>
                {line === null
                  ? message
                  : trans.__('Line %1: %2', line, message)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Fold>
  ) : null;
}

function byFile(problems: readonly Problem[]): [string, Problem[]][] {
  const files = new Map<string, Problem[]>();
  for (const problem of problems) {
    files.set(problem.file, [...(files.get(problem.file) ?? []), problem]);
  }
  return [...files];
}

/** Things the server wants the learner to know, such as a progress file that was set aside. */
export function Notices(props: {
  notices: readonly string[];
}): JSX.Element | null {
  return props.notices.length ? (
    <div className="jp-Curriculum-notices" role="status">
      {props.notices.map(notice => (
        <p key={notice}>{notice}</p>
      ))}
    </div>
  ) : null;
}
