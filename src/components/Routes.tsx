import React from 'react';
import { tally } from '../outline';
import type { Route, Stage } from '../types';
import { duration } from '../words';
import { Fold } from './Fold';
import { Markdown } from './Markdown';
import type { IUi } from './ui';

export interface IRoutesProps {
  ui: IUi;
  stage: Stage;
  followed: readonly string[];
  /** Whether the questions that help to choose are unfolded. */
  helping: boolean;
}

/** Several ways through a stage, as many of them at once as the learner likes. */
export function Routes(props: IRoutesProps): JSX.Element {
  const { ui, stage, followed, helping } = props;
  const { trans, actions } = ui;
  const [answers, setAnswers] = React.useState<(number | undefined)[]>([]);
  const votes = tally(stage, answers);
  const best = votes.filter(vote => vote.votes === votes[0].votes);
  const toggle = (id: string) =>
    actions.followRoutes(
      stage.id,
      stage.routes
        .map(route => route.id)
        .filter(route => (route === id) !== followed.includes(route))
    );
  return (
    <div className="jp-Curriculum-routes">
      <fieldset>
        <legend className="jp-Curriculum-overline">
          {trans.__('Routes: choose one or more')}
        </legend>
        {stage.routes.map((route, index) => (
          <RouteChoice
            key={route.id}
            ui={ui}
            stage={stage}
            route={route}
            first={index === 0}
            followed={followed.includes(route.id)}
            recommended={best.some(vote => vote.route === route.id)}
            onToggle={() => toggle(route.id)}
          />
        ))}
      </fieldset>
      {stage.route_questions.length > 0 && (
        <Fold
          id={`help:${stage.id}`}
          open={helping}
          onToggle={actions.fold}
          label={trans.__('Help me choose')}
        >
          {stage.route_questions.map((question, index) => (
            <fieldset
              key={question.question}
              className="jp-Curriculum-question"
            >
              <legend>{question.question}</legend>
              {question.answers.map((answer, at) => (
                <label key={answer.text}>
                  <input
                    type="radio"
                    name={`${stage.id}-${index}`}
                    checked={answers[index] === at}
                    onChange={() =>
                      setAnswers(old => {
                        const next = [...old];
                        next[index] = at;
                        return next;
                      })
                    }
                  />
                  {answer.text}
                </label>
              ))}
            </fieldset>
          ))}
          <p className="jp-Curriculum-meta" role="status">
            {best.length > 0 &&
              trans.__(
                'Your answers speak for: %1. The choice is yours.',
                best.map(({ route }) => title(stage, route)).join(', ')
              )}
          </p>
        </Fold>
      )}
    </div>
  );
}

function RouteChoice(props: {
  ui: IUi;
  stage: Stage;
  route: Route;
  first: boolean;
  followed: boolean;
  recommended: boolean;
  onToggle(): void;
}): JSX.Element {
  const { ui, stage, route, first, followed, recommended, onToggle } = props;
  const { trans } = ui;
  const id = `jp-Curriculum-route-${stage.id}-${route.id}`;
  const items = stage.items.filter(item => item.route === route.id);
  const minutes = items
    .filter(({ optional }) => !optional)
    .reduce((sum, item) => sum + item.minutes, 0);
  return (
    <div className="jp-Curriculum-route">
      <input
        type="checkbox"
        id={id}
        className="jp-Curriculum-tick"
        data-status={followed ? 'done' : 'todo'}
        data-reveal={first ? `routes:${stage.id}` : undefined}
        checked={followed}
        aria-describedby={`${id}-about`}
        onChange={onToggle}
      />
      <div className="jp-Curriculum-rowBody">
        <label htmlFor={id} className="jp-Curriculum-itemTitle">
          {route.title}
        </label>
        {recommended && (
          <span className="jp-Curriculum-tag">
            {trans.__('your answers speak for it')}
          </span>
        )}
        <div id={`${id}-about`}>
          <div className="jp-Curriculum-meta">
            {trans._n('%1 item', '%1 items', items.length)}
            {minutes > 0 &&
              ` · ${trans.__('about %1', duration(minutes, trans))}`}
          </div>
          <Markdown ui={ui} source={route.about} className="jp-mod-small" />
          {route.asks && (
            <div className="jp-Curriculum-asks">
              <span>{trans.__('Asks for:')}</span>{' '}
              <Markdown ui={ui} source={route.asks} className="jp-mod-small" />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function title(stage: Stage, route: string): string {
  return stage.routes.find(({ id }) => id === route)?.title ?? route;
}
