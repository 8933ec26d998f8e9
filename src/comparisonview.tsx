import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry, jupyterTheme } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  ToolbarButton,
  UseSignal
} from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import React from 'react';
import type { IPair } from './comparing';
import { curriculumIcon } from './icon';
import { readable } from './runwords';

/** Below this width the two are shown in one column. */
const NARROW = 560;

/** The learner's notebook and the solution, cell against cell; nothing in it can be changed. */
export class ComparisonView extends MainAreaWidget<Widget> {
  constructor(options: ComparisonView.IOptions) {
    const { again, languages, report, title, trans } = options;
    const content = new Cells(options.pairs, trans);
    super({ content });
    this.addClass('jp-Curriculum-comparison');
    this.title.label = trans.__('Compare: %1', title);
    this.title.caption = trans.__(
      'Your notebook and the solution of %1',
      title
    );
    this.title.icon = curriculumIcon;
    this.title.closable = true;
    this.toolbar.addItem(
      'again',
      new ToolbarButton({
        label: trans.__('Compare again'),
        onClick: () =>
          report(async () => {
            content.pairs = await again();
          })
      })
    );
    void languages?.getLanguage('python').then(language => {
      if (language?.support) {
        content.language = language.support;
      }
    });
  }
}

export namespace ComparisonView {
  export interface IOptions {
    title: string;
    pairs: readonly IPair[];
    trans: TranslationBundle;
    languages: IEditorLanguageRegistry | null;
    /** Read both anew. */
    again(): Promise<readonly IPair[]>;
    /** Do something, and say so where it fails. */
    report(action: () => Promise<void>): void;
  }
}

class Cells extends ReactWidget {
  constructor(
    private _pairs: readonly IPair[],
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-Curriculum-compareCells');
  }

  set pairs(pairs: readonly IPair[]) {
    this._pairs = pairs;
    this.update();
  }

  set language(language: Extension) {
    this._language = language;
    this.update();
  }

  protected onResize(msg: Widget.ResizeMessage): void {
    super.onResize(msg);
    const narrow = msg.width >= 0 && msg.width < NARROW;
    if (narrow !== this._narrow) {
      this._narrow = narrow;
      this._resized.emit();
    }
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._resized}>
        {() => (
          <Comparison
            pairs={this._pairs}
            trans={this._trans}
            narrow={this._narrow}
            language={this._language}
          />
        )}
      </UseSignal>
    );
  }

  private _language: Extension = [];
  private _narrow = false;
  private _resized = new Signal<this, void>(this);
}

interface IHow {
  trans: TranslationBundle;
  narrow: boolean;
  language: Extension;
}

/** What the learner was to write; all else behind a fold. */
function Comparison(props: IHow & { pairs: readonly IPair[] }): JSX.Element {
  const { pairs, trans } = props;
  const exercises = pairs.filter(({ isExercise }) => isExercise);
  const others = pairs.filter(
    ({ isExercise, mine, theirs }) => !isExercise && mine !== theirs
  );
  return (
    <>
      {props.narrow ? (
        <p>
          {trans.__(
            'At each difference yours comes first, then the solution’s.'
          )}
        </p>
      ) : (
        <div className="jp-Curriculum-compareSides" aria-hidden="true">
          <span>{trans.__('Yours')}</span>
          <span>{trans.__('Solution')}</span>
        </div>
      )}
      {exercises.map(pair => (
        <Pair key={pair.cell} {...props} pair={pair} />
      ))}
      {others.length > 0 && (
        <details>
          <summary>
            {trans._n(
              '%1 other cell differs',
              '%1 other cells differ',
              others.length
            )}
          </summary>
          {others.map(pair => (
            <Pair key={pair.cell} {...props} pair={pair} />
          ))}
        </details>
      )}
    </>
  );
}

function Pair(props: IHow & { pair: IPair }): JSX.Element {
  const { pair, trans } = props;
  const name = pair.name ? readable(pair.name) : trans.__('A cell of your own');
  return (
    <section className="jp-Curriculum-pair" aria-label={name}>
      <h3>{name}</h3>
      {pair.mine === pair.theirs ? (
        <p>{trans.__('The same as the solution.')}</p>
      ) : (
        <>
          {pair.mine === null && (
            <p>{trans.__('This cell is not in your notebook any more.')}</p>
          )}
          {pair.theirs === null && (
            <p>{trans.__('The solution has no such cell.')}</p>
          )}
          <Merged
            {...props}
            mine={pair.mine ?? ''}
            theirs={pair.theirs ?? ''}
          />
        </>
      )}
    </section>
  );
}

/** CodeMirror's own view of two texts: side by side or, where there is no room, in one column. */
function Merged(props: IHow & { mine: string; theirs: string }): JSX.Element {
  const { mine, theirs, narrow, language, trans } = props;
  const host = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const look = (label: string): Extension => [
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      jupyterTheme,
      language
    ];
    const parent = host.current!;
    if (narrow) {
      const view = new EditorView({
        parent,
        doc: theirs,
        extensions: [
          look(trans.__('Yours and the solution')),
          unifiedMergeView({ original: mine, mergeControls: false })
        ]
      });
      return () => view.destroy();
    }
    const view = new MergeView({
      parent,
      a: { doc: mine, extensions: look(trans.__('Yours')) },
      b: { doc: theirs, extensions: look(trans.__('Solution')) }
    });
    return () => view.destroy();
  }, [mine, theirs, narrow, language, trans]);
  return <div ref={host} className="jp-Curriculum-merge" />;
}
