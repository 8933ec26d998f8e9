/** Pleasant names for what the server sends and takes; the shapes themselves are generated. */
import type { components } from './wire';

type Schemas = components['schemas'];

export type CurriculaAnswer = Schemas['CurriculaAnswer'];
export type CurriculumSummary = Schemas['CurriculumSummary'];
export type Problem = Schemas['Problem'];

export type Curriculum = Schemas['Curriculum'];
export type Stage = Schemas['Stage'];
export type Closing = Schemas['Closing'];
export type Topic = Schemas['Topic'];
export type Link = Schemas['Link'];
export type Motivation = Schemas['Motivation'];
export type Route = Schemas['Route'];
export type RouteQuestion = Schemas['RouteQuestion'];
export type Entry = Schemas['Entry'];
export type Idea = Schemas['Idea'];
export type Needs = Schemas['Needs'];

export type Resource = Schemas['Resource'];
export type Exercise = Schemas['Exercise'];
export type Capstone = Schemas['Capstone'];
export type Checklist = Schemas['Checklist'];
export type Reflection = Schemas['Reflection'];
export type Item = Stage['items'][number];

export type Progress = Schemas['Progress'];
export type StageProgress = Schemas['StageProgress'];
export type ItemProgress = Schemas['ItemProgress'];
export type OwnEntry = Schemas['OwnEntry'];
export type Status = ItemProgress['status'];

export type ProgressPatch = Schemas['ProgressPatch'];
export type ItemPatch = Schemas['ItemPatch'];
export type OpenRequest = Schemas['OpenRequest'];
export type Opened = Schemas['Opened'];
export type Imported = Schemas['Imported'];

export type OwnCheck = Schemas['OwnCheck'];
export type OwnChecks = Schemas['OwnChecks'];
export type SeenCell = Schemas['SeenCell'];
export type Reported = Schemas['Reported'];
export type Metric = Schemas['Metric'];
export type Attempted = Schemas['Attempted'];
export type EditedCheck = Schemas['EditedCheck'];
export type Run = Schemas['Run'];
export type CheckOutcome = Schemas['CheckOutcome'];
export type Hints = Schemas['Hints'];
export type ExerciseHints = Schemas['ExerciseHints'];
export type Solution = Schemas['Solution'];
export type Replaced = Schemas['Replaced'];
export type Updated = Schemas['Updated'];
export type CellChange = Schemas['CellChange'];
export type Backup = Schemas['Backup'];
export type ResetRequest = Schemas['ResetRequest'];
export type UpdateRequest = Schemas['UpdateRequest'];
export type RestoreRequest = Schemas['RestoreRequest'];

export type Hardware = Schemas['Hardware'];
export type Accelerator = Schemas['Accelerator'];
export type KernelEnvironment = Schemas['KernelEnvironment'];
export type CurriculumKernels = Schemas['CurriculumKernels'];
export type ItemKernel = Schemas['ItemKernel'];
export type RunningNotebook = Schemas['RunningNotebook'];
