import React from 'react';
import type { IWriting } from '../tokens';
import type { Curriculum, Idea, Item, ItemProgress, Link } from '../types';
import { SEPARATOR } from '../words';
import { NewerLine } from './NewerLine';
import { HintList } from './HintList';
import { KernelFacts, KernelTrouble } from './KernelWords';
import { Markdown } from './Markdown';
import { OwnMetrics } from './Metrics';
import { NotebookButtons } from './NotebookButtons';
import { TextField } from './TextField';
import { Topics } from './Topics';
import type { IUi } from './ui';

export interface IDetailsProps {
  ui: IUi;
  curriculum: Curriculum;
  item: Item;
  progress: ItemProgress;
  writing: IWriting | undefined;
}

/** All there is to know about an item, and a note of the learner's own. */
export function Details(props: IDetailsProps): JSX.Element {
  const { ui, curriculum, item, progress, writing } = props;
  const { trans, actions } = ui;
  const isResource = item.kind === 'resource';
  const isNotebook = item.kind === 'exercise' || item.kind === 'capstone';
  return (
    <div
      className="jp-Curriculum-inset jp-Curriculum-details"
      role="group"
      aria-label={trans.__('Details of %1', item.title)}
    >
      {isNotebook && (
        <NewerLine
          ui={ui}
          curriculum={curriculum}
          item={item}
          progress={progress}
        />
      )}
      {item.kind !== 'checklist' && <Markdown ui={ui} source={item.about} />}
      <dl>
        {progress.reason && (
          <Fact name={trans.__('Your reason')}>{progress.reason}</Fact>
        )}
        {isResource && item.edition && (
          <Fact name={trans.__('Edition')}>
            <Markdown ui={ui} source={item.edition} />
          </Fact>
        )}
        {isResource && item.year && (
          <Fact name={trans.__('Year')}>{item.year}</Fact>
        )}
        {isResource && item.prerequisites && (
          <Fact name={trans.__('Asks for')}>
            <Markdown ui={ui} source={item.prerequisites} />
          </Fact>
        )}
        {isResource && item.licence && (
          <Fact name={trans.__('Licence')}>{item.licence}</Fact>
        )}
        {isNotebook && <OwnMetrics ui={ui} item={item} progress={progress} />}
        {isNotebook && progress.path && (
          <Fact name={trans.__('Your copy')}>{progress.path}</Fact>
        )}
        {isNotebook && <KernelFacts ui={ui} item={item} />}
        {isNotebook && item.needs.packages.length > 0 && (
          <Fact name={trans.__('Needs')}>{item.needs.packages.join(', ')}</Fact>
        )}
        {item.kind === 'capstone' && item.allowed.length > 0 && (
          <Fact name={trans.__('Built on')}>{item.allowed.join(', ')}</Fact>
        )}
        {item.kind === 'capstone' && item.forbidden.length > 0 && (
          <Fact name={trans.__('Does without')}>
            {item.forbidden.join(', ')}
          </Fact>
        )}
        {item.kind === 'capstone' && item.headings.length > 0 && (
          <Fact name={trans.__('Headings')}>
            {item.headings.join(SEPARATOR)}
          </Fact>
        )}
      </dl>
      {isNotebook && <KernelTrouble ui={ui} item={item} progress={progress} />}
      <HintList ui={ui} item={item} />
      <NotebookButtons ui={ui} item={item} progress={progress} />
      {item.kind === 'capstone' && item.example && (
        <div>
          <h5>{trans.__('A finished example')}</h5>
          <strong>{item.example.title}</strong>
          <Markdown
            ui={ui}
            source={item.example.about}
            className="jp-mod-small"
          />
        </div>
      )}
      {item.kind === 'capstone' && <Ideas ui={ui} ideas={item.ideas} />}
      <Links ui={ui} title={trans.__('See also')} links={item.links} />
      <Topics ui={ui} curriculum={curriculum} item={item} />
      {item.kind !== 'reflection' && (
        <div>
          <h5>{trans.__('Your note')}</h5>
          <TextField
            ui={ui}
            item={item.id}
            label={trans.__('Your note on %1', item.title)}
            saved={progress.text}
            writing={writing}
            rows={3}
          />
        </div>
      )}
      <button
        type="button"
        className="jp-Curriculum-link"
        aria-label={trans.__('Close the details of %1', item.title)}
        onClick={() => {
          actions.fold(`details:${item.id}`, false);
          actions.reveal(item.id);
        }}
      >
        {trans.__('Close')}
      </button>
    </div>
  );
}

function Fact(props: { name: string; children: React.ReactNode }): JSX.Element {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

/** Papers, editions and the like. */
export function Links(props: {
  ui: IUi;
  title: string;
  links: readonly Link[];
}): JSX.Element | null {
  const { ui, title, links } = props;
  return links.length ? (
    <div>
      <h5>{title}</h5>
      <ul>
        {links.map(link => (
          <li key={link.url}>
            <a
              className="jp-Curriculum-link"
              href={link.url}
              target="_blank"
              rel="noopener noreferrer"
            >
              {link.title}
            </a>
            <Markdown ui={ui} source={link.about} className="jp-mod-small" />
          </li>
        ))}
      </ul>
    </div>
  ) : null;
}

function Ideas(props: { ui: IUi; ideas: readonly Idea[] }): JSX.Element | null {
  const { ui, ideas } = props;
  const { trans } = ui;
  return ideas.length ? (
    <div>
      <h5>{trans.__('Ideas')}</h5>
      <ul className="jp-Curriculum-ideas">
        {ideas.map(idea => (
          <li key={idea.id}>
            {idea.url ? (
              <a
                className="jp-Curriculum-link"
                href={idea.url}
                target="_blank"
                rel="noopener noreferrer"
              >
                {idea.title}
              </a>
            ) : (
              <strong>{idea.title}</strong>
            )}
            {idea.example && (
              <span className="jp-Curriculum-tag">
                {trans.__('the starter’s example')}
              </span>
            )}
            <Markdown ui={ui} source={idea.about} className="jp-mod-small" />
            <div className="jp-Curriculum-meta">
              {[
                idea.data,
                idea.compute,
                idea.offline && trans.__('works offline')
              ]
                .filter(Boolean)
                .join(SEPARATOR)}
            </div>
          </li>
        ))}
      </ul>
    </div>
  ) : null;
}
