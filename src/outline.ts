/** Where things stand in a curriculum. Pure functions of what the server sent. */
import type {
  Capstone,
  Curriculum,
  Exercise,
  Item,
  Progress,
  Stage
} from './types';

export interface IPlace {
  item: Item;
  /** Undefined for an item of the closing page. */
  stage: Stage | undefined;
}

export function findItem(
  curriculum: Curriculum,
  id: string
): IPlace | undefined {
  return everyItem(curriculum).find(({ item }) => item.id === id);
}

export function everyItem(curriculum: Curriculum): IPlace[] {
  const closing = curriculum.closing?.items ?? [];
  return [
    ...curriculum.stages.flatMap(stage =>
      stage.items.map(item => ({ item, stage }))
    ),
    ...closing.map(item => ({ item, stage: undefined }))
  ];
}

export function stageNumber(curriculum: Curriculum, stage: string): number {
  return curriculum.stages.findIndex(({ id }) => id === stage) + 1;
}

/** Whether there is something to read beside the learner's notebook: a solution or, of a project, a finished example. */
export function hasSolution(item: Item): item is Exercise | Capstone {
  return (
    item.kind === 'exercise' ||
    (item.kind === 'capstone' && item.example !== null)
  );
}

/** A heading of a stage's list, and what stands under it. */
export interface IGroup {
  key: string;
  title: string;
  items: Item[];
}

/** Items of one route or common to all, under their headings, in the pack's order. */
export function groups(items: readonly Item[]): IGroup[] {
  const found: IGroup[] = [];
  for (const item of items) {
    const last = found[found.length - 1];
    if (last && last.title === item.group) {
      last.items.push(item);
    } else {
      found.push({ key: `${found.length}`, title: item.group, items: [item] });
    }
  }
  return found;
}

/** Where a topic of an item is met before it, and where it comes again. */
export interface IRecurrence {
  topic: string;
  title: string;
  before: Item[];
  after: Item[];
}

export function recurrences(curriculum: Curriculum, item: Item): IRecurrence[] {
  const all = everyItem(curriculum).map(place => place.item);
  const here = all.indexOf(item);
  return item.topics.map(topic => ({
    topic,
    title: curriculum.topics.find(({ id }) => id === topic)?.title ?? topic,
    before: all.filter(
      (other, at) => at < here && other.topics.includes(topic)
    ),
    after: all.filter((other, at) => at > here && other.topics.includes(topic))
  }));
}

/** Items in a state, in the curriculum's order. */
export function itemsThatAre(
  curriculum: Curriculum,
  progress: Progress,
  status: string
): IPlace[] {
  return everyItem(curriculum).filter(
    ({ item }) => progress.items[item.id]?.status === status
  );
}

/** Routes by how many answers speak for them, the most first; those that none speaks for are left out. */
export function tally(
  stage: Stage,
  answers: readonly (number | undefined)[]
): { route: string; votes: number }[] {
  const votes = new Map<string, number>();
  stage.route_questions.forEach((question, index) => {
    const answer = answers[index];
    if (answer !== undefined) {
      for (const route of question.answers[answer].suggests) {
        votes.set(route, (votes.get(route) ?? 0) + 1);
      }
    }
  });
  return [...votes]
    .map(([route, count]) => ({ route, votes: count }))
    .sort((a, b) => b.votes - a.votes);
}
