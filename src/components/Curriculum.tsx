import React from 'react';
import type { Failure, IWriting } from '../tokens';
import type {
  Curriculum,
  CurriculumSummary,
  Problem,
  Progress
} from '../types';
import type { INotice } from '../view';
import { ClosingPage } from './Closing';
import { Continue } from './Continue';
import { Header } from './Header';
import { Later } from './Later';
import { MACHINE } from './Machine';
import { Motivation } from './Motivation';
import { Notice } from './Notice';
import { StageSection } from './Stage';
import { Banner, NoCurriculum, Notices, Problems, Trouble } from './Trouble';
import type { IUi } from './ui';

export interface ICurriculumProps {
  ui: IUi;
  curricula: readonly CurriculumSummary[];
  problems: readonly Problem[];
  curriculum: Curriculum | null;
  progress: Progress | null;
  loading: boolean;
  failure: Failure | null;
  busy: ReadonlySet<string>;
  writings: ReadonlyMap<string, IWriting>;
  open: Readonly<Record<string, boolean>>;
  notice: INotice | null;
  editingGoal: boolean;
  showMotivation: boolean;
}

/** Everything the panel shows. */
export function CurriculumView(props: ICurriculumProps): JSX.Element {
  const { ui, curriculum, progress, failure, loading, problems, open } = props;
  const here = curriculum !== null && progress !== null;
  return (
    <>
      <div className="jp-Curriculum-scroll" aria-busy={loading && !here}>
        {failure && !here && <Trouble ui={ui} failure={failure} />}
        {failure && here && <Banner ui={ui} failure={failure} />}
        {!failure && !here && loading && <Loading ui={ui} />}
        {!failure && !here && !loading && (
          <NoCurriculum ui={ui} problems={problems} />
        )}
        {here && (
          <Whole {...props} curriculum={curriculum} progress={progress} />
        )}
        <Problems ui={ui} problems={problems} open={open.problems ?? !here} />
      </div>
      {here && (
        <Later
          ui={ui}
          curriculum={curriculum}
          progress={progress}
          open={open.later ?? false}
        />
      )}
      <Notice ui={ui} notice={props.notice} />
    </>
  );
}

function Whole(
  props: ICurriculumProps & { curriculum: Curriculum; progress: Progress }
): JSX.Element {
  const { ui, curriculum, progress, open, busy, writings } = props;
  const list = { ui, curriculum, progress, open, busy, writings };
  const stages = curriculum.stages.map((stage, index) => (
    <StageSection
      key={stage.id}
      {...list}
      stage={stage}
      number={index + 1}
      current={stage.id === progress.current_stage}
    />
  ));
  const current = curriculum.stages.findIndex(
    ({ id }) => id === progress.current_stage
  );
  return (
    <>
      <Header
        ui={ui}
        curricula={props.curricula}
        curriculum={curriculum}
        progress={progress}
        editingGoal={props.editingGoal}
      />
      <Notices notices={progress.notices} />
      <Continue
        ui={ui}
        curriculum={curriculum}
        progress={progress}
        busy={busy.has(progress.next_item ?? '')}
        machineOpen={open[MACHINE] ?? false}
      />
      <div className="jp-Curriculum-stages">
        {current >= 0 && stages[current]}
        {stages.filter((_, index) => index !== current)}
        <ClosingPage {...list} />
        {props.showMotivation && (
          <Motivation
            ui={ui}
            curriculum={curriculum}
            progress={progress}
            open={open.why}
          />
        )}
      </div>
    </>
  );
}

/** Grey shapes where the words will be; nothing jumps when they come. */
function Loading({ ui }: { ui: IUi }): JSX.Element {
  return (
    <div className="jp-Curriculum-loading">
      <span className="jp-sr-only" role="status">
        {ui.trans.__('Reading the curriculum…')}
      </span>
      {[60, 40, 100, 80, 70, 75].map((width, index) => (
        <div key={index} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
